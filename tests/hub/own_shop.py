"""A django-oscar shop that runs in processes of its own, on loopback, with a database of its own."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

from interpreter import Interpreter

HERE = Path(__file__).parent
START_SECONDS = 60
ACCOUNT, PASSWORD = "guildmark", "of the program: four words"  # as oscar_shop/fill.py makes it


class Shop:
    """A shop in a folder: its processes, what is in it, and what a visitor sees of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.root = f"http://127.0.0.1:{self.port}"
        self.address = f"{self.root}/api/"
        self.secret = f"{ACCOUNT}:{PASSWORD}"
        self.process: subprocess.Popen[bytes] | None = None
        self._interpreter: Interpreter | None = None
        self._run("-m", "django", "migrate", "--run-syncdb", "-v", "0")
        self.made: dict[str, Any] = json.loads(self._run(str(HERE / "oscar_shop" / "fill.py")))

    def python(self, code: str) -> Any:
        """What some code prints as JSON, run in the shop."""
        if self._interpreter is None:
            self._interpreter = Interpreter(self._environment, self.folder / "log.txt")
        return self._interpreter.run(BEGIN + code)

    def close(self) -> None:
        """End everything that is left of it."""
        self.kill()
        if self._interpreter is not None:
            self._interpreter.close()

    def start(self) -> None:
        """Open it, and wait until it answers."""
        log = (self.folder / "log.txt").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port),
             "--workers", "1", "--blocking-threads", "4", "oscar_shop.wsgi:application"],
            env=self._environment, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        log.close()
        until = time.monotonic() + START_SECONDS
        while not self.answers():
            assert self.process.poll() is None, (self.folder / "log.txt").read_text()
            assert time.monotonic() < until, (self.folder / "log.txt").read_text()
            time.sleep(0.1)

    def answers(self) -> bool:
        """Whether somebody is there."""
        try:
            urllib.request.urlopen(self.address, timeout=10).close()
        except OSError:
            return False
        return True

    def kill(self) -> None:
        """End its processes at once, wherever they are (kill -9)."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def new_products(self, count: int, *, title: str = "Another tote bag", stock: int = 10) -> list[int]:
        """Put more products up for sale."""
        made: list[int] = self.python(f"""
kind = get_model("catalogue", "ProductClass").objects.get(slug="bags")
seller = get_model("partner", "Partner").objects.get(name="Deal Cellar")
made = [Product.objects.create(title=f"{title} {{n}}", product_class=kind) for n in range({count})]
for one in made:
    StockRecord.objects.create(product=one, partner=seller, partner_sku=str(one.pk), price=30, num_in_stock={stock})
print(json.dumps([one.pk for one in made]))
""")
        return made

    def behave(self, **mood: Any) -> None:
        """From now on: lies=True, breaks=[product], seconds=3; well, where nothing is said."""
        aside = self.folder / "mood.new"
        aside.write_text(json.dumps(mood))
        aside.replace(self.folder / "mood")

    def told(self, product: int | str) -> int:
        """How often it was told to change a product."""
        path = self.folder / "told"
        return path.read_text().count(f"/products/{product}/\n") if path.exists() else 0

    def page(self, product: int) -> int:
        """How a product's own public page answers a visitor: 200, or 404."""
        try:
            with urllib.request.urlopen(f"{self.root}/catalogue/any_{product}/", timeout=20) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    def text(self, product: int) -> str:
        """What a visitor reads on a product's page."""
        with urllib.request.urlopen(f"{self.root}/catalogue/any_{product}/", timeout=20) as answer:
            return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.read().decode())

    def sells(self, product: int, *, child: int | None = None) -> bool:
        """Whether a visitor who posts the form of a product, seen or not, has it in the basket."""
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar := CookieJar()))
        opener.open(f"{self.root}/accounts/login/", timeout=20).read()
        token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
        form = {"quantity": "1", "csrfmiddlewaretoken": token} | ({"child_id": str(child)} if child else {})
        data = urllib.parse.urlencode(form).encode()
        opener.open(f"{self.root}/basket/add/{product}/", data=data, timeout=20).read()
        with opener.open(f"{self.root}/basket/", timeout=20) as answer:
            return re.search(rf'href="[^"]*_{child or product}/"', answer.read().decode()) is not None

    @property
    def _environment(self) -> dict[str, str]:
        dropped = ("GUILDMARK_HUB", "GUILDMARK_DATABASE", "DJANGO_SETTINGS_MODULE", "PYTHONPATH")
        kept = {name: value for name, value in os.environ.items() if name not in dropped}
        return kept | {
            "OSCAR_SHOP": str(self.folder), "DJANGO_SETTINGS_MODULE": "oscar_shop.settings", "PYTHONPATH": str(HERE),
        }  # fmt: skip

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], env=self._environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


# What code that runs in the shop finds ready.
BEGIN = """
import json
from oscar.core.loading import get_model
Product, StockRecord = get_model("catalogue", "Product"), get_model("partner", "StockRecord")
"""


@contextmanager
def a_shop(folder: Path) -> Iterator[Shop]:
    """A shop that is open; closed in the end."""
    shop = Shop(folder)
    try:
        shop.start()
        yield shop
    finally:
        shop.close()
