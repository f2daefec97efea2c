"""Looking listings up, and a search that stands, walked through in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from make_pictures import drawing

pytestmark = pytest.mark.soak  # a browser and a served site: minutes

Enter = Callable[..., Any]
PASTE = """async (base64) => {
    const data = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const clipboard = new DataTransfer();
    clipboard.items.add(new File([data], "pasted.jpg", {type: "image/jpeg"}));
    document.dispatchEvent(new ClipboardEvent("paste", {clipboardData: clipboard, bubbles: true, cancelable: true}));
}"""


def test_the_address_of_a_listing_leads_to_it_and_to_all_that_is_like_it(enter: Enter) -> None:
    page = enter("reviewer@Bazaar")
    page.goto("/look-up/")
    page.fill("#q", "http://www.bazaar.example/item/4?utm_source=letter")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="The listing").wait_for()
    text = page.inner_text("main")
    assert "number 4" in text
    assert "With the same picture" in text
    assert "From the same seller" in text
    page.get_by_role("link", name="number 7").first.click()
    page.get_by_role("link", name="Similar listings").click()
    page.get_by_role("heading", name="The listing").wait_for()


def test_a_picture_that_is_pasted_finds_its_listings_and_stands_as_a_search(enter: Enter) -> None:
    import base64

    page = enter("reviewer@Bazaar")
    page.goto("/look-up/")
    page.wait_for_load_state("load")
    page.evaluate(PASTE, base64.b64encode(drawing("pink")).decode())
    page.wait_for_url("**/look-up/?picture=*")
    page.get_by_role("heading", name="With the same picture").wait_for()
    assert "number 1" in page.inner_text("main")
    page.fill("input[name=name]", "The pink ground")
    page.get_by_role("button", name="Keep the search").click()
    page.get_by_text("The search is kept").wait_for()
    page.get_by_role("button", name="End this search").click()
    page.locator("#confirm[open]").get_by_role("button", name="End this search").click()
    page.get_by_text("The search has ended").wait_for()
    page.locator("summary", has_text="Ended searches").click()
    page.get_by_role("link", name="The pink ground").click()
    assert "Ended on" in page.inner_text("main")


def test_a_holder_watches_its_mark(enter: Enter, site: Any) -> None:
    page = enter("administrator@Arvo")
    page.goto(f"/rights/{site.told['right']}/")
    page.get_by_role("link", name="Find listings").click()
    assert page.input_value("#right") == site.told["right"]
    assert "Zelvano" in page.locator("tbody").first.inner_text()
    page.fill("input[name=name]", "All of Zelvano")
    page.get_by_role("button", name="Keep the search").click()
    page.get_by_text("The search is kept").wait_for()
