"""A scan sends what it found to a site; killed or cut off, the same command sends the rest, nothing counts twice."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from served_site import Served, a_site

pytestmark = pytest.mark.soak  # a site that is served, and killed

LISTINGS = "listing_id,title,brand,condition,price,currency,seller_id\n"
STATE = """
import json
from guildmark.hub.cases.models import *
from guildmark.hub.events.models import Event

cases = Case.objects.filter(listing_id__startswith="NAME-")
snapshots = Snapshot.objects.filter(listing_id__startswith="NAME-").order_by("id")
intake = Intake.objects.filter(found__case__in=cases).distinct()
print(json.dumps({
    "cases": sorted(cases.values_list("listing_id", "score_db", "exposure")),
    "found": Found.objects.filter(case__in=cases).count(), "snapshots": snapshots.count(),
    "intakes": list(intake.values_list("received", "opened", "added", "repeated", "set_aside")),
    "events": Event.objects.filter(subject__in=cases.values("key")).count(),
    "content": snapshots.values_list("content", flat=True)[0],
    "scanned": list(Event.objects.filter(kind="scan.reported", subject__in=intake).values_list("data", flat=True)),
}))
"""
SCANNED = """
import json
from guildmark.hub.events.models import Event
print(json.dumps(list(Event.objects.filter(kind="scan.reported").order_by("id").values_list("data", flat=True))))
"""
BATCHES = "from guildmark.hub.cases.models import IntakeBatch; print(IntakeBatch.objects.count())"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site that is served, with an alliance in it."""
    with a_site(tmp_path_factory.mktemp("hub")) as served:
        assert served.command("begin", "--name", "Secretariat of all", "--email", "s@alliance.example").returncode == 0
        made = subprocess.run(
            [sys.executable, str(Path(__file__).parent / "make_alliance.py")],
            env=served.environment | {"DJANGO_SETTINGS_MODULE": "guildmark.hub.settings"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        served.told = json.loads(made.stdout)
        assert served.command("work", "--once").returncode == 0
        served.start()
        yield served


@pytest.fixture
def keys(site: Served) -> dict[str, str]:
    """Keys of the alliance's members."""
    return site.told


def catalogue(site: Served, name: str, count: int) -> None:
    """Listings whose ids begin with a name."""
    words = ("1:1 mirror quality", "original box", "used, with scratches", "AAA replica")
    rows = [f'{name}-{n},"Orvane handbag {n}, {words[n % 4]}",Orvane,new,{20 + n},EUR,s{n % 5}\n' for n in range(count)]
    (site.folder / f"{name}.csv").write_text(LISTINGS + "".join(rows), "utf-8")
    (site.folder / "views.csv").write_text(f"listing_id,views,sales\n{name}-1,100,3\n{name}-2,x,\n", "utf-8")


def scan(site: Served, name: str, key: str, *more: str) -> subprocess.CompletedProcess[str]:
    asked = ["scan", f"{name}.csv", "--rights", "hub", "--workers", "1", "--out", name, "--to", site.address, *more]
    return site.command(*asked, GUILDMARK_KEY=key, GUILDMARK_SITE=site.address)


def begun(site: Served, name: str, key: str) -> subprocess.Popen[str]:
    """A scan that goes on until one batch at least was sent."""
    before = site.python(BATCHES)
    process = subprocess.Popen(
        [sys.executable, "-m", "guildmark", "scan", f"{name}.csv", "--rights", "hub", "--workers", "1", "--out", name,
         "--to", "hub"],
        env=site.environment | {"GUILDMARK_KEY": key, "GUILDMARK_SITE": site.address},
        cwd=site.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while site.python(BATCHES) == before:
        assert process.poll() is None
        time.sleep(0.1)
    return process


def state_of(site: Served, name: str) -> dict[str, Any]:
    state: dict[str, Any] = site.python(STATE.replace("NAME", name))
    return state


def test_findings_arrive_with_their_listings_and_the_same_command_changes_nothing(
    site: Served, keys: dict[str, str]
) -> None:
    catalogue(site, "few", 40)
    done = scan(site, "few", keys["all"], "--exposure", "views.csv")
    assert done.returncode == 0, done.stderr
    assert "40 findings = 40 cases opened" in done.stdout
    state = state_of(site, "few")
    assert len(state["cases"]) == state["found"] == state["snapshots"] == 40
    assert {name: reached for name, _, reached in state["cases"] if reached} == {"few-1": 5.0}
    assert state["scanned"] == [{"listings": 40}]
    assert state["content"]["title"].startswith("Orvane handbag")
    assert (state["content"]["marketplace"], state["content"]["price"]) == ("bazaar", "20")
    again = scan(site, "few", keys["all"], "--exposure", "views.csv", "--json")
    assert again.returncode == 0, again.stderr
    told = json.loads(again.stdout)["sent"]
    assert (told["site"], told["received"], told["opened"]) == (site.address + "/", 40, 40)
    assert state_of(site, "few") == state


def test_a_scan_that_finds_nothing_is_told_of_too(site: Served, keys: dict[str, str]) -> None:
    (site.folder / "quiet.csv").write_text("listing_id,title\nquiet-1,A wooden chair\nquiet-2,A table\n", "utf-8")
    done = scan(site, "quiet", keys["all"])
    assert done.returncode == 0, done.stderr
    told = site.python(SCANNED)
    assert told.count({"listings": 2}) == 1
    assert scan(site, "quiet", keys["all"]).returncode == 0
    assert site.python(SCANNED) == told


def test_killed_while_it_sends_the_same_command_sends_the_rest(site: Served, keys: dict[str, str]) -> None:
    catalogue(site, "killed", 3_500)
    process = begun(site, "killed", keys["all"])
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    done = scan(site, "killed", keys["all"])
    assert done.returncode == 0, done.stderr
    state = state_of(site, "killed")
    assert len(state["cases"]) == state["found"] == state["events"] == 3_500
    assert state["intakes"] == [[3_500, 3_500, 0, 0, 0]]


def test_a_site_that_goes_away_and_comes_back_gets_the_rest_in_the_same_run(site: Served, keys: dict[str, str]) -> None:
    catalogue(site, "away", 2_500)
    process = begun(site, "away", keys["all"])
    site.stop(signal.SIGKILL)
    time.sleep(2)
    site.start()
    out, errors = process.communicate(timeout=180)
    assert process.returncode == 0, errors
    assert "2,500 findings" in out
    assert len(state_of(site, "away")["cases"]) == 2_500


def test_what_is_wrong_with_site_or_key_is_told_before_the_scan_begins(site: Served, keys: dict[str, str]) -> None:
    catalogue(site, "mine", 3)
    starter = ["scan", "mine.csv", "--rights", "starter", "--workers", "1", "--out", "none"]
    cases = [
        (["--to", site.address], {"GUILDMARK_KEY": keys["check"]}, "may not bring findings in"),
        (["--to", site.address], {"GUILDMARK_KEY": keys["holder"]}, "may not bring findings in"),
        (["--to", site.address], {"GUILDMARK_KEY": "gm_wrong"}, "Make a key there"),
        (["--to", site.address], {"GUILDMARK_KEY": ""}, "GUILDMARK_KEY"),
        (["--to", "hub"], {"GUILDMARK_KEY": keys["all"]}, "GUILDMARK_SITE"),
        (["--to", "http://site.example"], {"GUILDMARK_KEY": keys["all"]}, "never sent unencrypted"),
        (["--exposure", "views.csv"], {}, "give --to as well"),
        (["--to", site.address, "--exposure", "mine.csv"], {"GUILDMARK_KEY": keys["all"]}, "neither views nor sales"),
    ]
    for arguments, environment, told in cases:
        done = site.command(*starter, *arguments, **environment)
        assert done.returncode == 2, (arguments, done.stdout)
        assert told in done.stderr.replace("\n", " "), (arguments, done.stderr)
    assert not (site.folder / "none").exists()


def test_findings_of_another_marketplace_are_set_aside_and_told(site: Served, keys: dict[str, str]) -> None:
    catalogue(site, "other", 5)
    done = scan(site, "other", keys["all"], "--marketplace", "souk")
    assert done.returncode == 0, done.stderr
    assert "5 set aside" in done.stdout
    assert "Scan with --marketplace bazaar" in done.stdout
