"""What the first rows of a file show about a proposed column: ids that repeat, prices that look like parts, codes."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from guildmark.reading.codes import code_column
from guildmark.reading.texts import Doubt, one_array, text_column

MOST_CODES = 12
# Half of a catalogue above this is rare where money has small units; most often such prices are whole parts.
LARGE_MEDIAN = 100_000
_SMALL_UNITS = frozenset(
    {"COP", "IDR", "IRR", "JPY", "KHR", "KRW", "LAK", "LBP", "MMK", "PYG", "TZS", "UGX", "UZS", "VND"}
)


def filled_values(table: pa.Table, name: str) -> list[Any]:
    """The values of a column that hold something."""
    if name not in table.column_names:
        return []
    return [value for value in one_array(table.column(name)).to_pylist() if value not in (None, b"", "", [])]


def note_on_ids(table: pa.Table, name: str) -> list[str]:
    """That ids repeat, since of each only the first row is scanned."""
    values = [str(value) for value in filled_values(table, name)]
    repeated = len(values) - len(set(values))
    if not repeated:
        return []
    return [f"{repeated} of {len(values)} REPEAT AN EARLIER ONE and would be set aside; name a column that does not"]


def note_on_prices(listings: pa.Table) -> list[str]:
    """That prices look like whole parts, such as cents."""
    prices: Any = listings.column("price").drop_null()
    codes = set(listings.column("currency").drop_null().to_pylist())
    if len(prices) < 10 or codes & _SMALL_UNITS:
        return []
    median = pc.quantile(prices.cast(pa.float64()), 0.5)[0].as_py()
    if median < LARGE_MEDIAN:
        return []
    return [f"half are above {median:,.0f}: if they are stored in parts, write {{column: …, divide_by: 100}}"]


def unknown_codes(table: pa.Table, name: str) -> list[str]:
    """Values of a condition that are not understood, most frequent first."""
    doubts: list[Doubt] = []
    texts = text_column(name, table.column(name), doubts)
    _, refused = code_column("condition", texts)
    counts: dict[str, int] = {}
    for _, value, _ in refused:
        counts[value] = counts.get(value, 0) + 1
    return sorted(counts, key=lambda value: (-counts[value], value))[:MOST_CODES]
