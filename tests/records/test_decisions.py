"""Decisions are read alike from every format, and what cannot be understood is refused with its place."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildmark.records import DECISION, InputError, finding_id
from guildmark.records.read_decisions import read_decisions

ROWS = [
    {
        "run": "r1", "finding_id": "f1", "marketplace": "m", "listing_id": "1", "right_id": "orvane",
        "listing_digest": "ab", "outcome": "infringing", "decided_by": "A. Reader",
        "decided_at": "2026-11-26T10:00:00Z", "chosen_by": "audit", "draw": "d1", "blind": True,
    },
    {
        "run": "r1", "finding_id": "f2", "marketplace": "m", "listing_id": "=2", "right_id": "orvane",
        "listing_digest": "cd", "outcome": "not", "decided_by": None, "decided_at": "2026-11-26T11:00:00+02:00",
        "chosen_by": "queue", "draw": None, "blind": False,
    },
]  # fmt: skip


def csv_of(rows: list[dict[str, object]]) -> str:
    names = list(rows[0])
    lines = [",".join("" if row[name] is None else str(row[name]) for name in names) for row in rows]
    return "\r\n".join([",".join(names), *lines, ""])


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_csv_json_lines_and_parquet_give_the_same_decisions(tmp_path: Path) -> None:
    table = read_decisions([written(tmp_path, "d.csv", csv_of(ROWS))]).table
    assert table.schema == DECISION
    assert table.num_rows == 2
    pq.write_table(table, tmp_path / "d.parquet")
    others = [
        tmp_path / "d.parquet",
        written(tmp_path, "d.json", json.dumps({"decisions": ROWS})),
        written(tmp_path, "list.json", json.dumps(ROWS)),
        written(tmp_path, "d.jsonl", "\n".join(map(json.dumps, ROWS))),
    ]
    for path in others:
        assert read_decisions([path]).table.equals(table), path.name


def test_the_file_of_the_report_is_read_with_its_guards_and_its_mark_of_utf_8(tmp_path: Path) -> None:
    text = (
        "\ufeffrun,finding_id,marketplace,listing_id,right_id,mark,listing_digest,band,score_db,outcome,decided_at\r\n"
        '"r1","f1","m","\'=1+1","orvane","ORVANE","ab","review",-3.25,"not","2026-11-26T10:00:00.000Z"\r\n'
    )
    [row] = read_decisions([written(tmp_path, "report.csv", text)]).table.to_pylist()
    assert (row["listing_id"], row["outcome"], row["chosen_by"], row["blind"]) == ("=1+1", "not", "queue", False)
    assert row["decided_at"] == datetime(2026, 11, 26, 10, tzinfo=UTC)
    assert row["decided_by"] is None


def test_an_apostrophe_that_guards_nothing_stays(tmp_path: Path) -> None:
    text = "finding_id,listing_id,outcome,decided_at\nf1,'s-Hertogenbosch,not,2026-11-26\n"
    [row] = read_decisions([written(tmp_path, "d.csv", text)]).table.to_pylist()
    assert row["listing_id"] == "'s-Hertogenbosch"


def test_rows_without_an_outcome_are_counted_and_nothing_else(tmp_path: Path) -> None:
    text = "finding_id,outcome,decided_at,blind\nf1,,,maybe\nf2,not,2026-11-26,\n"
    read = read_decisions([written(tmp_path, "d.csv", text)])
    assert (read.unlabelled, read.table.column("finding_id").to_pylist()) == (1, ["f2"])


def test_a_decision_without_the_findings_id_is_known_by_its_listing_and_right(tmp_path: Path) -> None:
    text = "listing_id,right_id,outcome,decided_at\n7,orvane,not,2026-11-26\n8,,not,2026-11-26\n"
    found = read_decisions([written(tmp_path, "d.csv", text)]).table.column("finding_id").to_pylist()
    assert set(found) == {finding_id("default", "7", "orvane"), finding_id("default", "8", "")}


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        (
            "outcome",
            "infringin",
            "d.csv, row 1, column 'outcome': 'infringin' is not known. Did you mean 'infringing'?",
        ),
        ("decided_at", "", "d.csv, row 1, column 'decided_at': '' is no instant. Write when it was decided"),
        ("decided_at", "yesterday", "column 'decided_at': 'yesterday' is no instant."),
        ("chosen_by", "random", "column 'chosen_by': 'random' is not known. Known: queue, audit."),
        ("blind", "perhaps", "column 'blind': 'perhaps' is neither true nor false."),
        ("draw", "", "column 'draw': an audited case names its draw."),
    ],
)
def test_what_cannot_be_understood_is_refused_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, column: str, value: str, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "d.csv", csv_of([{**ROWS[0], column: value}]))
    with pytest.raises(InputError) as refused:
        read_decisions([Path("d.csv")])
    assert told in str(refused.value)


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "[1, 2]", "{not json", '{"decisions": 3}'])
def test_a_file_that_holds_no_decisions_is_refused_by_name(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match=r"d\.csv"):
        read_decisions([written(tmp_path, "d.csv", text)])


def test_a_missing_file_a_foreign_encoding_and_a_damaged_parquet_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes(b"outcome\ncaf\xe9\n")
    (tmp_path / "damaged").write_bytes(b"PAR1" + bytes(40))
    for name in ("none", "latin", "damaged"):
        with pytest.raises(InputError, match=name):
            read_decisions([tmp_path / name])


@given(st.permutations(range(6)), st.integers(1, 5))
def test_neither_the_order_of_rows_nor_a_second_copy_changes_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], cut: int
) -> None:
    folder = tmp_path_factory.mktemp("decisions")
    rows: list[dict[str, object]] = [
        {**ROWS[0], "finding_id": f"f{n % 4}", "decided_at": f"2026-11-2{n}T10:00:00Z"} for n in range(6)
    ]
    whole = read_decisions([written(folder, "whole.csv", csv_of(rows))]).table
    shuffled = [rows[place] for place in order]
    pieces = [written(folder, "a.csv", csv_of(shuffled[:cut])), written(folder, "b.csv", csv_of(shuffled))]
    assert read_decisions(pieces).table.equals(whole)


def test_the_type_of_a_column_in_parquet_does_not_matter(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
    table = pa.table({"listing_id": [12], "outcome": ["not"], "decided_at": [moment], "blind": [False]})
    pq.write_table(table, tmp_path / "d.parquet")
    [row] = read_decisions([tmp_path / "d.parquet"]).table.to_pylist()
    assert (row["listing_id"], row["decided_at"]) == ("12", moment)
