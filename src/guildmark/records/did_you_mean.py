"""The nearest name that is known, for errors about one that is not."""

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """` Did you mean 'title'?` where something like it is known, else nothing. Case does not matter."""
    by_folded = {name.casefold(): name for name in known}
    near = get_close_matches(text.strip().casefold(), by_folded, n=1)
    return f" Did you mean {by_folded[near[0]]!r}?" if near else ""
