"""Pictures that are files beside a catalogue, in the commands that are no scan: disguised, and shown for an audit."""

import hashlib
import json
import re
from pathlib import Path

import duckdb
import pytest

Image = pytest.importorskip("PIL.Image")

RIGHTS = """
rights:
  - {right_id: orvane, holder: Orvane SA, kind: trademark, mark: ORVANE, goods: [bags]}
"""


@pytest.fixture(scope="module", autouse=True)
def album(place: Path) -> None:
    """Ten listings of a mark, eight with a picture in the folder; one names a file beside it, one a file of none."""
    (place / "photos").mkdir()
    for number in range(8):
        noise = Image.effect_noise((240, 200), 90).convert("RGB")
        noise.save(place / "photos" / f"{number}.jpg")
    noise.save(place / "secret.jpg")
    names = [*(f"{number}.jpg" for number in range(8)), "../secret.jpg", "gone.jpg"]
    rows = [f"F{number},Orvane leather handbag {number},40,EUR,s{number},{name}" for number, name in enumerate(names)]
    text = "\n".join(["listing_id,title,price,currency,seller_id,image", *rows]) + "\n"
    (place / "album.csv").write_text(text, "utf-8")
    (place / "album-rights.yaml").write_text(RIGHTS, "utf-8")


def test_pictures_in_files_are_disguised_and_the_next_step_reads_the_others(guildmark, place: Path) -> None:
    asked = ("redteam", "album.csv", "--rights", "album-rights.yaml", "--disguise", "mirrored", "--share", "1")
    without = guildmark(*asked, "--out", "album-attack")
    assert without.exit_code == 2 and "--pictures DIR reads those that are files" in without.stderr
    told = guildmark(*asked, "--pictures", "photos", "--out", "album-attack")
    assert (told.exit_code, told.stderr) == (0, "")
    assert "       8  mirrored\n" in told.stdout
    changed = duckdb.sql(
        f"select listing_id, before <> after from '{place}/album-attack/truth.parquet' order by listing_id"
    ).fetchall()
    assert changed == [(f"F{number}", True) for number in range(8)]
    given = f"select listing_id from '{place}/album-attack/listings.parquet' where pictures[1].data is not null"
    assert len(duckdb.sql(given).fetchall()) == 8
    command = told.stdout.splitlines()[-1].removeprefix("next: guildmark ").split()
    assert command[command.index("--pictures") + 1] == "photos"
    scanned = json.loads(guildmark(*command, "--workers", "1", "--json").stdout)
    assert scanned["pictures_not_read"] == {"not found": 1, "outside the folder": 1}


def test_an_audit_shows_pictures_in_files_below_the_folder_and_no_others(guildmark, place: Path) -> None:
    scan = ("scan", "album.csv", "--rights", "album-rights.yaml", "--out", "album-out", "--workers", "1", "--quiet")
    assert guildmark(*scan).exit_code == 0
    audit = ("audit", "album-out", "--listings", "album.csv", "--unfired", "0")
    for name, more, shown in (("bare", (), 0), ("shown", ("--pictures", "photos"), 8)):
        assert guildmark(*audit, *more, "--out", f"album-{name}").exit_code == 0
        page = (place / f"album-{name}" / "label.html").read_text("utf-8")
        cases = json.loads(re.search(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.S)[1])["cases"]
        assert len(cases) == 10 and sum(len(case["pictures"]) for case in cases) == shown


@pytest.mark.parametrize(
    "asked",
    [
        ("redteam", "album.csv", "--rights", "album-rights.yaml", "--disguise", "text", "--out", "album-wrong"),
        ("audit", "album-out", "--listings", "album.csv", "--out", "album-wrong"),
    ],
)
def test_a_folder_of_pictures_that_is_none_is_told(guildmark, asked) -> None:
    told = guildmark(*asked, "--pictures", "nowhere")
    assert told.exit_code == 2 and "nowhere: is no folder of pictures." in told.stderr


def test_explain_names_both_pictures_of_a_copy_as_the_report_does(guildmark, place: Path) -> None:
    copied = (place / "photos" / "3.jpg").read_bytes()
    (place / "official.jpg").write_bytes(copied)
    (place / "official-rights.yaml").write_text(RIGHTS.replace("goods: [bags]", "pictures: [official.jpg]"), "utf-8")
    scan = ("scan", "album.csv", "--rights", "official-rights.yaml", "--pictures", "photos", "--out", "official-out")
    assert guildmark(*scan, "--workers", "1", "--quiet").exit_code == 0
    shown = hashlib.sha256(copied).hexdigest()[:12]
    told = guildmark("explain", "F3", "--out", "official-out").stdout
    assert f"picture {shown} · the holder's picture {shown} · 0.00 against 31.00 bits" in told
