"""Bad input is set aside with its place and reason, the rest is read, and the counts add up."""

import gzip
import json
import os
import resource
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from read_all import read_all

from guildmark.reading import cut, open_catalogue, read_slice
from guildmark.records import InputError


def write_parquet(path: Path, rows: int = 5000, group: int = 1000) -> None:
    ids = pa.array([f"id{n}" for n in range(rows)])
    titles = pa.array([f"Orvane bag {n * 7919 % rows}" for n in range(rows)])
    pq.write_table(pa.table({"listing_id": ids, "title": titles}), path, row_group_size=group, compression="none")


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95, 0.999])
def test_a_truncated_parquet_file_is_named_and_others_are_read(tmp_path: Path, share: float) -> None:
    write_parquet(tmp_path / "bad.parquet")
    data = (tmp_path / "bad.parquet").read_bytes()
    (tmp_path / "bad.parquet").write_bytes(data[: int(len(data) * share)])
    write_parquet(tmp_path / "good.parquet", 10)
    found = read_all(tmp_path)
    assert found.column("listing_id") == [f"id{n}" for n in range(10)]
    assert [Path(reject.file).name for reject in found.rejects] == ["bad.parquet"]
    with pytest.raises(InputError, match=r"bad\.parquet"):
        open_catalogue([tmp_path / "bad.parquet"])


def test_a_parquet_file_with_a_broken_middle_gives_its_sound_rows(tmp_path: Path) -> None:
    write_parquet(tmp_path / "x.parquet")
    data = bytearray((tmp_path / "x.parquet").read_bytes())
    middle = len(data) // 2
    data[middle : middle + 400] = b"\xff" * 400
    (tmp_path / "x.parquet").write_bytes(bytes(data))
    found = read_all(tmp_path / "x.parquet")
    assert found.rows_read == 5000
    assert len(found.listings) >= 3000
    assert found.rejects


def test_a_truncated_gzip_file_gives_the_rows_that_are_there(tmp_path: Path) -> None:
    rows = ({"listing_id": f"id{n}", "title": f"bag {n * 7919 % 5000}"} for n in range(5000))
    packed = gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode())
    (tmp_path / "x.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    found = read_all(tmp_path / "x.jsonl.gz")
    assert 1000 < len(found.listings) < 5000
    assert any("x.jsonl.gz" in reject.file for reject in found.rejects)


def test_rows_of_csv_with_quotes_newlines_and_wrong_widths(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(
        'listing_id,title,price,currency\n1,"a ""quoted"" bag\nover two lines",5,EUR\n'
        "2,short\n3,a,b,c,d,e\n4,fine,7,EUR\n"
    )
    found = read_all(tmp_path / "x.csv")
    assert found.rows_read == 4
    assert found.column("title")[0] == 'a "quoted" bag\nover two lines'
    assert found.column("listing_id")[-1] == "4"
    assert {reject.row for reject in found.rejects} >= {2}


def test_bad_values_are_left_out_and_their_rows_scanned(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"listing_id": "1", "title": "bag", "price": "NaN", "currency": "EUR"},
        {"listing_id": "2", "title": "bag", "price": "-5", "currency": "EUR"},
        {"listing_id": "3", "title": "bag", "price": "Infinity", "currency": "EUR"},
        {"listing_id": "4", "title": "bag", "price": "5", "currency": "euros!!"},
        {"listing_id": "5", "title": "bag", "condition": "splendid"},
        {"listing_id": "6", "title": "bag", "gtin": "123"},
        {"listing_id": "7", "title": "bag", "ships_from": "Atlantis"},
        {"listing_id": "8", "title": "bag", "observed_at": "yesterday"},
        {"listing_id": "9", "title": "bag", "price": "5.00", "currency": "EUR"},
    ]
    (tmp_path / "x.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    found = read_all(tmp_path / "x.jsonl")
    assert found.column("listing_id") == [str(n) for n in range(1, 10)]
    assert found.column("price") == [None, None, None, Decimal("5.0000"), *[None] * 4, Decimal("5.0000")]
    told = [reject for reject in found.rejects if reject.row is not None]
    assert [reject.row for reject in told] == list(range(8))
    for reject in told:
        assert reject.column and reject.value and reject.reason
        assert not reject.rejects_row


def test_a_missing_id_rejects_its_row(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("listing_id,title\n1,bag\n,bag\n  ,bag\n4,bag\n")
    found = read_all(tmp_path / "x.csv")
    assert found.column("listing_id") == ["1", "4"]
    assert [reject.row for reject in found.rejects] == [1, 2]
    assert found.rejected == 2


def test_a_broken_line_of_json_is_rejected_alone(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text(
        '{"listing_id": "1", "title": "bag"}\n{"listing_id": "2", "titl\n[1, 2]\n{"listing_id": "4", "title": "bag"}\n'
    )
    found = read_all(tmp_path / "x.jsonl")
    assert found.column("listing_id") == ["1", "4"]
    assert [reject.row for reject in found.rejects] == [1, 2]


def test_lone_surrogates_and_nul_and_right_to_left_marks_keep_the_row(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text(
        '{"listing_id": "1", "title": "bag \\ud800 lone"}\n{"listing_id": "2", "title": "a\\u0000b"}\n'
        '{"listing_id": "3", "title": "\\u202eenavro\\u202c \\u200fbag"}\n'
    )
    found = read_all(tmp_path / "x.jsonl")
    assert found.column("listing_id") == ["1", "2", "3"]
    assert "\ufffd" in found.column("title")[0]
    assert found.column("title")[2] == "\u200borvane\u200b \u200fbag"


def test_a_cell_of_a_hundred_megabytes_is_cut_and_told_in_bounded_memory(tmp_path: Path) -> None:
    with (tmp_path / "x.csv").open("w") as file:
        file.write("listing_id,title\n1,")
        for _ in range(100):
            file.write("x" * 1_000_000)
        file.write("\n2,bag\n")
    before_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = read_all(tmp_path / "x.csv")
    grown_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before_mb
    assert found.rows_read == 2
    assert found.column("listing_id")[-1] == "2"
    assert found.rejects
    assert grown_mb < 1500


def test_deep_json_and_entity_bombs_are_refused(tmp_path: Path) -> None:
    (tmp_path / "deep.jsonl").write_text(
        '{"listing_id": "1", "title": ' + "[" * 100_000 + "\n" + '{"listing_id": "2", "title": "bag"}\n'
    )
    assert read_all(tmp_path / "deep.jsonl").column("listing_id") == ["2"]
    (tmp_path / "bomb.xml").write_text(
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY c SYSTEM "file:///etc/passwd">]><rss xmlns:g="http://base.google.com/ns/1.0"><channel>'
        "<item><g:id>1</g:id><g:title>&b;&c;</g:title></item></channel></rss>"
    )
    try:
        found = read_all(tmp_path / "bomb.xml")
    except InputError as error:
        assert "bomb.xml" in str(error)
    else:
        assert found.rejects
        assert not any("root:" in (title or "") for title in found.column("title"))


@pytest.mark.parametrize("content", ["", "listing_id,title\n", "\n\n"])
def test_nothing_to_read_is_said(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.csv").write_text(content)
    try:
        found = read_all(tmp_path / "x.csv")
    except InputError as error:
        assert "x.csv" in str(error)
    else:
        assert found.rows_read == 0


def test_what_is_not_there_or_may_not_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="missing"):
        open_catalogue([tmp_path / "missing.csv"])
    (tmp_path / "shut").mkdir()
    (tmp_path / "shut" / "x.csv").write_text("listing_id\n1\n")
    (tmp_path / "shut").chmod(0)
    try:
        if os.access(tmp_path / "shut", os.R_OK):
            pytest.skip("this user may read everything")
        with pytest.raises(InputError, match="shut"):
            open_catalogue([tmp_path / "shut"])
    finally:
        (tmp_path / "shut").chmod(0o755)


def test_repeated_and_very_many_columns(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("listing_id,title,title\n1,bag,other\n")
    found = read_all(tmp_path / "x.csv")
    assert found.column("title") == ["bag"]
    names = ["listing_id", "title", *(f"c{n}" for n in range(5000))]
    (tmp_path / "wide.csv").write_text(",".join(names) + "\n" + ",".join(["1", "bag", *["x"] * 5000]) + "\n")
    assert read_all(tmp_path / "wide.csv").column("listing_id") == ["1"]


def test_the_map_says_what_it_may_have_meant(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("listing_id,title\n1,bag\n")
    (tmp_path / "map.yaml").write_text("titel: title\n")
    with pytest.raises(InputError, match="Did you mean 'title'"):
        open_catalogue([tmp_path / "x.csv"], column_map=tmp_path / "map.yaml")


def test_lone_surrogates_in_keys_and_pictures_keep_the_row(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text(
        '{"listing_id": "1", "k\\ud800": "v", "images": [{"url": "https://x.example/\\ud800.jpg"}]}\n'
        '{"listing_id": "2"}\n'
    )
    found = read_all(tmp_path / "x.jsonl")
    assert found.column("listing_id") == ["1", "2"]
    assert found.column("attributes")[0] == [("k\ufffd", "v")]


def test_variants_with_prices_of_any_kind_keep_the_row(tmp_path: Path) -> None:
    variants = [[{"sku": "a", "title": "b", "price": 1.5}], [{"sku": "a", "price": "NaN", "more": 2}], "red", [], None]
    (tmp_path / "x.jsonl").write_text(
        "".join(json.dumps({"listing_id": str(n), "variants": each}) + "\n" for n, each in enumerate(variants))
    )
    found = read_all(tmp_path / "x.jsonl")
    assert [row and row[0]["price"] for row in found.column("variants")] == [Decimal("1.5000"), None, None, None, None]
    assert [reject.row for reject in found.rejects] == [1, 2]


def test_a_header_in_another_encoding_is_understood_in_a_short_file(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes("id;name;währung\n1;Täsche;EUR\n".encode("latin-1"))
    found = read_all(tmp_path / "x.csv")
    assert (found.column("title"), found.column("currency")) == (["Täsche"], ["EUR"])
    assert found.rejects[0].value == "cp1252"


def test_a_stray_byte_among_plain_text_is_told_with_its_row(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"listing_id,title\n1,bag\n2,a\xffb\n")
    found = read_all(tmp_path / "x.csv")
    assert found.column("title") == ["bag", "a\ufffdb"]
    assert [(reject.row, reject.column, reject.value) for reject in found.rejects] == [(1, "title", "a\\xffb")]


@pytest.mark.parametrize(
    "start", [b"PK\x03\x04" + bytes(60), b"%PDF-1.7\n", b"\x89PNG\r\n", b"SQLite format 3\x00", b"BZh9\x99"]
)
def test_a_file_that_holds_no_text_is_named_as_what_it_is(tmp_path: Path, start: bytes) -> None:
    (tmp_path / "x.csv").write_bytes(start)
    with pytest.raises(InputError, match="Save it as CSV"):
        open_catalogue([tmp_path / "x.csv"])


def test_ids_that_are_no_number_are_missing(tmp_path: Path) -> None:
    pq.write_table(
        pa.table({"listing_id": [1.5, float("nan"), None], "title": ["a", "b", "c"]}), tmp_path / "x.parquet"
    )
    found = read_all(tmp_path / "x.parquet")
    assert found.column("listing_id") == ["1.5"]
    assert found.rejected == 2


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_dates_of_any_unit_are_read_and_far_ones_told(tmp_path: Path, unit: str) -> None:
    per_second = {"s": 1, "ms": 1000, "us": 10**6, "ns": 10**9}[unit]
    far = 2**53 if unit != "ns" else 10
    dates = pa.array([1_767_323_045 * per_second, far, None], pa.int64()).cast(pa.timestamp(unit))
    pq.write_table(pa.table({"listing_id": ["1", "2", "3"], "created_at": dates}), tmp_path / "x.parquet")
    found = read_all(tmp_path / "x.parquet")
    assert [date and date.isoformat() for date in found.column("created_at")] == [
        "2026-01-02T03:04:05+00:00",
        None,
        None,
    ]
    assert [(reject.row, reject.column) for reject in found.rejects] == [(1, "created_at")]


@pytest.mark.parametrize("text", ["N/A", "null", "None", " - ", "#N/A", "undefined"])
def test_what_programs_write_for_no_id_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.csv").write_text(f"listing_id,title\n{text},bag\nnullable,bag\n")
    found = read_all(tmp_path / "x.csv")
    assert found.column("listing_id") == ["nullable"]
    assert found.rejects[0].value.strip() == text.strip()


def test_what_is_no_file_is_named_as_what_it_is(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "link.csv").symlink_to(tmp_path / "nowhere.csv")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "listings.csv").write_text("listing_id\n1\n")
    found = read_all(tmp_path)
    assert found.column("listing_id") == ["1"]
    assert {Path(note.file).name: note.reason for note in found.rejects}.keys() == {"pipe.csv", "link.csv"}
    for name, message in {
        "pipe.csv": "a pipe",
        "link.csv": "leads nowhere",
        "listing.csv": "mean 'listings.csv'",
    }.items():
        with pytest.raises(InputError, match=message):
            open_catalogue([tmp_path / name])


def test_the_results_of_a_scan_inside_the_folder_are_no_listings(tmp_path: Path) -> None:
    (tmp_path / "listings.csv").write_text("listing_id\n1\n")
    (tmp_path / "out" / "runs" / "key").mkdir(parents=True)
    (tmp_path / "out" / "runs" / "key" / "findings.csv").write_text("listing_id\n2\n")
    (tmp_path / "out" / "CURRENT").symlink_to("runs/key")
    assert read_all(tmp_path).column("listing_id") == ["1"]


@pytest.mark.parametrize("name", ["x.csv", "x.jsonl", "x.xml"])
def test_a_file_that_changes_while_it_is_read_is_named(tmp_path: Path, name: str) -> None:
    write = {
        "x.csv": lambda n: "listing_id\n" + "".join(f"{i}\n" for i in range(n)),
        "x.jsonl": lambda n: "".join(f'{{"listing_id": "{i}"}}\n' for i in range(n)),
        "x.xml": lambda n: "<rss>" + "".join(f"<item><id>{i}</id></item>" for i in range(n)) + "</rss>",
    }[name]
    (tmp_path / name).write_text(write(50))
    catalogue = open_catalogue([tmp_path / name])
    pieces = cut(catalogue)
    (tmp_path / name).write_text(write(40))
    with pytest.raises(InputError, match="changed while it was read"):
        read_slice(catalogue, pieces[0])
