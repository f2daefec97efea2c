"""What a reader does with the page, as functions over a browser."""

import json

from selenium.webdriver.common.by import By

RUN = "3fa9c1d27be04c55"
MARKED = """
    return [...document.querySelectorAll(".detail-title mark")].map((mark) => {
      const copy = mark.cloneNode(true);
      copy.querySelectorAll("sup").forEach((number) => number.remove());
      return copy.textContent;
    })"""


def resize(browser, width):
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def press(page, *keys):
    for key in keys:
        page.switch_to.active_element.send_keys(key)


def rows(page):
    return page.find_elements(By.CSS_SELECTOR, "#list tbody tr")


def opened(page):
    return page.execute_script("return document.querySelector('#list [aria-current]')?.dataset.id")


def payload(page):
    return page.execute_script("return JSON.parse(document.getElementById('data').textContent).findings")


def open_finding(page, finding_id):
    page.execute_async_script(f"location.hash = '#finding-{finding_id}'; setTimeout(arguments[0], 30)")


def stored(page):
    return json.loads(page.execute_script(f"return localStorage.getItem('guildmark:decisions:{RUN}')") or "{}")


def choose(page, name, value):
    script = (
        "const s = document.getElementById(arguments[0]); s.value = arguments[1]; s.dispatchEvent(new Event('change'))"
    )
    page.execute_script(script, name, value)


def shown(page):
    return page.find_element(By.ID, "shown-line").text
