"""What holds for all tests, and a browser for those that need one, where it is installed."""

import hashlib
import os
import shutil
from collections.abc import Iterator

import pytest
from hypothesis import settings

# Speed is measured in bench/: a test never fails because a machine was slow.
settings.register_profile("guildmark", deadline=None)
settings.load_profile("guildmark")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of the slow tests take a part, where one is asked for: all of them together last longer than a change may wait.

    `GUILDMARK_SOAK` is a share and a seed, as `0.4/1f00a7c`: another seed takes others.
    """
    share, _, seed = os.environ.get("GUILDMARK_SOAK", "1").partition("/")
    left = [one for one in items if one.get_closest_marker("soak") and _number(seed, one.nodeid) >= float(share)]
    config.hook.pytest_deselected(items=left)
    items[:] = [one for one in items if one not in set(left)]


def _number(seed: str, name: str) -> float:
    """A number from 0 to 1 for a name, another for another seed."""
    return int.from_bytes(hashlib.blake2b(f"{seed}/{name}".encode(), digest_size=8).digest(), "big") / 2**64


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
