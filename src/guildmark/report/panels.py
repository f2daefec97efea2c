"""What stands above the findings: totals, notices and charts, worked out from a run's record and tables."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from guildmark.report.charts import Column, Tick, histogram, stacked_bar
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


@dataclass(frozen=True, slots=True)
class Distribution:
    """A histogram with the numbers that it shows."""

    drawing: Markup
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
    return tuple(
        Bar(
            key=row["key"],
            label=row["label"],
            note="against" if row.get("direction") == "against" else row["key"] if row["key"] != row["label"] else "",
            findings=row["findings"],
            act=row["act"],
            review=row["review"],
            clear=row["clear"],
            drawing=stacked_bar(row, longest),
        )
        for row in rows
    )


def _scores(record: RunRecord, rows: Sequence[Row]) -> Distribution:
    """Scores in bins, from the lowest to the highest seen, wide enough to show both thresholds."""
    thresholds = [(record.review_db, "review"), (record.act_db, "act")]
    places = [row["bin"] for row in rows] + [int(db // SCORE_BIN_DB) for db, _ in thresholds if db is not None]
    if not rows:
        return Distribution(histogram([], [], label="Scores of findings"), ())
    first, last = min(places), max(places) + 1
    columns = _columns(
        rows, first, last, lambda place: f"{_signed(place * SCORE_BIN_DB)} to {_signed((place + 1) * SCORE_BIN_DB)} dB"
    )
    width = last - first
    step = 10 if width * SCORE_BIN_DB <= 80 else 20
    ticks = [
        Tick((db / SCORE_BIN_DB - first) / width, f"{_signed(db)} dB")
        for db in range(-200, 201, step)
        if first * SCORE_BIN_DB <= db <= last * SCORE_BIN_DB
    ]
    ticks += [Tick((db / SCORE_BIN_DB - first) / width, name, line=True) for db, name in thresholds if db is not None]
    return Distribution(histogram(columns, ticks, label="Findings by score in decibans"), columns)


def _prices(rows: Sequence[Row]) -> Distribution:
    columns = _columns(rows, 0, PRICE_BINS + 1, _price_label) if rows else ()
    whole = (PRICE_BINS + 1) * PRICE_BIN
    ticks = [Tick(ratio / whole, f"{ratio:g} ×") for ratio in (0, 0.5, 1)]
    ticks += [Tick(1 / whole, "reference", line=True), Tick(1, f"{PRICE_BINS * PRICE_BIN:g} × and more")]
    return Distribution(histogram(columns, ticks, label="Findings by price as a multiple of the reference"), columns)


def _price_label(place: int) -> str:
    low = place * PRICE_BIN
    return f"{low:g} × and more" if place == PRICE_BINS else f"{low:.1f} to {low + PRICE_BIN:.1f} ×"


def _columns(rows: Sequence[Row], first: int, last: int, label: Callable[[int], str]) -> tuple[Column, ...]:
    by_bin = {row["bin"]: row for row in rows}
    nothing = {"act": 0, "review": 0, "clear": 0}
    return tuple(
        Column(label(place), *(by_bin.get(place, nothing)[band] for band in ("act", "review", "clear")))
        for place in range(first, last)
    )


def _signed(value_db: float) -> str:
    return f"{value_db:+g}".replace("-", "\N{MINUS SIGN}") if value_db else "0"
