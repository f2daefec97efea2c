"""A finished run's files are brought in as they were left, by whoever may."""

import io
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from alliance import Alliance
from delivered import verified_right
from django.core.exceptions import PermissionDenied

from guildmark import api
from guildmark.hub.cases.intake_files import bring_files
from guildmark.hub.cases.models import Case, Found, Intake
from guildmark.hub.events.models import Event
from guildmark.records import InputError

RIGHTS = "rights:\n- {right_id: orvane, holder: Arvo, kind: trademark, mark: ORVANE, goods: [bags]}\n"
LISTINGS = "listing_id,title,price,currency,condition,seller_id\n" + "".join(
    f'L{n},"Orvane handbag {n}, 1:1 mirror quality",{20 + n},EUR,new,s1\n' for n in range(30)
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of a scan."""
    place = tmp_path_factory.mktemp("run")
    (place / "rights.yaml").write_text(RIGHTS, "utf-8")
    (place / "mine.csv").write_text(LISTINGS, "utf-8")
    return api.scan(
        place / "mine.csv", place / "rights.yaml", out=place / "out", marketplace="bazaar", workers=1
    ).folder


@pytest.fixture(autouse=True)
def right(alliance: Alliance) -> None:
    verified_right(alliance.arvo, "orvane")


def files_of(folder: Path, *names: str) -> dict[str, io.BytesIO]:
    return {name: io.BytesIO((folder / name).read_bytes()) for name in names}


def test_a_run_is_brought_in_by_its_files_and_again_changes_nothing(alliance: Alliance, folder: Path) -> None:
    by = alliance.actor(alliance.bazaar, "analyst")
    for _ in range(2):
        brought = bring_files(files_of(folder, "findings.parquet", "signals.parquet", "run.json"), by=by)
        assert brought.counts == {"received": 30, "opened": 30, "added": 0, "repeated": 0, "set_aside": 0}
    assert Case.objects.count() == Found.objects.count() == 30
    intake = Intake.objects.get()
    assert intake == brought.intake
    assert intake.run == folder.name
    found = Found.objects.first()
    assert found is not None
    assert {one["detector"] for one in found.signals} >= {"mark_in_text", "replica_words"}
    assert found.snapshot.content["title"].startswith("Orvane handbag")


def test_without_its_record_a_run_is_named_by_its_findings(alliance: Alliance, folder: Path) -> None:
    by = alliance.actor(alliance.bazaar, "analyst")
    for _ in range(2):
        assert bring_files(files_of(folder, "findings.parquet", "signals.parquet"), by=by).counts["opened"] == 30
    assert len(Intake.objects.get().run) == 32


def test_files_that_are_missing_or_none_are_told(alliance: Alliance, folder: Path, tmp_path: Path) -> None:
    by = alliance.actor(alliance.bazaar, "analyst")
    whole = files_of(folder, "findings.parquet", "signals.parquet", "run.json")
    table = pq.read_table(folder / "findings.parquet")
    pq.write_table(table.drop_columns(["band"]), tmp_path / "without.parquet")
    cases = [
        ({"findings.parquet": whole["findings.parquet"]}, "signals.parquet is missing"),
        ({**whole, "findings.parquet": io.BytesIO(b"PAR1 no")}, "findings.parquet is no Parquet file"),
        ({**whole, "signals.parquet": io.BytesIO(b"")}, "signals.parquet is no Parquet file"),
        ({**whole, "run.json": io.BytesIO(b"{}")}, "run.json cannot be read"),
        ({**whole, "findings.parquet": (tmp_path / "without.parquet").open("rb")}, "has no column 'band'"),
    ]
    for files, told in cases:
        for stream in files.values():
            stream.seek(0)
        with pytest.raises(InputError, match=told):
            bring_files(files, by=by)
    assert Case.objects.count() == 0


def test_a_run_that_found_nothing_is_brought_in_with_how_many_listings_it_judged(
    alliance: Alliance, tmp_path: Path
) -> None:
    (tmp_path / "rights.yaml").write_text(RIGHTS, "utf-8")
    (tmp_path / "mine.csv").write_text("listing_id,title\nL1,A wooden chair\nL2,A table\n", "utf-8")
    folder = api.scan(
        tmp_path / "mine.csv", tmp_path / "rights.yaml", out=tmp_path / "out", marketplace="bazaar", workers=1
    ).folder
    names = ("findings.parquet", "signals.parquet", "run.json")
    brought = bring_files(files_of(folder, *names), by=alliance.actor(alliance.bazaar, "analyst"))
    assert brought.counts["received"] == 0
    assert Intake.objects.get().scanned == 2
    assert Event.objects.get(kind="scan.reported").data == {"listings": 2}


@pytest.mark.parametrize("scanned", ["-3", "true", '"7"', "1e3", str(10**13)])
def test_a_record_whose_number_of_listings_is_none_is_told(alliance: Alliance, folder: Path, scanned: str) -> None:
    files = files_of(folder, "findings.parquet", "signals.parquet")
    record = f'{{"run": "r", "context": "c", "counts": {{"scanned": {scanned}}}}}'
    files["run.json"] = io.BytesIO(record.encode())
    with pytest.raises(InputError, match=r"run\.json"):
        bring_files(files, by=alliance.actor(alliance.bazaar, "analyst"))
    assert not Intake.objects.exists()


def test_only_those_who_may_bring_findings_upload_them(alliance: Alliance, folder: Path) -> None:
    for who, role in ((alliance.bazaar, "observer"), (alliance.arvo, "administrator")):
        with pytest.raises(PermissionDenied):
            bring_files(files_of(folder, "findings.parquet", "signals.parquet"), by=alliance.actor(who, role))
    shutil.rmtree(folder, ignore_errors=True)
