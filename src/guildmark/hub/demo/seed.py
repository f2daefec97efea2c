"""Seeding an empty site; its last step is a mark, so that a demo that was killed before it begins anew."""

import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from guildmark.hub.demo import past
from guildmark.hub.demo.actions import act_all
from guildmark.hub.demo.clock import set_back_to
from guildmark.hub.demo.findings import PARTS, bring_part, scan_all
from guildmark.hub.demo.members import PASSWORD, admit_all
from guildmark.hub.demo.review import read_truth, review_all
from guildmark.hub.demo.rights import holders_of, register_all
from guildmark.hub.demo.searches import keep_all
from guildmark.hub.demo.sharing import share_first, share_more
from guildmark.hub.events.lease import work_once
from guildmark.redteam import make_market

HOLDERS = 20  # as many brands as the alliance of 2017 began with
SEEDED = "demo-seeded"
ACCOUNTS = (
    ("reviewer1.large@demo.example", "a reviewer of the large marketplace"),
    ("senior.large@demo.example", "who leads there: quality, audits, queues"),
    ("administrator.large@demo.example", "who runs it: people and keys"),
    ("holder1@demo.example", "a rights holder"),
    ("holder1.reviewer@demo.example", "who answers marketplaces for it"),
    ("secretariat@demo.example", "the secretariat, with verifier@demo.example as its second pair of eyes"),
)
Say = Callable[[str], None]


def is_seeded() -> bool:
    """Whether the site's folder holds a whole demo."""
    return (Path(settings.HUB_FOLDER) / SEEDED).exists()


def seed(listings: int, say: Say) -> None:
    """Fill an empty site with a living alliance. `say` is told of each step."""
    folder = Path(settings.HUB_FOLDER)
    place = folder / "demo"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    call_command("migrate", verbosity=0)
    say(f"drawing a sample market of {listings:,} listings")
    make_market(place / "market", listings=listings, seed=7)
    with set_back_to(past.beginning()):
        say("admitting members, registering and verifying their rights")
        members = admit_all(holders_of(place / "market", HOLDERS))
        codes = register_all(place / "market", members)
        say("sharing tactics")
        circle = share_first(members)
        say("compiling the index")
        work_once()
        keep_all(members)
    say("scanning two marketplaces")
    scans = scan_all(place / "market", place, members)
    truth = read_truth(place / "market", codes)
    for month in past.live(scans, members, truth):
        say(f"living through {month}")
    say("bringing in what was found today, reviewing")
    bring_part(scans, PARTS - 1)
    review_all(members, truth)
    say("acting, answering, settling")
    act_all(members, truth)
    say("sharing what was learned")
    share_more(members, circle)
    work_once()
    (folder / SEEDED).write_text("\n".join(str(scan.report) for scan in scans), "utf-8")


def told() -> str:
    """The accounts, as the command prints them."""
    lines = [f"  {email:36} {what}" for email, what in ACCOUNTS]
    return "\n".join([f"Accounts, all with the password: {PASSWORD}", *lines])
