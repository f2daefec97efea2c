"""The page that a scan leaves: one HTML file that needs no network."""

from guildmark.report.page import write_report

__all__ = ["write_report"]
