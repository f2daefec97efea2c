"""A table of indicators: its rows add up, and what is set aside has its place."""

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from guildmark.cli.app import app
from guildmark.indicators import read_indicators
from guildmark.records import InputError

TABLE = """\
Kind,value,region,source,note
phone,07700 900123,GB,case 12,
phone,'+44 7700 900 123,,case 13,told before
phone,333 123,,,
domain,gmail.com,,,
chat,wechat: karen_88,,test purchase,
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "indicators.csv"
    path.write_text(TABLE, "utf-8-sig")
    return path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["indicators", *map(str, arguments)])


def test_every_row_is_somewhere(table: Path) -> None:
    read = read_indicators(table)
    assert read.rows == 5
    assert [(row.line, row.indicator.value, row.source) for row in read.free] == [
        (2, "+447700900123", "case 12"), (6, "wechat:karen_88", "test purchase"),
    ]  # fmt: skip
    assert [row.indicator.value for row in read.blocked] == ["gmail.com"]
    assert [row.line for row in read.again] == [3]
    (aside,) = read.aside
    assert aside.startswith(f"{table}:4: '333 123' may be a number of any country. Write it as +39 …")


def test_normalise_prints_each_value_once_and_the_counts(table: Path) -> None:
    done = run("normalise", table)
    assert done.exit_code == 1, "a row was set aside"
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert [row["value"] for row in rows] == ["'+447700900123", "gmail.com", "wechat:karen_88"]
    assert "everybody has a mailbox there" in rows[1]["blocked"]
    assert "5 rows: 2 can be used, 1 blocked, 1 told before, 1 set aside" in done.stderr
    table.write_text(done.stdout, "utf-8")
    assert [row.indicator.value for row in read_indicators(table).free] == ["+447700900123", "wechat:karen_88"]


def test_check_prints_what_is_blocked_by_a_holder_too(table: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("known_good:\n  - {kind: phone, value: +44 7700 900123, why: our hot line}\n", "utf-8")
    done = run("check", table, "--known-good", own)
    assert done.exit_code == 1
    assert [row["line"] for row in csv.DictReader(done.stdout.splitlines())] == ["2", "5"]
    assert "our hot line" in done.stdout


def test_what_can_all_be_used_is_well(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text("kind,value\nchat,wechat: karen_88\n", "utf-8")
    done = run("check", path)
    assert (done.exit_code, done.stdout) == (0, "")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"value,why\nx,y\n", "one.csv:1: column 'kind' is missing. Seen: value, why. Write the heading"),
        (b"", "column 'kind' is missing. Seen: nothing"),
        (b"kind,value\nphone,\xff\n", "byte 17 is not UTF-8"),
        (b'kind,value\nphone,"' + b"5" * 20_000, "one.csv:2: is not CSV: a cell has 20000 characters"),
    ],
)
def test_a_file_that_is_no_table_says_what_to_do(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "one.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=told):
        read_indicators(path)
    assert run("normalise", path).exit_code == 2
