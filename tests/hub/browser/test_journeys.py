"""What people come for, walked through in a real browser."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from alliance import PASSWORD

pytestmark = pytest.mark.soak  # a browser and a served site: minutes

Enter = Callable[..., Any]


def press(page: Any, key: str) -> None:
    """Press a key once the page hears keys."""
    page.wait_for_load_state("load")
    page.keyboard.press(key)


def test_a_reviewer_decides_a_cluster_undoes_it_and_goes_on_by_keys_alone(enter: Enter) -> None:
    page = enter("reviewer@Bazaar")
    page.goto("/review/")
    page.get_by_role("link", name="Start").first.click()
    page.wait_for_url("**/review/*-*/")
    assert "number 0" in page.inner_text("main")
    press(page, "1")
    page.get_by_text("Decided: Infringing.").wait_for()
    assert "number 1" in page.inner_text(".listing-title >> nth=0")
    assert page.locator("input[name=also]").count() == 2
    page.locator("input[name=also]").nth(1).uncheck()
    press(page, "2")
    page.get_by_text("Decided: Not infringing.").wait_for()
    assert "number 3" in page.inner_text(".listing-title >> nth=0")  # the one that was left out
    press(page, "z")
    page.get_by_text("Undone.").wait_for()
    assert "number 1" in page.inner_text(".listing-title >> nth=0")
    assert page.locator("input[name=also]").count() == 2
    before = page.url
    press(page, "s")
    page.wait_for_url(lambda url: url != before)
    assert "number 1" not in page.inner_text(".listing-title >> nth=0")


def test_keys_rest_while_one_writes_and_a_note_goes_on_record(enter: Enter) -> None:
    page = enter("reviewer@Bazaar")
    page.goto("/review/next/")
    press(page, "e")
    page.keyboard.type("1 of 3 like it, see seller")
    assert page.locator("input[form=decide]").input_value() == "1 of 3 like it, see seller"
    title = page.inner_text(".listing-title >> nth=0")
    page.get_by_role("button", name="Said to be a copy").click()
    page.get_by_text("Decided: Infringing.").wait_for()
    page.goto("/cases/?state=decided")
    page.get_by_role("link", name=re.compile(re.escape(title[-9:]) + "$")).first.click()
    assert "1 of 3 like it, see seller" in page.inner_text(".timeline")
    assert "Said to be a copy" in page.inner_text(".timeline")


def test_on_a_phone_a_case_is_decided_with_a_reason_that_fits_the_outcome(enter: Enter) -> None:
    page = enter("reviewer@Bazaar", width=360, height=780)
    page.goto("/review/next/")
    title = page.inner_text(".listing-title >> nth=0")
    page.get_by_role("combobox", name=re.compile("^Because")).select_option(label="Lawful resale")
    page.get_by_role("button", name="Infringing", exact=True).click()
    page.get_by_text("is no reason for this outcome").wait_for()  # and the case is still before one
    assert page.inner_text(".listing-title >> nth=0") == title
    page.get_by_role("combobox", name=re.compile("^Because")).select_option(label="Said to be a copy")
    page.get_by_role("button", name="Infringing", exact=True).click()
    page.get_by_text("Decided: Infringing.").wait_for()
    page.goto("/cases/?state=decided")
    page.get_by_role("link", name=re.compile(re.escape(title[-9:]) + "$")).first.click()
    assert "Said to be a copy" in page.inner_text(".timeline")


def test_pictures_are_compared_under_a_slider_and_blurred_on_demand(enter: Enter) -> None:
    page = enter("reviewer@Bazaar")
    page.goto("/review/next/")
    press(page, "o")
    page.locator("#compare-dialog[open]").wait_for()
    page.locator("#compare-dialog input[type=range]").fill("20")
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.overlay .over')).clipPath") == "inset(0px 80% 0px 0px)"
    )
    press(page, "Escape")
    press(page, "b")
    assert "blur" in page.evaluate("getComputedStyle(document.querySelector('.pictures img')).filter")


def test_a_case_goes_to_the_holder_comes_back_with_its_answer_and_is_decided(enter: Enter) -> None:
    reviewer = enter("reviewer@Bazaar")
    reviewer.goto("/review/next/")
    title = reviewer.inner_text(".listing-title >> nth=0")
    press(reviewer, "r")
    reviewer.keyboard.type("Is this clasp one of yours?")
    reviewer.get_by_role("button", name="Ask", exact=True).click()
    reviewer.get_by_text("The holder was asked").wait_for()
    holder = enter("reviewer@Arvo")
    holder.get_by_role("link", name="Answer").click()
    holder.get_by_role("link", name=re.compile(re.escape(title[-9:]))).click()
    assert "Is this clasp one of yours?" in holder.inner_text(".timeline")
    holder.fill("input[name=note]", "We never made this clasp.")
    holder.get_by_role("button", name="Never made by the holder").click()
    holder.get_by_text("Your answer went to the marketplace").wait_for()
    reviewer.goto("/cases/")
    reviewer.get_by_role("link", name=re.compile(re.escape(title[-9:]))).click()
    assert "We never made this clasp." in reviewer.inner_text("main")
    reviewer.get_by_role("button", name="Take it up").click()
    assert "Never made by the holder" in reviewer.inner_text("main")
    press(reviewer, "1")
    reviewer.get_by_text("Decided: Infringing.").wait_for()


def test_a_lead_draws_an_audit_which_is_judged_without_score_and_evidence(enter: Enter, site: Any) -> None:
    lead = enter("senior reviewer@Bazaar")
    lead.goto("/lead/")
    lead.fill("input[name=per_slice]", "2")
    lead.get_by_role("button", name="Draw an audit").click()
    lead.get_by_text("The audit is being drawn").wait_for()
    site.work()
    reviewer = enter("reviewer@Bazaar")
    reviewer.goto("/review/")
    reviewer.get_by_role("link", name="Judge the next one").first.click()
    text = reviewer.inner_text("main")
    assert "Random audit" in text
    assert "dB" not in text
    assert "Words for copies" not in text
    judged = reviewer.url
    press(reviewer, "1")
    reviewer.wait_for_url(lambda url: url != judged)
    lead.reload()
    assert "1 of 4 judged" in lead.inner_text("main")


def test_a_lead_makes_a_case_golden_and_reopens_another(enter: Enter, site: Any) -> None:
    lead = enter("senior reviewer@Bazaar")
    lead.goto(f"/cases/{site.told['decided']}/")
    lead.get_by_role("button", name="Make it golden").click()
    lead.get_by_role("button", name="No longer golden").click()
    lead.locator("summary", has_text="Reopen").click()
    lead.fill("#why-reopen", "The seller sent an invoice.")
    lead.get_by_role("button", name="Reopen").click()
    lead.get_by_text("The seller sent an invoice.").wait_for()
    assert "Open" in lead.inner_text("h1")


def test_whoever_is_invited_joins_sets_up_a_second_factor_and_is_asked_for_it(enter: Enter, site: Any) -> None:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    page = enter(None)
    page.goto(f"/join/{site.told['invitation']}")
    page.fill("input[name=name]", "Someone new")
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="Join").click()
    page.wait_for_url(re.compile("/account/2fa/totp/activate/"))
    secret = page.locator("#authenticator_secret").input_value()

    def code() -> str:
        return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))

    page.fill("input[name=code]", code())
    page.locator("main form button").first.click()
    page.wait_for_url(re.compile("/account/2fa/(?!totp)"))
    page.goto("/members/")
    assert "Members of the alliance" in page.inner_text("h1")
    again = enter(None)
    again.fill("input[name=login]", "new@souk.example")
    again.fill("input[name=password]", PASSWORD)
    again.click("main form.plain button")
    again.wait_for_url(re.compile("/account/2fa/authenticate/"))
    again.goto("/members/")
    assert "/account/" in again.url


def test_an_administrator_makes_a_key_and_sees_it_once(enter: Enter) -> None:
    page = enter("administrator@Bazaar")
    page.goto("/members/own/")
    page.get_by_label("Purpose").fill("nightly scan")
    page.get_by_label("Bring in findings").check()
    page.get_by_role("button", name="Make the key").click()
    secret = page.inner_text(".secret")
    assert re.fullmatch(r"gm_[\w-]{43}", secret)
    page.goto("/members/own/")
    assert secret not in page.content()


@pytest.mark.parametrize(("language", "word"), [("fr", "Langue"), ("zh-hans", "语言")])
def test_the_language_is_chosen_before_and_after_signing_in(enter: Enter, language: str, word: str) -> None:
    page = enter(None)
    page.select_option("select[name=language]", language)
    page.wait_for_function("code => document.documentElement.lang === code", arg=language)
    assert page.get_by_label(word).count() == 1
