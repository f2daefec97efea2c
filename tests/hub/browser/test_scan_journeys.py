"""A marketplace connects its scans: a key, findings that come in, and weights that two people make active."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import environment

pytestmark = pytest.mark.soak  # a browser and a served site: minutes

Enter = Callable[..., Any]
LISTINGS = (
    "listing_id,title,brand,condition,price,currency,seller_id\n"
    'scanned-1,"Zelvano bag, AAA replica, mirror quality",Zelvano,new,39,EUR,s1\n'
    'scanned-2,"Zelvano tote, 1:1 copy",Zelvano,new,29,EUR,s2\n'
    'scanned-3,"Garden hose, 20 metres",Hosely,new,19,EUR,s3\n'
)
WEIGHTS = "weights:\n  replica_words: {db: 0.5}\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the marketplace's engineer, with a catalogue."""
    folder = tmp_path_factory.mktemp("engineer")
    (folder / "listings.csv").write_text(LISTINGS, "utf-8")
    (folder / "weights.yaml").write_text(WEIGHTS, "utf-8")
    return folder


def guildmark(site: Any, place: Path, *arguments: str, key: str = "") -> subprocess.CompletedProcess[str]:
    """The command as the engineer runs it, who has no other way to the site than its address and a key."""
    kept = environment(site.folder, site.address)
    for name in ("GUILDMARK_HUB", "GUILDMARK_URL", "DJANGO_SETTINGS_MODULE"):
        del kept[name]
    return subprocess.run(
        [sys.executable, "-m", "guildmark", *arguments], cwd=place, capture_output=True, text=True, check=False,
        env=kept | {"GUILDMARK_SITE": site.address, "GUILDMARK_KEY": key, "COLUMNS": "200"},
    )  # fmt: skip


def key_for(page: Any, name: str, *permissions: str) -> str:
    """Make a key on the page."""
    page.goto("/members/own/")
    page.get_by_label("Purpose").fill(name)
    for permission in permissions:
        page.get_by_label(permission).check()
    page.get_by_role("button", name="Make the key").click()
    return str(page.inner_text(".secret"))


def test_a_scan_with_a_key_brings_in_cases_that_a_reviewer_decides(enter: Enter, site: Any, place: Path) -> None:
    administrator = enter("administrator@Bazaar")
    reading = key_for(administrator, "reading", "Read cases")
    scanning = key_for(administrator, "nightly scan", "Bring in findings", "Take the rights file for scans")
    scan = ("scan", "listings.csv", "--rights", "hub", "--to", "hub", "--workers", "1", "--out", "out")

    refused = guildmark(site, place, *scan, key=reading)
    assert refused.returncode != 0
    assert "may not bring findings in" in refused.stderr
    done = guildmark(site, place, *scan, key=scanning)
    assert done.returncode == 0, done.stderr

    reviewer = enter("reviewer@Bazaar")
    reviewer.goto("/cases/")
    reviewer.get_by_label("Listing id or seller id").fill("scanned-1")
    reviewer.get_by_role("button", name="Show", exact=True).click()
    reviewer.get_by_role("link", name=re.compile("mirror quality")).click()
    text = reviewer.inner_text("main")
    assert "Words for copies" in text
    assert "scanned-1" in text
    reviewer.get_by_role("button", name="Take it up").click()
    reviewer.get_by_role("button", name="Said to be a copy").click()
    reviewer.get_by_text("Decided: Infringing.").wait_for()
    reviewer.goto("/cases/?q=scanned-3&state=clear")
    assert "No case matches this." in reviewer.inner_text("main")  # a hose names no mark

    lead = enter("senior reviewer@Bazaar")
    lead.goto("/deliveries/")
    lead.locator("main table a").first.click()
    assert "2 received = 2 opened" in lead.inner_text("main")
    administrator.goto("/members/own/")
    row = administrator.get_by_role("row").filter(has_text="nightly scan")
    assert "–" not in row.inner_text()  # when it was last used


def test_a_revoked_key_opens_nothing_any_more(enter: Enter, site: Any, place: Path) -> None:
    administrator = enter("administrator@Bazaar")
    secret = key_for(administrator, "short lived", "Take the rights file for scans")
    scan = ("scan", "listings.csv", "--rights", "hub", "--workers", "1", "--out", "revoked")
    assert guildmark(site, place, *scan, key=secret).returncode == 0
    administrator.goto("/members/own/")
    row = administrator.get_by_role("row").filter(has_text="short lived")
    row.get_by_role("button", name="Revoke").click()
    administrator.locator("#confirm[open]").get_by_role("button", name="Revoke").click()
    row.get_by_text("Revoked").wait_for()
    again = guildmark(site, place, *scan[:-1], "again", key=secret)
    assert again.returncode != 0
    assert "401" in again.stderr


def test_weights_are_proposed_with_what_they_would_change_and_activated_by_two_people(
    enter: Enter, site: Any, place: Path
) -> None:
    key = key_for(enter("administrator@Bazaar"), "what if", "Take the rights file for scans")
    scan = ("scan", "listings.csv", "--rights", "hub", "--workers", "1", "--out", "whatif")
    assert guildmark(site, place, *scan, key=key).returncode == 0
    told = guildmark(site, place, "whatif", "whatif", "--weights", "weights.yaml", "--json")
    assert told.returncode == 0, told.stderr

    first = enter("senior reviewer@Bazaar")
    first.goto("/lead/")
    first.get_by_role("link", name="Weights").click()
    first.set_input_files("input[name=file]", place / "weights.yaml")
    first.get_by_label("What would change").fill(told.stdout.strip())
    first.get_by_role("button", name="Propose").click()
    first.get_by_text("Proposed. Two people must approve it.").wait_for()
    bands = first.get_by_role("region", name="Bands").inner_text()
    assert re.search(r"Review\s+2\s+0", bands), bands  # both fakes would leave review
    assert "Sellers never found infringing" in first.inner_text("main")
    assert first.get_by_role("button", name="Activate").count() == 0
    first.get_by_role("button", name="Approve").click()
    first.get_by_text("1 of 2 people approved it.").wait_for()
    assert first.get_by_role("button", name="Approve").count() == 0

    second = enter("administrator@Bazaar")
    second.goto(first.url)
    second.get_by_role("button", name="Approve").click()
    second.get_by_text("2 of 2 people approved it.").wait_for()
    second.get_by_role("button", name="Activate").click()
    assert "Active" in second.inner_text(".page-head")
    first.goto("/lead/weights/")
    assert re.search(r"weights\.yaml.*Active", first.inner_text("table"), re.DOTALL)
