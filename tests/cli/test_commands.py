"""What each command prints, where, and with which exit code."""

import json
from importlib.metadata import version
from pathlib import Path

import pytest

from guildmark.detectors import all_detectors

SCAN = ("scan", "listings.csv", "--rights", "rights.yaml", "--workers", "1")


def test_the_summary_in_json_is_one_line_with_counts_that_add_up(guildmark) -> None:
    result = guildmark(*SCAN, "--out", "json-out", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.count("\n") == 1
    told = json.loads(result.stdout)
    assert told["rows_read"] == 7 == told["scanned"] + told["unchanged"] + told["rejected"]
    assert (told["rejected"], told["values_set_aside"]) == (2, 1)
    assert told["findings"] == told["clear"] + told["review"] + told["act"] > 0
    assert {"would_act", "seconds"} <= told.keys()
    lines = (Path("json-out") / "rejected.jsonl").read_text().splitlines()
    assert len([line for line in lines if json.loads(line)["rejects_row"]]) == told["rejected"]


def test_the_summary_for_people_adds_up_too(guildmark) -> None:
    result = guildmark(*SCAN, "--out", "told-out")
    assert result.stdout.startswith("7 rows read = 5 scanned + 0 unchanged + 2 rejected; 1 value set aside\n")
    assert "report: " in result.stdout
    assert result.stderr == ""  # no terminal, no progress


def test_what_became_of_pictures_is_told_with_its_reasons(guildmark) -> None:
    Path("album").mkdir()
    (Path("album") / "a.jpg").write_bytes(b"\xff\xd8\xff" + bytes(300))
    (Path("album") / "b.jpg").write_bytes(b"<svg/>")
    names = ("a.jpg", "b.jpg", "../rights.yaml", "gone.jpg", "gone too.jpg", "https://cdn.example/a.jpg")
    rows = "".join(f"P{number},bag,{name}\n" for number, name in enumerate(names))
    Path("pictures.csv").write_text("listing_id,title,image\n" + rows)
    asked = ("scan", "pictures.csv", "--rights", "rights.yaml", "--workers", "1", "--pictures", "album")
    result = guildmark(*asked, "--out", "pictures-out")
    assert (
        "pictures: 1 read; 4 not read (2 not found, 1 kind not read, 1 outside the folder); "
        "1 only named (see --pictures DIR and --fetch-pictures)\n"
    ) in result.stdout
    told = json.loads(guildmark(*asked, "--out", "pictures-out", "--json").stdout)
    assert told["pictures_given"] == 6 == told["pictures_read"] + told["pictures_only_named"] + 4
    assert told["pictures_not_read"] == {"kind not read": 1, "not found": 2, "outside the folder": 1}
    refused = guildmark(*asked, "--pictures", "nowhere", "--out", "pictures-out")
    assert (refused.exit_code, "is no folder of pictures" in refused.stderr) == (2, True)


def test_a_quiet_scan_prints_nothing(guildmark) -> None:
    result = guildmark(*SCAN, "--out", "quiet-out", "--quiet")
    assert (result.exit_code, result.output) == (0, "")


def test_what_was_found_decides_the_exit_code_when_it_is_asked_for(guildmark) -> None:
    review = guildmark(*SCAN, "--out", "fail-out", "--fail-on", "review")
    act = guildmark(*SCAN, "--out", "fail-out", "--fail-on", "act")
    assert (review.exit_code, act.exit_code) == (1, 0)  # nothing is acted on without a licence
    clean = guildmark("scan", "clean.csv", *SCAN[2:], "--out", "clean-out", "--fail-on", "review")
    assert clean.exit_code == 0


def test_a_strict_scan_ends_with_exit_code_3_and_names_the_place(guildmark) -> None:
    result = guildmark(*SCAN, "--out", "strict-out", "--strict")
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith("stopped: listings.csv, row 4, column 'listing_id':")
    assert not (Path("strict-out") / "CURRENT").exists()


def test_a_repeated_id_is_told_under_the_file_s_own_name_of_the_column(guildmark, place: Path) -> None:
    (place / "twice.csv").write_text("item number,titel\nX1,bowl\nX1,socks\n")
    guildmark("scan", "twice.csv", *SCAN[2:], "--out", "twice-out")
    lines = [json.loads(line) for line in (place / "twice-out" / "rejected.jsonl").read_text("utf-8").splitlines()]
    told = [(line["row"], line["column"], line["value"]) for line in lines if line["rejects_row"]]
    assert told == [(1, "item number", "X1")]


def test_sellers_that_are_known_by_name_alone_are_not_said_to_be_missing(guildmark, place: Path) -> None:
    (place / "named.csv").write_text("listing_id,title,seller_name\nN1,Orvane watch 1:1 mirror quality,bag-world\n")
    guildmark("scan", "named.csv", *SCAN[2:], "--out", "named-out")
    page = (place / "named-out" / "report.html").read_text("utf-8")
    assert "bag-world" in page and "name no seller" not in page and "give no seller_id" in page


def test_a_folder_of_pictures_that_no_listing_names_is_told_with_the_next_step(guildmark) -> None:
    Path("album").mkdir(exist_ok=True)
    asked = (*SCAN, "--out", "no-pictures-out")
    assert "pictures: no listing names one. Say in a --map" in guildmark(*asked, "--pictures", "album").stdout
    assert "pictures:" not in guildmark(*asked).stdout


def test_what_needs_a_state_is_told_to_be_off_for_want_of_a_state(guildmark) -> None:
    told = guildmark(*SCAN, "--out", "stateless-out").stdout
    assert "turned_product (no state)" in told and "refused_before (no state)" in told


def test_rights_that_could_not_be_used_are_told_with_the_counts(guildmark, place: Path) -> None:
    good = (place / "rights.yaml").read_text("utf-8")
    (place / "half-rights.yaml").write_text(
        f"{good}    good: [bags]\n  - right_id: b\n    kind: trade mark\n    mark: TESSALY\n"
    )
    asked = ("scan", "clean.csv", "--rights", "half-rights.yaml", "--out", "half-out", "--workers", "1")
    told = guildmark(*asked).stdout
    assert "half-rights.yaml: 1 right and 1 value of rights set aside\n" in told
    assert "set aside: " in told and "rejected.jsonl" in told
    counts = json.loads(guildmark(*asked, "--json").stdout)
    assert (counts["rights_set_aside"], counts["rights_values_set_aside"]) == (1, 1)


def test_what_is_wrong_with_rights_is_told_as_they_are_written_now(guildmark, place: Path) -> None:
    good = (place / "rights.yaml").read_text("utf-8")
    asked = ("scan", "clean.csv", "--rights", "edited-rights.yaml", "--out", "edited-out", "--workers", "1")
    for key in ("first", "second"):  # neither decides anything, so the digest of the rights stays
        (place / "edited-rights.yaml").write_text(f"{good}    {key}: 1\n")
        guildmark(*asked)
        assert f"key '{key}' is not known" in (place / "edited-out" / "rejected.jsonl").read_text("utf-8")


def test_a_state_tells_what_is_unchanged(guildmark) -> None:
    asked = (*SCAN, "--out", "state-out", "--state", "state", "--reviews", "reviews.csv", "--json")
    told = [json.loads(guildmark(*asked).stdout) for _ in range(2)]
    assert [(one["scanned"], one["unchanged"]) for one in told] == [(5, 0), (0, 5)]
    assert (Path("state-out") / "changes.parquet").exists()


def test_a_proposed_map_can_be_used_as_it_is(guildmark, place: Path) -> None:
    proposed = guildmark("scan", "--suggest-map", "strange.csv")
    assert (proposed.exit_code, proposed.stderr) == (0, "")
    (place / "strange-map.yaml").write_text(proposed.stdout, "utf-8")
    result = guildmark("scan", "strange.csv", *SCAN[2:], "--map", "strange-map.yaml", "--out", "strange-out", "--json")
    assert (result.exit_code, json.loads(result.stdout)["scanned"]) == (0, 1)


def test_explain_shows_the_waterfall_and_both_sentences(guildmark, scanned: Path) -> None:
    result = guildmark("explain", "A1", "--out", scanned)
    assert (result.exit_code, result.stderr) == (0, "")
    for told in ("A1 · ORVANE (orvane) · ", "started at", "replica_words", "score", "To a reviewer:", "To the seller:"):
        assert told in result.stdout
    assert "has no licence yet" in result.stdout


NO_FINDING = ("A2", "nobody", "", "[red]x[/]", "[/]", "' OR 1=1", "\x1b[2J", "😀", "A" * 9000)


@pytest.mark.parametrize("listing_id", NO_FINDING)
def test_explain_says_when_there_is_no_finding(guildmark, scanned: Path, listing_id: str) -> None:
    result = guildmark("explain", listing_id, "--out", scanned)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("No finding for listing ")
    assert "\x1b" not in result.stdout


def test_explain_never_obeys_what_a_listing_says(guildmark, scanned: Path) -> None:
    result = guildmark("explain", "[bold]A3[/]", "--out", scanned)
    assert result.exit_code == 0
    assert not set(result.stdout) & {"\x1b", "\x07", "\u202e", "\r"}
    assert "[bold]A3[/] · ORVANE" in result.stdout
    assert "[red]Orvane[/red] \\u202e[link=http://example.com]tote[/link]" in result.stdout


def test_explain_can_be_narrowed_to_a_marketplace(guildmark, scanned: Path) -> None:
    assert "ORVANE" in guildmark("explain", "A1", "--out", scanned, "--marketplace", "default").stdout
    assert "No finding" in guildmark("explain", "A1", "--out", scanned, "--marketplace", "elsewhere").stdout


def test_detectors_are_listed_with_when_they_fire_and_their_false_alarms(guildmark) -> None:
    result = guildmark("detectors")
    assert result.exit_code == 0
    for detector in all_detectors():
        assert detector.name in result.stdout
    assert result.stdout.count("Fires when") == result.stdout.count("False alarms") == len(all_detectors())


@pytest.mark.parametrize("detector", all_detectors(), ids=lambda detector: detector.name)
def test_a_detector_is_shown_whole(guildmark, detector) -> None:
    result = guildmark("detectors", detector.name)
    assert result.exit_code == 0
    assert f"{detector.name} version {detector.version}" in result.stdout
    assert "Stays quiet on" in result.stdout


def test_a_sample_market_says_what_is_in_it_and_what_to_do_next(guildmark, tmp_path: Path) -> None:
    result = guildmark("sample", tmp_path / "market", "--listings", "40", "--no-pictures")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("40 listings, ")
    command = result.stdout.splitlines()[1].removeprefix("next: guildmark ").split()
    assert guildmark(*command, "--out", tmp_path / "out", "--workers", "1").exit_code == 0


def test_the_version_is_told(guildmark) -> None:
    assert guildmark("--version").stdout == f"guildmark {version('guildmark')}\n"


@pytest.mark.parametrize("command", [(), ("scan",), ("sample",), ("detectors",), ("explain",)])
def test_help_is_shown_for_every_command(guildmark, command: tuple[str, ...]) -> None:
    result = guildmark(*command, "--help")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Usage:" in result.stdout
    if command == ("scan",):
        for code in ("0 done", "1 done", "2 the input", "3 --strict", "130 interrupted"):
            assert code in " ".join(result.stdout.split())
