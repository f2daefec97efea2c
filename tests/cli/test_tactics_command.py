"""`guildmark tactics` from a shell: write one, check it, try it, explain it, write it in its form."""

import json
from pathlib import Path

import jsonschema_rs
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from guildmark.cli.app import app
from guildmark.engine.check import listings_table

RIGHTS = "rights:\n  - {right_id: orv, holder: Orvane SA, kind: trademark, mark: Orvane, goods: [bags]}\n"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["tactics", *map(str, arguments)])


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A tactic as `new` writes it."""
    result = run("new", 'Price in chat: "ask me"', "--author", "orvane", "--out", tmp_path / "chat.yaml")
    assert result.exit_code == 0, result.output
    return tmp_path / "chat.yaml"


def test_a_new_tactic_passes_its_own_check(written: Path) -> None:
    assert written.with_name("tactic.schema.json").exists()
    result = run("check", written)
    assert result.exit_code == 0, result.output
    assert "1 tactics read, 0 errors" in result.output
    assert "Candidates: listings found by 2 phrases. Of these, 3 conditions." in result.output
    assert run("new", "again", "--out", written).exit_code == 2


def test_an_example_that_does_otherwise_is_an_error(written: Path) -> None:
    text = written.read_text("utf-8")
    written.write_text(
        text.replace("plain tote, description: price in chat", "Orvane tote, description: price in chat")
    )
    result = run("check", written)
    assert result.exit_code == 1
    assert "error: quiet_on[2]: fires on “Orvane tote”" in result.output


def test_what_cannot_be_read_is_told_and_the_others_are_checked(written: Path) -> None:
    written.with_name("broken.yaml").write_text("id: 1\n", "utf-8")
    result = run("check", written.parent)
    assert result.exit_code == 1
    assert "1 tactics read" in result.output


def test_it_is_tried_on_disguises_and_among_listings(written: Path, tmp_path: Path) -> None:
    (tmp_path / "rights.yaml").write_text(RIGHTS, "utf-8")
    rows = [
        {"listing_id": "1", "title": "Orvane bag", "description": "price in chat", "seller_id": "a"},
        {"listing_id": "2", "title": "Orvane bag", "description": "fixed price", "seller_id": "b"},
        {"listing_id": "3", "title": "tote", "description": "price in chat", "seller_id": "c"},
    ]
    pq.write_table(listings_table(rows), tmp_path / "listings.parquet")
    options = ("--rights", tmp_path / "rights.yaml", "--listings", tmp_path / "listings.parquet", "--json")
    result = run("test", written, *options)
    assert result.exit_code == 0, result.output
    told = json.loads(result.output.splitlines()[-1])
    assert (told["hits"]["listings"], told["hits"]["of"], told["hits"]["sellers"]) == (1, 3, 1)
    assert 0.7 < told["hits"]["at_most"] < 1
    assert told["missed"] == []
    assert sum(tried for _, tried in told["disguised"].values()) > 20
    plain = run("test", written)
    assert "Examples: 4 of 4 do what they say." in plain.output
    assert "still fire" in plain.output


def test_listings_without_rights_are_not_tried(written: Path) -> None:
    assert run("test", written, "--listings", written).exit_code == 2


def test_it_is_explained(written: Path) -> None:
    result = run("explain", written)
    assert result.exit_code == 0
    assert "it says “price in chat” or “inbox for price”; not when the holder authorises its seller" in result.output
    assert run("explain", written.with_name("none.yaml")).exit_code == 2


def test_its_form_is_one_and_comments_stay(written: Path) -> None:
    text = written.read_text("utf-8")
    lines = text.splitlines(keepends=True)
    moved = "".join([*lines[:2], *lines[3:], lines[2]])
    written.write_text(moved, "utf-8")
    assert run("fmt", "--check", written).exit_code == 1
    assert run("fmt", written).exit_code == 0
    formed = written.read_text("utf-8")
    assert "# who may read it" in formed
    assert formed.index("title:") < formed.index("author:")
    assert run("fmt", "--check", written).exit_code == 0
    assert run("check", written).exit_code == 0


def test_the_schema_is_one() -> None:
    result = run("schema")
    jsonschema_rs.meta.validate(json.loads(result.output))


def test_keywords_that_a_member_has_become_a_tactic(tmp_path: Path) -> None:
    listed = tmp_path / "keywords.csv"
    listed.write_text(
        "keyword;language;mark\nmirror grade;en;Orvane\n高仿;zh;Orvane\nmirror grade;en;Orvane\n;en;Orvane\n", "utf-8"
    )
    result = run("import", listed, "--author", "orvane", "--out", tmp_path / "made")
    assert result.exit_code == 0, result.output
    assert "3 rows became 1 tactic; 1 set aside" in result.output
    assert "keywords.csv:5: keyword is empty" in result.output
    checked = run("check", tmp_path / "made")
    assert "1 tactics read, 0 errors" in checked.output


def test_a_title_is_shown_as_it_is_written(written: Path) -> None:
    text = written.read_text("utf-8")
    line = next(one for one in text.splitlines() if one.startswith("title:"))
    written.write_text(text.replace(line, 'title: "[/] Bags [/b] of [red]Orvane"'), "utf-8")
    result = run("explain", written)
    assert result.exit_code == 0, result.output
    assert "[/] Bags [/b] of [red]Orvane  version 1" in result.output


def test_what_is_no_text_is_told_and_not_written_anew(written: Path) -> None:
    (other := written.with_name("latin.yaml")).write_bytes(b"title: caf\xe9\n")
    for path, told in ((other, "is no text in UTF-8 (byte 10)"), (written.with_name("none.yaml"), "no such file")):
        result = run("fmt", path)
        assert result.exit_code == 2
        assert told in result.output
    assert other.read_bytes() == b"title: caf\xe9\n"
