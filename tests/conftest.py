"""What holds for all tests, and a browser for those that need one, where it is installed."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# Speed is measured in bench/: a test never fails because a machine was slow.
settings.register_profile("guildmark", deadline=None)
settings.load_profile("guildmark")
HUB = Path(__file__).parent / "hub"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take a part of the tests, where one is asked for: all of them together last longer than a change may wait.

    `GUILDMARK_SOAK` is a share of the slow ones and a seed, as `0.4/1f00a7c`: another seed takes others.
    `GUILDMARK_HUB_HALF` is a half of the site's and a seed, as `first/1f00a7c`: so each of them runs on one of the two
    databases, and on the other one with another seed.
    """
    share, _, seed = os.environ.get("GUILDMARK_SOAK", "1").partition("/")
    left = {one for one in items if one.get_closest_marker("soak") and _number(seed, one.nodeid) >= float(share)}
    half, _, seed = os.environ.get("GUILDMARK_HUB_HALF", "").partition("/")
    if half:
        site = [one for one in items if HUB in one.path.parents]
        left |= {one for one in site if (_number(seed, one.nodeid) < 0.5) != (half == "first")}
    config.hook.pytest_deselected(items=[one for one in items if one in left])
    items[:] = [one for one in items if one not in left]


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
