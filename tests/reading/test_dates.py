"""Dates as exports write them are read back, and those that mean two days are set aside."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read_all import read_all

from guildmark.reading.instants import instant_column

INSTANTS = st.datetimes(datetime(1980, 1, 2), datetime(2199, 12, 30)).map(lambda moment: moment.replace(tzinfo=UTC))
# How a moment is written, and the parts of it that this writing keeps.
STYLES = {
    "%Y-%m-%dT%H:%M:%S+00:00": "second", "%Y-%m-%d %H:%M:%S": "second", "%Y/%m/%d %H:%M": "minute", "%Y-%m-%d": "day",
    "%d.%m.%Y": "day", "%d.%m.%Y %H:%M": "minute", "%d %b %Y": "day", "%B %d, %Y": "day", "%Y年%m月%d日": "day",
    "%a, %d %b %Y %H:%M:%S GMT": "second", "%a %b %d %Y %H:%M:%S GMT+0000 (Coordinated Universal Time)": "second",
}  # fmt: skip


def read(*texts: str | None, day_first: bool | None = None) -> tuple[list[datetime | None], list[str]]:
    column, doubts = instant_column(pa.array(texts, pa.string()), day_first)
    return column.to_pylist(), [reason for _, _, reason in doubts]


def cut(moment: datetime, part: str) -> datetime:
    small = {"microsecond": 0} | ({} if part == "second" else {"second": 0})
    return moment.replace(**small, **({"hour": 0, "minute": 0} if part == "day" else {}))


@settings(max_examples=300, deadline=None)
@given(moment=INSTANTS, style=st.sampled_from(sorted(STYLES)))
def test_a_date_in_any_style_is_read_back(moment: datetime, style: str) -> None:
    written = moment.strftime(style)
    assert read(written) == ([cut(moment, STYLES[style])], []), written


@settings(max_examples=100, deadline=None)
@given(moment=INSTANTS, unit=st.sampled_from([1, 10**3, 10**6]))
def test_numbers_since_1970_are_told_by_their_size(moment: datetime, unit: int) -> None:
    moment = cut(moment, "second")
    if moment.timestamp() >= 10**9:  # younger than 2001, so that milliseconds have thirteen digits
        assert read(str(int(moment.timestamp()) * unit)) == ([moment], [])


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=30))
def test_any_text_is_a_date_or_has_a_reason_or_is_empty(text: str) -> None:
    found, reasons = read(text)
    assert found[0] is None or datetime(1980, 1, 1, tzinfo=UTC) <= found[0] < datetime(2200, 1, 1, tzinfo=UTC)
    assert len(reasons) <= 1


@settings(max_examples=200, deadline=None)
@given(moment=INSTANTS, day_first=st.booleans(), sign=st.sampled_from("/-"))
def test_the_order_of_day_and_month_is_never_guessed(moment: datetime, day_first: bool, sign: str) -> None:
    moment = cut(moment, "day")
    written = moment.strftime(sign.join(["%d", "%m", "%Y"] if day_first else ["%m", "%d", "%Y"]))
    found, reasons = read(written)
    assert found == [moment] or (found == [None] and "day_first" in reasons[0])
    assert read(written, day_first=day_first) == ([moment], [])


@pytest.mark.parametrize(("third", "day"), [("10/25/2026", 10), ("25/10/2026", 3)])
def test_a_column_that_shows_its_order_is_read_by_it(tmp_path: Path, third: str, day: int) -> None:
    dates = ["3/10/2026", *[third] * 3]
    (tmp_path / "x.csv").write_text(
        "listing_id,observed_at\n" + "".join(f"{number},{date}\n" for number, date in enumerate(dates))
    )
    found = read_all(tmp_path / "x.csv")
    assert found.column("observed_at")[0].day == day
    assert [(reject.row, reject.column) for reject in found.rejects] == [(None, "observed_at")]
