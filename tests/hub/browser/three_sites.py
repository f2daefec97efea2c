"""Three sites of the demo, made and served by its command, and what a test needs to look into them."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

SITES = {"brand": "brand", "large": "large-market", "small": "small-market"}
TITLE, PASSWORD = "From the blue crate", "guildmark demo"
# A machine may be busy with other tests, and what was just begun compiles an index before its first tactic.
SECONDS_TO_ANSWER, PATIENCE_SECONDS = 180, 900
SECONDS_TO_MAKE, SECONDS_TO_SERVE, SECONDS_TO_STOP = 1_800, 300, 120
BEGIN = "import django; django.setup(); import json\n"


class ThreeSites:
    """The sites in a folder; `port` is the brand's, the others follow."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.log = folder.with_name("served.txt")

    def address(self, name: str) -> str:
        """Where a site is served."""
        return f"http://localhost:{self.port + list(SITES).index(name)}"

    def demo(self, *arguments: str) -> list[str]:
        """The command of the demo."""
        own = ["--alliance", "--port", str(self.port), *arguments]
        return [sys.executable, "-m", "guildmark", "demo", str(self.folder), *own]

    def make(self, listings: int) -> None:
        """Make them, without serving."""
        made = subprocess.run(
            self.demo("--no-serve", "--listings", str(listings)),
            capture_output=True, text=True, check=False, timeout=SECONDS_TO_MAKE,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr

    @contextmanager
    def served(self) -> Iterator[None]:
        """Serve them until the end, by the command, whose end is looked at too."""
        with self.log.open("w") as log:
            process = subprocess.Popen(self.demo(), stdout=log, stderr=log)
            try:
                within(SECONDS_TO_SERVE, lambda: all(map(self._answers, SITES)) or process.poll() is not None)
                assert process.poll() is None, self.log.read_text()
                yield
            finally:
                process.send_signal(signal.SIGTERM)
                assert process.wait(SECONDS_TO_STOP) == 0, self.log.read_text()

    def environment(self, name: str) -> dict[str, str]:
        """The environment of a site's processes."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("GUILDMARK_")}
        return kept | {
            "GUILDMARK_HUB": str(self.folder / name), "GUILDMARK_URL": self.address(name),
            "DJANGO_SETTINGS_MODULE": "guildmark.hub.settings",
        }  # fmt: skip

    def run(self, name: str, code: str) -> Any:
        """Run code on a site; what it printed as JSON on its last line."""
        done = subprocess.run(
            [sys.executable, "-c", BEGIN + code],
            env=self.environment(name), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1]) if done.stdout.strip() else None

    def scan(self, name: str, out: Path) -> dict[str, Any]:
        """Scan a marketplace's listings with its own rights and tactics, and send what was found."""
        place = self.folder / name / "demo"
        listings = place / SITES[name] / "listings.parquet"
        env = self.environment(name) | {
            "GUILDMARK_SITE": self.address(name), "GUILDMARK_KEY": (place / "scan-key").read_text(),
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "guildmark", "scan", str(listings), "--rights", "hub", "--tactics", "hub", "--to",
             "hub", "--out", str(out), "--json"],
            env=env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return told

    def listings(self, name: str) -> list[dict[str, Any]]:
        """A marketplace's listings."""
        file = self.folder / name / "demo" / SITES[name] / "listings.parquet"
        rows: list[dict[str, Any]] = pq.read_table(file, columns=["listing_id", "seller_id", "title"]).to_pylist()
        return rows

    def text_of(self, name: str) -> str:
        """All that stands in the tables of a site's database, as text."""
        file = self.folder / name / "hub.sqlite3"
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            database.text_factory = lambda data: data.decode("utf-8", "replace")
            tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            rows = (row for (table,) in tables for row in database.execute(f'SELECT * FROM "{table}"'))
            return "\n".join(_cell(cell) for row in rows for cell in row if cell is not None)

    def feed(self, name: str, key: str) -> str:
        """All that a site's TAXII gives to a key."""
        root = f"{self.address(name)}/taxii2/exchange/collections/"
        told = _get(root, key)
        readable = [row["id"] for row in json.loads(told)["collections"] if row["can_read"]]
        return told + "".join(_get(f"{root}{one}/objects/?limit=1000", key) for one in readable)

    def get(self, name: str, path: str, key: str) -> str:
        """What a path of a site's API gives to a key."""
        return _get(self.address(name) + path, key, accept="application/json")

    def _answers(self, name: str) -> bool:
        try:
            urllib.request.urlopen(f"{self.address(name)}/healthz", timeout=5).close()
        except OSError:
            return False
        return True


class Walk:
    """Somebody with a browser at each of the sites; a tab for each account."""

    def __init__(self, three: ThreeSites, chromium: Any) -> None:
        self.three, self.chromium = three, chromium
        self.pages: dict[tuple[str, str], Any] = {}
        self.complaints: list[str] = []

    def at(self, site: str, who: str) -> Any:
        """A page on which an account is signed in."""
        if (site, who) not in self.pages:
            address = self.three.address(site)
            context = self.chromium.new_context(viewport={"width": 1440, "height": 1000}, base_url=address)
            page = self.pages[site, who] = context.new_page()
            page.set_default_timeout(SECONDS_TO_ANSWER * 1_000)
            page.on("pageerror", lambda error: self.complaints.append(str(error)))
            page.on(
                "response",
                lambda told: self.complaints.append(f"{told.status} {told.url}") if told.status >= 500 else None,
            )
            page.goto("/account/login/")
            page.fill("input[name=login]", f"{who}@demo.example")
            page.fill("input[name=password]", PASSWORD)
            page.click("main form.plain button")
            page.wait_for_url("**/")
        return self.pages[site, who]

    def tactic(self, site: str, who: str) -> Any:
        """The page of the tactic, opened from the list."""
        page = self.at(site, who)
        page.goto("/tactics/?which=own" if site == "brand" else "/tactics/")
        page.get_by_role("link", name=TITLE).first.click()
        page.get_by_role("heading", name=TITLE).wait_for()
        return page

    def lists_it(self, site: str) -> bool:
        """Whether the tactic stands in the list of a site."""
        page = self.at(site, f"senior.{site}")
        page.goto("/tactics/")
        return bool(page.get_by_role("link", name=TITLE).count())


def free_ports() -> int:
    """The first of three ports in a row at which nobody listens."""
    for first in range(18_300, 28_300, 3):
        with socket.socket() as one, socket.socket() as two, socket.socket() as three:
            try:
                for number, trial in enumerate((one, two, three)):
                    trial.bind(("127.0.0.1", first + number))
            except OSError:
                continue
            return first
    raise AssertionError("no three ports are free")


def within(seconds: float, holds: Callable[[], Any]) -> float:
    """Wait until something holds; the seconds that it took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, f"not within {seconds} seconds"
        time.sleep(0.5)
    return time.monotonic() - began


def told_of(listings: list[dict[str, Any]], text: str) -> list[str]:
    """Which ids, sellers and titles of listings stand in a text."""
    words = set(re.findall(r"\w+", text))
    found = [row[name] for row in listings for name in ("listing_id", "seller_id") if row[name] in words]
    titles = {row["title"] for row in listings if row["title"]}
    return found + [title for title in titles if title in text or json.dumps(title)[1:-1] in text]


def _cell(cell: Any) -> str:
    return cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell)


def _get(address: str, key: str, accept: str = "application/taxii+json;version=2.1") -> str:
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {key}", "Accept": accept})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return str(answer.read().decode())
