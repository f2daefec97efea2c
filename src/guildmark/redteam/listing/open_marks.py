"""Which listings name a mark openly: a plain search for whole words, apart from the matcher that is under attack."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from guildmark.records import Right
from guildmark.redteam.listing.target import Row

SEARCHED = ("title", "brand", "description")
SPACED = ("LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "ARMENIAN")  # scripts that part words by spaces
# Their letters and digits, by blocks. Han, kana and Thai are none: a mark in Latin letters stands openly between them.
LETTERS = r"0-9A-Za-z\u00AA\u00B5\u00BA\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02AF\u0370-\u06D3\u0750-\u077F\u1E00-\u1FFF"
WORD = re.compile(f"[{LETTERS}]+")


@dataclass(frozen=True, slots=True)
class Mention:
    """A right that a listing names openly; `only_ordinary` says that all of it may as well be the ordinary word."""

    right: Right
    written: re.Pattern[str]
    only_ordinary: bool


class OpenMarks:
    """Looks for the marks of some rights as anybody would, with a dictionary of words and a pattern for each right."""

    def __init__(self, rights: Iterable[Right]) -> None:
        self._by_words: dict[tuple[str, ...], list[int]] = {}
        self._unspaced: list[tuple[str, int]] = []
        self._rights = tuple(rights)
        self._sure = [pattern_of(sure_names(right)) for right in self._rights]
        self._all = [pattern_of(all_names(right)) for right in self._rights]
        for number, right in enumerate(self._rights):
            for name in all_names(right):
                if is_spaced(name):
                    self._by_words.setdefault(tuple(WORD.findall(name.casefold())), []).append(number)
                else:
                    self._unspaced.append((name.casefold(), number))
        self._longest = max((len(words) for words in self._by_words), default=0)

    def find(self, row: Row) -> Mention | None:
        """The right that is named first, in the title before the brand before the description; null where none is.

        A mark that is also an ordinary word counts when it is all that the brand says.
        """
        doubtful: Mention | None = None
        for column in SEARCHED:
            found: tuple[int, int, Mention] | None = None
            for number in sorted(self._candidates(row.get(column) or "")):
                mention = self._mention(number, row, row[column])
                if mention is None:
                    continue
                match = mention.written.search(row[column])
                assert match is not None
                if mention.only_ordinary:
                    doubtful = doubtful or mention
                elif found is None or (match.start(), -match.end()) < found[:2]:
                    found = (match.start(), -match.end(), mention)
            if found is not None:
                return found[2]
        return doubtful

    def _candidates(self, text: str) -> set[int]:
        words = WORD.findall(text.casefold())
        found: set[int] = set()
        for start in range(len(words)):
            for length in range(1, min(self._longest, len(words) - start) + 1):
                found.update(self._by_words.get(tuple(words[start : start + length]), ()))
        folded = text.casefold()
        found.update(number for name, number in self._unspaced if name in folded)
        return found

    def _mention(self, number: int, row: Row, text: str) -> Mention | None:
        every = self._all[number]
        assert every is not None
        if not every.search(text):
            return None
        sure = self._sure[number]
        said = (row.get("brand") or "").strip()
        is_brand = every.fullmatch(said) is not None
        certain = is_brand or (sure is not None and sure.search(text) is not None)
        return Mention(self._rights[number], every, only_ordinary=not certain)


def all_names(right: Right) -> tuple[str, ...]:
    """The mark, its spellings and short forms, and these without their accents."""
    names = (right.mark, *right.spellings, *right.generic_spellings, *right.abbreviations)
    return tuple(dict.fromkeys(n for name in names for n in (name, without_accents(name)) if n))


def sure_names(right: Right) -> tuple[str, ...]:
    """The names that are no ordinary word."""
    ordinary = {*right.generic_spellings, *([right.mark] if right.generic else [])}
    ordinary |= {without_accents(name) for name in ordinary}
    return tuple(name for name in all_names(right) if name not in ordinary)


def without_accents(text: str) -> str:
    """Latin letters without their accents; other scripts as they are, since there the marks are letters."""
    if not all(ord(letter) < 0x250 for letter in text):
        return text
    return "".join(part for part in unicodedata.normalize("NFD", text) if not unicodedata.combining(part))


def is_spaced(name: str) -> bool:
    """Whether the name is of a script that parts words by spaces."""
    return all(unicodedata.name(letter, "").startswith(SPACED) for letter in name if letter.isalpha())


def pattern_of(names: Iterable[str]) -> re.Pattern[str] | None:
    """Finds each of the names as whole words, the longest first; null for no names.

    Short forms of up to three letters are found in capitals as they are given only, since they are words in lower case.
    """
    parts = [_part(name) for name in sorted(names, key=len, reverse=True)]
    return re.compile("|".join(parts)) if parts else None


def _part(name: str) -> str:
    plain = r"\s+".join(map(re.escape, name.split()))
    if not is_spaced(name):
        return plain
    bounded = rf"(?<![{LETTERS}_]){plain}(?![{LETTERS}_])"
    return bounded if len(name) <= 3 and name.isupper() else f"(?i:{bounded})"
