"""Bars by month, as numbers that a template draws: where each stands, how high it is, and what it says."""

from collections.abc import Sequence
from dataclasses import dataclass

from guildmark.hub.hiding import Cell

MONTHS = 12
WIDTH, HEIGHT = 300, 96  # of the drawing, in its own units
SLOT, GAP = WIDTH / MONTHS, 5.0
LEAST_HEIGHT, STUB_HEIGHT = 2.0, 7.0  # of a count that is not 0, and of one that is not told


@dataclass(frozen=True, slots=True)
class Bar:
    """A month's bar, from the top left in the drawing's units; `look` is how it is told, or `missed`."""

    left: float
    top: float
    width: float
    height: float
    look: str
    says: str


def bars(cells: Sequence[tuple[Cell | None, str]]) -> list[Bar]:
    """The bars of months in order, the newest at the right edge. A month is what is shown of it, None where nothing was
    published, and the words for it."""
    highest = max((cell.value or 0 for cell, _ in cells if cell), default=0)
    first = MONTHS - len(cells)
    made = []
    for number, (cell, says) in enumerate(cells):
        look = "missed" if cell is None else cell.state.replace(" ", "-")
        if cell is None:
            height = float(HEIGHT)
        elif cell.value is None:
            height = STUB_HEIGHT if cell.state != "nothing" else 0.0
        else:
            height = max(LEAST_HEIGHT, (HEIGHT - 2) * cell.value / highest) if cell.value else 0.0
        made.append(Bar((first + number) * SLOT + GAP / 2, HEIGHT - height, SLOT - GAP, height, look, says))
    return made
