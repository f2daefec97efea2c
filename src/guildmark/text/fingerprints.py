"""What texts of different listings have in common: the whole text, and telephone numbers and e-mail addresses in it."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.text.buffers import text_buffers
from guildmark.text.compiled import compiled
from guildmark.text.hashing import BASE
from guildmark.text.key_tables import mix
from guildmark.text.layout import Automaton
from guildmark.text.verify import light_hashes

SHORTEST_TEXT_BYTES = 80  # shorter descriptions are alike by chance
FEWEST_DIGITS, MOST_DIGITS = 9, 15  # of a telephone number: ITU-T E.164 allows 15
LONGEST_LOCAL_PART = 64  # of an e-mail address: RFC 5321
_BASE, _ONE = np.uint64(BASE), np.uint64(1)


def fingerprints(listings: pa.Table, automaton: Automaton) -> NDArray[np.uint64]:
    """A number per listing that is the same for the same description, case, width, accents and spacing aside.

    Shape (n,); 0 where the description is missing or short.
    """
    data, offsets = text_buffers(listings.column("description"))
    hashes = np.zeros(len(listings), np.uint64)
    light_hashes(data, offsets, automaton.fold, automaton.expansions, hashes)
    hashes[np.diff(offsets) < SHORTEST_TEXT_BYTES] = 0
    return hashes


def contact_keys(listings: pa.Table) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Telephone numbers and e-mail addresses in titles and descriptions.

    Shapes: (row, key) of equal length. A number counts with nine to fifteen digits when it starts with + or 0, or with
    1 and has eleven (as Chinese mobile numbers do); so that most article numbers do not.
    """
    rows, keys = [], []
    for name in ("title", "description"):
        data, offsets = text_buffers(listings.column(name))
        row, key = np.zeros(2 * len(listings) + 16, np.int64), np.zeros(2 * len(listings) + 16, np.uint64)
        count = _contacts(data, offsets, row, key)
        if count > len(row):
            row, key = np.zeros(count, np.int64), np.zeros(count, np.uint64)
            _contacts(data, offsets, row, key)
        rows.append(row[:count])
        keys.append(key[:count])
    return np.concatenate(rows), mix(np.concatenate(keys))


@compiled()
def _contacts(data, offsets, row, key):  # type: ignore[no-untyped-def]
    count = 0
    for text in range(len(offsets) - 1):
        begin, at, stop = offsets[text], offsets[text], offsets[text + 1]
        while at < stop:
            byte = data[at]
            if byte == ord("@"):
                found = _address(data, begin, at, stop)
                if found != 0:
                    if count < len(row):
                        row[count], key[count] = text, found
                    count += 1
                at += 1
            elif 48 <= byte <= 57 or byte == ord("+"):
                found, at = _number(data, at, stop)
                if found != 0:
                    if count < len(row):
                        row[count], key[count] = text, found
                    count += 1
            else:
                at += 1
    return count


@compiled()
def _number(data, at, stop):  # type: ignore[no-untyped-def]
    """The key of a telephone number from here, or 0, and the byte after what was read."""
    plus, first, digits, value = data[at] == ord("+"), 0, 0, np.uint64(0)
    if plus:
        at += 1
    gap = 0
    while at < stop:
        byte = data[at]
        if 48 <= byte <= 57:
            first = byte if digits == 0 else first
            value = value * _BASE + np.uint64(byte)
            digits += 1
            gap = 0
        elif byte == 32 or byte == ord("-") or byte == ord(".") or byte == ord("(") or byte == ord(")"):
            gap += 1
            if gap > 2:
                break
        else:
            break
        at += 1
    shaped = plus or first == ord("0") or (first == ord("1") and digits == 11)
    if FEWEST_DIGITS <= digits <= MOST_DIGITS and shaped:
        return value | _ONE, at
    return np.uint64(0), at


@compiled()
def _is_address_byte(byte):  # type: ignore[no-untyped-def]
    letter = 97 <= byte <= 122 or 65 <= byte <= 90 or 48 <= byte <= 57
    return letter or byte == ord(".") or byte == ord("-") or byte == ord("_") or byte == ord("+")


@compiled()
def _address(data, begin, at, stop):  # type: ignore[no-untyped-def]
    """The key of the e-mail address around an @, or 0."""
    low, high, dots = at, at + 1, 0
    while low > begin and at - low < LONGEST_LOCAL_PART and _is_address_byte(data[low - 1]):
        low -= 1
    while high < stop and _is_address_byte(data[high]):
        dots += 1 if data[high] == ord(".") else 0
        high += 1
    if low == at or dots == 0:
        return np.uint64(0)
    value = np.uint64(0)
    for place in range(low, high):
        byte = data[place]
        value = value * _BASE + np.uint64(byte + 32 if 65 <= byte <= 90 else byte)
    return value | _ONE
