"""A question, and the ways in which a listing can answer it.

A way is a list of clauses, each a set of keys: a listing answers when it has a key of every clause. A search that
stands keeps its question with its ways, so that it asks for the same until somebody changes it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from guildmark.hub.searches import keys
from guildmark.hub.searches.addresses import canonical, numbers_in
from guildmark.hub.searches.keys import Clause
from guildmark.hub.searches.likeness import WAYS
from guildmark.hub.searches.traces import Traced

LONGEST_TEXT = 500
LONGEST_CODE = 100
MOST_ASKED = 40  # words
MOST_HASHES = 8  # of a listing's pictures, the first by their digests

# The ways, in the order in which they are shown.
ITSELF, SAME_PICTURE, NEAR_PICTURE, SAME_OFFICIAL = "itself", "picture", "near", "official"
CONTACT, SELLER, WORDS, ALL = "contact", "seller", "words", "all"
WAYS_SHOWN = (ITSELF, SAME_PICTURE, NEAR_PICTURE, SAME_OFFICIAL, CONTACT, SELLER, WORDS, ALL)

Ways = Mapping[str, tuple[Clause, ...]]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for: a text (an address, a number, a telephone number, words), a right, how near to it."""

    text: str = ""
    right: str = ""  # right_id
    likeness: str = ""  # one of `likeness.WAYS`, of that right

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked."""
        return not (self.text or self.right)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Question":
        """A question as a form or an address gives it; what is no text, or too long, is cut."""
        text, right, likeness = (_shown(given.get(name)) for name in ("q", "right", "likeness"))
        known = likeness if right and likeness in WAYS else ""
        return cls(text[:LONGEST_TEXT], right[:LONGEST_CODE], known)

    def told(self) -> dict[str, str]:
        """As it is kept, and as an address gives it."""
        named = {"q": self.text, "right": self.right, "likeness": self.likeness}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question worked out: its ways, and the hashes that pictures may be near to (`near` is such a way)."""

    ways: Ways
    hashes: tuple[bytes, ...] = ()
    digest: str = ""  # of the picture that was given
    like: Traced | None = field(default=None, compare=False)  # the listing that was pasted by its address

    def answered_by(self, one: Traced, is_near: bool) -> bool:
        """Whether a listing answers in any way."""
        own = one.keys
        return any(
            (is_near if way == NEAR_PICTURE else True) and all(clause & own for clause in clauses)
            for way, clauses in self.ways.items()
        )


def scope(question: Question) -> tuple[Clause, ...]:
    """What every answer has to be about."""
    clauses = []
    if question.right:
        clauses.append(frozenset([keys.key(keys.RIGHT, question.right)]))
    if question.likeness:
        clauses.append(frozenset([keys.key(keys.LIKENESS, question.right, question.likeness)]))
    return tuple(clauses)


def ways_of_text(question: Question) -> dict[str, tuple[Clause, ...]]:
    """The ways of a text by itself."""
    text, within = question.text, scope(question)
    if not text:
        return {ALL: within} if within else {}
    address = canonical(text)
    if address:
        return {ITSELF: (frozenset([keys.key(keys.ADDRESS, address)]), *within)}
    name = keys.named(text)
    ways: dict[str, tuple[Clause, ...]] = {
        ITSELF: (frozenset([keys.key(keys.LISTING, name)]), *within),
        SELLER: (frozenset([keys.key(keys.SELLER, name)]), *within),
    }
    if contacts := keys.contacts([{"title": text}])[0]:
        ways[CONTACT] = (frozenset(contacts), *within)
    if words := words_of(question):
        ways[WORDS] = (*words, *within)
    return ways


def words_of(question: Question) -> tuple[Clause, ...]:
    """Each word of the text, which a title has to have; an address is no words."""
    words = [] if canonical(question.text) else keys.word_keys(question.text)[:MOST_ASKED]
    return tuple(frozenset([word]) for word in words)


def by_number(question: Question) -> tuple[Clause, ...]:
    """What an address may name a listing by, where nobody knows it as a whole."""
    numbers = frozenset(keys.key(keys.LISTING, keys.named(number)) for number in numbers_in(question.text))
    return (numbers, *scope(question))


def _shown(given: Any) -> str:
    return "".join(letter for letter in str(given or "") if letter.isprintable()).strip()


def ways_of_listing(one: Traced, within: Iterable[Clause]) -> dict[str, tuple[Clause, ...]]:
    """The ways in which other listings are like one."""
    rest, ways = tuple(within), {}
    for way, kind in ((SAME_PICTURE, keys.PICTURE), (SAME_OFFICIAL, keys.OFFICIAL), (CONTACT, keys.CONTACT),
                      (SELLER, keys.SELLER)):  # fmt: skip
        if own := one.by_kind[kind]:
            ways[way] = (own, *rest)
    if words := sorted(one.by_kind[keys.WORD_OF_TITLE])[:MOST_ASKED]:
        ways[WORDS] = (*(frozenset([word]) for word in words), *rest)
    if one.hashes:
        ways[NEAR_PICTURE] = rest
    return ways


def ways_of_picture(digest: str, official: Iterable[str], hashed: bool, within: Iterable[Clause]) -> Ways:
    """The ways in which listings are like a picture that was given."""
    rest = tuple(within)
    ways: dict[str, tuple[Clause, ...]] = {SAME_PICTURE: (frozenset([keys.key(keys.PICTURE, digest)]), *rest)}
    if hashed:
        ways[NEAR_PICTURE] = rest
    if copies := frozenset(keys.key(keys.OFFICIAL, one) for one in official):
        ways[SAME_OFFICIAL] = (copies, *rest)
    return ways
