"""What a fact can be about, and over which days it is measured."""

from datetime import UTC, datetime, timedelta
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

WINDOW_DAYS = (1, 7, 30)
ALL_WINDOWS = (1 << len(WINDOW_DAYS)) - 1
DAY_US = 86_400_000_000
UNDATED_US = np.iinfo(np.int64).min  # numpy's NaT, as a number of microseconds


class Kind(IntEnum):
    """What listings have in common when they share a key."""

    PICTURE = 0
    CONTACT = 1
    TEXT = 2
    SELLER = 3
    MODEL = 4


def as_microseconds(instant: datetime | None) -> int | None:
    """Microseconds since 1970 of an instant; one without a time zone is taken as UTC."""
    if instant is None:
        return None
    whole = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    since = whole - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def from_microseconds(since_us: int | None) -> datetime | None:
    """The instant of a number of microseconds since 1970."""
    return None if since_us is None else datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=since_us)


def window_bits(observed_us: NDArray[np.int64], as_of_us: int | None) -> NDArray[np.uint8]:
    """In which windows an observation falls: bit w is set when it is less than WINDOW_DAYS[w] days before `as_of`.

    An undated observation (`UNDATED_US`) counts at `as_of`; what was seen after it counts in no window.
    """
    bits = np.full(len(observed_us), ALL_WINDOWS, np.uint8)
    if as_of_us is None:
        return bits
    dated = observed_us != UNDATED_US
    age_us = as_of_us - observed_us[dated]
    found = np.zeros(len(age_us), np.uint8)
    for window, days in enumerate(WINDOW_DAYS):
        found |= ((age_us >= 0) & (age_us < days * DAY_US)).astype(np.uint8) << np.uint8(window)
    bits[dated] = found
    return bits
