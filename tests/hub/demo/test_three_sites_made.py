"""The demo of three sites: what its command refuses, and a ring that only its own tactic finds."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.utils import timezone
from ruamel.yaml import YAML

from guildmark import api
from guildmark.cli.demo_alliance import run
from guildmark.hub.demo.members import LARGE, SMALL
from guildmark.hub.demo.three.ring import RIGHT, SELLERS, TACTIC, ring_rows, with_ring
from guildmark.hub.exchange.content import checked
from guildmark.redteam import make_market


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    """The command listens to SIGTERM."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def test_a_folder_that_holds_something_else_is_left_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "market").mkdir()
    assert run(tmp_path, 1_000, serves=False, port=8000) == 2
    assert "holds something else" in capsys.readouterr().err
    assert (tmp_path / "market").exists()


def test_sites_that_know_each_other_by_their_ports_are_served_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "alliance.json").write_text(json.dumps({"port": 8000}))
    assert run(tmp_path, 1_000, serves=False, port=9000) == 2
    assert "Give --port 8000" in capsys.readouterr().err
    assert run(tmp_path, 1_000, serves=False, port=8000) == 0
    assert "http://localhost:8002" in capsys.readouterr().out


def test_the_two_marketplaces_have_no_listing_seller_or_title_of_the_ring_in_common() -> None:
    rings = {short: list(ring_rows(short)) for short in (LARGE, SMALL)}
    assert {short: len(rows) for short, rows in rings.items()} == SELLERS
    for name in ("listing_id", "seller_id", "seller_name", "title"):
        values = [row[name] for rows in rings.values() for row in rows]
        assert len(set(values)) == len(values), name


def test_the_tactic_that_waits_can_be_shared() -> None:
    assert checked(TACTIC, timezone.now().date()).errors == ()


def test_only_the_tactic_finds_the_ring(tmp_path: Path) -> None:
    make_market(tmp_path / "market", listings=40, seed=7, pictures=False)
    market = tmp_path / "market"
    drawn = pq.read_table(market / "listings.parquet")
    listings, truth = with_ring(drawn, pq.read_table(market / "truth.parquet"), SMALL)
    assert len(listings) == len(truth) == 40 + SELLERS[SMALL]
    pq.write_table(listings, tmp_path / "listings.parquet")
    (tmp_path / "tactic.yaml").write_text(TACTIC)
    yaml = YAML(typ="safe", pure=True)
    rights = [one for one in yaml.load(market / "rights.yaml")["rights"] if one["right_id"] == RIGHT]
    yaml.dump({"rights": rights}, tmp_path / "rights.yaml")
    result = api.scan(
        tmp_path / "listings.parquet", tmp_path / "rights.yaml", out=tmp_path / "out", tactics=tmp_path / "tactic.yaml",
        workers=1,
    )  # fmt: skip
    ring = {row["listing_id"] for row in ring_rows(SMALL)}
    hits = {row["listing_id"] for row in pq.read_table(result.folder / "hits.parquet").to_pylist()}
    assert hits == ring
    findings = [
        row for row in pq.read_table(result.folder / "findings.parquet").to_pylist() if row["listing_id"] in ring
    ]
    found = {piece["detector"] for row in findings for piece in row["contributions"]}
    assert found <= {"mark_in_text", "seller_not_authorised", "price_below_floor"}
    assert sum(row["band"] == "clear" for row in findings) > len(ring) / 2
