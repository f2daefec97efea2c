"""A browser for the page, where one is installed."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from invented_run import make_run

from guildmark.report import write_report

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-prefers-reduced-motion",
    "--window-size=1440,1000",
)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """A real browser with an empty profile, its console and its requests logged."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    driver_program = shutil.which("chromedriver")
    if not program or not driver_program:
        pytest.skip("chromium and chromedriver are not installed")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = program
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(driver_program))
    yield driver
    driver.quit()


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
    browser.get("about:blank")
    browser.get_log("browser"), browser.get_log("performance")
    browser.get(report.as_uri())
    return browser
