"""Charts as inline SVG that scales without its letters scaling: all places are shares of the width."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

BANDS = ("act", "review", "clear")  # the order in which bars are stacked, worst first
TO_LOOK_AT = ("act", "review")
PLOT_TOP = 32  # below the names of thresholds and the highest count
PLOT_HEIGHT = 148
AXIS_HEIGHT = 22


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a histogram: what it stands for, and its findings per band."""

    label: str
    act: int
    review: int
    clear: int

    @property
    def findings(self) -> int:
        """All findings of the column."""
        return self.of(BANDS)

    def of(self, bands: Sequence[str]) -> int:
        """The column's findings in some bands."""
        return sum(getattr(self, band) for band in bands)


@dataclass(frozen=True, slots=True)
class Tick:
    """A label or a line at a share (0 to 1) of the width."""

    place: float
    label: str
    line: bool = False


def stacked_bar(counts: Mapping[str, int], longest: int, bands: Sequence[str] = BANDS) -> Markup:
    """A flat bar with a part for each of some bands, as long as its share of the `longest` bar.

    It is hidden from screen readers, since the numbers stand beside it.
    """
    parts, left = [], 0.0
    for band in bands:
        share = counts.get(band, 0) / longest if longest else 0.0
        if share > 0:
            parts.append(f'<rect class="fill-{band}" x="{_share(left)}" y="0" width="{_share(share)}" height="100%"/>')
        left += share
    return Markup(f'<svg class="bar" aria-hidden="true" focusable="false">{"".join(parts)}</svg>')


def histogram(columns: Sequence[Column], ticks: Sequence[Tick], *, label: str, bands: Sequence[str] = BANDS) -> Markup:
    """Columns of the findings in some bands, stacked, over an axis with ticks. `label` is what screen readers say."""
    tallest = max((column.of(bands) for column in columns), default=0)
    width = 1 / len(columns) if columns else 1.0
    bars = "".join(_column(column, place * width, width, tallest, bands) for place, column in enumerate(columns))
    marks = "".join(_tick(tick) for tick in ticks)
    unit = "finding" if tallest == 1 else "findings"
    top = f'<text class="axis" x="0" y="{PLOT_TOP - 5}">{tallest:,} {unit}</text>' if tallest else ""
    return Markup(
        f'<svg class="histogram" role="img" aria-label="{escape(label)}" height="{PLOT_HEIGHT + AXIS_HEIGHT}">'
        f'<line class="grid" x1="0" x2="100%" y1="{PLOT_TOP}" y2="{PLOT_TOP}"/>{bars}'
        f'<line class="base" x1="0" x2="100%" y1="{PLOT_HEIGHT}" y2="{PLOT_HEIGHT}"/>{marks}{top}</svg>'
    )


def signed(value: float) -> str:
    """A number with its sign, a true minus; nought has none."""
    return f"{value:+g}".replace("-", "\N{MINUS SIGN}") if value else "0"


def _column(column: Column, left: float, width: float, tallest: int, bands: Sequence[str]) -> str:
    if not column.of(bands):
        return ""
    room, bottom, parts = PLOT_HEIGHT - PLOT_TOP, float(PLOT_HEIGHT), []
    for band in reversed(bands):
        count = getattr(column, band)
        if not count:
            continue
        height = max(1.0, room * count / tallest)  # a single finding stays visible beside a million
        bottom -= height
        place = (
            f'x="{_share(left + width * 0.06)}" y="{bottom:.1f}" width="{_share(width * 0.88)}" height="{height:.1f}"'
        )
        parts.append(f'<rect class="fill-{band}" {place}/>')
    counts = ", ".join(f"{getattr(column, band):,} {band}" for band in bands if getattr(column, band))
    return f"<g><title>{escape(column.label)}: {counts}</title>{''.join(parts)}</g>"


def _tick(tick: Tick) -> str:
    anchor = "start" if tick.place < 0.04 else "end" if tick.place > 0.96 else "middle"
    line = f'<line class="threshold" x1="{_share(tick.place)}" x2="{_share(tick.place)}" y1="4" y2="{PLOT_HEIGHT}"/>'
    place = 11 if tick.line else PLOT_HEIGHT + 16
    anchor = ("end" if tick.place > 0.8 else "start") if tick.line else anchor
    shift = ' dx="-4"' if anchor == "end" and tick.line else ' dx="4"' if tick.line else ""
    where = f'x="{_share(tick.place)}" y="{place}" text-anchor="{anchor}"{shift}'
    text = f'<text class="axis" {where}>{escape(tick.label)}</text>'
    return (line if tick.line else "") + text


def _share(value: float) -> str:
    return f"{100 * value:.2f}%"
