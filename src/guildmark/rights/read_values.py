"""Readers of single values in rights files: texts, lists, dates, amounts, classes and codes."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from guildmark.guard.paths import inside
from guildmark.reading.vocabulary import country_codes, price_words
from guildmark.records import GOODS, InputError
from guildmark.records.did_you_mean import did_you_mean
from guildmark.rights.read_entry import Entry, Problems, Steps

LIST_SEPARATOR = "|"  # between the items of a list in one cell of a table
OFFICE = re.compile(r"[A-Z]{2}")
GTIN_LENGTHS = (8, 12, 13, 14)  # GS1 General Specifications: GTIN-8, -12, -13 and -14


class At:
    """Where a value stands, so that its reader can say what is wrong with it."""

    __slots__ = ("entry", "problems", "steps")

    def __init__(self, problems: Problems, entry: Entry, steps: Steps) -> None:
        self.problems = problems
        self.entry = entry
        self.steps = steps

    def tell(self, value: object, reason: str) -> None:
        """Note that the value is left out, and why."""
        self.problems.tell(self.entry, self.steps, value, reason)

    def step(self, step: str | int) -> "At":
        """The place of a part of this value."""
        return At(self.problems, self.entry, (*self.steps, step))


def read_text(value: Any, at: At) -> str:
    """The text without surrounding blanks; empty and told when it is a list or a mapping."""
    if isinstance(value, (list, dict)):
        at.tell(value, f"{at.steps[-1]} is one text, not a list. Write a single value.")
        return ""
    text = str(value).strip()
    if not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text):
        at.tell(value, f"{at.steps[-1]} holds half a character (a lone surrogate). Write it again.")
        return ""
    return text


def read_list(value: Any, at: At, read_item: Callable[[Any, At], Any] = read_text) -> tuple[Any, ...]:
    """The items of a list, of a cell with `|` between them, or of a single value; bad and repeated ones left out."""
    if isinstance(value, str):
        value = value.split(LIST_SEPARATOR) if LIST_SEPARATOR in value else [value]
    elif not isinstance(value, list):
        value = [value]
    items = [read_item(item, at.step(place)) for place, item in enumerate(value) if not is_empty(item)]
    return tuple(dict.fromkeys(item for item in items if item not in (None, "")))


def read_flag(value: Any, at: At) -> bool:
    """`true` or `false` (also 1 and 0, yes and no); false and told when it is neither."""
    if isinstance(value, bool):
        return value
    text = read_text(value, at).casefold()
    if text in ("true", "1", "yes"):
        return True
    if text not in ("false", "0", "no", ""):
        at.tell(value, f"{at.steps[-1]} '{value}' is neither true nor false. Write true or false.")
    return False


def read_date(value: Any, at: At) -> date | None:
    """A date as `2026-11-24`; null and told when it is none."""
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    text = read_text(value, at)
    try:
        return date.fromisoformat(text[:10] if len(text) > 10 and text[10] in "T " else text)
    except ValueError:
        at.tell(value, f"{at.steps[-1]} '{text}' is not a date. Write it as 2026-11-24.")
        return None


def read_amount(value: Any, at: At) -> Decimal | None:
    """An amount above 0 with a point for decimals; null and told when it is none."""
    text = read_text(value, at)
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal("nan")
    if not amount.is_finite() or amount <= 0:
        at.tell(
            value, f"{at.steps[-1]} '{text}' is not an amount above 0. Write it as 1299.00, without a currency sign."
        )
        return None
    return amount


def read_count(value: Any, at: At) -> int | None:
    """A whole number from 1; null and told when it is none."""
    text = read_text(value, at)
    if text.isdecimal() and int(text) >= 1:
        return int(text)
    at.tell(
        value, f"{at.steps[-1]} '{text}' is not a whole number from 1. Write 1 for a single unit, 6 for a pack of six."
    )
    return None


def read_currency(value: Any, at: At) -> str:
    """An ISO 4217 code; empty and told when it is none."""
    text = read_text(value, at).upper()
    if text in price_words().minor:
        return text
    near = did_you_mean(text, price_words().minor)
    at.tell(value, f"{at.steps[-1]} '{text}' is not a known ISO 4217 code.{near} Examples: EUR, USD, CNY.")
    return ""


def read_class(value: Any, at: At) -> int | None:
    """A Nice class from 1 to 45; null and told when it is none."""
    text = read_text(value, at)
    number = int(text) if text.isdecimal() else 0
    if 1 <= number <= 45:
        return number
    at.tell(value, f"class '{text}' is not a Nice class. Classes run from 1 to 45.")
    return None


def read_goods(value: Any, at: At) -> str:
    """One of GOODS; empty and told when it is none."""
    text = read_text(value, at)
    if text in GOODS_SET:
        return text
    at.tell(value, f"goods '{text}' are not known.{did_you_mean(text, GOODS)} The list: docs/reference/rights.md.")
    return ""


def read_country(value: Any, at: At) -> str:
    """An ISO 3166-1 code of two letters, also from a country's name; empty and told when it is none."""
    text = read_text(value, at)
    code = country_codes().get(text.lower(), "")
    if not code:
        at.tell(value, f"{at.steps[0]} '{text}' is not a country. Write the two letters of ISO 3166-1: DE, CN, US.")
    return code


def read_office(value: Any, at: At) -> str:
    """An office's code of two letters; empty and told when it is none. Source: WIPO ST.3."""
    text = read_text(value, at).upper()
    if OFFICE.fullmatch(text):
        return text
    at.tell(value, f"office '{text}' is not a code of two letters as in WIPO ST.3. Examples: EM, WO, US, CN.")
    return ""


def read_gtin(value: Any, at: At) -> str:
    """A GTIN of 8, 12, 13 or 14 digits whose check digit is right; empty and told when it is none."""
    text = read_text(value, at).replace(" ", "").replace("-", "")
    if text.isdecimal() and len(text) in GTIN_LENGTHS and gtin_check_digit(text[:-1]) == int(text[-1]):
        return text
    at.tell(value, f"gtin '{text}' is not a GTIN: 8, 12, 13 or 14 digits of which the last checks the others.")
    return ""


def gtin_check_digit(digits: str) -> int:
    """The digit that closes a GTIN. Source: GS1 General Specifications, section 7.9."""
    weighted = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return -weighted % 10


def read_file_name(value: Any, at: At, base: Path, what: str) -> str:
    """The name of a file that is in the folder or below it; empty and told when it is not."""
    name = read_text(value, at)
    try:
        full = inside(base, name)
    except InputError:
        at.tell(value, f"{what} '{name}' lies outside the folder of the rights file. Put it beside the file or below.")
    except (OSError, ValueError):
        at.tell(value, f"{what} '{name}' is not a name that a file can have. Check the path.")
    else:
        if full.is_file():
            return name
        where = "Paths begin at the folder of the rights file"
        at.tell(value, f"{what} '{name}' is missing. {where}: add the file or take the line out.")
    return ""


def is_empty(value: Any) -> bool:
    """Nothing was written here."""
    return value is None or (isinstance(value, (str, list, dict)) and not value)


GOODS_SET = frozenset(GOODS)
