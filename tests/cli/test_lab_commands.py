"""The commands of the lab: what they print, what they leave, and what they refuse."""

import csv
import json
from pathlib import Path

import pytest


def label(draw: Path, target: Path, outcome: str) -> Path:
    with (draw / "cases.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row.update(outcome=outcome, decided_by="A. Reader", decided_at="2026-11-26T10:00:00Z")
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return target


@pytest.fixture
def learned(guildmark, scanned: Path, tmp_path: Path) -> Path:
    """A scan audited, labelled and learned from on the command line."""
    drawn = guildmark("audit", scanned, "--out", tmp_path / "draw", "--listings", "listings.csv", "--unfired", "2")
    assert drawn.exit_code == 0, drawn.stderr
    labels = label(tmp_path / "draw", tmp_path / "labels.csv", "infringing")
    told = guildmark(
        "learn", labels, "--out-run", scanned, "--draw", tmp_path / "draw", "--out", tmp_path / "learned",
        "--today", "2026-11-26",
    )  # fmt: skip
    assert told.exit_code == 0, told.stderr
    assert "report: " in told.stdout
    return tmp_path / "learned"


def test_an_audit_says_what_was_drawn_and_how_to_go_on(guildmark, scanned: Path, tmp_path: Path) -> None:
    told = guildmark("audit", scanned, "--out", tmp_path / "draw", "--per-slice", "2")
    assert told.exit_code == 0
    assert "Listings without a finding were not drawn" in told.stdout
    assert f"label them: {tmp_path / 'draw' / 'label.html'}" in told.stdout
    assert f"next: guildmark learn LABELS --out-run {scanned} --draw {tmp_path / 'draw'} --out learned" in told.stdout
    again = guildmark("audit", scanned, "--out", tmp_path / "draw")
    assert (again.exit_code, again.stdout) == (2, "")
    assert "holds an earlier draw" in again.stderr


def test_learning_leaves_weights_a_report_and_known_good_records(learned: Path) -> None:
    names = {path.name for path in learned.iterdir()}
    assert names == {"weights.yaml", "report.md", "report.json", "known_good.parquet"}
    assert json.loads((learned / "report.json").read_text("utf-8"))["counts"]["audit"] > 0


def test_learned_weights_are_refused_until_two_people_made_them_active(guildmark, learned: Path) -> None:
    scan = ("scan", "listings.csv", "--rights", "rights.yaml", "--workers", "1", "--out", learned / "out")
    weights = learned / "weights.yaml"
    refused = guildmark(*scan, "--weights", weights)
    assert refused.exit_code == 2
    assert "nobody has made these learned weights active" in refused.stderr
    one = guildmark("learn", "--activate", weights, "--by", "A. Reader", "--today", "2026-11-26")
    assert "1 more person must make it active" in one.stdout
    same = guildmark("learn", "--activate", weights, "--by", "a. reader", "--today", "2026-11-26")
    assert same.exit_code == 2
    assert guildmark(*scan, "--weights", weights).exit_code == 2
    two = guildmark("learn", "--activate", weights, "--by", "B. Writer", "--today", "2026-11-26")
    assert two.stdout.rstrip().endswith("made active by A. Reader, B. Writer; active")
    assert guildmark(*scan, "--weights", weights).exit_code == 0


def test_whatif_says_who_would_be_hit_and_freed(guildmark, scanned: Path, learned: Path, tmp_path: Path) -> None:
    same = guildmark("whatif", scanned)
    assert "no finding would change its band" in same.stdout
    policy = tmp_path / "policy.yaml"
    policy.write_text("{start_share: 0.999, review_db: -3, act_db: 90, never_act_alone: []}")
    told = guildmark("whatif", scanned, "--policy", policy, "--weights", learned / "weights.yaml", "--json")
    moves = json.loads(told.stdout)["moves"]
    assert {move["after"] for move in moves} == {"review"}
    assert "review" in guildmark("whatif", scanned, "--policy", policy).stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("audit", "none", "--out", "x"), "Scan first, and give the folder of its results."),
        (
            ("audit", "SCANNED", "--out", "x", "--band", "acts"),
            "--band 'acts' is not known. Bands: clear, review, act.",
        ),
        (("audit", "SCANNED", "--out", "x", "--slice", "bags"), "--slice 'bags': no finding of the run is of it."),
        (("audit", "SCANNED", "--out", "file"), "a file is in the way of this folder"),
        (("audit", "SCANNED", "--out", "x", "--listings", "clean.csv"), "these are not the listings of"),
        (("learn",), "give DECISIONS and --out-run OUT"),
        (("learn", "listings.csv", "--out-run", "SCANNED"), "column 'outcome' is missing"),
        (("learn", "none.csv", "--out-run", "SCANNED"), "none.csv: the decisions cannot be read"),
        (("learn", "listings.csv", "--out-run", "SCANNED", "--today", "soon"), "--today 'soon' is no date"),
        (("learn", "listings.csv", "--out-run", "SCANNED", "--cases", "x"), "--cases needs --listings and --rights"),
        (("learn", "--activate", "null.yaml"), "--activate needs --by NAME"),
        (("learn", "--activate", "rights.yaml", "--by", "A"), "rights.yaml: there are no weights"),
        (("whatif", "none"), "Scan first"),
        (("whatif", "SCANNED", "--weights", "list.yaml"), "list.yaml: holds no names with values"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_line(
    guildmark, scanned: Path, arguments: tuple[str, ...], told: str
) -> None:
    result = guildmark(*(str(scanned) if one == "SCANNED" else one for one in arguments))
    assert result.exit_code == 2
    assert told in result.stderr.replace("\n", " ").replace("│", "").replace("  ", " ")
