"""`guildmark redteam` from the command line, through a real scan."""

from pathlib import Path

import duckdb
import pytest

from guildmark.redteam.taxonomy import entries

RIGHTS = """
rights:
  - {right_id: orvane, holder: Orvane SA, kind: trademark, mark: ORVANE, goods: [bags]}
"""
BASE = ("redteam", "shop.csv", "--rights", "shop-rights.yaml")


@pytest.fixture(scope="module", autouse=True)
def shop(place: Path) -> None:
    """A catalogue of bags, half of them of the mark."""
    (place / "shop-rights.yaml").write_text(RIGHTS, "utf-8")
    lines = ["listing_id,title,description,brand,price,currency,condition"]
    lines += [f"N{n},Orvane leather handbag {n},A handbag by Orvane.,Orvane,{600 + n},EUR,new" for n in range(60)]
    lines += [f"P{n},Plain leather handbag {n},A handbag.,,{60 + n},EUR,new" for n in range(60)]
    (place / "shop.csv").write_text("\n".join(lines) + "\n", "utf-8")
    (place / "nobody.csv").write_text("listing_id,title\nS1,wool socks\n", "utf-8")


def test_a_disguised_catalogue_can_be_scanned_at_once_and_recall_can_be_told(guildmark, place: Path) -> None:
    asked = ("--disguise", "look-alike-letters", "--disguise", "initials-only:1", "--share", "1", "--out", "attack")
    told = guildmark(*BASE, *asked)
    assert (told.exit_code, told.stderr) == (0, "")
    assert told.stdout.startswith("120 rows read = 60 disguised + 0 that name a mark and were not drawn + 0 drawn that")
    assert "    30  look-alike-letters\n" in told.stdout and "    30  initials-only:1\n" in told.stdout
    command = told.stdout.splitlines()[-1].removeprefix("next: guildmark ").split()
    assert guildmark(*command, "--workers", "1", "--quiet").exit_code == 0
    folder = place / "attack"
    seen = duckdb.sql(
        f"select disguise, count(distinct listing_id) filter (s.listing_id is not null) as seen"
        f" from '{folder}/truth.parquet' t left join '{folder}/scan/signals.parquet' s using (listing_id, right_id)"
        " group by all order by all"
    ).fetchall()
    assert seen == [("initials-only", 0), ("look-alike-letters", seen[1][1])] and seen[1][1] >= 25


def test_the_python_of_the_page_on_attacking_runs(guildmark, place: Path, capsys) -> None:
    import re

    guildmark(*BASE, "--disguise", "text", "--share", "1", "--out", "attack")
    scan = ("scan", "attack/listings.parquet", "--rights", "shop-rights.yaml", "--out", "attack/scan", "--workers", "1")
    guildmark(*scan, "--quiet")
    page = Path(__file__).parents[2] / "docs" / "how-to" / "attack-your-own-set-up.md"
    (code,) = re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    exec(code, {})
    assert "percent_seen" in capsys.readouterr().out


def test_an_attack_over_time_is_scanned_twice(guildmark, place: Path) -> None:
    told = guildmark(*BASE, "--disguise", "bait-and-switch-edit:1", "--share", "0.5", "--out", "switched")
    assert told.exit_code == 0
    steps = [line.partition(": guildmark ")[2].split() for line in told.stdout.splitlines()[-2:]]
    for step in steps:
        assert guildmark(*step, "--workers", "1", "--quiet").exit_code == 0
    changed = duckdb.sql(f"select count(*) from '{place}/switched/scan/changes.parquet'").fetchall()
    switched = duckdb.sql(f"select count(distinct listing_id) from '{place}/switched/truth.parquet'").fetchall()
    assert changed == switched != [(0,)]


def test_what_could_not_be_put_on_is_told_with_the_reason(guildmark) -> None:
    told = guildmark(*BASE, "--disguise", "jamo-apart", "--disguise", "text", "--share", "1", "--out", "told")
    assert "could not put on jamo-apart: " in told.stdout
    assert "times, because the mark as it is written here cannot be changed so" in told.stdout


def test_the_list_names_every_disguise_and_needs_nothing_else(guildmark) -> None:
    told = guildmark("redteam", "--list")
    assert (told.exit_code, told.stderr) == (0, "")
    for entry in entries():
        assert f"{entry.id} {entry.slug}" in told.stdout


def test_help_tells_what_is_left_where(guildmark) -> None:
    told = " ".join(guildmark("redteam", "--help").stdout.split())
    assert "truth.parquet" in told and "Exit codes: 0 done; 2 the input cannot be used" in told


BAD = {
    "nothing at all": (("redteam",), "give LISTINGS, --rights FILE and --disguise NAME"),
    "no disguise": (BASE, "give LISTINGS, --rights FILE and --disguise NAME"),
    "an unknown disguise": ((*BASE, "--disguise", "splitmark"), "Did you mean 'split-mark'?"),
    "a strength above 1": ((*BASE, "--disguise", "split-mark:3"), "is no number from 0 to 1"),
    "a share of nothing": ((*BASE, "--disguise", "text", "--share", "0"), "Give a number above 0, up to 1"),
    "an unknown language": ((*BASE, "--disguise", "text", "--language", "xx"), "'xx' is not known. Languages: ar"),
    "listings that are not there": (
        ("redteam", "shops.csv", *BASE[2:], "--disguise", "text"), "Did you mean 'shop.csv'?"
    ),
    "rights that are not there": ((*BASE[:3], "strter", "--disguise", "text"), "strter: there is no such file"),
    "listings that name nothing": (("redteam", "nobody.csv", *BASE[2:], "--disguise", "text"), "none of 1 rows names"),
    "a file as folder": ((*BASE, "--disguise", "text", "--out", "file"), "a file is in the way of this folder"),
    "what no listing can wear": ((*BASE, "--disguise", "half-width-kana"), "Ask for others, or for all."),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_arguments_are_told_on_standard_error_with_exit_code_2(guildmark, case: str) -> None:
    arguments, told = BAD[case]
    result = guildmark(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in " ".join(result.stderr.replace("│", " ").split())
