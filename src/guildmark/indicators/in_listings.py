"""Values in listings: what can be read from one, and which of many known values stand in it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from guildmark.indicators.as_tactics import pattern_of, way_of
from guildmark.indicators.at_large import contact_keys_in, contacts_as_written
from guildmark.indicators.forms.web import in_unicode
from guildmark.indicators.indicator import ADDRESS, DOMAIN, EMAIL, PHONE, PICTURE, SELLER, Indicator
from guildmark.indicators.known_good import SAME_PICTURE_BITS, check_indicator
from guildmark.indicators.normalise import normalise
from guildmark.records import InputError
from guildmark.text.folded import light_words

FIELDS = ("title", "description")  # in which contacts are read, as facts read them
NUMBER = re.compile(r"\+?\d(?:[ .()-]{0,2}\d){8,14}")
MAIL = re.compile(r"[\w.+-]{1,64}@[\w.+-]+", re.ASCII)
WEB = re.compile(r"(?:https?://|www\.)[^\s<>\"'(){}\u3000-\u303f\uff00-\uffef]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReadValue:
    """A value as a listing has it. Without an indicator it has no form: a national number of an unknown region."""

    kind: str
    written: str
    field: str
    indicator: Indicator | None


def values_in(listing: Mapping[str, Any], regions: Sequence[str] = ()) -> list[ReadValue]:
    """The telephone numbers, e-mail addresses and web addresses that its title and description give, each once.

    Numbers are those that facts count (see `guildmark.text.fingerprints`). A national one is of the region, where only
    one is given. Names in chat apps are not read: a word beside the name of an app may be any word.
    """
    region = regions[0] if len(set(regions)) == 1 else ""
    found: dict[tuple[str, str], ReadValue] = {}
    for field in FIELDS:
        text = str(listing.get(field) or "")
        for kind, written in _written(text):
            one = _formed(kind, written, region)
            found.setdefault(
                (kind, one.id if one else written),
                ReadValue(one.kind if one else kind, written, field, one),
            )
    return list(found.values())


class Sought:
    """Many known values, laid out so that a listing is asked for all of them at once."""

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        self._contacts: dict[int, list[Indicator]] = defaultdict(list)
        self._sellers: dict[str, Indicator] = {}
        self._patterns: list[tuple[str, re.Pattern[str], Indicator]] = []
        self._words: list[tuple[str, Indicator]] = []
        hashes: list[Indicator] = []
        for one in indicators:
            way = way_of(one).partition("/")[2]
            if one.kind == SELLER:
                self._sellers[one.value] = one
            elif way == "contact":
                for text in contacts_as_written(one):
                    for key in contact_keys_in(text):
                        self._contacts[int(key)].append(one)
            elif one.kind == PICTURE:
                hashes.append(one)
            elif way == "words":
                self._words.append((f" {light_words(one.name)} ", one))
            elif way == "pattern":
                for name in dict.fromkeys((one.name, in_unicode(one.name))):
                    self._patterns.append((name.casefold(), re.compile(pattern_of(one, name)), one))
        self._hashes = hashes
        self._bits = _bits([one.value for one in hashes])

    def standing_in(
        self, listing: Mapping[str, Any], pictures: Sequence[str] = (), seller: str = ""
    ) -> frozenset[Indicator]:
        """Those that stand in a listing, by its texts, the hashes of its pictures and its seller, as an indicator
        names one. Words are found as they are written: what is disguised is found by a scan alone."""
        found = {one for key in self._keys(listing) for one in self._contacts.get(key, ())}
        if seller in self._sellers:
            found.add(self._sellers[seller])
        if pictures and self._hashes:
            apart = np.bitwise_count(_bits(pictures)[:, None, :] ^ self._bits[None, :, :]).sum(axis=2)
            near = (apart <= SAME_PICTURE_BITS).any(axis=0)
            found |= {self._hashes[place] for place in np.flatnonzero(near)}
        if self._patterns or self._words:
            texts = list(_texts(listing))
            lower = [text.casefold() for text in texts]
            found |= {
                one
                for needle, pattern, one in self._patterns
                if any(needle in low and pattern.search(text) for low, text in zip(lower, texts, strict=True))
            }
            folded = [f" {light_words(text)} " for text in texts] if self._words else []
            found |= {one for words, one in self._words if any(words in text for text in folded)}
        return frozenset(found)

    def _keys(self, listing: Mapping[str, Any]) -> set[int]:
        if not self._contacts:
            return set()
        return {int(key) for field in FIELDS for key in contact_keys_in(str(listing.get(field) or ""))}


def _written(text: str) -> Iterator[tuple[str, str]]:
    for kind, pattern in ((PHONE, NUMBER), (EMAIL, MAIL)):
        for match in pattern.finditer(text):
            written = match[0].strip(".")
            if len(contact_keys_in(written)) == 1:
                yield kind, written
    for match in WEB.finditer(text):
        yield DOMAIN, match[0].rstrip(".,;:!?")


def _formed(kind: str, written: str, region: str) -> Indicator | None:
    """Its indicator; of the web, the domain, or the page where many share the domain."""
    for each in (DOMAIN, ADDRESS) if kind == DOMAIN else (kind,):
        try:
            given = re.sub(r"^https?://|[/?#].*$", "", written, flags=re.IGNORECASE) if each == DOMAIN else written
            one = normalise(each, given, region)
        except InputError:
            continue
        if each != DOMAIN or check_indicator(one) is None:
            return one
    return None


def _texts(listing: Mapping[str, Any]) -> Iterator[str]:
    """The texts that tactics look in, but those that are read in pictures."""
    for name in FIELDS:
        if listing.get(name):
            yield str(listing[name])
    for variant in listing.get("variants") or ():
        if variant.get("title"):
            yield str(variant["title"])
    given = listing.get("attributes") or ()
    for pair in given.items() if isinstance(given, Mapping) else given:
        yield str(pair[1])


def _bits(hashes: Sequence[str]) -> NDArray[np.uint64]:
    """Hashes of 64 hexadecimal digits. Shape (n, 4)."""
    return np.frombuffer(b"".join(bytes.fromhex(one) for one in hashes), np.uint64).reshape(-1, 4)
