"""Pages of rights in a real browser: found while typing, registered by keyboard, and open to everybody at any width."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

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
from alliance import Alliance
from guildmark.hub.members.organisations import admit
from guildmark.hub.registry.approval import submit
from guildmark.hub.registry.drafts import register_right
from rights_made import entry, private_entry, verified

def member(kind, name, **more):
    return admit(kind, name, by=None, needs_second_factor=False, **more)

alliance = Alliance(
    member("marketplace", "Bazaar", marketplace="bazaar"), member("marketplace", "Souk", marketplace="souk"),
    member("holder", "Arvo"), member("holder", "Brill"), member("secretariat", "Secretariat"),
)

def signed_in(person):
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session.create()
    return session.session_key

right = verified(alliance, private_entry("ORVANE"))
verified(alliance, entry("Zelvano"))
waits = register_right(entry("Vellmark"), by=alliance.actor(alliance.arvo))
draft = register_right(entry("Quill"), by=alliance.actor(alliance.arvo))
submit(waits.versions.get(), by=alliance.actor(alliance.arvo))
sessions = {name: signed_in(alliance.person(getattr(alliance, name))) for name in ("arvo", "bazaar", "secretariat")}
print(json.dumps({"right": right.code, "waits": waits.code, "draft": draft.code, "sessions": sessions}))
"""


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """The address of a site with some rights, what is in it, and a browser."""
    from playwright.sync_api import sync_playwright

    site = OwnSite(Path(tmp_path_factory.mktemp("site")))
    told = site.run(SEED)
    with site.served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM)
        yield address, told, browser
        browser.close()


def opened(seeded: tuple[str, dict[str, Any], Any], who: str, path: str, width: int = 1280) -> Any:
    address, told, browser = seeded
    context = browser.new_context(viewport={"width": width, "height": 900})
    cookie = f"sessionid-{urlsplit(address).port}"
    context.add_cookies([{"name": cookie, "value": told["sessions"][who], "url": address}])
    page = context.new_page()
    answer = page.goto(address + path)
    assert answer.status == 200, path
    return page


@pytest.mark.parametrize("width", [360, 1280, 2560])
def test_every_page_is_open_to_everybody_and_fits(seeded: tuple[str, dict[str, Any], Any], width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    told = seeded[1]
    for who, path in (
        ("arvo", "/rights/"), ("arvo", "/rights/new/"), ("arvo", f"/rights/{told['right']}/"),
        ("arvo", f"/rights/{told['draft']}/draft/"), ("arvo", "/rights/powers/"),
        ("secretariat", "/verify/"), ("secretariat", f"/verify/{told['waits']}/1/"),
        ("bazaar", f"/rights/{told['right']}/versions/1/"), ("bazaar", "/lead/weights/"),
    ):  # fmt: skip
        page = opened(seeded, who, path, width)
        found = Axe().run(page).response["violations"]
        serious = [(one["id"], one["nodes"][0]["target"]) for one in found if one["impact"] in ("serious", "critical")]
        assert serious == [], (path, width)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (path, width)
        page.context.close()


def test_rights_are_found_while_one_types(seeded: tuple[str, dict[str, Any], Any]) -> None:
    page = opened(seeded, "arvo", "/rights/")
    assert page.locator("#rows tbody tr").count() == 4
    page.get_by_label("Mark or code").press_sequentially("zelv")
    page.locator("#rows tbody tr").nth(1).wait_for(state="detached")
    assert "Zelvano" in page.locator("#rows").inner_text()
    assert "search=zelv" in page.url
    page.context.close()


def test_a_right_is_registered_by_keyboard_alone(seeded: tuple[str, dict[str, Any], Any]) -> None:
    page = opened(seeded, "arvo", "/rights/new/")
    page.get_by_label("Mark", exact=True).focus()
    page.keyboard.type("Ormond")
    page.get_by_label("Office").first.focus()
    page.keyboard.type("EMM")
    with page.expect_navigation():
        page.keyboard.press("Enter")  # sends the form, though a button that adds a row stands before the last one
    assert "is not a code of two letters" in page.locator("main").inner_text()
    assert page.get_by_label("Mark", exact=True).input_value() == "Ormond"
    page.get_by_label("Office").first.fill("EM")
    page.keyboard.press("Tab")
    page.keyboard.type("018299999")
    page.keyboard.press("Enter")
    page.wait_for_url("**/draft/")
    assert "Ormond" in page.locator("h1").inner_text()
    page.context.close()
