"""The page as a reviewer uses it, in a real browser."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

pytest.importorskip("selenium")
from invented_run import make_run
from page_in_browser import choose, open_finding, opened, payload, press, resize, rows, shown, stored
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from guildmark.records import FINDING
from guildmark.report import write_report


def test_search_sees_through_zero_width_characters(page):
    page.find_element(By.ID, "search").send_keys("ZEROWIDTHWORDS")
    assert 0 < int(shown(page).split()[0]) < 320


def test_filters_join_and_are_cleared_together(page):
    assert shown(page) == "320 of 320 shown"
    choose(page, "filter-mark", "ORVANE")
    choose(page, "filter-detector", "replica_words")
    titles = [row.find_element(By.CSS_SELECTOR, ".under strong").text for row in rows(page)]
    assert titles and set(titles) == {"ORVANE"}
    page.execute_script("document.querySelector('[name=band][value=clear]').click()")
    bands = {row.find_element(By.CSS_SELECTOR, ".badge").text for row in rows(page)}
    assert bands == {"review"}
    page.find_element(By.ID, "reset").click()
    assert shown(page) == "320 of 320 shown"


def test_no_match_offers_the_way_back(page):
    page.find_element(By.ID, "search").send_keys("qqqqqqqq")
    assert rows(page) == []
    page.find_element(By.ID, "list-reset").click()
    assert shown(page) == "320 of 320 shown"


def test_a_bar_of_a_chart_filters_the_list(page):
    bar = page.find_element(By.CSS_SELECTOR, "button[data-filter=seller]")
    count = int(bar.find_element(By.CSS_SELECTOR, ".bar-count").get_attribute("textContent").split()[2])
    page.execute_script("arguments[0].click()", bar)
    assert shown(page) == f"{count} of 320 shown"


def test_headers_sort_and_say_so(page):
    header = page.find_element(By.CSS_SELECTOR, "th[data-sort=price]")
    assert page.find_element(By.CSS_SELECTOR, "th[data-sort=score]").get_attribute("aria-sort") == "descending"
    prices = """
        const { findings } = JSON.parse(document.getElementById("data").textContent);
        const price = new Map(findings.map((finding) => [finding.id, finding.priceEur]));
        return [...document.querySelectorAll("#list tbody .title")].map((title) => price.get(title.dataset.id))"""
    for direction in ("ascending", "descending"):
        page.execute_script("arguments[0].firstElementChild.click()", header)
        assert header.get_attribute("aria-sort") == direction
        values = page.execute_script(prices)
        assert values == sorted(values, reverse=direction == "descending")


def test_decisions_by_key_move_on_are_undone_and_outlive_the_page(page):
    page.find_element(By.TAG_NAME, "body").click()
    first = opened(page)
    press(page, "1")
    second = opened(page)
    press(page, "2", "3")
    assert [decision["outcome"] for decision in stored(page).values()] == ["infringing", "not", "undetermined"]
    press(page, "u")
    assert list(stored(page)) == [first, second]
    page.refresh()
    assert page.find_element(By.ID, "download").text == "Download 2 decisions (CSV)"
    assert rows(page)[0].find_element(By.CSS_SELECTOR, ".decision").text == "Infringing"


def test_a_key_held_down_decides_once(page):
    page.execute_script(
        """for (const repeat of [false, true, true])
          document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "1", bubbles: true, repeat }));"""
    )
    assert len(stored(page)) == 1


def test_keys_move_help_and_search(page):
    press(page, "j", "j", "k")
    ids = [row.find_element(By.CSS_SELECTOR, "button").get_attribute("data-id") for row in rows(page)[:3]]
    assert opened(page) == ids[1]
    assert page.switch_to.active_element.get_attribute("data-id") == ids[1]
    press(page, "?")
    assert page.find_element(By.ID, "help-dialog").get_attribute("open") is not None
    press(page, Keys.ESCAPE)
    press(page, "/")
    assert page.switch_to.active_element.get_attribute("id") == "search"
    press(page, "1")
    assert stored(page) == {}


def test_moving_past_the_drawn_rows_draws_more(page):
    assert len(rows(page)) == 200
    page.find_element(By.ID, "list-more").click()
    assert len(rows(page)) == 320


@pytest.mark.parametrize("width", [320, 360, 768, 1440])
def test_no_width_scrolls_sideways(page, width):
    resize(page, width)
    page.refresh()
    page.execute_script("document.querySelectorAll('details').forEach((d) => { d.open = true })")
    assert page.execute_script("return document.documentElement.scrollWidth") <= width
    page.execute_script("document.querySelector('#list .title').click()")
    assert page.execute_script("const d = document.getElementById('detail'); return d.scrollWidth - d.clientWidth") <= 0


def test_on_a_phone_a_finding_covers_the_page_and_back_returns_to_its_row(page):
    resize(page, 360)
    page.refresh()
    page.execute_script("document.querySelectorAll('#list .title')[2].click()")
    detail = page.find_element(By.ID, "detail")
    assert detail.is_displayed() and page.switch_to.active_element == detail
    assert page.execute_script("return document.getElementById('list-pane').inert")
    page.back()
    assert not detail.is_displayed()
    page.execute_script("document.querySelectorAll('#list .title')[2].click()")
    page.find_element(By.CSS_SELECTOR, ".back").click()
    assert not detail.is_displayed()
    assert page.switch_to.active_element.get_attribute("data-id") == opened(page)


def test_the_theme_is_chosen_and_remembered(page):
    button = page.find_element(By.ID, "theme")
    ground = "return getComputedStyle(document.body).backgroundColor"
    button.click()
    light = page.execute_script(ground)
    button.click()
    assert page.execute_script(ground) != light
    page.refresh()
    assert page.find_element(By.ID, "theme").text == "Theme: dark"


def test_a_finding_that_would_act_says_why_it_stays_in_review(page):
    held = next(finding for finding in payload(page) if finding["wouldBand"] == "act")
    open_finding(page, held["id"])
    text = page.find_element(By.CSS_SELECTOR, ".why .held").text
    assert text == "It would act, and stays in review: No slice has 299 blind audits without an error yet."


def test_the_waterfall_runs_from_the_start_to_the_score(page):
    for finding in payload(page)[:20]:
        open_finding(page, finding["id"])
        table = page.find_element(By.CSS_SELECTOR, ".waterfall tbody").find_elements(By.TAG_NAME, "tr")
        steps = [row.find_element(By.TAG_NAME, "td").text.replace("−", "-").removesuffix(" dB") for row in table]
        counted = [row.get_attribute("class") != "uncounted" for row in table]
        assert len(table) == len(finding["contributions"]) + 2
        total = sum(float(step) for step, counts in zip(steps[:-1], counted, strict=False) if counts)
        assert total == pytest.approx(float(steps[-1]), abs=0.06 * len(table))


def test_a_calibrated_chance_is_shown_as_one(browser, tmp_path):
    make_run(tmp_path, 1)
    [finding] = pq.read_table(tmp_path / "findings.parquet").to_pylist()
    table = pa.Table.from_pylist([finding | {"probability": 0.934}], schema=FINDING)
    pq.write_table(table, tmp_path / "findings.parquet")
    browser.get(write_report(tmp_path).as_uri())
    assert browser.find_element(By.CSS_SELECTOR, ".detail-head .chance").text == "93 % likely a fake"


def test_keys_can_be_switched_off(page):
    page.execute_script("document.getElementById('keys-on').click()")
    press(page, "1", "j")
    assert stored(page) == {}
    page.refresh()
    assert not page.find_element(By.ID, "keys-on").is_selected()


def test_another_window_of_the_same_run_sees_a_decision_and_keeps_its_own(page, report):
    press(page, "1")
    first = page.current_window_handle
    page.switch_to.new_window("window")
    page.get(report.as_uri())
    open_finding(page, payload(page)[4]["id"])
    press(page, "2")
    page.close()
    page.switch_to.window(first)
    assert page.find_element(By.ID, "download").text == "Download 2 decisions (CSV)"
    press(page, "3")
    assert len(stored(page)) == 3


def test_decisions_are_possible_where_nothing_can_be_kept(page):
    page.execute_script("Storage.prototype.setItem = () => { throw new Error('no room') }")
    press(page, "1", "2", "3", "u")
    assert page.find_element(By.ID, "storage-notice").is_displayed()
    assert page.find_element(By.ID, "download").text == "Download 2 decisions (CSV)"


def test_a_chosen_bar_is_pressed_and_chosen_again_lets_go(page):
    bar = page.find_element(By.CSS_SELECTOR, "button[data-filter=mark]")
    page.execute_script("arguments[0].click()", bar)
    assert bar.get_attribute("aria-pressed") == "true"
    assert shown(page) != "320 of 320 shown"
    page.execute_script("arguments[0].click()", bar)
    assert bar.get_attribute("aria-pressed") == "false"
    assert shown(page) == "320 of 320 shown"


def test_charts_leave_out_what_is_cleared_until_it_is_asked_for(page):
    drawn = """return [...document.querySelectorAll('#charts rect')]
        .filter((part) => part.checkVisibility()).map((part) => part.classList[0])"""
    assert set(page.execute_script(drawn)) == {"fill-review"}
    page.find_element(By.ID, "with-clear").click()
    assert set(page.execute_script(drawn)) == {"fill-review", "fill-clear"}


def test_a_bar_whose_findings_are_beyond_the_page_says_where_they_are(browser, tmp_path):
    make_run(tmp_path, 1_040, nasty=0.0)
    rows_of_run = pq.read_table(tmp_path / "findings.parquet").to_pylist()
    for row in sorted(rows_of_run, key=lambda row: row["score_db"])[:20]:
        row["mark"] = "ZELTURN"
    pq.write_table(pa.Table.from_pylist(rows_of_run, schema=FINDING), tmp_path / "findings.parquet")
    browser.get(write_report(tmp_path).as_uri())
    browser.execute_script("document.querySelector('[data-filter=mark][data-key=ZELTURN]').click()")
    assert browser.find_element(By.ID, "list-empty-why").text == (
        "No finding on this page matches; 40 more are in findings.parquet."
    )
    assert not browser.find_element(By.ID, "list").is_displayed()


def test_a_decision_is_undone_by_button(page):
    undo = "#detail .undo"
    assert not page.find_element(By.CSS_SELECTOR, undo).is_enabled()
    first = opened(page)
    page.execute_script("document.querySelector('.decide [data-outcome=not]').click()")
    assert list(stored(page)) == [first]
    page.execute_script(f"document.querySelector('{undo}').click()")
    assert stored(page) == {}
    assert opened(page) == first
    assert not page.find_element(By.CSS_SELECTOR, undo).is_enabled()


def test_decisions_are_possible_where_storage_may_not_even_be_touched(browser, report):
    refuse = (
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
    )
    script = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": refuse})
    browser.get("about:blank")
    browser.get(report.as_uri())
    browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)
    press(browser, "1", "2", "u", "j")
    assert browser.find_element(By.ID, "storage-notice").is_displayed()
    assert browser.find_element(By.ID, "download").text == "Download 1 decision (CSV)"
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []


def test_where_the_list_has_no_room_for_columns_nothing_of_a_row_is_cut_off(page):
    cut = """return [...document.querySelectorAll('#list td:not(.listing)')].filter((cell) =>
        cell.checkVisibility() && cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.textContent)"""
    for width in (320, 390, 1024, 1440):
        resize(page, width)
        assert page.execute_script(cut) == []


def test_a_private_reference_says_that_the_score_is_rounded(page):
    finding = next(finding for finding in payload(page) if finding["rounded"])
    open_finding(page, finding["id"])
    assert page.find_element(By.CSS_SELECTOR, ".detail-score").text.startswith("≈")
    assert "rounded, since the reference is private" in page.find_element(By.CSS_SELECTOR, ".waterfall").text
