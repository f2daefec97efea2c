"""A plan of tasks and who runs them: a scan from pinned inputs to published results."""

from guildmark.runs.request import RunResult, ScanRequest
from guildmark.runs.scan import run_scan

__all__ = ["RunResult", "ScanRequest", "run_scan"]
