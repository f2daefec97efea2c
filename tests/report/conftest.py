"""The report of an invented run, in the browser."""

from pathlib import Path

import pytest
from invented_run import make_run

from guildmark.report import write_report

DECIDED = "return Object.keys(localStorage).some((key) => key.startsWith('guildmark:decisions:'))"


@pytest.fixture
def downloads(browser, tmp_path: Path) -> Path:
    """The folder into which the browser downloads."""
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    return tmp_path


@pytest.fixture(scope="session")
def report(tmp_path_factory):
    return write_report(make_run(tmp_path_factory.mktemp("run"), 320, nasty=0.5, run="3fa9c1d27be04c55"))


@pytest.fixture
def page(browser, report):
    """The page, freshly opened with nothing decided."""
    from page_in_browser import resize

    resize(browser, 1440)
    browser.get(report.as_uri())
    browser.execute_script("localStorage.clear()")
    while True:  # what was cleared may come back when the browser changes processes between two pages
        browser.get("about:blank")
        browser.get_log("browser"), browser.get_log("performance")
        browser.get(report.as_uri())
        if not browser.execute_script(DECIDED):
            return browser
        browser.execute_script("localStorage.clear()")
