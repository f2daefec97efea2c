"""From a decision to its end: a second pair of eyes, the seller's own page, an answer with papers, a store that closes
and comes back, a policy that two people let act, and a receiver that is connected."""

from collections.abc import Callable
from typing import Any

import pytest
from make_pictures import drawing
from papers_made import paged

pytestmark = pytest.mark.soak  # a browser and a served site: minutes

Enter = Callable[..., Any]


def asked(page: Any, button: str) -> None:
    """Press a button that asks a second time, and say yes."""
    page.get_by_role("button", name=button).first.click()
    page.locator("#confirm[open]").get_by_role("button", name=button).click()


def test_a_seller_answers_with_papers_and_somebody_else_puts_it_right(enter: Enter, site: Any) -> None:
    seller = enter(None, width=390)
    seller.goto(f"/statements/{site.told['statement']}/")
    told = seller.inner_text("main")
    for words in ("Your listing was removed", "Zelvano", "What would clear it", "You can answer until"):
        assert words in told
    seller.get_by_label("Your answer").last.fill("It is a gift of my aunt. <b>Look</b> at the invoice.")
    seller.set_input_files(
        "input[name=papers]", {"name": "virus.exe", "mimeType": "image/png", "buffer": b"MZ\x90\x00 a program"}
    )
    seller.get_by_role("button", name="Send the answer").click()
    assert "virus.exe" in seller.inner_text(".notice.wrong")
    assert "my aunt" in seller.get_by_label("Your answer").last.input_value()  # what was written is not lost
    papers = [
        {"name": "invoice.pdf", "mimeType": "application/pdf", "buffer": paged(2)},
        {"name": "bag.jpg", "mimeType": "image/jpeg", "buffer": drawing("white")},
    ]
    seller.set_input_files("input[name=papers]", papers)
    seller.get_by_role("button", name="Send the answer").click()
    seller.get_by_text("It is being looked at").first.wait_for()
    assert seller.get_by_role("button", name="Send the answer").count() == 0
    site.work()

    first = enter("reviewer@Bazaar")
    first.goto("/sellers/")
    first.get_by_role("link", name="number 0").first.click()
    assert "You had a part in this action" in first.inner_text("main")
    address = first.url

    second = enter("senior reviewer@Bazaar")
    second.goto(address)
    assert "<b>Look</b>" in second.inner_text("main")  # words, not code
    pages = second.locator(".pages img")
    assert pages.count() == 3
    for number in range(3):
        pages.nth(number).scroll_into_view_if_needed()
        assert pages.nth(number).evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    second.get_by_role("button", name="The action was wrong").click()  # without words: the browser asks for them
    assert second.url == address
    second.get_by_label("To the seller, in plain words").fill("The invoice is right. We are sorry.")
    second.get_by_role("button", name="Looks genuine").click()
    second.get_by_text("Settled.").wait_for()

    seller.reload()
    told = seller.inner_text("main")
    assert "We were wrong, and are sorry" in told
    assert "The invoice is right" in told
    second.goto(f"/actions/{site.told['action']}/")
    assert "After an answer of the seller" in second.inner_text(".page-head")
    second.get_by_role("link", name="The case").click()
    timeline = second.inner_text(".timeline")
    for words in ("Action taken: Remove", "Answered by the seller", "Action lifted: Remove", "The action was wrong"):
        assert words in timeline


def test_a_store_is_closed_by_a_second_person_and_all_of_it_is_lifted_again(enter: Enter, site: Any) -> None:
    lead = enter("senior reviewer@Bazaar")
    lead.goto(f"/actions/{site.told['held']}/")
    assert "1 of 2 people approved it" in lead.inner_text("main")
    assert lead.get_by_role("button", name="Approve").count() == 0  # said yes already
    second = enter("administrator@Bazaar")
    second.get_by_role("link", name="Look at actions").click()
    second.get_by_role("link", name="Close store").first.click()
    second.get_by_role("link", name="The store").click()
    assert "Dossier" in second.inner_text("main")
    second.get_by_role("link", name="Approve or refuse the closing").click()
    second.get_by_role("button", name="Approve").click()
    assert "In force" in second.inner_text(".page-head")
    site.work()
    second.get_by_role("link", name="The store").click()
    closing = second.locator("section", has_text="Steps").first.inner_text()
    assert "Down now\n34" in closing
    lead.reload()
    lead.get_by_text("Lift", exact=True).first.click()
    lead.get_by_label("Why").fill("The maker's own shop.")
    lead.get_by_role("button", name="Lift").click()
    site.work()
    second.reload()
    closing = second.locator("section", has_text="Steps").first.inner_text()
    assert "Down now\n0" in closing
    assert "Put back\n34" in closing


def test_two_people_let_a_policy_act_after_they_saw_whom_it_hits(enter: Enter) -> None:
    lead, second = enter("senior reviewer@Bazaar"), enter("administrator@Bazaar")
    lead.goto("/lead/policy/")
    text = lead.get_by_label("Policy", exact=True)
    text.fill(text.input_value().replace("measures: [remove]", "measures: [explode]", 1))
    lead.get_by_role("button", name="Propose, and see whom it would hit").click()
    assert "measure 'explode' is not known" in lead.inner_text(".field.wrong")
    rule = "rules:\n  - name: softly\n    when: {band: act}\n    measures: [label]\n"
    fixed = text.input_value().replace("[explode]", "[remove]", 1).replace("rules:\n", rule, 1)
    text.fill(fixed)
    lead.get_by_role("button", name="Propose, and see whom it would hit").click()
    lead.get_by_text("Proposed. Two people must approve it.").wait_for()
    assert "softly" in lead.inner_text("table")
    assert lead.get_by_role("button", name="Activate").count() == 0
    lead.get_by_role("button", name="Approve").click()
    second.goto(lead.url)
    second.get_by_role("button", name="Approve").click()
    second.get_by_role("button", name="Activate").click()
    assert "Active" in second.inner_text(".page-head")
    for number, page in enumerate((lead, second)):
        page.goto("/lead/policy/")
        assert "softly" in page.inner_text("main")
        brakes = page.locator("section", has_text="Brakes").first
        assert f"{number} of 2 people" in brakes.inner_text()
        page.get_by_role("button", name="Let it act again").click()
    assert "Released" in second.locator("section", has_text="Brakes").first.inner_text()


def test_a_receiver_is_connected_and_its_secret_is_shown_once(enter: Enter) -> None:
    page = enter("administrator@Bazaar")
    page.goto("/actions/connection/")
    assert "answered 503: maintenance" in page.inner_text("main")
    page.get_by_label("Address").fill("http://bazaar.example/states")
    page.get_by_role("button", name="Connect", exact=True).click()
    assert "nothing is sent unencrypted" in page.inner_text(".field.wrong")
    page.get_by_label("Address").fill("https://169.254.169.254/latest")
    page.get_by_role("button", name="Connect", exact=True).click()
    page.get_by_label("Address").fill("https://bazaar.example/hooks")
    page.get_by_role("button", name="Connect", exact=True).click()
    secret = page.inner_text(".secret")
    assert secret.startswith("whsec_")
    page.goto("/actions/connection/")
    assert secret not in page.content()
    asked(page, "End the connection")
    page.get_by_text("Not connected.").wait_for()


def test_words_are_approved_by_who_knows_the_language(enter: Enter) -> None:
    page = enter("reviewer@Bazaar")
    page.goto("/lead/words/")
    page.get_by_role("link", name="Deutsch").click()
    asked(page, "The words are right")
    page.get_by_text("Approved.").first.wait_for()
    assert "1 of 2 people" in page.get_by_role("row").filter(has_text="Deutsch").inner_text()
