"""A real shop from end to end: pulled in, scanned, a fake found, decided, taken off, answered, put back; and killed."""

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from interpreter import Interpreter
from own_shop import Shop, a_shop
from PIL import Image
from served_site import Served, a_site
from visitor import Visitor

pytestmark = pytest.mark.soak  # a shop and a site in processes of their own, and killed

PATIENCE_SECONDS = 120.0
SELLERS_FAKES = 24
READY = """
import json
from django.utils import timezone
from guildmark.hub.cases.models import Case
from guildmark.hub.enforcement.models import Action, Answer, Connection, Delivery, Statement, Target
from guildmark.hub.events.models import Event
from guildmark.hub.members.actor import actor_of_person
from guildmark.hub.members.models import Organisation, Person

def person(role, number=1):
    from alliance import Alliance
    bazaar = Organisation.objects.get(name="Bazaar")
    return Alliance(bazaar, *[None] * 4).actor(bazaar, role, number)
"""
DECIDED = """
from guildmark.hub.cases.decide import decide
for case in Case.objects.filter(listing_id__in=NAMES):
    decide(case, "infringing", by=person("reviewer"), reason="said-to-be-copy")
"""
# The minute in which a decision can be undone, waits after failures, and leases of the dead have gone by.
LATER = """
now = timezone.now()
Delivery.objects.filter(status="waiting").update(due_at=now)
Connection.objects.update(due_at=now, leased_until=None, lease=None)
"""
LIFTED = """
from guildmark.hub.enforcement.act import lift
for action in Action.objects.filter(target="listing", name__in=NAMES, state="standing"):
    lift(action, by=person("senior reviewer"), note="genuine after all")
"""
STANDING = """
connection = Connection.objects.get(ended_at=None)
print(json.dumps({
    "waiting": Delivery.objects.filter(status="waiting").count(),
    "acknowledged": Delivery.objects.filter(status="acknowledged", target__kind="listing").count(),
    "dead": list(Delivery.objects.filter(status="dead").values_list("last_error", flat=True)),
    "failures": connection.failures, "error": connection.last_error,
    "events": Event.objects.filter(kind="delivery.acknowledged", data__target="listing").count(),
}))
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop with goods of three sellers, some of them fakes of ORVANE."""
    with a_shop(tmp_path_factory.mktemp("shop")) as opened:
        yield opened


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, shop: Shop) -> Iterator[Served]:
    """The alliance's site, where Bazaar is a member and ORVANE a verified mark. Nobody works beside it yet."""
    with a_site(tmp_path_factory.mktemp("hub")) as served:
        served.more = {"GUILDMARK_LOOPBACK_PORTS": str(shop.port), "PYTHONPATH": str(Path(__file__).parents[1])}
        assert served.command("begin", "--name", "Secretariat of all", "--email", "s@alliance.example").returncode == 0
        made = subprocess.run(
            [sys.executable, str(Path(__file__).parent / "make_alliance.py")],
            env=served.environment | {"DJANGO_SETTINGS_MODULE": "guildmark.hub.settings"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        served.told = json.loads(made.stdout)
        assert served.command("work", "--once").returncode == 0
        inside = Interpreter(
            served.environment | {"DJANGO_SETTINGS_MODULE": "guildmark.hub.settings"}, served.folder / "inside.txt"
        )
        served.python = inside.run  # type: ignore[method-assign]
        run(served, "person('administrator'), person('reviewer'), person('reviewer', 2)")
        served.start("--no-work", workers=1)
        administrator = Visitor(served.address, "administrator-1@bazaar.example")
        sent = administrator.send("/actions/connection/", kind="oscar", address=shop.address, secret=shop.secret)
        assert "Not connected" not in sent.text
        yield served
        inside.close()


@contextmanager
def working(site: Served) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker, by its command; ended in the end, whatever it does."""
    process = subprocess.Popen([sys.executable, "-m", "guildmark", "work"], env=site.environment, cwd=site.folder)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def run(site: Served, code: str, names: list[int] | None = None) -> Any:
    return site.python(READY + code.replace("NAMES", repr([str(one) for one in names or ()])))


def until(true: Callable[[], bool], told: Callable[[], Any] = lambda: "") -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < end, told()
        time.sleep(0.05)


def pull(site: Served, shop: Shop, name: str) -> str:
    pulled = site.command("pull", "oscar", shop.address, "--out", f"{name}.parquet", GUILDMARK_SHOP_SECRET=shop.secret)
    assert pulled.returncode == 0, pulled.stderr
    return pulled.stdout


def scan(site: Served, name: str) -> str:
    key = {"GUILDMARK_KEY": site.told["all"], "GUILDMARK_SITE": site.address}
    scanned = site.command(
        "scan", f"{name}.parquet", "--rights", "hub", "--workers", "1", "--out", name, "--to", "hub", **key
    )
    assert scanned.returncode == 0, scanned.stderr
    return scanned.stdout


def test_a_fake_is_found_taken_off_the_shop_answered_and_put_back(site: Served, shop: Shop) -> None:
    fake, parent, honest = shop.made["fakes"][0], shop.made["parent"], shop.made["honest"][0]
    assert "42 products seen = 39 listings + 2 variants of them + 1 hidden + 0 set aside" in pull(site, shop, "first")
    assert "7 cases opened" in scan(site, "first")
    run(site, DECIDED, [fake, parent])
    assert shop.page(fake) == 200  # a slip can still be undone
    run(site, LATER)
    assert site.command("work", "--once").returncode == 0
    state = run(site, STANDING)
    assert (state["waiting"], state["dead"], state["acknowledged"]) == (0, [], 2), state
    for gone in (fake, parent):
        assert shop.page(gone) == 404
        assert not shop.sells(gone, child=shop.made["children"][0] if gone == parent else None)
    assert shop.page(honest) == 200
    # What is off the shop is no longer among what it sells.
    assert "42 products seen = 37 listings + 2 variants of them + 3 hidden" in pull(site, shop, "second")

    links = "Delivery.objects.get(target__name=NAMES[0], status='acknowledged').content['actions'][0]['statement']"
    link = run(site, f"print(json.dumps({links}))", [fake])
    seller = Visitor(site.address)  # without an account
    assert "ORVANE" in seller.page(link)
    invoice = io.BytesIO()
    Image.linear_gradient("L").save(invoice, "JPEG")
    seller.send(
        link, {"papers": ("invoice.jpg", invoice.getvalue())}, text="They are the maker's own. See the invoice."
    )
    settles = Visitor(site.address, "reviewer-2@bazaar.example")
    waiting = re.findall(r'href="(/sellers/[0-9a-f-]{36}/)"', settles.page("/sellers/"))
    assert len(set(waiting)) == 1
    settles.send(waiting[0], outcome="reversed:genuine", told="Thank you: the invoice is the maker's.")
    assert site.command("work", "--once").returncode == 0
    assert shop.page(fake) == 200
    assert shop.sells(fake)
    assert shop.page(parent) == 404  # of which nobody said anything
    left = "[product.stockrecords.get().num_in_stock, product.attribute_values.count()]"
    assert shop.python(f"product = Product.objects.get(pk={fake})\nprint(json.dumps({left}))") == [10, 0]
    assert "Thank you: the invoice is the maker&#x27;s." in seller.page(link)


def test_a_shop_and_workers_that_are_killed_lose_nothing_and_do_nothing_twice(site: Served, shop: Shop) -> None:
    fakes = shop.new_products(SELLERS_FAKES, title="Orvane purse, 1:1 mirror quality, AAA replica")
    pull(site, shop, "third")
    assert f"{SELLERS_FAKES} cases opened" in scan(site, "third")
    before = run(site, STANDING)
    run(site, DECIDED, fakes)
    shop.behave(seconds=0.1)  # so that there is a middle

    def sent() -> int:
        return sum(shop.told(one) for one in fakes)

    kills = 0
    for of_worker in (True, False, True, False):
        run(site, LATER)
        with working(site) as worker:
            at = sent()
            until(lambda at=at: sent() > at + 2, lambda: run(site, STANDING))  # type: ignore[misc]
            if of_worker:
                os.kill(worker.pid, signal.SIGKILL)
                worker.wait()
            else:
                shop.kill()
                until(lambda: run(site, STANDING)["failures"] > 0)
        kills += 1
        if not of_worker:
            assert run(site, STANDING)["waiting"] > 0
            shop.start()
    run(site, LATER)
    with working(site):
        until(lambda: run(site, LATER + STANDING)["waiting"] == 0, lambda: run(site, STANDING))
    after = run(site, STANDING)
    assert after["dead"] == before["dead"] == []
    assert after["acknowledged"] - before["acknowledged"] == SELLERS_FAKES
    assert after["events"] - before["events"] == SELLERS_FAKES  # each was said to be done once
    assert [shop.page(one) for one in fakes] == [404] * SELLERS_FAKES
    assert SELLERS_FAKES <= sent() <= SELLERS_FAKES + kills  # a kill repeats what was under way, and nothing else

    run(site, LIFTED + LATER, fakes)
    assert site.command("work", "--once").returncode == 0
    assert [shop.page(one) for one in fakes] == [200] * SELLERS_FAKES
    records = f"StockRecord.objects.filter(product__in={fakes})"
    stocks = shop.python(f"print(json.dumps([*{records}.values_list('num_in_stock', flat=True)]))")
    assert stocks == [10] * SELLERS_FAKES  # what was held back once was given back once
