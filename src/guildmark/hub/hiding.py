"""What is shown of a count: small ones are told as small, others rounded, and all else is made of what is shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from ruamel.yaml import YAML

State = Literal["rounded", "small", "hidden", "at least", "at most", "nothing"]
STATES: dict[State, str] = {
    "rounded": "the count, rounded; 0 is exactly 0",
    "small": "not 0, but too small to be told",
    "hidden": "not told, since it would give away something small",
    "at least": "the sum of those parts that are told, while others are not",
    "at most": "an upper bound, since a part is small or not told",
    "nothing": "there is nothing that it could be of",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What `hiding.yaml` says: counts from `small_from` to `small_to` are not told, others rounded to `round_to`."""

    small_from: int
    small_to: int
    round_to: int
    source: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What is shown of a figure. `value` is a count, per cent or days; None in the states small, hidden, nothing."""

    value: int | None
    state: State


ZERO = Cell(0, "rounded")
SMALL, HIDDEN, NOTHING = Cell(None, "small"), Cell(None, "hidden"), Cell(None, "nothing")


@cache
def rule() -> Rule:
    """Read once. Errors: ValueError where a shown count could stand for fewer exact ones than are hidden as small."""
    told = YAML(typ="safe").load((files(__package__) / "hiding.yaml").read_text("utf-8"))
    made = Rule(told["small"]["from"], told["small"]["to"], told["round_to"], told["source"])
    if made.small_from != 1 or (made.small_to + 1) % made.round_to != (made.round_to + 1) // 2:
        raise ValueError(
            f"hiding.yaml: with counts up to {made.small_to} hidden, the next ones are not a whole step of "
            f"{made.round_to}, so that the lowest shown would tell more than others. Hide up to 7 and round to 5."
        )
    return made


def shown_count(count: int) -> Cell:
    """A count as it is shown. Errors: ValueError below 0."""
    if count < 0:
        raise ValueError(f"{count} is no count")
    by = rule()
    if by.small_from <= count <= by.small_to:
        return SMALL
    return Cell((count + by.round_to // 2) // by.round_to * by.round_to, "rounded")


def shown_sum(amount: int, subjects: int) -> Cell:
    """A sum as it is shown: not at all while it comes from few subjects, else as a count."""
    if subjects and shown_count(subjects) == SMALL:
        return HIDDEN
    return shown_count(amount)


def shown_days(seconds: int | None, of: int) -> Cell:
    """A median in whole days, halves up; not at all while it is of few."""
    if not of or seconds is None:
        return NOTHING
    return HIDDEN if shown_count(of) == SMALL else Cell((seconds + 43_200) // 86_400, "rounded")


def is_told(cell: Cell) -> bool:
    """Whether it is a number, and the whole of it."""
    return cell.state == "rounded"


def total(parts: Iterable[Cell]) -> Cell:
    """The sum of parts as they are shown; parts that are not told are left out, and make it a lower bound."""
    cells: Sequence[Cell] = list(parts)
    amount = sum(cell.value for cell in cells if cell.value is not None)
    untold = [cell for cell in cells if not is_told(cell)]
    if not untold:
        return Cell(amount, "rounded")
    if amount:
        return Cell(amount, "at least")
    return SMALL if untold == [SMALL] else HIDDEN


def share(part: Cell, whole: Cell, *, within: bool) -> Cell:
    """`part` in whole per cent of `whole`, both as they are shown. `within`: the one is part of the other.

    A small part counts as the largest that is small, and makes it an upper bound, as does a whole that is a lower one.
    """
    if whole.value == 0 and is_told(whole):
        return NOTHING
    if part.value == 0 and is_told(part):
        return Cell(0, "rounded")
    if not whole.value or (part.value is None and part != SMALL):
        return HIDDEN
    of = rule().small_to if part.value is None else part.value
    per_cent = -(-100 * of // whole.value)
    told = is_told(part) and is_told(whole)
    if told:
        per_cent = (200 * of + whole.value) // (2 * whole.value)
    return Cell(min(100, per_cent) if within else per_cent, "rounded" if told else "at most")
