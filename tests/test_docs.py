"""The reference pages say what the code says, and the documents' links lead somewhere."""

import importlib.util
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import typer

import guildmark
from guildmark.detectors.registry import Detector
from guildmark.detectors.signals import Signals
from guildmark.reading import cut, open_catalogue, read_slice, suggest_map
from guildmark.reading.column_map import OPTIONS
from guildmark.records import FINDING, LISTING
from guildmark.redteam import make_market
from guildmark.rights import read_rights

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")


@pytest.fixture(scope="module")
def build() -> Iterator[ModuleType]:
    sys.path.insert(0, str(ROOT / "docs"))
    spec = importlib.util.spec_from_file_location("docs_build", ROOT / "docs" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    sys.path.remove(str(ROOT / "docs"))


def copies(batch: object, index: object, facts: object) -> Signals:
    """A word for copies.

    Fires when a list's word stands near a mark.

    False alarms: museum shops.

    Source: the list.
    """
    raise AssertionError("a page is made without running its detectors")


SKETCH = Detector(
    name="copy_words",
    version=1,
    family="words",
    direction="for",
    seller_view="span",
    fields=("title", "description"),
    needs_facts=False,
    of_rights=None,
    of_words=None,
    fires=("Orvane tote 1:1",),
    quiet=({"title": "Orvane tote", "price": "640 EUR"},),
    run=copies,
)


def test_a_detector_shows_its_docstring_and_its_examples(build: ModuleType) -> None:
    page = build.detectors_page([SKETCH])
    assert "| [copy_words](#copy_words) | for | words | A word for copies. |" in page
    assert "False alarms: museum shops." in page
    assert "needs `title` or `description`" in page
    assert "- `Orvane tote 1:1`" in page
    assert "- title `Orvane tote`, price `640 EUR`" in page


def test_what_speaks_against_comes_after_what_speaks_for(build: ModuleType) -> None:
    page = build.detectors_page([replace(SKETCH, name="authorised", direction="against"), SKETCH])
    assert page.index("## copy_words") < page.index("## authorised")


def test_an_example_shows_characters_that_have_no_width(build: ModuleType) -> None:
    assert build.example_text("Orv\u200bane") == "`Orv\\u200bane`"
    assert build.example_text("a`b") == "``a`b``"


def test_a_table_cell_is_not_broken_by_its_text(build: ModuleType) -> None:
    assert build.first_sentence("A | or a\nline break.\n\nMore.") == "A \\| or a line break."


def test_a_command_shows_its_options(build: ModuleType) -> None:
    app = typer.Typer()

    @app.callback()
    def whole() -> None:
        """Find fakes."""

    @app.command()
    def scan(out: str = typer.Option("guildmark-out", help="Where the run is left.")) -> None:
        """Scan listings."""

    page = build.commands_page(app)
    assert "guildmark scan" in page
    assert "Where the run is left." in page
    assert "guildmark-out" in page


def test_the_committed_pages_are_current(build: ModuleType) -> None:
    stale = [path.name for path, text in build.pages().items() if not path.exists() or path.read_text() != text]
    assert not stale, f"{', '.join(stale)}: not what the code says now. Run `make docs` and commit the pages."


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(page: Path) -> None:
    targets = [target.partition("#")[0] for target in LINK.findall(page.read_text(encoding="utf-8"))]
    local = [target for target in targets if target and "://" not in target and not target.startswith("mailto:")]
    assert not [target for target in local if not (page.parent / target).exists()]


@pytest.mark.parametrize("form", ["csv", "yaml"])
def test_the_rights_files_of_the_documentation_are_read_without_complaint(tmp_path: Path, form: str) -> None:
    page = (ROOT / "docs" / "how-to" / "write-a-rights-file.md").read_text(encoding="utf-8")
    example = re.search(rf"```{form}\n(.*?)```", page, re.DOTALL)
    assert example is not None
    (tmp_path / f"rights.{form}").write_text(example.group(1), encoding="utf-8")
    read = read_rights(tmp_path / f"rights.{form}")
    assert [problem.reason for problem in read.problems] == []
    assert "orvane-word" in {right.right_id for right in read.rights}


def test_the_column_map_of_the_documentation_is_read(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "how-to" / "scan-your-catalogue.md").read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert example is not None
    (tmp_path / "mine.yaml").write_text(example.group(1), encoding="utf-8")
    (tmp_path / "mine.csv").write_text(
        "item_number,name,about,details,actual_price\n7,Orvane tote,Blue,With box,640.00\n"
    )
    catalogue = open_catalogue([tmp_path / "mine.csv"], column_map=tmp_path / "mine.yaml")
    listing = read_slice(catalogue, cut(catalogue)[0]).listings.to_pylist()[0]
    assert (listing["listing_id"], listing["title"], listing["condition"]) == ("7", "Orvane tote", "new")
    assert (listing["description"], listing["price"], listing["currency"]) == ("Blue\nWith box", 640, "INR")


def blocks(page: str, form: str) -> list[str]:
    """The fenced blocks of one kind on a page of the documentation."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return re.findall(rf"```{form}\n(.*?)```", text, re.DOTALL)


def test_the_tutorial_finds_what_it_says(tmp_path: Path) -> None:
    shop, rights = blocks("tutorial.md", "csv")
    (tmp_path / "shop.csv").write_text(shop, encoding="utf-8")
    (tmp_path / "rights.csv").write_text(rights, encoding="utf-8")
    (tmp_path / "shop.yaml").write_text(blocks("tutorial.md", "yaml")[0], encoding="utf-8")
    proposal = read_map_lines(suggest_map(tmp_path / "shop.csv"))
    written = read_map_lines((tmp_path / "shop.yaml").read_text("utf-8"))
    assert written - proposal == {"price: Price now", "condition: State"}
    result = guildmark.scan(
        tmp_path / "shop.csv",
        tmp_path / "rights.csv",
        column_map=tmp_path / "shop.yaml",
        out=tmp_path / "out",
        workers=1,
    )
    assert (result.counts["rows_read"], result.counts["rejected"], result.counts["values_set_aside"]) == (7, 1, 1)
    bands = dict(duckdb.sql(f"select listing_id, band from '{tmp_path}/out/findings.parquet'").fetchall())
    assert bands == {"1002": "review"} | dict.fromkeys(["1001", "1003", "1004", "1006"], "clear")


def read_map_lines(text: str) -> set[str]:
    """A map's entries without its comments."""
    return {line.partition("  #")[0] for line in text.splitlines() if line and not line.startswith("#")}


def test_the_python_of_the_documentation_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rights.csv").write_text("right_id,holder,kind,mark\no,Orvane Atelier,trademark,ORVANE\n")
    (tmp_path / "mine.csv").write_text("listing_id,title\n1,0rvane tote mirror quality\n")
    (tmp_path / "mine.yaml").write_text("listing_id: listing_id\ntitle: title\n")
    monkeypatch.chdir(tmp_path)
    (code,) = blocks("how-to/scan-your-catalogue.md", "python")
    exec(code.replace('"starter"', '"rights.csv"'), {})
    assert "1 to review" in capsys.readouterr().out


def test_the_page_on_scanning_names_every_field_and_option_of_a_map() -> None:
    page = (ROOT / "docs" / "how-to" / "scan-your-catalogue.md").read_text(encoding="utf-8")
    assert not [name for name in LISTING.names if f"`{name}`" not in page]
    assert not [option for option in OPTIONS if f"{option}:" not in page]


def test_the_questions_to_the_sample_market_can_be_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_market(tmp_path / "market", listings=400, seed=7, pictures=False)
    truth = pq.read_table(tmp_path / "market" / "truth.parquet").to_pylist()
    found = [row for row in truth if row["kind"] == "fake"][1:]  # a scan that misses one fake
    write_findings(tmp_path / "out", found)
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "how-to" / "try-the-sample-market.md").read_text(encoding="utf-8")
    for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(block, {"duckdb": duckdb})
    shown = capsys.readouterr().out
    assert re.search(rf"fake\s+│ review\s+│\s+{len(found)} ", shown)
    assert re.search(r"fake\s+│ NULL\s+│\s+1 ", shown)
    assert re.search(r"low-price\s+│", shown)


def write_findings(out: Path, listings: list[dict[str, str]]) -> None:
    """A findings file with a pair of these listings in review."""
    out.mkdir()
    rows = [
        {"finding_id": f"f{number}", "marketplace": "default", "listing_id": row["listing_id"], "right_id": "r1"}
        | {"band": "review", "score_db": 3.0}
        for number, row in enumerate(listings)
    ]
    pq.write_table(pa.Table.from_pylist(rows, schema=FINDING), out / "findings.parquet")


def test_the_documents_name_only_options_that_exist() -> None:
    known = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    lines = [line for page in PAGES for line in page.read_text(encoding="utf-8").splitlines() if "guildmark " in line]
    named = {option for line in lines for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", line)}
    assert not [option for option in sorted(named) if not re.search(rf"[` ]{option}\b", known)]
