"""In a real browser, nothing that a listing says runs, hides, leaks or misleads."""

import csv
import http.server
import json
import threading
import time

import pytest

pytest.importorskip("selenium")
from invented_run import make_run
from page_in_browser import MARKED, RUN, open_finding, payload, press, rows
from selenium.webdriver.common.by import By

from guildmark.report import write_report


def test_the_page_opens_without_a_word_in_the_console_and_without_a_request(page):
    assert page.get_log("browser") == []
    assert page.execute_script("return window.hacked") is None
    events = [json.loads(entry["message"])["message"] for entry in page.get_log("performance")]
    asked = [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
    assert asked and all(url.startswith(("file:", "data:")) for url in asked)


def test_the_policy_stops_scripts_handlers_and_requests_that_were_slipped_in(page):
    reached = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            reached.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *arguments):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    attempts = [
        "const s = document.createElement('script'); s.append('window.hacked = 1'); document.body.append(s)",
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.hacked = 2\">')",
        "const b = document.createElement('b'); b.setAttribute('onclick', 'window.hacked = 3'); b.click()",
        "const a = document.createElement('a'); a.href = 'javascript:window.hacked=4'; a.click()",
        f"new Image().src = 'http://127.0.0.1:{server.server_port}/picture'",
        f"fetch('http://127.0.0.1:{server.server_port}/fetch').catch(() => null)",
        "setTimeout('window.hacked = 5', 0)",
    ]
    for attempt in attempts:
        page.execute_script(f"try {{ {attempt} }} catch (error) {{ }}")
    time.sleep(0.5)
    server.shutdown()
    server.server_close()
    page.get_log("browser")
    assert page.execute_script("return window.hacked") is None
    assert reached == []


def test_evidence_is_marked_by_code_point_after_emoji_and_between_directions(page):
    checked = 0
    for finding in payload(page):
        spans = sorted({tuple(signal["span"]) for signal in finding["signals"] if signal["span"]})
        if not spans or finding["title"].isascii() or checked >= 25:
            continue
        open_finding(page, finding["id"])
        characters = list(finding["title"])
        assert page.execute_script(MARKED) == ["".join(characters[start:end]) for start, end in spans]
        checked += 1
    assert checked == 25


def test_hidden_characters_are_shown_and_lawful_joiners_are_left_alone(page):
    titled = {
        "gnp.exe": ["FORCE RTL", "END", "ISOLATE LTR"],
        "zero\u200bwidth": ["ZERO WIDTH", "ZERO WIDTH ×3"],
        "👩‍👩‍👧‍👦": [],
    }
    for part, expected in titled.items():
        finding = next(finding for finding in payload(page) if part in finding["title"])
        open_finding(page, finding["id"])
        chips = [chip.text for chip in page.find_elements(By.CSS_SELECTOR, ".detail-title .hidden-character")]
        assert chips[: len(expected)] == expected
        assert chips or not expected


def test_the_download_is_a_table_without_formulas(page, downloads):
    page.find_element(By.ID, "search").send_keys("=1+")
    page.execute_script("document.querySelector('#list tbody .title').click()")
    press(page, "1", "2")
    page.find_element(By.ID, "download").click()
    deadline = time.monotonic() + 10
    while not (files := list(downloads.glob("decisions-*.csv"))) and time.monotonic() < deadline:
        time.sleep(0.05)
    with files[0].open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert sorted(row["outcome"] for row in table) == ["infringing", "not"]
    assert all(row["listing_id"].startswith("'=1+") for row in table)
    assert not any(
        cell.startswith(("=", "+", "@", "-", "\t")) for row in table for name, cell in row.items() if name != "score_db"
    )
    assert {row["run"] for row in table} == {RUN}


def test_no_percentage_stands_on_the_page_before_calibration(page):
    for row in rows(page)[:15]:
        page.execute_script("arguments[0].click()", row)
        assert "%" not in page.find_element(By.CSS_SELECTOR, ".detail-head").text


def test_links_go_to_the_web_only_and_tell_nothing_of_the_reader(page):
    links = page.execute_script("""
        const out = [];
        for (const row of [...document.querySelectorAll('#list tbody tr')].slice(0, 80)) {
          row.querySelector('button').click();
          for (const a of document.querySelectorAll('#detail a')) out.push([a.protocol, a.rel, a.textContent]);
        }
        return out""")
    assert {link[0] for link in links} == {"http:", "https:"}
    assert {link[1] for link in links} == {"noopener noreferrer"}
    assert any("xn--" in link[2] for link in links)


def test_a_page_without_findings_opens_quietly(browser, tmp_path):
    browser.get(write_report(make_run(tmp_path, 0)).as_uri())
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []
    assert browser.find_element(By.ID, "theme").is_displayed()
