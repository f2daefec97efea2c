"""Workers are killed again and again while messages go out: none is lost, and each repeat was cut off on its way."""

import random
import subprocess
import sys
import time
from collections import Counter
from email import message_from_bytes
from pathlib import Path

import pytest
from served_site import Served

pytestmark = pytest.mark.soak  # a site that is served, and killed
MESSAGES, WORKERS, KILLS = 200, 3, 12

# A worker like that of the command, with a lease of fifteen seconds: short, so that what a dead one held is soon taken
# over, and longer than a busy machine may hold up one that lives, which would lose its lease. It says that it is at
# work, and rests after each mail and before the mark that it is done, where a kill makes a repeat.
WORKER = """
from datetime import timedelta
import os, pathlib, time
import django; django.setup()
from guildmark.hub.events import lease, mail
from guildmark.hub.events.models import Message
lease.LEASE, lease.FIRST_WAIT = timedelta(seconds=15), timedelta(seconds=0.1)
deliver = lease._DOERS[Message, mail.MAIL]
def slowly(message):
    deliver(message)
    pathlib.Path(f"at-work-{os.getpid()}").touch()
    time.sleep(0.05)
lease._DOERS[Message, mail.MAIL] = slowly
from guildmark.hub.work import work
work()
"""
ASK = f"""
from guildmark.hub.events.mail import send_mail
from django.db import transaction
with transaction.atomic():
    for number in range({MESSAGES}):
        send_mail(f"m{{number}}", to="x@y.example", subject=f"message {{number}}", body="words")
"""
LEFT = """
from guildmark.hub.events.models import Message
print(Message.objects.filter(done_at=None).count())
"""
ATTEMPTS = """
import json
from guildmark.hub.events.models import Message
messages = Message.objects.all()
print(json.dumps({m.payload["subject"]: [m.last_error, m.attempts, m.given_up_at is None] for m in messages}))
"""


def begun(site: Served) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", WORKER],
        env=site.environment | {"DJANGO_SETTINGS_MODULE": "guildmark.hub.settings"},
        stderr=subprocess.DEVNULL, cwd=site.folder,
    )  # fmt: skip


def test_workers_killed_again_and_again_lose_no_message_and_repeat_only_what_they_held(site: Served) -> None:
    assert site.command("begin", "--name", "S", "--email", "first@alliance.example").returncode == 0
    assert site.command("work", "--once").returncode == 0
    for path in (site.folder / "site" / "mail").iterdir():
        path.unlink()
    site.python(ASK)
    dice = random.Random(7)
    workers = [begun(site) for _ in range(WORKERS)]
    until = time.monotonic() + 240
    for _ in range(KILLS):
        while not (at_work := [n for n in range(WORKERS) if (site.folder / f"at-work-{workers[n].pid}").exists()]):
            assert time.monotonic() < until
            time.sleep(0.01)
        place = dice.choice(at_work)
        time.sleep(dice.uniform(0.0, 0.3))
        workers[place].kill()
        workers[place].wait()
        workers[place] = begun(site)
    while site.python(LEFT):
        assert time.monotonic() < until
    for worker in workers:
        worker.terminate()
    assert [worker.wait(30) for worker in workers] == [0] * WORKERS
    sent = Counter(one["Subject"] for one in mails(site.folder / "site" / "mail"))
    attempts = site.python(ATTEMPTS)
    for number in range(MESSAGES):
        subject = f"message {number}"
        assert 1 <= sent[subject] <= attempts[subject][1], "one mail at least, and no more than there were attempts"
    assert all(kept for _, _, kept in attempts.values())
    assert {error for error, _, _ in attempts.values()} == {""}, "nothing failed but by being killed"
    # Each kill holds at most one message, so that no more attempts were made than there were messages and kills.
    assert sum(tries for _, tries, _ in attempts.values()) <= len(attempts) + KILLS
    assert sum(sent.values()) <= MESSAGES + KILLS


def test_repeats_carry_the_same_message_id(site: Served) -> None:
    """By which mail programs know them as one."""
    assert site.command("begin", "--name", "S", "--email", "first@alliance.example").returncode == 0
    again = "from guildmark.hub.events.models import Message; Message.objects.update(done_at=None, lease=None)"
    for _ in range(2):
        assert site.command("work", "--once").returncode == 0
        site.python(again)
    names = [one["Message-ID"] for one in mails(site.folder / "site" / "mail")]
    assert len(names) == 2
    assert len(set(names)) == 1


def mails(folder: Path) -> list[dict[str, str]]:
    """The headers of all mails in a folder."""
    found = []
    for path in folder.iterdir():
        for part in path.read_bytes().split(b"-" * 79):
            headers = message_from_bytes(part.lstrip(b"\n"))
            if headers["Subject"]:
                found.append(dict(headers.items()))
    return found
