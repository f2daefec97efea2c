"""A tactic is tried on kept listings as a scan would: with facts, and with the previews of their pictures."""

import hashlib
import io
from uuid import uuid4

import numpy as np
import pytest
from alliance import Alliance
from delivered import row
from PIL import Image
from shared_made import hit_case, shared, tactic_text

from guildmark.hub.cases.decide import decide
from guildmark.hub.cases.intake import bring
from guildmark.hub.cases.models import Case
from guildmark.hub.exchange.look_over import look_over
from guildmark.hub.exchange.remembered import remembered_against
from guildmark.hub.exchange.sightings import tell_false_alarm
from guildmark.hub.exchange.try_out import try_on
from guildmark.hub.registry.models import Right
from guildmark.pictures import hash_hex
from guildmark.pictures.seen import look_at
from guildmark.tactics import Tactic, Used, parse_tactic

pytestmark = pytest.mark.django_db

SAME_PICTURE = "fact: {same: picture, sellers: 3, within: 7 days}"


def asking(*conditions: str) -> Tactic:
    """A tactic that asks this of listings that name a mark."""
    when = "".join(f"\n    - {one}" for one in conditions)
    text = tactic_text(key=uuid4())
    head, rest = text.split("when:")
    return parse_tactic(
        "made.yaml", f"{head}when:\n  all:\n    - mark: any{when}\nstrength:{rest.split('strength:')[1]}"
    )


def drawn(seed: int, size: int = 640) -> bytes:
    """A picture with structure, as a JPEG."""
    spots = np.random.default_rng(seed).integers(0, 255, (12, 12, 3), dtype=np.uint8)
    stream = io.BytesIO()
    Image.fromarray(spots).resize((size, size), Image.Resampling.BICUBIC).save(stream, "JPEG", quality=80)
    return stream.getvalue()


def bring_shown(alliance: Alliance, names: str, seed: int, *, sent: bool = True) -> None:
    """A listing each of a seller of its own, all of which show one picture."""
    picture = hashlib.sha256(drawn(seed)).hexdigest()
    preview = [{"picture": picture, "jpeg": drawn(seed, 160), "hash": None}] if sent else []
    rows = []
    for name in names:
        one = row(
            f"L{name}", "orvane", title=f"Orvane tote {name}", finding={"seller_id": f"s{name}", "picture": picture},
            previews=preview,
        )  # fmt: skip
        one["listing"]["pictures"] = [{"uri": f"https://cdn.example/{name}.jpg", "digest": picture}]
        rows.append(one)
    done = bring(rows, run="r", context="c", by=alliance.actor(alliance.bazaar))
    assert done.counts["opened"] == len(names)


def test_facts_are_counted_among_the_listings_that_are_kept(alliance: Alliance, orvane: Right) -> None:
    """By what a picture is, wherever each listing has it from; the listing itself does not count."""
    bring_shown(alliance, "abcd", 1, sent=False)
    bring_shown(alliance, "xyz", 2)
    counts = try_on(alliance.bazaar, Used(asking(SAME_PICTURE)), 100)
    assert (counts.listings, counts.hits, counts.sellers) == (7, 4, 4)
    assert try_on(alliance.bazaar, Used(asking(SAME_PICTURE)), 3).hits == 0, "the newest three have no third other"


def test_pictures_are_known_by_their_previews(alliance: Alliance, orvane: Right) -> None:
    known = hash_hex(look_at(drawn(1), "").hashes[0])
    bring_shown(alliance, "ab", 1)
    bring_shown(alliance, "c", 2)
    bring_shown(alliance, "d", 3, sent=False)
    tactic = asking(f"picture: {{like: ['{known}']}}")
    assert try_on(alliance.bazaar, Used(tactic), 100).hits == 2
    for actor in (alliance.actor(alliance.bazaar), alliance.actor(alliance.arvo)):
        over = look_over(tactic, actor)
        assert (over.listings, over.hits) == (4, 2)
        assert {hit.case.listing_id for hit in over.shown} == {"La", "Lb"}


def test_a_false_alarm_is_remembered_against_a_tactic_that_asks_for_facts(alliance: Alliance, orvane: Right) -> None:
    """They are counted among all that is kept, not among the few of which a false alarm was told."""
    bring_shown(alliance, "abcd", 1)
    case = Case.objects.get(listing_id="La")
    decide(case, "not", by=alliance.actor(alliance.bazaar, "reviewer"))
    hit_case(case, told := shared(alliance, alliance.arvo))
    tell_false_alarm(told, case, by=alliance.actor(alliance.bazaar, "senior reviewer"))
    assert remembered_against(Used(asking(SAME_PICTURE)), alliance.bazaar) == [case]
    assert remembered_against(Used(asking("words: [brass plate]")), alliance.bazaar) == []
