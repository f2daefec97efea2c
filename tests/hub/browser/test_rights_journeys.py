"""A right on its way from the holder's first word to the scans, and an agent who acts by a power of attorney."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from rights_made import PDF, picture

pytestmark = pytest.mark.soak  # a browser and a served site: minutes

Enter = Callable[..., Any]
VERIFIERS = ("administrator@Secretariat", "reviewer@Secretariat")
IN_SIX_YEARS = (date.today() + timedelta(days=6 * 365)).isoformat()


def written(page: Any, mark: str) -> None:
    """Fill in what a new right needs, and save it as a draft."""
    page.get_by_label("Mark", exact=True).fill(mark)
    page.get_by_label("Office").fill("EM")
    page.get_by_label("Number").fill("018233410")
    page.get_by_label("Until").fill(IN_SIX_YEARS)
    page.get_by_label("Bags", exact=True).check()
    page.get_by_role("button", name="Begin the draft").click()
    page.get_by_text("The draft is saved.").wait_for()


def asked(page: Any, button: str) -> None:
    """Press a button that asks a second time, and say yes."""
    page.get_by_role("button", name=button).first.click()
    page.locator("#confirm[open]").get_by_role("button", name=button).click()


def test_a_holder_registers_a_right_two_people_verify_it_and_scans_use_it(enter: Enter, site: Any) -> None:
    holder = enter("administrator@Arvo")
    holder.get_by_role("link", name="Rights", exact=True).click()
    holder.get_by_role("link", name="Register a right").click()
    written(holder, "Orlune")
    holder.set_input_files("input[name=files]", {"name": "bag.png", "mimeType": "image/png", "buffer": picture()})
    holder.get_by_role("button", name="Add", exact=True).click()
    holder.get_by_text("1 file added.").wait_for()
    assert holder.locator(".files img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    holder.get_by_role("button", name="Save and submit").click()
    holder.get_by_text("Two people of the secretariat verify it now.").wait_for()
    assert "Version 1: Submitted" in holder.inner_text(".page-head")
    address = holder.url

    marketplace = enter("reviewer@Bazaar")
    marketplace.goto(address)
    assert "Not found" in marketplace.inner_text("h1")  # nothing is shown before it is verified

    for number, who in enumerate(VERIFIERS):
        verifier = enter(who)
        verifier.get_by_role("link", name="Verify rights").click()
        row = verifier.get_by_role("row").filter(has_text="Orlune")
        assert f"{number}/2" in row.inner_text()
        row.get_by_role("link").click()
        assert "018233410" in verifier.inner_text("main")
        assert verifier.locator(".pictures img").count() == 1
        verifier.get_by_role("button", name="Approve").click()
        verifier.get_by_text(("Approved. One more person", "Verified.")[number]).wait_for()
        if number == 0:
            verifier.get_by_role("link", name="Orlune").click()
            assert "Another person must approve it too." in verifier.inner_text("main")
            assert verifier.get_by_role("button", name="Approve").count() == 0

    holder.reload()
    assert "Verified, version 1" in holder.inner_text(".page-head")
    site.work()
    holder.reload()
    assert "Listings are judged by it since" in holder.inner_text("main")
    marketplace.reload()
    assert "Orlune" in marketplace.inner_text("h1")
    assert marketplace.locator(".pictures img").count() == 1


def test_what_is_refused_comes_back_with_its_reason_and_is_mended(enter: Enter) -> None:
    holder = enter("administrator@Arvo")
    holder.goto("/rights/new/")
    written(holder, "Quillon")
    holder.get_by_role("button", name="Save and submit").click()
    holder.get_by_text("Two people of the secretariat verify it now.").wait_for()
    verifier = enter(VERIFIERS[0])
    verifier.goto("/verify/")
    verifier.get_by_role("link", name="Quillon").click()
    verifier.get_by_label("Why").fill("The number is that of another mark.")
    verifier.get_by_role("button", name="Refuse").click()
    verifier.get_by_text("Refused; the holder is told.").wait_for()
    holder.reload()
    assert "The number is that of another mark." in holder.inner_text(".notice.wrong")
    holder.get_by_role("button", name="Begin the next version").click()
    holder.get_by_label("Number").first.fill("018999999")
    holder.get_by_role("button", name="Save", exact=True).click()
    holder.get_by_text("Saved.").wait_for()
    assert holder.get_by_label("Number").first.input_value() == "018999999"


def test_an_agent_acts_by_a_power_of_attorney_until_it_is_revoked(enter: Enter) -> None:
    holder = enter("administrator@Arvo")
    holder.goto("/rights/powers/")
    holder.get_by_label("Agent").select_option(label="Brill")
    holder.set_input_files("input[name=document]", {"name": "power.pdf", "mimeType": "application/pdf", "buffer": PDF})
    holder.get_by_label("From").fill("2020-01-01")
    holder.get_by_label("Until").fill(IN_SIX_YEARS)
    holder.get_by_role("button", name="Give", exact=True).click()
    holder.get_by_text("It is in force once the secretariat has verified it.").wait_for()
    assert "To be verified" in holder.inner_text("table")

    agent = enter("administrator@Brill")
    agent.goto("/rights/new/")
    assert agent.get_by_label("For whom").count() == 0  # not before it is verified

    for number, who in enumerate(VERIFIERS):
        verifier = enter(who)
        verifier.get_by_role("link", name="Verify powers of attorney").click()
        verifier.get_by_role("link", name="Arvo").click()
        with verifier.expect_download() as document:
            verifier.get_by_role("link", name="application/pdf").click()
        assert document.value.path().read_bytes() == PDF
        verifier.get_by_role("button", name="Approve").click()
        verifier.get_by_text(("Approved. One more person", "Verified.")[number]).wait_for()

    agent.reload()
    agent.get_by_label("For whom").select_option(label="Arvo")
    written(agent, "Sablemont")
    code = agent.url.rstrip("/").split("/")[-2]
    agent.goto(f"/rights/{code}/")
    assert "Arvo" in agent.inner_text(".page-head")
    holder.goto(f"/rights/{code}/")
    assert "Sablemont" in holder.inner_text("h1")  # it is the holder's

    holder.goto("/rights/powers/")
    assert "In force" in holder.inner_text("table")
    holder.get_by_role("link", name="Arvo").click()
    holder.get_by_role("button", name="Revoke").click()
    holder.locator("#confirm[open]").get_by_role("button", name="Cancel").click()
    assert "In force" in holder.inner_text(".page-head")
    asked(holder, "Revoke")
    holder.get_by_text("Revoked.", exact=True).wait_for()
    agent.goto("/rights/new/")
    assert agent.get_by_label("For whom").count() == 0
    assert re.search("Not found", agent.goto(f"/rights/{code}/").text())
