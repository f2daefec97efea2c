"""A served site with a small alliance in it, and a real browser to walk through it."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alliance import PASSWORD

PLACE = Path(__file__).parent
SECONDS_TO_START = 60


class Site:
    """A site that is served for the tests of a module."""

    def __init__(self, folder: Path, address: str, told: dict[str, Any]) -> None:
        self.folder, self.address, self.told = folder, address, told

    def work(self) -> None:
        """Let a worker do what is due."""
        code = "import django; django.setup(); from guildmark.hub.events.lease import work_once; work_once()"
        subprocess.run([sys.executable, "-c", code], env=environment(self.folder, self.address), check=True)

    def command(self, *arguments: str) -> None:
        """Run a command of Guildmark on this site."""
        own = environment(self.folder, self.address)
        subprocess.run([sys.executable, "-m", "guildmark", *arguments], env=own, check=True)


def environment(folder: Path, address: str) -> dict[str, str]:
    """The environment of the site's processes."""
    kept = {name: value for name, value in os.environ.items() if name != "GUILDMARK_DATABASE"}
    return kept | {
        "GUILDMARK_HUB": str(folder), "GUILDMARK_URL": address, "DJANGO_SETTINGS_MODULE": "guildmark.hub.settings",
    }  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site, in processes of its own."""
    if shutil.which("chromium") is None:
        pytest.skip("chromium is not installed")
    folder = tmp_path_factory.mktemp("site")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    own = environment(folder, address)
    made = subprocess.run([sys.executable, str(PLACE / "make_site.py")], env=own, capture_output=True, check=False)
    assert made.returncode == 0, made.stderr.decode()
    server = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", "4", "guildmark.hub.wsgi:application",
    ]  # fmt: skip
    process = subprocess.Popen(server, env=own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(address)
        yield Site(folder, address, json.loads(made.stdout))
    finally:
        process.terminate()
        process.wait(30)


def _wait(address: str) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{address}/account/login/", timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError("the site did not start")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Debian's browser, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


def is_complaint(said: Any) -> bool:
    """What the browser complains of, but for pages that are asked for to see that they are not there."""
    return said.type in ("error", "warning") and "Failed to load resource" not in said.text


@pytest.fixture
def enter(site: Site, chromium: Any) -> Iterator[Callable[..., Any]]:
    """A page that is signed in as someone; whatever the browser complains of fails the test."""
    contexts, complaints = [], []

    def sign_in(who: str | None, *, width: int = 1440, height: int = 1000, dark: bool = False) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", base_url=site.address
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if is_complaint(said) else None)
        page.on("response", lambda told: complaints.append(f"{told.status} {told.url}") if told.status >= 500 else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/account/login/")
        if who is not None:
            page.fill("input[name=login]", site.told["people"][who])
            page.fill("input[name=password]", PASSWORD)
            page.click("main form.plain button")
            page.wait_for_url("**/")
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert complaints == []
