"""Hits of tactics come in with the findings of a scan, also on what has no other evidence and on what was decided."""

import uuid
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from alliance import Alliance
from delivered import row
from shared_made import tactic_text

from guildmark import api
from guildmark.hub.cases.decide import decide
from guildmark.hub.cases.intake import bring
from guildmark.hub.cases.intake_wire import rows_of_stream
from guildmark.hub.cases.models import Case, TacticHit
from guildmark.hub.registry.models import Right
from guildmark.reading import open_catalogue
from guildmark.runs.deliver import deliveries

pytestmark = pytest.mark.django_db
TACTIC = uuid.UUID("0c0de000-0000-4000-8000-000000000001")


def fired(tactic: uuid.UUID = TACTIC, **more: Any) -> dict[str, Any]:
    return {"tactic": str(tactic), "version": 1, "mode": "shadow", "without_band": "clear"} | more


def brought(alliance: Alliance, *rows: dict[str, Any], run: str = "r1", context: str = "c1") -> Any:
    return bring(list(rows), run=run, context=context, by=alliance.actor(alliance.bazaar))


def test_a_hit_stands_beside_its_case_once(alliance: Alliance, orvane: Right) -> None:
    brought(alliance, row(right="orvane", tactics=[fired()]))
    brought(alliance, row(right="orvane", tactics=[fired(mode="review")]), run="r2", context="c2")
    hit = TacticHit.objects.get()
    assert (hit.tactic, hit.mode, hit.organisation, hit.case.listing_id) == (TACTIC, "shadow", alliance.bazaar, "L1")


def test_what_was_decided_and_is_hit_now_is_told_too(alliance: Alliance, orvane: Right) -> None:
    brought(alliance, row(right="orvane"))
    decide(Case.objects.get(), "infringing", by=alliance.actor(alliance.bazaar, "reviewer"))
    received = brought(alliance, row(right="orvane", tactics=[fired()]), run="r2")
    assert received.counts["repeated"] == 1
    assert TacticHit.objects.get().case.outcome == "infringing"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"tactic": "x"}, "id of a tactic"), ({"version": 0}, "no version"), ({"mode": "loud"}, "is not known")],
)
def test_a_hit_that_cannot_be_read_sets_its_row_aside(
    alliance: Alliance, orvane: Right, wrong: dict[str, Any], told: str
) -> None:
    received = brought(alliance, row(right="orvane", tactics=[fired(**wrong)]), row("L2", "orvane"))
    assert received.counts["set_aside"] == 1 and received.counts["opened"] == 1
    assert told in received.reasons[0][1]


def test_a_scan_delivers_its_hits_and_what_only_a_tactic_found(
    alliance: Alliance, orvane: Right, tmp_path: Path
) -> None:
    # Where sellers avoid the mark, a tactic in the shadow finds what has no finding.
    text = tactic_text(key=TACTIC, words="the O brand, inbox me").replace("    - mark: any\n", "")
    text = text.replace("why:", "about: [Orvane]\nwhy:").replace("plain tote, description: ", "plain tote, brand: ")
    (tmp_path / "tactic.yaml").write_text(text)
    (tmp_path / "rights.yaml").write_text(
        "rights:\n  - {right_id: orvane, holder: Arvo, kind: trademark, mark: ORVANE}\n"
    )
    said = {
        "1": ("Orvane tote replica", "the O brand, inbox me"),
        "2": ("Quality tote", "the O brand, inbox me"),
        "3": ("Orvane tote replica", ""),
        "4": ("plain tote", ""),
    }
    listings = [
        {"listing_id": key, "title": title, "description": words, "marketplace": "bazaar"}
        for key, (title, words) in said.items()
    ]
    pq.write_table(pa.Table.from_pylist(listings), tmp_path / "listings.parquet")
    result = api.scan(
        tmp_path / "listings.parquet", tmp_path / "rights.yaml", out=tmp_path / "out", tactics=tmp_path / "tactic.yaml",
        workers=1,
    )  # fmt: skip
    found = {one["listing_id"] for one in pq.read_table(result.folder / "findings.parquet").to_pylist()}
    hits = {one["listing_id"] for one in pq.read_table(result.folder / "hits.parquet").to_pylist()}
    assert (hits, found) == ({"1", "2"}, {"1", "3"})
    catalogue = open_catalogue([str(tmp_path / "listings.parquet")])
    for number, batch in enumerate(deliveries(result.folder, catalogue)):
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, batch.schema) as writer:
            writer.write_table(batch)
        rows = rows_of_stream(sink.getvalue().to_pybytes())
        received = bring(rows, run="run", context=f"c{number}", by=alliance.actor(alliance.bazaar))
        assert received.counts["set_aside"] == 0, received.reasons
    assert {hit.case.listing_id for hit in TacticHit.objects.all()} == hits
    assert {case.listing_id for case in Case.objects.all()} == found | hits
    alone = Case.objects.get(listing_id="2")
    assert (alone.state, alone.title) == ("clear", "Quality tote")
