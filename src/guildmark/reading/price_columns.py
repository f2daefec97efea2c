"""Whole columns of prices: plain numbers at once, anything else once for each distinct way of writing."""

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from guildmark.reading.price_text import NEGATIVE, parse_price
from guildmark.reading.texts import codes_of
from guildmark.records.listing import MONEY

PARTS = 10_000  # decimal(18,4) counts ten-thousandths
LARGEST = 10**14
# Never doubtful: no separator, or a point that is not followed by exactly three digits.
PLAIN = r"^[0-9]{1,14}(\.([0-9]{1,2}|[0-9]{4}))?$"
# Where the column's decimal separator is known.
PLAIN_KNOWN = {".": r"^[0-9]{1,14}(\.[0-9]{1,4})?$", ",": r"^[0-9]{1,14}$"}


class Prices(NamedTuple):
    """Amounts in ten-thousandths and what stands beside them."""

    parts: NDArray[np.int64]
    known: NDArray[np.bool_]
    currencies: Any  # ISO 4217 or null
    basis: Any
    doubts: list[tuple[int, str]]  # place and reason


def read_prices(texts: Any, currencies: Any, decimal: str | None, usual: str | None = None) -> Prices:
    """Prices written as text, beside the currency that the row gives; `usual` where neither names one.

    Shapes: two text columns of one length. The same result as `parse_price` on every row.
    """
    plain = np.asarray(pc.fill_null(pc.match_substring_regex(texts, PLAIN_KNOWN.get(decimal or "", PLAIN)), False))
    parts = np.zeros(len(texts), dtype=np.int64)
    if plain.any():
        parts[plain] = unscaled(texts.filter(pa.array(plain)).cast(MONEY))
    odd = np.flatnonzero(~plain & ~np.asarray(texts.is_null()))
    none = pa.nulls(len(texts), pa.string())
    stated = pc.if_else(pa.array(plain), pc.fill_null(currencies, usual), currencies) if usual else currencies
    if len(odd) == 0:
        return Prices(parts, plain, stated, none, [])
    known, doubts = plain.copy(), []
    coded = texts.take(pa.array(odd)).dictionary_encode()
    money = currencies.take(pa.array(odd)).dictionary_encode()
    pairs, back = np.unique(np.stack([codes_of(coded), codes_of(money)]), axis=1, return_inverse=True)
    names = [*money.dictionary.to_pylist(), None]
    written = coded.dictionary.to_pylist()
    found = [parse_price(written[text], names[name], decimal, usual) for text, name in pairs.T]
    back = back.reshape(-1)
    amounts = np.array([0 if price.amount is None else int(price.amount * PARTS) for price in found], dtype=np.int64)
    parts[odd] = amounts[back]
    known[odd] = np.array([price.amount is not None for price in found])[back]
    reasons = [price.reason for price in found]
    doubts = [
        (int(place), reason) for place, pair in zip(odd, back, strict=True) if (reason := reasons[pair]) is not None
    ]
    places = np.full(len(texts), -1)
    places[odd] = back
    spread = pa.array(places, mask=places < 0)
    own: Any = pa.array([price.currency for price in found], pa.string()).take(spread)
    basis = pa.array([price.basis for price in found], pa.string()).take(spread)
    return Prices(parts, known, pc.if_else(pa.array(places >= 0), own, stated), basis, doubts)


def number_prices(column: Any) -> tuple[NDArray[np.int64], NDArray[np.bool_], list[tuple[int, str]]]:
    """Prices that are numbers already: ten-thousandths, where they are known, and why others are not."""
    missing = np.asarray(column.is_null())
    if pa.types.is_decimal(column.type):
        try:
            exact = column.cast(MONEY)
            parts = unscaled(exact)
            return _judged(parts, ~missing, missing, np.zeros(len(parts), bool))
        except pa.ArrowInvalid:
            column = column.cast(pa.float64(), safe=False)
    numbers = np.asarray(pc.fill_null(column.cast(pa.float64(), safe=False), 0.0))
    with np.errstate(invalid="ignore"):
        fits = np.isfinite(numbers) & (np.abs(numbers) < LARGEST)
        parts = np.where(fits, np.rint(np.where(fits, numbers, 0) * PARTS), 0).astype(np.int64)
    return _judged(parts, fits & ~missing, missing, np.isfinite(numbers) & ~fits)


def _judged(
    parts: NDArray[np.int64], fits: NDArray[np.bool_], missing: NDArray[np.bool_], large: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.bool_], list[tuple[int, str]]]:
    negative = fits & (parts < 0)
    doubts = [(int(place), NEGATIVE) for place in np.flatnonzero(negative)]
    for place in np.flatnonzero(~fits & ~missing):
        why = "too large: at most fourteen digits before the point" if large[place] else "not a finite number"
        doubts.append((int(place), f"the price is {why}"))
    return parts, fits & ~negative, sorted(doubts)


def unscaled(money: Any) -> NDArray[np.int64]:
    """The ten-thousandths of a decimal(18,4) column; nulls are anything."""
    buffer = money.buffers()[1]
    words = np.frombuffer(buffer, dtype=np.int64)[2 * money.offset : 2 * (money.offset + len(money))]
    return words[::2].copy()


def money_column(parts: NDArray[np.int64], known: NDArray[np.bool_]) -> Any:
    """A decimal(18,4) column from ten-thousandths."""
    words = np.empty((len(parts), 2), dtype=np.int64)
    words[:, 0] = parts
    words[:, 1] = parts >> 63
    bits = None if known.all() else pa.py_buffer(np.packbits(known, bitorder="little").tobytes())
    return pa.Array.from_buffers(MONEY, len(parts), [bits, pa.py_buffer(words.tobytes())])
