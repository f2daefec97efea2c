"""The state that a listing or a store is to be in: what all actions that stand against it come to."""

from collections.abc import Iterable
from typing import Any

LISTED, PAUSED, REMOVED = "listed", "paused", "removed"
LISTING: dict[str, Any] = {"availability": LISTED, "ranking": "normal", "label": False}
STORE: dict[str, Any] = {"standing": "active", "payout": "free"}
INNOCENT = {"listing": LISTING, "store": STORE}
# What each measure does, from the mildest: of two that say otherwise the graver counts. A warning changes nothing; it
# is told beside the state.
EFFECTS: dict[str, dict[str, Any]] = {
    "label": {"label": True},
    "demote": {"ranking": "demoted"},
    "pause": {"availability": PAUSED},
    "remove": {"availability": REMOVED},
    "hold-payout": {"payout": "held"},
    "suspend-store": {"standing": "suspended"},
    "close-store": {"standing": "closed", "payout": "held"},
}


def state_of(kind: str, measures: Iterable[str], *, down: bool = False) -> dict[str, Any]:
    """The state of a target of a kind; `down` where its store was closed with it."""
    state = dict(INNOCENT[kind])
    standing = set(measures)
    for measure, effect in EFFECTS.items():
        if measure in standing:
            state |= {name: value for name, value in effect.items() if name in state}
    return state | EFFECTS["remove"] if down else state
