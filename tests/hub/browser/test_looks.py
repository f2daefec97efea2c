"""Every page, narrow and wide, light and dark: nothing hangs over, and screen readers find their way."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.urls import resolve
from walked import NO_PAGES, PAGES

from guildmark.hub.pages.urls import urlpatterns

Enter = Callable[..., Any]

SHAPES = [(360, 780, False), (1440, 1000, True), (2560, 1300, False)]


def test_every_page_is_among_those_that_are_walked() -> None:
    addresses = {address for pages in PAGES.values() for address in pages}
    filled = {re.sub(r"\{\w+\}", str(UUID(int=7)), address.partition("?")[0]) for address in addresses}
    walked = {resolve(one if one.endswith("/") else f"{one}/").url_name for one in filled - {"/no-such-page/"}}
    assert {pattern.name for pattern in urlpatterns} - walked - NO_PAGES == set()


@pytest.mark.soak  # a browser and a served site: minutes
@pytest.mark.parametrize("who", PAGES)
def test_pages_fit_and_have_no_serious_barrier(enter: Enter, site: Any, who: str | None) -> None:
    from axe_playwright_python.sync_playwright import Axe

    wrong = []
    for width, height, dark in SHAPES:
        page = enter(who, width=width, height=height, dark=dark)
        for address in PAGES[who]:
            page.goto(address.format(**site.told))
            hanging = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if hanging > 0:
                wrong.append(f"{address} at {width}: {hanging} pixels hang over")
            for one in Axe().run(page).response["violations"]:
                if one["impact"] in ("serious", "critical"):
                    places = [node["target"] for node in one["nodes"]][:3]
                    wrong.append(f"{address} at {width}{' dark' if dark else ''}: {one['id']} {places}")
    assert wrong == []


@pytest.mark.soak
@pytest.mark.parametrize("who", [who for who in PAGES if who])
def test_on_a_phone_no_table_hides_a_column_and_what_decides_leaves_the_case_in_sight(
    enter: Enter, site: Any, who: str
) -> None:
    page = enter(who, width=360, height=780)
    hidden = []
    for address in PAGES[who]:
        page.goto(address.format(**site.told))
        hidden += page.evaluate(
            """address => [...document.querySelectorAll(".table-scroll")]
                .filter(place => place.scrollWidth > place.clientWidth + 1)
                .map(place => `${address}: ${place.scrollWidth - place.clientWidth} pixels of a table`)""",
            address,
        )
        hidden += page.evaluate(
            """address => [...document.querySelectorAll(".rows > li > :first-child")]
                .filter(one => one.offsetWidth && one.offsetWidth < 100 && one.offsetHeight > 100)
                .map(one => `${address}: words squeezed into ${one.offsetWidth} pixels`)""",
            address,
        )
        for height in page.evaluate(
            """() => [...document.querySelectorAll("main *")]
                .filter(one => getComputedStyle(one).position === "sticky").map(one => one.offsetHeight)"""
        ):
            if height > 780 / 6:
                hidden.append(f"{address}: {height} pixels stay in front")
    assert hidden == []
