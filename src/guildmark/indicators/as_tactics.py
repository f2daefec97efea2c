"""Indicators as tactics, so that a scan finds them by the one path that all shared rules take."""

import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from guildmark.assessment.weights import LARGEST_DB
from guildmark.indicators.at_large import contacts_as_written
from guildmark.indicators.forms.web import in_unicode
from guildmark.indicators.indicator import (
    ACCOUNT,
    ADDRESS,
    CHAT,
    EMAIL,
    EMBEDDING,
    PHONE,
    PICTURE,
    POSTAL,
    SELLER,
    TEXT,
    Indicator,
)
from guildmark.indicators.trade import said_by_everybody
from guildmark.records.ids import NAMESPACE, SEPARATOR
from guildmark.tactics.conditions.text import LONGEST_PATTERN
from guildmark.tactics.form import written
from guildmark.text.folded import light_words
from guildmark.text.hashing import LONGEST_TOKEN

MOST_VALUES = 40  # of one tactic, so that a person can read it
LEVELS = 4  # of strength: what is told of each is at least what its tactic says
ANY_MARK, EXAMPLE_MARK = "any", "Orvane"
NOT_FOUND = {
    EMBEDDING: "vectors are compared by who looks at pictures, not by tactics",
    SELLER: "tactics see no id of a seller: hold it against the seller of a case",
}
NAMES = (CHAT, ACCOUNT)
ONE_WORD = re.compile(r"(?=.*[a-z])[a-z0-9]{6,}")  # a name that the matcher takes for a word, so that it is folded


@dataclass(frozen=True, slots=True)
class Entry:
    """An indicator to look for: beside which mark (empty: any), how sure one is of it, and what it weighs."""

    indicator: Indicator
    confidence: float
    weight_db: float
    mark: str = ""

    @property
    def strength(self) -> float:
        """From 0 to 1: its share of the most that one thing may say, as far as one is sure of it."""
        return self.confidence * self.weight_db / LARGEST_DB


@dataclass(frozen=True, slots=True)
class Made:
    """Tactics as they are written to files, by id; and what none of them looks for, with the reason."""

    tactics: dict[str, str]
    left_out: list[tuple[Indicator, str]]


def as_tactics(entries: Iterable[Entry], *, author: str, expires: date, tlp: str = "AMBER") -> Made:
    """A tactic for each mark, kind and level of strength, of 40 values at most; the same entries give the same files.

    Numbers and e-mail addresses become `contact`, pictures `picture`, domains, web addresses and names with signs in
    them `pattern`; names that are one word, postal addresses and texts become `words`, which sees through disguises.

    Not found by tactics, and therefore left out: embeddings (vectors are compared by who looks at pictures), sellers
    (tactics see no id of a seller), names that are ordinary words, and what weighs less than a quarter of the most that
    one thing may say. An e-mail address is found in its one form and as it was given, a number with its country or with
    the 0 of its country; both in titles and descriptions only. Patterns are found in any script but not disguised.
    """
    grouped: dict[tuple[str, str, int], list[Indicator]] = {}
    left_out: list[tuple[Indicator, str]] = []
    for entry in sorted(entries, key=lambda one: (one.indicator.kind, one.indicator.value, one.mark, -one.strength)):
        one, level = entry.indicator, int(entry.strength * LEVELS)
        why = why_not_found(one) or ("" if level else "it says less than a quarter of the most that one thing may say")
        if why:
            left_out.append((one, why))
            continue
        own = grouped.setdefault((entry.mark, way_of(one), level), [])
        own += [] if own and own[-1] == one else [one]
    tactics: dict[str, str] = {}
    for (mark, way, level), own in sorted(grouped.items()):
        for part, start in enumerate(range(0, len(own), MOST_VALUES)):
            tactic = _tactic(mark, way, level, part, own[start : start + MOST_VALUES])
            tactics[tactic["id"]] = written({**tactic, "author": author, "tlp": tlp, "expires": expires})
    return Made(tactics, left_out)


def why_not_found(one: Indicator) -> str:
    """Why no tactic finds a value, whatever it weighs; empty where one does."""
    if one.kind in NAMES and ONE_WORD.fullmatch(one.name) and "ordinary word" in said_by_everybody(one.name):
        return "the name is an ordinary word, which stands in honest listings too"
    if one.kind == PHONE and not contacts_as_written(one):
        return "the number is too short to be told from other numbers in a text"
    if way_of(one).endswith("/words") and any(len(word) > LONGEST_TOKEN for word in one.name.split() if word.isascii()):
        return f"it has a word of more than {LONGEST_TOKEN} letters, which no text is searched for"
    if way_of(one).endswith("/pattern") and any(len(text) > LONGEST_PATTERN for text in _values("pattern", one)):
        return f"it is too long: its pattern would have more than {LONGEST_PATTERN} signs"
    return NOT_FOUND.get(one.kind, "")


def way_of(one: Indicator) -> str:
    """The condition that looks for it, and the kind, which tell tactics apart."""
    if one.kind in (PHONE, EMAIL):
        return f"{one.kind}/contact"
    if one.kind == PICTURE:
        return f"{one.kind}/picture"
    if one.kind in (POSTAL, TEXT) or (one.kind in NAMES and ONE_WORD.fullmatch(one.name)):
        return f"{one.kind}/words"
    return f"{one.kind}/pattern"


def _tactic(mark: str, way: str, level: int, part: int, own: Sequence[Indicator]) -> dict[str, Any]:
    kind, condition = way.split("/")
    values = [value for one in own for value in _values(condition, one)]
    named, called = mark or EXAMPLE_MARK, kind.replace("_", " ")
    first, last = ({"title": f"{named} bag", **_shown(condition, one)} for one in (own[0], own[-1]))
    number = f", part {part + 1}" if part else ""
    return {
        "id": str(uuid.uuid5(NAMESPACE, SEPARATOR.join(("indicators", mark, way, str(level), str(part))))),
        "title": f"Known {called} beside {mark or 'any mark'}, level {level} of {LEVELS}{number}",
        "status": "draft",
        "version": 1,
        "seller_view": "family",
        "why": f"Members saw these at work with fakes. The indicators behind them: {', '.join(one.id for one in own)}.",
        "false_alarms": "The value may be in other hands by now; the confidence that it was written with ages.",
        "when": {"mark": mark or ANY_MARK, condition: {"like": values} if condition == "picture" else values},
        "strength": level / LEVELS,
        "fires_on": [first, {**last, "title": f"{named} watch"}],
        "quiet_on": [{"title": f"{named} bag"}, _near_miss(named, first)],
    }


def _near_miss(named: str, fires: dict[str, Any]) -> dict[str, Any]:
    """The value without the mark; where the value itself names the mark, neither."""
    plain = {**fires, "title": "plain bag"}
    if _letters(named) in _letters(str(fires.get("description", ""))):
        return {"title": f"{named} bag", "description": "Ask here, at this marketplace"}
    return plain


def _letters(text: str) -> str:
    return light_words(text).replace(" ", "")


def _values(condition: str, one: Indicator) -> Iterator[str]:
    if condition == "contact":
        yield from contacts_as_written(one)
    elif condition == "pattern":
        yield from (pattern_of(one, name) for name in dict.fromkeys((one.name, in_unicode(one.name))))
    else:
        yield one.name


def pattern_of(one: Indicator, name: str) -> str:
    """The value as it is written, in any case, not within a longer name; of the web, below it too."""
    behind = r"(?:$|[^\w.-]|\.(?:$|\W))" if one.kind in NAMES else r"(?:$|[^\w-])"
    before = r"(?:^|[^\w.-])" if one.kind in (*NAMES, ADDRESS) else r"(?:^|[^\w-])"
    return f"(?i){before}{re.escape(name)}{behind}".replace(r"\-", "-")


def _shown(condition: str, one: Indicator) -> dict[str, Any]:
    """A listing's part in which the value stands."""
    if condition == "picture":
        return {"pictures": [one.name]}
    value = contacts_as_written(one)[0] if condition == "contact" else one.name
    return {"description": f"Ask here: {value}"}
