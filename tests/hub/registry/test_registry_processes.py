"""Several processes: a worker that is killed leaves nothing half-used, and a scan elsewhere takes the site's rights."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from own_site import OwnSite

from guildmark.engine import Context
from guildmark.rights import read_rights

ADMIT = """
from alliance import Alliance
from guildmark.hub.members.organisations import admit
from guildmark.hub.registry.models import Generation, Right
from guildmark.hub.events.models import Deadline
from rights_made import entry, private_entry, verified

def member(kind, name, **more):
    return admit(kind, name, by=None, needs_second_factor=False, **more)

alliance = Alliance(
    member("marketplace", "Bazaar", marketplace="bazaar"), member("marketplace", "Souk", marketplace="souk"),
    member("holder", "Arvo"), member("holder", "Brill"), member("secretariat", "Secretariat"),
)
"""
pytestmark = pytest.mark.soak  # processes that are started and killed

WORK = "from guildmark.hub.events.lease import work_once\nprint(json.dumps(work_once()))\n"
STATE = """
from guildmark.hub.registry.models import Generation
from guildmark.hub.events.models import Deadline
print(json.dumps({
    "generations": list(Generation.objects.values_list("folder", flat=True)),
    "waiting": Deadline.objects.filter(kind="index.compile", done_at=None, lease__isnull=False).count(),
}))
"""
RUN_OUT = """
from django.utils import timezone
from guildmark.hub.events.models import Deadline
Deadline.objects.filter(lease__isnull=False).update(leased_until=timezone.now())
"""


def test_a_worker_killed_while_it_compiles_leaves_nothing_half_used_and_the_next_one_does_it(tmp_path: Path) -> None:
    site = OwnSite(tmp_path)
    site.run(ADMIT + 'verified(alliance, entry("ORVANE"))\n')
    contexts = site.folder / "compiled" / "contexts"
    worker = site.start(WORK)
    try:
        until = time.monotonic() + 60
        while not list(contexts.glob("making-*")) and worker.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        assert list(contexts.glob("making-*"))
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.communicate()
    assert site.run(STATE) == {"generations": [], "waiting": 1}
    site.run(WORK)
    assert site.run(STATE) == {"generations": [], "waiting": 1}  # while its lease lasts
    site.run(RUN_OUT)
    site.run(WORK)
    [folder] = site.run(STATE)["generations"]
    assert Context.open(site.folder / folder).about["count"] == 1


@pytest.fixture
def served(tmp_path: Path) -> OwnSite:
    return OwnSite(tmp_path)


def scanned(address: str, key: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """A scan of two listings with the rights of the site."""
    listings = folder / "listings.csv"
    listings.write_text(
        "listing_id,title,price,currency\n1,ORVANE bag replica 1:1 AAA grade,20,EUR\n2,plain bag,20,EUR\n"
    )
    env = {name: value for name, value in os.environ.items() if not name.startswith("GUILDMARK_")}
    env |= {"GUILDMARK_SITE": address, "GUILDMARK_KEY": key, "XDG_CACHE_HOME": str(folder / "cache")}
    command = ["scan", str(listings), "--rights", "hub", "--out", str(folder / "out"), "--json", "--workers", "1"]
    return subprocess.run(
        [sys.executable, "-m", "guildmark", *command], env=env, capture_output=True, text=True, check=False
    )


def test_a_scan_elsewhere_takes_the_rights_of_the_site(served: OwnSite, tmp_path: Path) -> None:
    code = ADMIT + (
        "from guildmark.hub.members.keys import make_key\n"
        'verified(alliance, private_entry("ORVANE"))\n'
        'print(json.dumps(make_key("scans", ["rights.take"], by=alliance.actor(alliance.bazaar))))\n'
    )
    key = served.run(code)
    with served.served() as address:
        first = scanned(address, key, tmp_path)
        assert first.returncode == 0, first.stderr
        assert json.loads(first.stdout)["findings"] == 1
        kept = list((tmp_path / "cache").rglob("alliance/rights.parquet"))
        assert len(kept) == 1
        [right] = read_rights(kept[0].parent).rights
        assert (right.mark, right.price_floors, right.authorised_sellers) == ("ORVANE", (), ())
        assert [(item.model, item.price) for item in right.catalogue] == [("T-2400", None)]
        before = kept[0].stat().st_mtime_ns
        assert scanned(address, key, tmp_path).returncode == 0
        assert kept[0].stat().st_mtime_ns == before  # it stood, and was not fetched again
        wrong = scanned(address, "gm_wrong", tmp_path)
        assert wrong.returncode == 2
        assert "answers 401" in wrong.stderr
    gone = scanned(address, key, tmp_path)
    assert gone.returncode == 2
    assert "cannot be reached" in gone.stderr


def test_what_is_missing_or_unsafe_is_told_before_anything_is_sent(tmp_path: Path) -> None:
    for address, key, told in (
        ("", "gm_x", "Set GUILDMARK_SITE"),
        ("http://localhost:8000", "", "Make one there"),
        ("http://alliance.example", "gm_x", "never sent unencrypted"),
        ("ftp://alliance.example", "gm_x", "only http and https"),
        ("https://user:word@alliance.example", "gm_x", "credentials"),
    ):
        refused = scanned(address, key, tmp_path)
        assert refused.returncode == 2
        assert told in refused.stderr.replace("\n", " "), refused.stderr
