"""Slices: a kind of right and a category, for which acting without a person is earned by itself."""

from collections.abc import Sequence

SEPARATOR = ">"  # between the levels of a category, as in "Fashion > Watches"


def slice_category(category: str | None, levels: int) -> str:
    """The first levels of a category, in the marketplace's own words; empty where it has none, which is no slice.

    "Fashion > Watches > Divers" is of "Fashion" at one level, and of "Fashion > Watches" at two.
    """
    parts = [part for piece in (category or "").split(SEPARATOR) if (part := " ".join(piece.split()))]
    return f" {SEPARATOR} ".join(parts[:levels])


def slice_categories(categories: Sequence[str | None], levels: int) -> list[str]:
    """`slice_category` of many, each text looked at once."""
    known = {category: slice_category(category, levels) for category in set(categories)}
    return [known[category] for category in categories]


def slice_name(kind: str, category: str) -> str:
    """A slice as people read and write it: `trademark: Fashion > Watches`."""
    return f"{kind}: {category}"
