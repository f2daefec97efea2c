"""Guildmark finds counterfeit goods among listings, explains every finding, and says how often it is wrong."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from guildmark.api import check, scan
    from guildmark.records import InputError

__all__ = ["InputError", "check", "scan"]


def __getattr__(name: str) -> Any:
    """Import the engine when it is first asked for, so that `import guildmark` and the command line start at once."""
    if name in ("check", "scan"):
        from guildmark import api  # noqa: PLC0415

        return getattr(api, name)
    if name == "InputError":
        from guildmark.records import InputError  # noqa: PLC0415

        return InputError
    raise AttributeError(f"module 'guildmark' has no attribute {name!r}")
