"""Audits: of the very run and listings, also of what never fired, blind in table and page."""

import csv
import io
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import Afternoon

from guildmark.lab.audit import FILES, make_audit
from guildmark.lab.draw import UNFIRED
from guildmark.lab.seal import open_draw
from guildmark.reading import open_catalogue
from guildmark.records import InputError


def cases_of(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / "cases.csv").read_text("utf-8-sig"), newline="")))


def test_listings_without_a_finding_are_drawn_from_all_of_them(afternoon: Afternoon) -> None:
    sealed = open_draw(afternoon.draw)
    [stratum] = [one for one in sealed.strata if one.band == UNFIRED]
    keys = ["marketplace", "listing_id"]
    fired = {tuple(row[k] for k in keys) for row in pq.read_table(afternoon.scanned / "findings.parquet").to_pylist()}
    everything = {tuple(row[k] for k in keys) for row in pq.read_table(afternoon.listings, columns=keys).to_pylist()}
    assert stratum.findings == len(everything - fired)
    drawn = [row for row in sealed.cases.to_pylist() if row["band"] == UNFIRED]
    assert len(drawn) == stratum.drawn == 60
    assert {tuple(row[k] for k in keys) for row in drawn} <= everything - fired
    assert {row["draw_probability"] for row in drawn} == {60 / stratum.findings}


def test_the_table_shows_whole_listings_and_nothing_of_the_scan(afternoon: Afternoon) -> None:
    rows = cases_of(afternoon.draw)
    sealed = open_draw(afternoon.draw).cases.to_pylist()
    assert [row["finding_id"] for row in rows] == [case["finding_id"] for case in sealed]
    assert all(row["description"] for row in rows)
    assert {row["outcome"] for row in rows} == {""}
    told = set(rows[0])
    assert not told & {"score_db", "band", "would_band", "draw_probability", "contributions", "sentence"}


def test_listings_that_are_not_those_of_the_run_are_refused(afternoon: Afternoon, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="these are not the listings of"):
        make_audit(
            afternoon.scanned, tmp_path / "draw", per_slice=5, unfired=5, seed=1,
            catalogue=open_catalogue([afternoon.market / "listings.parquet"]), policy=afternoon.policy,
        )  # fmt: skip
    assert not (tmp_path / "draw").exists()


def test_a_draw_is_never_written_over(afternoon: Afternoon) -> None:
    with pytest.raises(InputError, match="holds an earlier draw"):
        make_audit(afternoon.scanned, afternoon.draw, per_slice=5, unfired=0, seed=2, policy=afternoon.policy)


def test_another_policy_than_the_scans_is_refused(afternoon: Afternoon, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Give the --weights and --policy that it was scanned with"):
        make_audit(afternoon.scanned, tmp_path / "draw", per_slice=5, unfired=0, seed=1)


def test_the_same_audit_leaves_the_same_bytes(afternoon: Afternoon, tmp_path: Path) -> None:
    for name in ("one", "two"):
        make_audit(afternoon.scanned, tmp_path / name, per_slice=3, unfired=0, seed=1, policy=afternoon.policy)
    for name in FILES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
