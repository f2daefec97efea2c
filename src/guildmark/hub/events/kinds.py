"""The kinds of events: a closed list, to which each app adds its own with the words that people read."""

from django.utils.functional import Promise

_LABELS: dict[str, "str | Promise"] = {}


def declare(kind: str, label: "str | Promise") -> str:
    """Add a kind; returns its name. Errors: ValueError when it is declared already."""
    if kind in _LABELS:
        raise ValueError(f"event kind {kind!r} is declared twice")
    _LABELS[kind] = label
    return kind


def is_declared(kind: str) -> bool:
    """Whether the kind is on the list."""
    return kind in _LABELS


def label(kind: str) -> str:
    """What people read; the name itself where no app of this version declares it."""
    return str(_LABELS.get(kind, kind))
