"""Pages of what flows back in a real browser: open to everybody, and no wider than a phone."""

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
from datetime import UTC, datetime, time, timedelta
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from alliance import organisations
from guildmark.hub.exchange.confidence import choose
from guildmark.hub.exchange.models import Use
from guildmark.hub.exchange.sightings import sight
from guildmark.hub.exchange.weekly import weeks_over
from shared_made import as_if_shared, hit_case

alliance = organisations()

def signed_in(person):
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session.create()
    return session.session_key

right = alliance.right(alliance.arvo)
item = as_if_shared(alliance.arvo, "Real price told in the chat after an order number was given")
other = as_if_shared(alliance.brill, "Covered logo", anonymous=True)
for place, week in enumerate(weeks_over(timezone.now())):
    when = datetime.combine(week + timedelta(days=2), time(), UTC)
    for where, many in ((alliance.bazaar, place * 3), (alliance.souk, place % 4)):
        for n in range(many):
            outcome = "not" if n == 1 and place == 9 else "infringing"
            case = alliance.case(where, right, f"L-{place}-{n}", state="decided", outcome=outcome, decided_at=when,
                                 decided_by=item.pk)
            hit_case(case, item, at=when)
            if place == 3:
                hit_case(case, other, at=when)
use = Use.objects.create(item=item, organisation=alliance.bazaar, version=item.current, mode="review", db=3.0,
                         remembered=[str(case.key)])
sight(item, "seen", by=alliance.actor(alliance.brill))
choose(item, 0.9, "We bought three of them, and all were fakes.", by=alliance.actor(alliance.arvo))
sessions = {name: signed_in(alliance.person(getattr(alliance, name))) for name in ("arvo", "bazaar", "brill")}
print(json.dumps({"item": str(item.pk), "sessions": sessions}))
"""


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """The address of a site on which tactics caught something, what is in it, and a browser."""
    from playwright.sync_api import sync_playwright

    site = OwnSite(Path(tmp_path_factory.mktemp("site")))
    told = site.run(SEED)
    with site.served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM)
        yield address, told, browser
        browser.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_open_to_everybody_and_fits(seeded: tuple[str, dict[str, Any], Any], width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    address, told, browser = seeded
    for who, path in (
        ("arvo", "/tactics/back/"), ("arvo", "/tactics/back/ledger/"), ("bazaar", "/tactics/back/ledger/"),
        ("arvo", f"/tactics/back/{told['item']}/confidence/"), ("bazaar", "/tactics/back/remembered/"),
        ("brill", "/tactics/back/remembered/"), ("bazaar", f"/tactics/{told['item']}/"),
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
