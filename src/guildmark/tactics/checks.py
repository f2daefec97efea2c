"""What is checked of a tactic beyond its form: small validators, each of which says what is wrong and what to do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from guildmark.tactics.logic import Joined, Node, anchor_of, conditions_of
from guildmark.tactics.tactic import Tactic

Grade = Literal["error", "warning"]
LONGEST_LIFE = timedelta(days=731)
SHORTEST_PHRASE = 3  # letters of a phrase of one word, in an alphabet
WIDE_ALONE = frozenset({"price", "seller", "origin", "picture"})  # families that never act by themselves


@dataclass(frozen=True, slots=True)
class Finding:
    """What a validator says."""

    check: str
    grade: Grade
    told: str


type Validator = Callable[[Tactic, date], Iterator[tuple[Grade, str]]]
_VALIDATORS: list[Validator] = []


def validator(check: Validator) -> Validator:
    """Add a validator; its name is the function's."""
    _VALIDATORS.append(check)
    return check


def check_tactic(tactic: Tactic, today: date) -> list[Finding]:
    """Everything that is to be said of a tactic, errors first."""
    found = [Finding(check.__name__, grade, told) for check in _VALIDATORS for grade, told in check(tactic, today)]
    return sorted(found, key=lambda one: one.grade != "error")


@validator
def has_not_expired(tactic: Tactic, today: date) -> Iterator[tuple[Grade, str]]:
    """What nobody renews is used no more."""
    if tactic.expires < today:
        yield "error", f"expired on {tactic.expires}. Renew it, if it still catches anything, with a later day."
    elif tactic.expires > today + LONGEST_LIFE:
        yield (
            "warning",
            f"expires on {tactic.expires}, more than two years from now. How fakes are sold changes sooner.",
        )


@validator
def tells_its_source(tactic: Tactic, today: date) -> Iterator[tuple[Grade, str]]:
    """Others must be able to judge where it is known from."""
    del today
    if not tactic.sources and tactic.status == "stable":
        yield (
            "warning",
            "names no source. Say where this is known from: a report, a case of one's own, a test purchase.",
        )


@validator
def tells_its_false_alarms(tactic: Tactic, today: date) -> Iterator[tuple[Grade, str]]:
    """Everything has some."""
    del today
    if not tactic.false_alarms and tactic.status == "stable":
        yield "warning", "names no false alarms. Say on which honest listings it may fire."


@validator
def finds_by_more_than_short_words(tactic: Tactic, today: date) -> Iterator[tuple[Grade, str]]:
    """A short word stands in everything."""
    del today
    for phrase in sorted(tactic.phrases):
        if phrase.isascii() and " " not in phrase and len(phrase) < SHORTEST_PHRASE:
            yield "warning", f"looks for {phrase!r}, which is so short that it stands in honest listings too."


@validator
def narrows_every_listing(tactic: Tactic, today: date) -> Iterator[tuple[Grade, str]]:
    """What is asked of every listing with a mark costs more, and hits more."""
    del today
    anchor = anchor_of(tactic.when)
    if anchor is not None and anchor.every:
        yield (
            "warning",
            "is asked of every listing that names a mark. Words that a listing must say would find it sooner.",
        )


@validator
def says_no_more_than_price_and_place(tactic: Tactic, today: date) -> Iterator[tuple[Grade, str]]:
    """Price, seller, origin and borrowed pictures never condemn by themselves."""
    del today
    if tactic.families and tactic.families <= WIDE_ALONE:
        yield (
            "warning",
            f"rests on {' and '.join(sorted(tactic.families))} alone, which never takes a listing beyond review.",
        )


@validator
def may_be_told_to_sellers(tactic: Tactic, today: date) -> Iterator[tuple[Grade, str]]:
    """Whoever is acted against gets a reason."""
    del today
    if tactic.seller_view == "nothing":
        yield "warning", "shows a seller nothing, so that it never takes a listing beyond review."


@validator
def asks_nothing_twice(tactic: Tactic, today: date) -> Iterator[tuple[Grade, str]]:
    """The same condition twice is a slip."""
    del today
    seen = set()
    for one in conditions_of(tactic.when):
        if one in seen:
            yield "warning", f"asks twice whether {one.told()}."
        seen.add(one)


@validator
def can_hold_at_all(tactic: Tactic, today: date) -> Iterator[tuple[Grade, str]]:
    """What must hold and must not hold never fires."""
    del today
    yield from _contradictions(tactic.when, frozenset())


def _contradictions(node: Node, required: frozenset[object]) -> Iterator[tuple[Grade, str]]:
    if not isinstance(node, Joined):
        return
    if node.how == "all":
        required |= {part for part in node.parts if not isinstance(part, Joined)}
    if node.how == "none":
        for part in node.parts:
            if part in required:
                yield "error", f"never fires: what must not hold is what must ({part.told()})."  # type: ignore[union-attr]
        return
    for part in node.parts:
        yield from _contradictions(part, required if node.how == "all" else frozenset())
