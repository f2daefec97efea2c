"""Fills one of the three sites, in the folder of the environment. Run in a process of its own:
`python -m guildmark.hub.demo.three.fill brand|large-market|small-market MARKET`, the last being a sample market."""

import os
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guildmark.hub.settings")

import django

django.setup()

import pyarrow as pa  # noqa: E402 - Django comes first
import pyarrow.compute as pc  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

from guildmark.hub.beside import end_with_parent  # noqa: E402
from guildmark.hub.demo.findings import PARTS, bring_part, scan_all  # noqa: E402
from guildmark.hub.demo.members import (  # noqa: E402
    MADE_OF,
    Members,
    actors,
    admit_holders,
    admit_marketplace,
    admit_secretariat,
)
from guildmark.hub.demo.review import read_truth, review_all  # noqa: E402
from guildmark.hub.demo.rights import holders_of, register_all  # noqa: E402
from guildmark.hub.demo.three.ring import TACTIC, with_ring  # noqa: E402
from guildmark.hub.events.lease import work_once  # noqa: E402
from guildmark.hub.exchange.drafts import draft_tactic  # noqa: E402
from guildmark.hub.members.keys import make_key  # noqa: E402
from guildmark.hub.members.roles import key_abilities_of  # noqa: E402

BRAND = "Maison Orvane SA"  # holds the mark that the ring sells under
OTHERS = 5  # holders at each marketplace beside it
BEGAN = time.monotonic()
KEY_FILE = "scan-key"  # beside the demo's files: its marketplace's own, for scans


def fill_brand(market: Path) -> None:
    """The brand's own alliance: its rights, and a tactic that waits as a draft."""
    _say("the brand: members, rights, a draft")
    members = Members(admit_secretariat("Orvane brand protection"), {}, admit_holders([BRAND]))
    register_all(market, members, leaves_some=False)
    draft_tactic(TACTIC, by=actors(members.holders[BRAND], "administrator")[0])
    work_once()


def fill_marketplace(short: str, market: Path, place: Path) -> None:
    """A marketplace's own alliance: its listings with the ring's among them, scanned, and decided in part."""
    _own_market(market, place / "market", short)
    others = [name for name in holders_of(market, OTHERS + 1) if name != BRAND][:OTHERS]
    marketplace = admit_marketplace(short)
    _say(f"{marketplace}: members, rights")
    secretariat = admit_secretariat(f"Secretariat of {marketplace}")
    members = Members(secretariat, {short: marketplace}, admit_holders([BRAND, *others]))
    codes = register_all(market, members)
    work_once()  # compiles the index
    _say(f"{marketplace}: scanning its listings")
    scans = scan_all(place / "market", place, members)
    _say(f"{marketplace}: bringing in what was found in {scans[0].listings:,} listings, deciding a part of it")
    for part in range(PARTS):
        bring_part(scans, part)
    review_all(members, read_truth(place / "market", codes))
    work_once()
    secret = make_key("Scans", key_abilities_of(marketplace.kind), by=actors(marketplace, "administrator")[0])
    key = place / KEY_FILE
    key.touch(mode=0o600)
    key.write_text(secret, "ascii")


def _say(step: str) -> None:
    print(f"[{time.monotonic() - BEGAN:4.0f} s] {step}", flush=True)


def _own_market(whole: Path, own: Path, short: str) -> None:
    """A marketplace's own part of a sample market, with the ring."""
    own.mkdir()
    listings = pq.read_table(whole / "listings.parquet")
    listings = _where(listings, "marketplace", MADE_OF[short])
    known = [str(key) for key in listings.column("listing_id").to_pylist()]
    truth, reviews = pq.read_table(whole / "truth.parquet"), pq.read_table(whole / "reviews.parquet")
    reviews, truth = _where(reviews, "listing_id", known), _where(truth, "listing_id", known)
    listings, truth = with_ring(listings, truth, short)
    for name, table in (("listings", listings), ("truth", truth), ("reviews", reviews)):
        pq.write_table(table, own / f"{name}.parquet")


def _where(table: pa.Table, name: str, values: Sequence[str]) -> pa.Table:
    column = table.column(name)
    return table.filter(pc.is_in(column, pa.array(values, column.type)))


def main(who: str, market: str) -> None:
    """Fill the site."""
    end_with_parent()
    place = Path(settings.HUB_FOLDER) / "demo"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    call_command("migrate", verbosity=0)
    if who == "brand":
        fill_brand(Path(market))
    else:
        fill_marketplace(who, Path(market), place)


if __name__ == "__main__":
    main(*sys.argv[1:])
