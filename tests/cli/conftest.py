"""A folder with a small catalogue, rights, and files that are wrong in every way; and one finished scan."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from guildmark.cli import app

RIGHTS = """
rights:
  - right_id: orvane
    holder: Orvane SA
    kind: trademark
    mark: ORVANE
    goods: [bags, watches]
    catalogue:
      - {model: Diver, gtin: "2000000000015", name: Diver watch, goods: watches, price: 900, currency: EUR}
"""
HOSTILE = "\x1b[2J\x1b]0;owned\x07[red]Orvane[/red] \u202e[link=http://example.com]tote[/link] 1:1 mirror quality"
LISTINGS = f"""listing_id,title,brand,condition,price,currency,seller_id,gtin
A1,"Orvane Diver watch, 1:1 mirror quality",Orvane,new,45,EUR,s1,2000000000015
A2,wool socks,,new,5,EUR,s2,
[bold]A3[/],"{HOSTILE}",Orvane,new,45,EUR,s1,
A4,used Orvane bag,Orvane,used,300,EUR,s3,
,no id,,new,5,EUR,s2,
A1,the same id,,new,5,EUR,s2,
A5,socks,,new,-5,EUR,s2,
"""
CLEAN = "listing_id,title\nC1,wool socks\nC2,plain bowl\n"
Guildmark = Callable[..., Result]


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which commands run."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "folder").mkdir()
    for name, text in {
        "rights.yaml": RIGHTS, "listings.csv": LISTINGS, "clean.csv": CLEAN, "empty": "", "broken.yaml": "a: [1\nb: {",
        "list.yaml": "- 1\n", "null.yaml": "weights:\n", "file": "mine",
        "reviews.csv": "listing_id,text\nA4,this is a fake\n",
        "strange.csv": "titel,item number,preis\nOrvane bag,X1,45\n",
    }.items():  # fmt: skip
        (folder / name).write_text(text, "utf-8")
    (folder / "junk").write_bytes(bytes(range(256)) * 64)
    (folder / "latin.yaml").write_bytes(b"a: caf\xe9\n")
    return folder


@pytest.fixture
def guildmark(place: Path, monkeypatch: pytest.MonkeyPatch) -> Guildmark:
    """The command line in this process, run in that folder; what is no exit but a fault fails the test."""
    monkeypatch.chdir(place)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str | Path) -> Result:
        result = CliRunner().invoke(app, [*map(str, arguments)])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert "Traceback" not in result.output
        return result

    return run


@pytest.fixture(scope="session")
def scanned(place: Path) -> Path:
    """The results of a scan of that catalogue."""
    before = Path.cwd()
    os.chdir(place)
    try:
        asked = ["scan", "listings.csv", "--rights", "rights.yaml", "--out", "scanned", "--workers", "1"]
        assert CliRunner().invoke(app, asked).exit_code == 0
    finally:
        os.chdir(before)
    return place / "scanned"
