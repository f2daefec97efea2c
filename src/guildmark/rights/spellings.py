"""The spellings of a right that are looked for, and how each may count."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from guildmark.records import Right

AND = ("and", "y", "et", "und", "e", "")  # how `&` is written out; left out too
SHORT_WITH_SYMBOL = 4  # letters and digits: `H&M` without its symbol is no mark
EVERYDAY = 4.0  # Zipf frequency: once in a hundred thousand words


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way in which the right with this number is written."""

    text: str
    right: int
    generic: bool
    short: bool
    literal: bool


def spellings(right: Right, number: int) -> Iterator[Spelling]:
    """The mark, its spellings and short forms, once each."""
    seen: set[str] = set()
    for text in (right.mark, *right.spellings, *right.generic_spellings, *right.abbreviations):
        for form in _written_out(text):
            if form.casefold() in seen or not any(c.isalnum() for c in form):
                continue
            seen.add(form.casefold())
            generic = right.generic if text == right.mark else text in right.generic_spellings
            if not right.goods and not right.classes and not right.registrations:
                generic = generic or is_everyday(form)
            symbol = any(not c.isalnum() and not c.isspace() and c in "&+/!@#" for c in form)
            yield Spelling(
                text=form,
                right=number,
                generic=generic,
                short=text in right.abbreviations,
                literal=symbol and sum(c.isalnum() for c in form) <= SHORT_WITH_SYMBOL,
            )


def _written_out(text: str) -> Iterator[str]:
    yield text
    if "&" in text and sum(c.isalnum() for c in text) > SHORT_WITH_SYMBOL:
        for word in AND:
            yield " ".join(text.replace("&", f" {word} ").split())


@cache
def is_everyday(text: str) -> bool:
    """Whether a single word is so common in a listing language that it cannot be told from the mark.

    Asked only where nothing says for which goods the mark stands. Source: `wordfreq`.
    """
    from wordfreq import get_frequency_dict  # noqa: PLC0415 - reads its lists from disk

    word = text.casefold()
    return any(
        get_frequency_dict(language, "small").get(word, 0) >= 10 ** (EVERYDAY - 9)
        for language in ("en", "es", "fr", "de", "it", "pt", "id", "tr", "ru", "ja", "ko", "zh", "ar", "nl", "pl")
    )
