"""While rights come and go and the index is compiled anew, no check is dropped, and each answer is of one index."""

import json
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from served_site import Served, a_site

pytestmark = pytest.mark.soak  # a site that is served

CHANGES, ASKERS = 6, 4
SECONDS = 180  # after which a request counts as dropped, however slow the machine
LISTING = {"listing_id": "1", "title": "ORVANE bag, replica 1:1", "price": 20, "currency": "EUR"}
CHANGE = """
from guildmark.hub.members.actor import actor_of_person
from guildmark.hub.members.models import Person
from guildmark.hub.registry.models import Right
from guildmark.hub.registry.standing import restore, withdraw
from guildmark.hub.registry.models import Generation
from guildmark.hub.events.lease import work_once
right = Right.objects.get(code="RIGHT")
by = actor_of_person(Person.objects.filter(organisation=right.holder, role="administrator").first())
(withdraw if right.state == "verified" else restore)(right, by=by)
work_once()
newest = Generation.objects.latest("id")
import json
print(json.dumps([newest.digest, "RIGHT" in newest.versions]))
"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Served]:
    """A site that is served, with two rights."""
    with a_site(tmp_path) as served:
        assert served.command("begin", "--name", "Secretariat of all", "--email", "s@alliance.example").returncode == 0
        made = subprocess.run(
            [sys.executable, str(Path(__file__).parent / "make_alliance.py"), "Zelvano"],
            env=served.environment | {"DJANGO_SETTINGS_MODULE": "guildmark.hub.settings"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        served.told = json.loads(made.stdout)
        assert served.command("work", "--once").returncode == 0
        served.start("--no-work")
        yield served


def test_the_index_is_changed_under_load_without_a_dropped_request(site: Served) -> None:
    seen: dict[str, set[bool]] = {}
    failed: list[str] = []
    stopped = threading.Event()

    def ask() -> None:
        while not stopped.is_set():
            try:
                told = checked(site)
            except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
                failed.append(str(error))
                site.tell_stacks()
                stopped.set()
                continue
            marks = [finding["right_id"] for finding in told["answers"][0]["findings"]]
            seen.setdefault(told["generation"], set()).add(site.told["right"] in marks)

    threads = [threading.Thread(target=ask) for _ in range(ASKERS)]
    for thread in threads:
        thread.start()
    expected: dict[str, bool] = {}
    for _ in range(CHANGES):
        digest, has_right = site.python(CHANGE.replace("RIGHT", site.told["right"]))
        expected[digest] = has_right
        while digest not in seen and not stopped.is_set():
            stopped.wait(0.05)
    stopped.set()
    for thread in threads:
        thread.join(2 * SECONDS)
    assert failed == [], site.log.read_text()
    assert len(expected) == 2, "with and without it: the same rights make the same index"
    assert {digest: {has_right} for digest, has_right in expected.items()} == {name: seen[name] for name in expected}


def checked(site: Served) -> Any:
    """The answer to a check of the listing."""
    request = urllib.request.Request(
        f"{site.address}/api/v1/check",
        json.dumps({"listings": [LISTING]}).encode(),
        {"Authorization": f"Bearer {site.told['check']}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        return json.loads(answer.read())
