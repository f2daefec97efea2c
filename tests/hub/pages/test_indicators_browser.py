"""Pages of indicators in a real browser: open to everybody, and no wider than a phone."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from own_site import OwnSite

PROGRAM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.soak,  # a browser and a served site: minutes
    pytest.mark.skipif(PROGRAM is None, reason="chromium is not installed"),
]

SEED = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from alliance import organisations
from guildmark.hub.cases.decide import decide
from guildmark.hub.events.lease import work_once
from guildmark.hub.exchange import sharing
from guildmark.hub.exchange.indicators import draft_indicator
from guildmark.hub.exchange.look_for import look_for
from guildmark.hub.exchange.vouched import vouch
from shared_made import circle

alliance = organisations()

def signed_in(person):
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session.create()
    return session.session_key

bags = circle(alliance, alliance.arvo, alliance.bazaar, name="Bags and what is carried in them")
long = "address", "builder.example.com/" + "a-very-long-name-of-a-page-" * 8
for owner in (alliance.arvo, alliance.brill):
    by = alliance.actor(owner)
    for kind, value in (("phone", "+44 7700 900123"), ("text", "Mirror grade goods from our own workshop"), long):
        item = draft_indicator(kind, value, "", "We bought three of them in May.", by=by).item
        sharing.share(item, "GREEN", [], by=by, meant=True)
    draft_indicator("email", "karen@fakes-karen.com", "", "A test purchase.", by=by)
vouch("phone", "+44 7700 900100", "hot line of a holder", by=alliance.actor(alliance.secretariat))
case = alliance.case(alliance.bazaar, alliance.right(alliance.arvo))
snapshot = case.found.get().snapshot
snapshot.content |= {"description": "Call +44 7700 900123 or 06 12 34 56 78, " + long[1]}
snapshot.save()
decide(case, "infringing", by=alliance.actor(alliance.bazaar, "reviewer"))
look_for(None, by=alliance.actor(alliance.bazaar))
work_once()
sessions = {name: signed_in(alliance.person(getattr(alliance, name))) for name in ("arvo", "bazaar", "secretariat")}
print(json.dumps({"item": str(item.pk), "case": str(case.key), "sessions": sessions}))
"""


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """The address of a site in which values were told, what is in it, and a browser."""
    from playwright.sync_api import sync_playwright

    site = OwnSite(Path(tmp_path_factory.mktemp("site")))
    told = site.run(SEED)
    with site.served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM)
        yield address, told, browser
        browser.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_indicators_is_open_to_everybody_and_fits(
    seeded: tuple[str, dict[str, Any], Any], width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    address, told, browser = seeded
    home = "/tactics/indicators/"
    for who, path in (
        ("bazaar", home), ("arvo", f"{home}?which=own"), ("secretariat", f"{home}?kind=seller"),
        ("arvo", f"{home}tell/"), ("arvo", f"{home}share/?all=1"), ("secretariat", f"{home}known-good/"),
        ("bazaar", f"{home}{told['item']}/"), ("bazaar", f"/cases/{told['case']}/tell/"),
        ("bazaar", f"/cases/{told['case']}/"),
    ):  # fmt: skip
        context = browser.new_context(viewport={"width": width, "height": 900})
        context.add_cookies([{"name": "sessionid", "value": told["sessions"][who], "url": address}])
        page = context.new_page()
        answer = page.goto(address + path)
        assert answer.status == 200, path
        found = Axe().run(page).response["violations"]
        serious = [(one["id"], one["nodes"][0]["target"]) for one in found if one["impact"] in ("serious", "critical")]
        assert serious == [], (path, width)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (path, width)
        context.close()
