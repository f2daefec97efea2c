"""Values from closed lists: currency, condition, country, language, GTIN, and small numbers."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from guildmark.reading.texts import by_unique
from guildmark.reading.vocabulary import condition_words, country_codes, price_words
from guildmark.records import CONDITIONS, PRICE_BASES, PRICE_TAXES

type Refused = list[tuple[int, str, str]]  # place, value, reason
type Read = Callable[[str], tuple[str | None, str | None]]

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)
_ABSENT = frozenset({"", "-", "--", "n/a", "na", "none", "null", "nan", "does not apply", "not applicable", "unknown"})


def code_column(field: str, texts: Any) -> tuple[Any, Refused]:
    """A text column as the codes of its field, with place, value and reason of what is not one."""
    return by_unique(texts, READERS[field], pa.string())


def _currency(text: str) -> tuple[str | None, str | None]:
    code = text.strip().upper()
    words = price_words()
    if code in words.minor:
        return code, None
    if code.lower() in _ABSENT:
        return None, None
    signs = words.signs.get(text.strip().lower(), ())
    if len(signs) == 1:
        return signs[0], None
    if signs:
        return None, f"the sign is used by {', '.join(signs)}; write the ISO 4217 code"
    return None, "the currency is no ISO 4217 code that is known here; write one such as USD"


def _condition(text: str) -> tuple[str | None, str | None]:
    word = text.strip().lower().replace("_", " ")
    word = word.rpartition("/")[2] if "schema.org" in word else word
    if word in _ABSENT:
        return ("unknown" if word == "unknown" else None), None
    found = condition_words().get(word)
    if found is None:
        reason = f"the condition is not one of {', '.join(CONDITIONS)}; say in a column map what the value means"
        return "unknown", reason
    return found, None


def _country(text: str) -> tuple[str | None, str | None]:
    word = text.strip().lower()
    if word in _ABSENT:
        return None, None
    known = country_codes()
    last = re.split(r"[,，/>|]", word)[-1].strip()  # "Shenzhen, China"
    code = known.get(word) or known.get(last)
    return code, None if code else "the country is not known; write its ISO 3166-1 code such as CN"


def _language(text: str) -> tuple[str | None, str | None]:
    tag = text.strip().replace("_", "-")
    if tag.lower() in _ABSENT:
        return None, None
    return (
        (tag, None) if _LANGUAGE.fullmatch(tag) else (None, "the language is no BCP 47 tag; write one such as zh-Hant")
    )


def _gtin(text: str) -> tuple[str | None, str | None]:
    digits = re.sub(r"[\s-]", "", text.strip().lstrip("'").removesuffix(".0"))
    if digits.lower() in _ABSENT or digits.lower() in {"doesnotapply", "notapplicable", "0"}:
        return None, None
    if digits.isascii() and digits.isdigit() and len(digits) in (8, 12, 13, 14):
        return digits, None
    return None, "a GTIN has 8, 12, 13 or 14 digits"


def _one_of(known: tuple[str, ...], text: str) -> tuple[str | None, str | None]:
    word = text.strip().lower()
    if word in known:
        return word, None
    return None, None if word in _ABSENT else f"the value is not one of {', '.join(known)}"


READERS: dict[str, Read] = {
    "currency": _currency,
    "condition": _condition,
    "ships_from": _country,
    "language": _language,
    "gtin": _gtin,
    "price_basis": partial(_one_of, PRICE_BASES),
    "price_tax": partial(_one_of, PRICE_TAXES),
}


def whole_numbers(texts: Any, kind: pa.DataType) -> tuple[Any, Refused]:
    """A text column as whole numbers that are not negative."""
    most = 2**31 - 1 if kind == pa.int32() else 2**63 - 1

    def read(text: str) -> tuple[int | None, str | None]:
        number = re.fullmatch(r"\+?(\d{1,19})(\.0*)?", text.strip())
        if number and int(number[1]) <= most:
            return int(number[1]), None
        return None, None if text.strip().lower() in _ABSENT else "the value is no whole number from 0 up"

    return by_unique(texts, read, kind)


def countries_column(column: Any) -> tuple[Any, Refused]:
    """Lists of countries, or texts that name several, as lists of ISO 3166-1 codes."""
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        column = pc.binary_join(column.cast(pa.list_(pa.string())), "\n")

    def read(text: str) -> tuple[list[str] | None, str | None]:
        words = [word for word in re.split(r"[\n,;|]+", text.strip("[] ")) if word.strip()]
        found = [_country(word.strip(" '\"")) for word in words]
        codes = [code for code, _ in found if code]
        return codes or None, next((reason for _, reason in found if reason), None)

    return by_unique(column, read, pa.list_(pa.string()))
