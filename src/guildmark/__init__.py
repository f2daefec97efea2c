"""Guildmark finds counterfeit goods among listings, explains every finding, and says how often it is wrong."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from guildmark.api import check, scan
    from guildmark.engine import Answer
    from guildmark.records import InputError
    from guildmark.runs import RunResult

    __version__: str

__all__ = ["Answer", "InputError", "RunResult", "check", "scan"]

_ROOMS = {"scan": "api", "check": "api", "Answer": "engine", "RunResult": "runs", "InputError": "records"}


def __getattr__(name: str) -> Any:
    """Import the engine when it is first asked for, so that `import guildmark` and the command line start at once."""
    if name == "__version__":
        return import_module("importlib.metadata").version("guildmark")
    if name in _ROOMS:
        return getattr(import_module(f"guildmark.{_ROOMS[name]}"), name)
    raise AttributeError(f"module 'guildmark' has no attribute {name!r}")
