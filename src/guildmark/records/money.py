"""Exchange rates: a dated, sourced table by which prices in different currencies can be compared."""

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from guildmark.records.filled import filled
from guildmark.records.reject import InputError

COLUMNS = ("currency", "per_eur", "dated", "source")


@dataclass(frozen=True)
class Rates:
    """How many units of each currency one euro buys.

    Source: the table that ships takes the European Central Bank's reference rates; currencies that the bank does not
    quote have rows that name their own source and date. A user's table replaces it whole.
    """

    per_eur: dict[str, float]
    dated: date  # of the newest rows; others may be older, as the table says
    source: str  # of the newest rows

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """Read a table with the columns `currency,per_eur,dated,source`; without a path, the one that ships.

        Errors: `InputError` with file, row and value where a rate, code or date cannot be read.
        """
        name = str(path) if path else "rates.csv"
        try:
            text = (path or files("guildmark.records") / "rates.csv").read_bytes().decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{name}: the rates cannot be read: {error}. Save them as CSV in UTF-8.") from None
        reader = csv.DictReader(text.splitlines())
        missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
        if missing:
            raise InputError(
                f"{name}: column {missing[0]!r} is missing. A rate table has the columns {', '.join(COLUMNS)}."
            )
        per_eur: dict[str, float] = {}
        origins: list[tuple[date, str]] = []
        for number, row in enumerate(reader, start=2):
            currency, rate, dated = _checked(row, f"{name}:{number}")
            if currency in per_eur:
                raise InputError(f"{name}:{number}: currency {currency!r} stands twice. Keep one row a currency.")
            per_eur[currency] = rate
            origins.append((dated, row["source"]))
        if not per_eur:
            raise InputError(f"{name}: holds no rate. Add rows such as 'USD,1.1172,2026-10-30,where it is published'.")
        newest = max(dated for dated, _ in origins)
        named = Counter(source for dated, source in origins if dated == newest)
        return cls(per_eur={"EUR": 1.0} | per_eur, dated=newest, source=named.most_common(1)[0][0])

    def to_eur(self, amounts: Any, currencies: Any) -> NDArray[np.float64]:
        """Amounts in euro.

        Shapes: two Arrow columns of one length; amounts are decimals or floats, currencies are ISO 4217 codes.
        Units: euro; NaN where the amount or the currency is missing or the table has no rate for it.
        """
        if amounts.null_count == len(amounts):
            return np.full(len(amounts), np.nan)
        codes, rates = self._table
        column: Any = pc.cast(amounts, pa.float64())
        places: Any = filled(pc.index_in(currencies, value_set=codes), len(codes))
        euro = np.asarray(filled(column, float("nan")), dtype=np.float64) / rates[np.asarray(places)]
        return np.asarray(euro, dtype=np.float64)

    @cached_property
    def _table(self) -> tuple[Any, NDArray[np.float64]]:
        """Codes, and the rate of each, with NaN behind them for a code that is not there."""
        codes = sorted(self.per_eur)
        return pa.array(codes, pa.string()), np.array([*(self.per_eur[code] for code in codes), np.nan])


def _checked(row: dict[str, str], place: str) -> tuple[str, float, date]:
    currency = (row["currency"] or "").strip()
    if len(currency) != 3 or not currency.isascii() or not currency.isupper():
        raise InputError(
            f"{place}: currency {currency!r} is no ISO 4217 code. Write three capital letters such as 'USD'."
        )
    try:
        rate = float(row["per_eur"])
    except (TypeError, ValueError):
        rate = float("nan")
    if not 0 < rate < float("inf"):
        raise InputError(
            f"{place}: rate {row['per_eur']!r} of {currency} is no positive number. Write how many one euro buys."
        )
    try:
        return currency, rate, date.fromisoformat((row["dated"] or "").strip())
    except ValueError:
        raise InputError(
            f"{place}: date {row['dated']!r} of {currency} is not readable. Write it as 2026-10-30."
        ) from None
