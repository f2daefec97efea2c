"""One command serves the site, another begins an alliance; whatever ends it leaves no process behind."""

import os
import re
import signal
import time
import urllib.error
import urllib.request

import pytest
from served_site import Served

pytestmark = pytest.mark.soak  # a site that is served, and killed


def gone(site: Served, seconds: float = 40) -> bool:
    until = time.monotonic() + seconds
    while site.processes() and time.monotonic() < until:
        time.sleep(0.2)
    return not site.processes()


def test_an_alliance_is_begun_served_and_stopped_and_no_process_is_left(site: Served) -> None:
    begun = site.command("begin", "--name", "The alliance's secretariat", "--email", "first@alliance.example")
    assert begun.returncode == 0, begun.stderr
    link = re.search(rf"{site.address}/join/\S+", begun.stdout)
    assert link is not None
    other = site.command("begin", "--name", "Another", "--email", "x@alliance.example")
    assert other.returncode == 2
    assert "has a secretariat already" in other.stderr
    bad = site.command("begin", "--name", "The alliance's secretariat", "--email", "first@alliance.example")
    assert bad.returncode == 0, "the first link may have been lost"
    site.start()
    try:
        assert f"Guildmark: http://localhost:{site.port}" in site.log.read_text()
        with urllib.request.urlopen(link[0]) as page:
            assert "The alliance" in page.read().decode()
        taken = site.command("serve", "--port", str(site.port))
        assert taken.returncode == 2
        assert "another program listens there" in taken.stderr
        assert len(site.processes()) >= 4  # the server, two workers, and the one that does what is due
        mails = site.folder / "site" / "mail"
        until = time.monotonic() + 30
        while not (mails.is_dir() and len(list(mails.iterdir())) >= 2) and time.monotonic() < until:
            time.sleep(0.2)
        assert "/join/" in "".join(path.read_text() for path in mails.iterdir())
    finally:
        assert site.stop(signal.SIGTERM) == 0
    assert gone(site)


def test_it_stops_by_interrupt_too_and_serves_again_what_was_there(site: Served) -> None:
    assert site.command("begin", "--name", "S", "--email", "first@alliance.example").returncode == 0
    for number in (signal.SIGINT, signal.SIGTERM):
        site.start("--no-work")
        assert site.stop(number) == 0
        assert gone(site)
        assert not site.answers()


def test_killed_outright_it_leaves_no_process_behind(site: Served) -> None:
    site.start()
    assert site.stop(signal.SIGKILL) == -signal.SIGKILL
    assert gone(site)


def test_a_worker_that_dies_is_replaced_and_so_is_what_does_the_due_work(site: Served) -> None:
    site.start()
    assert site.process is not None
    children = [one for one in site.processes() if one != site.process.pid]
    for child in children:
        os.kill(child, signal.SIGKILL)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        fresh = [one for one in site.processes() if one not in children and one != site.process.pid]
        if len(fresh) >= 3 and site.answers():
            break
        time.sleep(0.3)
    else:
        raise AssertionError(site.log.read_text())
    assert site.stop() == 0
    assert gone(site)


def test_while_the_database_does_not_answer_the_health_address_says_so(site: Served) -> None:
    site.start("--no-work")
    database = site.folder / "site" / "hub.sqlite3"
    for path in database.parent.glob("hub.sqlite3*"):
        path.unlink()
    database.mkdir()
    try:
        urllib.request.urlopen(f"{site.address}/healthz").close()
        raise AssertionError("it says that all is well")
    except urllib.error.HTTPError as error:
        assert error.code == 503
        error.close()
