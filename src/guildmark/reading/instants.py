"""Dates and times in the many ways that exports write them, as UTC."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from guildmark.reading.texts import by_unique
from guildmark.records.listing import INSTANT

NOT_BEFORE, NOT_AFTER = datetime(1980, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
# Numbers since 1970, told apart by their size: seconds, milliseconds, microseconds, then nanoseconds.
_UNITS = ((10**10, 1_000_000), (10**13, 1_000), (10**16, 1))
_LARGEST_NANOSECONDS = 10**19
LEAST_DAYS = 3  # dates that must show the order before it is taken as the column's

_YEAR_FIRST = re.compile(r"(\d{4})[./年-]\s?(\d{1,2})[./月-]\s?(\d{1,2})日?(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_YEAR_LAST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:,? (\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_BROWSER = re.compile(r"\w{3} (\w{3} \d{1,2} \d{4} \d\d:\d\d:\d\d) (?:GMT|UTC)([+-]\d{4})?.*")
_NAMED = ("%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%d %B %Y", "%b %d %Y", "%d-%b-%Y")


def instant_column(column: Any, day_first: bool | None = None) -> tuple[Any, list[tuple[int, str, str]]]:
    """A column as instants, with place, value and reason of what cannot be read. Without a zone, UTC is meant.

    `day_first` says how dates such as 3/10/2026 are meant; where it is not known they are set aside.
    """
    read = partial(_read, day_first=day_first)
    kind = column.type
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return _typed(column)
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        numbers = np.asarray(pc.fill_null(column.cast(pa.float64(), safe=False), np.nan))
        whole = pa.array(np.nan_to_num(numbers, posinf=0, neginf=0).astype(np.int64), mask=np.isnan(numbers))
        return by_unique(whole.cast(pa.string()), read, INSTANT)
    for kind in (pa.timestamp("us"), INSTANT):
        try:
            return _in_range(column.cast(kind).cast(INSTANT))
        except pa.ArrowInvalid:
            continue
    return by_unique(column, read, INSTANT)


def day_order(texts: Iterable[str]) -> bool | None:
    """Whether the day stands first in dates such as 13/10/2026, where the texts leave no doubt."""
    found = [match for text in texts if (match := _YEAR_LAST.fullmatch(text.strip())) and match[2] != "."]
    days_first = sum(int(match[1]) > 12 for match in found)
    days_second = sum(int(match[3]) > 12 for match in found)
    if min(days_first, days_second) > 0 or max(days_first, days_second) < LEAST_DAYS:
        return None
    return days_first > 0


def _typed(column: Any) -> tuple[Any, list[tuple[int, str, str]]]:
    """Dates and timestamps of any unit, compared in their own unit: far ones would not fit another."""
    kept, doubts = _in_range(column)
    if pa.types.is_timestamp(column.type) and column.type.tz is not None:
        return kept.cast(INSTANT, safe=False), doubts
    return kept.cast(pa.timestamp("us"), safe=False).cast(INSTANT), doubts


def _in_range(column: Any) -> tuple[Any, list[tuple[int, str, str]]]:
    zone = getattr(column.type, "tz", None)
    early, late = (pa.scalar(_bound(bound, zone), pa.timestamp("s", zone)).cast(column.type)
                   for bound in (NOT_BEFORE, NOT_AFTER))  # fmt: skip
    outside: Any = pc.fill_null(pc.or_(pc.less(column, early), pc.greater_equal(column, late)), False)
    places = np.flatnonzero(np.asarray(outside))
    if not len(places):
        return column, []
    doubts = [(int(place), _shown(column[int(place)]), _OUTSIDE) for place in places]
    return pc.if_else(outside, pa.scalar(None, column.type), column), doubts


def _bound(bound: datetime, zone: str | None) -> datetime:
    return bound if zone else bound.replace(tzinfo=None)


def _shown(instant: Any) -> str:
    """A date as text; its number where Python knows no such year."""
    try:
        return str(instant.as_py())
    except (ValueError, OverflowError):
        return str(instant.value)


_OUTSIDE = "the date lies before 1980 or after 2199"


def _read(text: str, day_first: bool | None = None) -> tuple[datetime | None, str | None]:
    text = text.strip()
    if not text or text.lower() in {"null", "none", "n/a", "-", "nat", "nan"}:
        return None, None
    found = _parsed(text, day_first)
    if isinstance(found, str):
        return None, found
    if not NOT_BEFORE <= found < NOT_AFTER:
        return None, _OUTSIDE
    return found, None


def _parsed(text: str, day_first: bool | None) -> datetime | str:
    """The instant, or why there is none."""
    if re.fullmatch(r"\d{9,19}(\.\d+)?", text):
        return _since_1970(int(text.partition(".")[0]))
    for way in (_iso, _year_first, _browser, _mail, _named):
        found = way(text)
        if found is not None:
            return found
    return _year_last(text, day_first) or "the date is not readable; write it as 2026-10-30 or 2026-10-30T14:05:00Z"


def _since_1970(number: int) -> datetime | str:
    for limit, factor in _UNITS:
        if number < limit:
            return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=number * factor)
    if number < _LARGEST_NANOSECONDS:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=number // 1000)
    return _OUTSIDE


def _iso(text: str) -> datetime | None:
    try:
        return _utc(datetime.fromisoformat(text.removesuffix(" UTC")))
    except (ValueError, OverflowError):
        return None


def _year_first(text: str) -> datetime | None:
    found = _YEAR_FIRST.fullmatch(text)
    if not found:
        return None
    year, month, day, *clock = _numbers(found.groups())
    return _built(year, month, day, clock)


def _browser(text: str) -> datetime | None:
    found = _BROWSER.fullmatch(text)
    if not found:
        return None
    try:
        return _utc(datetime.strptime(f"{found[1]} {found[2] or '+0000'}", "%b %d %Y %H:%M:%S %z"))
    except ValueError:
        return None


def _mail(text: str) -> datetime | None:
    if not re.match(r"(\w{3}, )?\d{1,2} \w{3} \d{4} \d", text):
        return None
    try:
        return _utc(parsedate_to_datetime(text))
    except (ValueError, OverflowError):
        return None


def _named(text: str) -> datetime | None:
    for form in _NAMED:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _year_last(text: str, day_first: bool | None) -> datetime | str | None:
    """Day and month in either order: points mean day first, otherwise a number above twelve tells, or the column."""
    found = _YEAR_LAST.fullmatch(text)
    if not found:
        return None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    clock = _numbers(found.groups()[4:])
    if found[2] == "." or first > 12 or first == second:
        return _built(year, second, first, clock)
    if second > 12:
        return _built(year, first, second, clock)
    if day_first is not None:
        return _built(year, second, first, clock) if day_first else _built(year, first, second, clock)
    return "day and month cannot be told apart; give `day_first: true` or `false` in a column map"


def _built(year: int, month: int, day: int, clock: list[int]) -> datetime | None:
    try:
        return datetime(year, month, day, clock[0], clock[1], clock[2], tzinfo=UTC)
    except ValueError:
        return None


def _numbers(parts: Iterable[str | None]) -> list[int]:
    return [int(part or 0) for part in parts]


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
