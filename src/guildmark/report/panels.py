"""What stands above the findings: totals, notices and charts, worked out from a run's record and tables.

Each chart is drawn twice, with all findings and with those to look at; the page shows one of the two. Beside a
million cleared findings a hundred to review would be a line that nobody sees.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from guildmark.report.charts import BANDS, TO_LOOK_AT, Column, Tick, histogram, signed, stacked_bar
from guildmark.report.read import PRICE_BIN, PRICE_BINS, SCORE_BIN_DB, Row, RunTables, Totals
from guildmark.report.run_record import RunRecord


@dataclass(frozen=True, slots=True)
class Bar:
    """One named bar; `key` is what the findings are filtered by when it is chosen."""

    key: str
    label: str
    note: str
    findings: int
    act: int
    review: int
    clear: int
    drawing: Markup
    drawing_to_look_at: Markup


@dataclass(frozen=True, slots=True)
class Distribution:
    """A histogram with the numbers that it shows."""

    drawing: Markup
    drawing_to_look_at: Markup
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Panels:
    """All that the head of the page shows."""

    totals: Totals
    bands: Markup
    scores: Distribution
    prices: Distribution
    marks: tuple[Bar, ...]
    sellers: tuple[Bar, ...]
    detectors: tuple[Bar, ...]


def build(record: RunRecord, tables: RunTables) -> Panels:
    """Ask the tables for all that is counted over the whole run."""
    totals = tables.totals()
    bands = {"act": totals.act, "review": totals.review, "clear": totals.clear}
    return Panels(
        totals=totals,
        bands=stacked_bar(bands, totals.findings),
        scores=_scores(record, tables.scores()),
        prices=_prices(tables.prices()),
        marks=_bars(tables.marks()),
        sellers=_bars(tables.sellers()),
        detectors=_bars(tables.detectors()),
    )


def _bars(rows: Sequence[Row]) -> tuple[Bar, ...]:
    longest = max((row["findings"] for row in rows), default=0)
    longest_to_look_at = max((row["act"] + row["review"] for row in rows), default=0)
    return tuple(
        Bar(
            key=row["key"],
            label=row["label"],
            note=row["note"],
            findings=row["findings"],
            act=row["act"],
            review=row["review"],
            clear=row["clear"],
            drawing=stacked_bar(row, longest),
            drawing_to_look_at=stacked_bar(row, longest_to_look_at, TO_LOOK_AT),
        )
        for row in rows
    )


def _scores(record: RunRecord, rows: Sequence[Row]) -> Distribution:
    to_look_at = [row for row in rows if row["act"] + row["review"]]
    whole, columns = _score_chart(record, rows, BANDS)
    part, _ = _score_chart(record, to_look_at, TO_LOOK_AT)
    return Distribution(whole, part, columns)


def _score_chart(record: RunRecord, rows: Sequence[Row], bands: Sequence[str]) -> tuple[Markup, tuple[Column, ...]]:
    """Scores in bins, from the lowest to the highest seen, wide enough to show both thresholds."""
    if not rows:
        return Markup(), ()
    thresholds = [(db, name) for db, name in [(record.review_db, "review"), (record.act_db, "act")] if db is not None]
    places = [row["bin"] for row in rows] + [int(db // SCORE_BIN_DB) for db, _ in thresholds]
    first, last = min(places), max(places) + 1
    columns = _columns(
        rows, first, last, lambda place: f"{signed(place * SCORE_BIN_DB)} to {signed((place + 1) * SCORE_BIN_DB)} dB"
    )
    width = last - first
    step = 5 if width * SCORE_BIN_DB <= 40 else 10 if width * SCORE_BIN_DB <= 80 else 20
    ticks = [
        Tick((db / SCORE_BIN_DB - first) / width, signed(db) if db else "0 dB")
        for db in range(-200, 201, step)
        if first * SCORE_BIN_DB <= db <= last * SCORE_BIN_DB
    ]
    ticks += [
        Tick((db / SCORE_BIN_DB - first) / width, f"{name} from {signed(db)} dB", line=True) for db, name in thresholds
    ]
    return histogram(columns, ticks, label=f"Findings by score in decibans, {_named(bands)}", bands=bands), columns


def _prices(rows: Sequence[Row]) -> Distribution:
    last = max([1 + round(1 / PRICE_BIN), *(row["bin"] for row in rows)])  # beyond the reference, seen or not
    columns = _columns(rows, 0, last + 1, _price_label) if rows else ()
    whole = (last + 1) * PRICE_BIN
    ticks = [Tick(ratio / whole, f"{100 * ratio:g} %") for ratio in (0, 0.25, 0.5, 0.75, 1)]
    ticks += [Tick(1 / whole, "as the reference", line=True)]
    if last == PRICE_BINS:
        ticks += [Tick(1, f"{100 * PRICE_BINS * PRICE_BIN:g} % +")]
    whole_chart, part = (
        histogram(columns, ticks, label=f"Findings by price as a share of the reference, {_named(bands)}", bands=bands)
        for bands in (BANDS, TO_LOOK_AT)
    )
    return Distribution(whole_chart, part, columns)


def _named(bands: Sequence[str]) -> str:
    return " and ".join(bands) if len(bands) < len(BANDS) else "all bands"


def _price_label(place: int) -> str:
    low = place * PRICE_BIN
    return (
        f"{100 * low:.0f} % and more" if place == PRICE_BINS else f"{100 * low:.0f} to {100 * (low + PRICE_BIN):.0f} %"
    )


def _columns(rows: Sequence[Row], first: int, last: int, label: Callable[[int], str]) -> tuple[Column, ...]:
    by_bin = {row["bin"]: row for row in rows}
    nothing = {"act": 0, "review": 0, "clear": 0}
    return tuple(
        Column(label(place), *(by_bin.get(place, nothing)[band] for band in ("act", "review", "clear")))
        for place in range(first, last)
    )
