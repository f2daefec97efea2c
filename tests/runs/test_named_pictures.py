"""Pictures that listings only name: read from below a folder, the same in every pass and for any number of workers."""

import json
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from invented_photos import photo
from running import left_over, results, rows, scan, start

from guildmark.engine import ContextEvaluator
from guildmark.reading import open_catalogue
from guildmark.records import InputError
from guildmark.runs import ScanRequest, run_scan
from guildmark.runs.failure import StoppedAtRejectError
from guildmark.runs.request import PictureSources


def album(folder: Path) -> Path:
    """A folder of pictures, good and bad ones."""
    (folder / "sub").mkdir(parents=True)
    (folder / "copy of bag.jpg").write_bytes(photo(1, quality=60))
    (folder / "sub" / "other.jpg").write_bytes(photo(2))
    (folder / "drawing.png").write_bytes(b"<svg onload='alert(1)'/>")
    (folder / "page.jpg").write_bytes(b"<!DOCTYPE html><html>404</html>")
    (folder / "cut.jpg").write_bytes(photo(3)[:150])
    (folder / "empty.jpg").write_bytes(b"")
    (folder.parent / "secret.jpg").write_bytes(photo(4))
    (folder / "outward.jpg").symlink_to("../secret.jpg")
    os.mkfifo(folder / "pipe.jpg")
    return folder


NAMES = (
    "copy of bag.jpg", "sub/other.jpg", "drawing.png", "page.jpg", "cut.jpg", "empty.jpg", "outward.jpg", "pipe.jpg",
    "gone.jpg", "../secret.jpg", "/etc/passwd", "https://cdn.example/a.jpg", "data:image/png,AAAA", None,
)  # fmt: skip
NOT_READ = {
    "address refused": 1, "damaged": 1, "empty": 1, "kind not read": 1, "no picture": 1, "no regular file": 1,
    "not found": 1, "outside the folder": 3,
}  # fmt: skip


def catalogue(path: Path, names: tuple[str | None, ...] = NAMES) -> Path:
    """A Parquet file with a plain column of names; each name stands on one listing of many."""
    table = {
        "listing_id": [f"L{number}" for number in range(40 * len(names))],
        "title": ["Orvane bag" if number % 40 == 0 else "garden hose" for number in range(40 * len(names))],
        "picture": [names[number // 40] if number % 40 == 0 else None for number in range(40 * len(names))],
    }
    pq.write_table(pa.table(table, schema=pa.schema([(name, pa.string()) for name in table])), path)
    return path


def listing(listing_id: str, *names: str) -> dict[str, Any]:
    """A listing whose pictures are named."""
    return {"listing_id": listing_id, "title": "Orvane bag", "pictures": [{"uri": name} for name in names]}


def mapped(evaluator: ContextEvaluator, path: Path, out: Path, **options: Any) -> Any:
    """A scan with a column map by which the pictures are a plain column."""
    chart = path.with_name("map.yaml")
    chart.write_text("listing_id: listing_id\ntitle: title\npictures: picture\n", "utf-8")
    request = ScanRequest(open_catalogue([path], column_map=chart), out, **{"rows_per_slice": 100} | options)
    return run_scan(request, evaluator)


def record(out: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((out / "run.json").read_text("utf-8"))
    return told


def test_files_below_the_folder_are_looked_at_and_every_other_name_is_a_counted_reason(
    looking: ContextEvaluator, tmp_path: Path
) -> None:
    listings, files = catalogue(tmp_path / "listings.parquet"), album(tmp_path / "album")
    result = mapped(looking, listings, tmp_path / "out", pictures=PictureSources(files))
    copied = [row for row in rows(tmp_path / "out" / "signals.parquet") if row["detector"] == "official_picture_copied"]
    assert [row["listing_id"] for row in copied] == ["L0"]
    told = record(tmp_path / "out")["pictures"]
    assert told == {"given": 13, "read": 2, "only_named": 1, "looked_at": 2, "not_read": NOT_READ, "from": ["files"]}
    assert told["given"] == told["read"] + told["only_named"] + sum(told["not_read"].values())
    lines = [json.loads(line) for line in (tmp_path / "out" / "rejected.jsonl").read_text("utf-8").splitlines()]
    bad = [line for line in lines if line["column"] == "picture" and line["row"] is not None]
    assert [line["row"] for line in bad] == [40 * number for number in (2, 3, 4, 5, 6, 7, 8, 9, 10, 12)]
    assert bad[0] == {
        "file": str(listings), "row": 80, "column": "picture", "value": "drawing.png",
        "reason": "the picture was not read: this is an SVG drawing, which is never drawn here, since it can hold "
        "programs and load other files; give JPEG, PNG, WebP, GIF, BMP or TIFF", "rejects_row": False,
    }  # fmt: skip
    assert bad[2]["reason"].startswith("the picture was not decoded: the JPEG ends")
    assert result.counts["values_set_aside"] == len(bad) == sum(NOT_READ.values())
    assert result.counts["scanned"] == result.counts["rows_read"] == 40 * len(NAMES)


def test_without_a_folder_names_are_only_named(looking: ContextEvaluator, tmp_path: Path) -> None:
    listings = catalogue(tmp_path / "listings.parquet")
    mapped(looking, listings, tmp_path / "out")
    told = record(tmp_path / "out")["pictures"]
    assert told == {"given": 13, "read": 0, "only_named": 13, "looked_at": 0, "not_read": {}, "from": []}


def test_the_results_are_the_same_bytes_for_any_number_of_workers_and_any_slices(
    looking: ContextEvaluator, tmp_path: Path
) -> None:
    listings, files = catalogue(tmp_path / "listings.parquet"), album(tmp_path / "album")
    sources = PictureSources(files)
    mapped(looking, listings, tmp_path / "one", pictures=sources)
    mapped(looking, listings, tmp_path / "two", pictures=sources, workers=2)
    assert results(tmp_path / "one") == results(tmp_path / "two")
    mapped(looking, listings, tmp_path / "seven", pictures=sources, rows_per_slice=7)
    for name in ("findings.parquet", "signals.parquet", "rejected.jsonl", "thumbnails.parquet"):
        assert (tmp_path / "seven" / name).read_bytes() == (tmp_path / "one" / name).read_bytes()
    assert record(tmp_path / "seven")["pictures"] == record(tmp_path / "one")["pictures"]


def test_named_pictures_give_what_the_same_pictures_give_that_come_with_their_bytes(
    looking: ContextEvaluator, tmp_path: Path
) -> None:
    files = album(tmp_path / "album")
    names = ("copy of bag.jpg", "sub/other.jpg", "sub/other.jpg")
    named = [listing(f"L{number}", name) for number, name in enumerate(names)]
    inline = [row | {"pictures": [{**row["pictures"][0], "data": (files / name).read_bytes()}]}
              for row, name in zip(named, names, strict=True)]  # fmt: skip
    kind = pa.schema([("listing_id", pa.string()), ("title", pa.string()),
                      ("pictures", pa.list_(pa.struct([("uri", pa.string()), ("data", pa.binary())])))])  # fmt: skip
    for name, content, sources in (("named", named, PictureSources(files)), ("inline", inline, None)):
        pq.write_table(pa.Table.from_pylist(content, kind), tmp_path / f"{name}.parquet")
        scan(looking, tmp_path / f"{name}.parquet", tmp_path / name, pictures=sources)
    for name in ("findings.parquet", "signals.parquet", "thumbnails.parquet"):
        assert (tmp_path / "named" / name).read_bytes() == (tmp_path / "inline" / name).read_bytes()
    assert record(tmp_path / "named")["facts"] == record(tmp_path / "inline")["facts"]  # one picture, two listings


def test_the_same_command_again_has_nothing_to_do_until_a_picture_changes(
    looking: ContextEvaluator, tmp_path: Path
) -> None:
    listings, files = catalogue(tmp_path / "listings.parquet"), album(tmp_path / "album")
    first = mapped(looking, listings, tmp_path / "out", pictures=PictureSources(files))
    again = mapped(looking, listings, tmp_path / "out", pictures=PictureSources(files))
    assert (first.repeated, again.repeated, again.run) == (False, True, first.run)
    before = (files / "sub" / "other.jpg").stat()
    (files / "sub" / "other.jpg").write_bytes(photo(1, quality=61))
    os.utime(files / "sub" / "other.jpg", ns=(before.st_atime_ns, before.st_mtime_ns))  # by its content, not its time
    changed = mapped(looking, listings, tmp_path / "out", pictures=PictureSources(files))
    assert not changed.repeated
    copied = [row for row in rows(tmp_path / "out" / "signals.parquet") if row["detector"] == "official_picture_copied"]
    assert [row["listing_id"] for row in copied] == ["L0", "L40"]
    assert left_over(tmp_path / "out") == set()


def test_with_a_state_only_listings_whose_picture_changed_are_judged_again(
    looking: ContextEvaluator, tmp_path: Path
) -> None:
    listings, files = catalogue(tmp_path / "listings.parquet"), album(tmp_path / "album")
    options = {"pictures": PictureSources(files), "state": tmp_path / "state"}
    mapped(looking, listings, tmp_path / "out", **options)
    (files / "sub" / "other.jpg").write_bytes(photo(1, quality=61))
    second = mapped(looking, listings, tmp_path / "out", **options)
    assert second.counts["scanned"] == 1
    copied = [row for row in rows(tmp_path / "out" / "signals.parquet") if row["detector"] == "official_picture_copied"]
    assert [row["listing_id"] for row in copied] == ["L0", "L40"]


@pytest.mark.parametrize("stage", ["survey", "detect"])
@pytest.mark.parametrize("change", ["other bytes", "gone", "a link"])
def test_a_file_that_changes_between_the_passes_stops_the_run_and_the_next_one_goes_on(
    looking: ContextEvaluator, tmp_path: Path, stage: str, change: str
) -> None:
    listings, files = catalogue(tmp_path / "listings.parquet"), album(tmp_path / "album")
    victim = files / "sub" / "other.jpg"

    def tamper(at: str, done: int, total: int) -> None:
        del total
        if at.startswith(stage) and done == 0:
            victim.unlink()
            if change == "other bytes":
                victim.write_bytes(photo(9))
            elif change == "a link":
                victim.symlink_to("../../secret.jpg")

    chart = tmp_path / "map.yaml"
    chart.write_text("listing_id: listing_id\ntitle: title\npictures: picture\n", "utf-8")
    request = ScanRequest(open_catalogue([listings], column_map=chart), tmp_path / "out", rows_per_slice=100,
                          pictures=PictureSources(files))  # fmt: skip
    with pytest.raises(InputError, match=r"sub/other.jpg: changed while it was read. Run the command again"):
        run_scan(request, looking, progress=tamper)
    assert not (tmp_path / "out" / "CURRENT").exists()


def test_a_strict_run_stops_at_the_first_picture_that_cannot_be_read(looking: ContextEvaluator, tmp_path: Path) -> None:
    listings, files = catalogue(tmp_path / "listings.parquet"), album(tmp_path / "album")
    with pytest.raises(StoppedAtRejectError, match=r"row 80, column 'picture': the picture was not read"):
        mapped(looking, listings, tmp_path / "out", pictures=PictureSources(files), strict=True)
    cut = catalogue(tmp_path / "cut.parquet", ("sub/other.jpg", "cut.jpg"))
    with pytest.raises(StoppedAtRejectError, match=r"row 40, column 'picture': the picture was not decoded"):
        mapped(looking, cut, tmp_path / "out", pictures=PictureSources(files), strict=True)


def test_a_folder_that_is_none_is_refused(looking: ContextEvaluator, tmp_path: Path) -> None:
    listings = catalogue(tmp_path / "listings.parquet")
    with pytest.raises(InputError, match="is no folder of pictures"):
        mapped(looking, listings, tmp_path / "out", pictures=PictureSources(tmp_path / "nowhere"))


def test_pictures_of_one_listing_and_of_many_are_held_a_few_at_a_time(
    looking: ContextEvaluator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With bounds of a few kilobytes: pieces of any size give the same, and one listing cannot name without end."""
    files = album(tmp_path / "album")
    names = [f"{number}.jpg" for number in range(30)]
    for number, name in enumerate(names):
        (files / name).write_bytes(photo(100 + number))
    size = max((files / name).stat().st_size for name in names)
    content = [*(listing(f"L{number}", name) for number, name in enumerate(names)), listing("greedy", *names)]
    kind = pa.schema([("listing_id", pa.string()), ("title", pa.string()),
                      ("pictures", pa.list_(pa.struct([("uri", pa.string())])))])  # fmt: skip
    pq.write_table(pa.Table.from_pylist(content, kind), tmp_path / "listings.parquet")
    scan(looking, tmp_path / "listings.parquet", tmp_path / "whole", pictures=PictureSources(files))
    monkeypatch.setattr("guildmark.runs.pictures.load.PIECE_BYTES", 3 * size)
    scan(looking, tmp_path / "listings.parquet", tmp_path / "pieces", pictures=PictureSources(files))
    assert results(tmp_path / "whole") == results(tmp_path / "pieces")
    monkeypatch.setattr("guildmark.runs.pictures.load.LISTING_BYTES", 10 * size)
    scan(looking, tmp_path / "listings.parquet", tmp_path / "greedy", pictures=PictureSources(files))
    told = record(tmp_path / "greedy")["pictures"]
    assert 40 <= told["read"] < 60
    assert told["not_read"] == {"too large": 60 - told["read"]}


@pytest.mark.soak
def test_a_scan_killed_while_it_reads_files_goes_on_with_the_same_bytes(
    looking: ContextEvaluator, tmp_path: Path
) -> None:
    listings, files = catalogue(tmp_path / "listings.parquet"), album(tmp_path / "album")
    options = {"pictures": {"root": str(files)}}
    for step in ("manifest", "named", "survey", 20, 40, 60):
        process = start(looking, listings, tmp_path / "out", die_at=step, **options)
        process.communicate()
    scan(looking, listings, tmp_path / "out", pictures=PictureSources(files), report=True)
    scan(looking, listings, tmp_path / "undisturbed", pictures=PictureSources(files), report=True)
    assert results(tmp_path / "out") == results(tmp_path / "undisturbed")
    assert left_over(tmp_path / "out") == set()
