"""A pull that is killed at each step and begun again: nothing is lost, and nothing is taken twice."""

import json
from pathlib import Path

import pytest
from own_site import OwnSite

pytestmark = pytest.mark.soak  # processes of its own

GIVING = """
from alliance import organisations
from guildmark.hub.exchange import drafts, sharing
from guildmark.hub.members.keys import make_key
from guildmark.hub.members.organisations import admit

alliance = organisations()
by = alliance.actor(alliance.arvo)
items = []
for number in range(30):
    version = drafts.draft_advice(f"Advice {number}", f"Words {number}", by=by)
    items.append(sharing.share(version.item, "GREEN", [], by=by, meant=True))
for item in items[:3]:
    sharing.recall(item, "Wrong.", by=by)
south = admit("alliance", "Alliance South", by=None, needs_second_factor=False)
print(json.dumps(make_key("pull", ["exchange.see", "exchange.take"], by=alliance.actor(south))))
"""
TAKING = """
from guildmark.hub.taxii import pulling
from guildmark.hub.taxii.peers import known_peer

pulling.PAGE = 6
peer = known_peer({address!r}, name="Alliance North", key={key!r})
"""
# Killed before its nth statement to the database; beyond the last one it ends by itself.
DIE = """
import os
from django.db import connection

times = 0
def dying(execute, sql, params, many, context):
    global times
    times += 1
    if times == {number}:
        os.kill(os.getpid(), 9)
    return execute(sql, params, many, context)

with connection.execute_wrapper(dying):
    pulling.pull(peer)
"""
TELL = """
from collections import Counter
from guildmark.hub.events.models import Event
from guildmark.hub.exchange.models import Item, ItemVersion
from guildmark.hub.taxii.models import Came, Fed

pulling.pull(peer)
kinds = Counter(Event.objects.filter(kind__startswith="item.").values_list("kind", flat=True))
feed = Fed.objects.exclude(item=None)
print(json.dumps([
    Item.objects.filter(state="shared").count(), ItemVersion.objects.count(), Came.objects.count(),
    kinds["item.shared"], feed.count(), len(set(feed.values_list("object_id", flat=True))),
]))
"""


def test_a_pull_killed_at_each_step_loses_and_doubles_nothing(tmp_path: Path) -> None:
    (tmp_path / "north").mkdir()
    (tmp_path / "south").mkdir()
    north, south = OwnSite(tmp_path / "north"), OwnSite(tmp_path / "south")
    key = north.run(GIVING)
    with north.served() as address:
        taking = TAKING.format(address=address, key=key)
        killed = 0
        for number in (1, 3, 5, 8, 13, 21, 34, 55, 89, 144):
            process = south.start(taking + DIE.format(number=number))
            process.communicate(timeout=120)
            assert process.returncode in (0, -9)
            killed += process.returncode == -9
        told = south.run(taking + TELL)
    assert killed >= 6
    # Three ended before they were ever taken, and are known by their id alone.
    assert told == [27, 27, 30, 27, 27, 27], json.dumps(told)
