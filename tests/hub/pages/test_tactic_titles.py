"""A tactic is called by its title in the evidence of a case, for those who may read it, and a tactic for all others."""

from collections.abc import Callable

from alliance import Alliance
from django.test import Client
from shared_made import circle, shared

from guildmark.hub.cases.models import Case


def hit(alliance: Alliance, tactic: str) -> Case:
    """A case in whose evidence a tactic stands."""
    case = alliance.case(alliance.bazaar, alliance.right(alliance.brill))
    found = case.found.get()
    piece = found.finding["contributions"][0]
    found.finding |= {"contributions": [*found.finding["contributions"], piece | {"detector": tactic}]}
    found.signals = [*found.signals, found.signals[0] | {"detector": tactic}]
    found.save()
    return case


def test_who_reads_a_tactic_sees_its_title_beside_the_case_and_others_that_it_was_one(
    alliance: Alliance, browse: Callable[..., Client]
) -> None:
    item = shared(alliance, alliance.arvo, "AMBER", [circle(alliance, alliance.arvo, alliance.bazaar)])
    case = hit(alliance, f"tactic/{item.pk}")
    here = browse(alliance.bazaar, "reviewer").get(f"/cases/{case.key}/").content.decode()
    assert "Price in chat" in here and str(item.pk).replace("-", " ") not in here
    there = browse(alliance.brill, "reviewer").get(f"/cases/{case.key}/").content.decode()
    assert "Price in chat" not in there and "A tactic" in there
