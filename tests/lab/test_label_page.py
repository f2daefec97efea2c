"""In a real browser: cases are labelled by key, kept, undone, exported, and show nothing of what the scan thought."""

import csv
import json
import time
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("selenium")
from invented_findings import written_run
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from guildmark.lab.audit import make_audit
from guildmark.lab.seal import open_draw
from guildmark.records.read_decisions import read_decisions

HOSTILE = "<img src=x onerror=window.hacked=1> \u202eevas\u202c =1+1"


HELD_DOWN = """for (const repeat of [false, true, true])
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "1", bubbles: true, repeat }));"""


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six cases of three bands."""
    folder = tmp_path_factory.mktemp("audit")
    spoke = ({"replica_words": 1.0, "disguised_mark": 1.0}, {"price_below_floor": 1.0}, {"mark_in_text": 1.0})
    rows = [{"spoke": spoke[n % 3], "title": f"{HOSTILE} {n}", "listing_id": f"=L{n}"} for n in range(6)]
    run = written_run(folder / "run", rows)
    return make_audit(run, folder / "draw", per_slice=10, unfired=0, seed=1).folder


@pytest.fixture
def page(browser: Any, audit: Path) -> Any:
    """The page, freshly opened by somebody who has given a name."""
    resize(browser, 1280)
    address = (audit / "label.html").as_uri()
    browser.get(address)
    browser.execute_script("localStorage.clear()")
    while True:  # what was cleared may come back when the browser changes processes between two pages
        browser.get("about:blank")
        browser.get_log("browser"), browser.get_log("performance")
        browser.get(address)
        if not browser.execute_script("const kept = localStorage.length; localStorage.clear(); return kept"):
            break
    browser.find_element(By.ID, "who").send_keys("A. Reader", Keys.ENTER)
    return browser


def resize(browser: Any, width: int) -> None:
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def press(page: Any, *keys: str) -> None:
    for key in keys:
        ActionChains(page).send_keys(key).perform()


def stored(page: Any) -> dict[str, Any]:
    text = page.execute_script("return Object.entries(localStorage).find(([k]) => k.startsWith('guildmark:audit:'))")
    return json.loads(text[1]) if text else {}


def place(page: Any) -> str:
    return str(page.find_element(By.ID, "place").text)


def test_cases_are_decided_by_key_one_after_the_other(page: Any, audit: Path) -> None:
    press(page, "1", "2", "3")
    labels = stored(page)
    assert [one["outcome"] for one in labels.values()] == ["infringing", "not", "undetermined"]
    assert {one["by"] for one in labels.values()} == {"A. Reader"}
    drawn = open_draw(audit).cases.column("finding_id").to_pylist()
    assert list(labels) == drawn[:3]
    assert page.find_element(By.ID, "progress-text").text == "3 of 6 decided"
    assert place(page) == "Case 4 of 6"


def test_the_last_decision_is_undone_and_all_outlive_the_page(page: Any) -> None:
    press(page, "1", "1", "u")
    assert len(stored(page)) == 1
    assert place(page) == "Case 2 of 6"
    page.refresh()
    assert page.find_element(By.ID, "progress-text").text == "1 of 6 decided"
    assert page.find_element(By.ID, "who").get_attribute("value") == "A. Reader"
    assert place(page) == "Case 2 of 6"


def test_skipped_cases_come_back_last(page: Any) -> None:
    press(page, "s", "1", "1", "1", "1", "1")
    assert place(page) == "Case 1 of 6"
    press(page, "2")
    assert page.find_element(By.ID, "progress-text").text == "All 6 cases are decided: download them"


def test_a_key_held_down_decides_once(page: Any) -> None:
    page.execute_script(HELD_DOWN)
    assert len(stored(page)) == 1


def test_without_a_name_nothing_is_decided(page: Any) -> None:
    page.find_element(By.ID, "who").clear()
    page.find_element(By.ID, "who").send_keys(Keys.ENTER)
    press(page, "1")
    assert stored(page) == {}
    assert page.find_element(By.ID, "who-notice").is_displayed()
    assert page.switch_to.active_element.get_attribute("id") == "who"


def test_digits_in_a_name_are_no_decisions(page: Any) -> None:
    page.find_element(By.ID, "who").send_keys("123us")
    assert stored(page) == {}


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_what_is_downloaded_is_what_learn_reads(page: Any, audit: Path, tmp_path: Path, kind: str) -> None:
    page.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    press(page, "1", "2")
    page.find_element(By.ID, f"download-{kind}").click()
    deadline = time.monotonic() + 10
    while not (files := list(tmp_path.glob(f"audit-*.{kind}"))) and time.monotonic() < deadline:
        time.sleep(0.05)
    rows = read_decisions(files).table.to_pylist()
    cases = {case["finding_id"]: case for case in open_draw(audit).cases.to_pylist()}
    assert sorted(row["outcome"] for row in rows) == ["infringing", "not"]
    for row in rows:
        assert {row[name] == cases[row["finding_id"]][name] for name in ("listing_id", "listing_digest")} == {True}
        assert (row["chosen_by"], row["blind"], row["decided_by"]) == ("audit", True, "A. Reader")
        assert row["draw"] == open_draw(audit).draw
    if kind == "csv":
        with files[0].open(encoding="utf-8-sig", newline="") as file:
            assert all(row["listing_id"].startswith("'=L") for row in csv.DictReader(file))


def test_nothing_tells_what_the_scan_thought(audit: Path) -> None:
    for name in ("label.html", "cases.csv"):
        text = (audit / name).read_text("utf-8")
        data = text.split('id="data">')[1].split("</script>")[0] if name.endswith("html") else text
        for word in ("score", "band", "detector", "replica_words", "price_below", "review", "would", "strength"):
            assert word not in data, (name, word)


def test_a_listing_cannot_run_anything_and_hidden_characters_are_shown(page: Any) -> None:
    title = page.find_element(By.CSS_SELECTOR, ".case-title")
    assert title.text.startswith("<img src=x")
    assert "FORCE RTL" in title.text
    assert page.execute_script("return window.hacked") is None
    assert [entry for entry in page.get_log("browser") if entry["level"] == "SEVERE"] == []


def test_the_page_asks_nothing_of_the_network(page: Any) -> None:
    events = [json.loads(entry["message"])["message"] for entry in page.get_log("performance")]
    asked = [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
    assert all(url.startswith(("file:", "data:", "about:")) for url in asked)


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_no_width_scrolls_sideways(page: Any, width: int) -> None:
    resize(page, width)
    page.refresh()
    assert page.execute_script("return document.documentElement.scrollWidth") <= width


def test_every_button_has_a_name_and_the_help_opens_by_key(page: Any) -> None:
    names = page.execute_script("return [...document.querySelectorAll('button')].map((b) => b.textContent.trim())")
    assert all(names)
    press(page, "?")
    assert page.find_element(By.ID, "help-dialog").get_attribute("open") is not None
    press(page, "1")
    assert stored(page) == {}


def test_decisions_are_possible_where_nothing_can_be_kept(page: Any) -> None:
    page.execute_script("Storage.prototype.setItem = () => { throw new Error('no room') }")
    press(page, "1", "2", "u")
    assert page.find_element(By.ID, "storage-notice").is_displayed()
    assert page.find_element(By.ID, "progress-text").text == "1 of 6 decided"
