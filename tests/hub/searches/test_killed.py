"""A worker that is killed while it traces what came in: nothing is lost, nothing is found twice."""

from pathlib import Path

import pytest
from own_site import OwnSite

pytestmark = pytest.mark.soak  # processes of its own

MAKE = """
from alliance import organisations
from delivered import row, verified_right
from guildmark.hub.cases.intake import bring
from guildmark.hub.searches.question import Question
from guildmark.hub.searches.standing import keep_search
made = organisations()
verified_right(made.arvo, "arvo")
by = made.actor(made.bazaar, "analyst")
keep_search("totes", Question(text="tote"), by=by)
for run in range(3):
    bring([row(f"L{run}-{n}", title="Arvo tote") for n in range(20)], run=str(run), context="c" * 64, by=by)
"""
# Killed within the transaction of the worker's second piece of work, after what stands in {}.
DIE = """
import os
from guildmark.hub.events.lease import work_once
from guildmark.hub.searches import follow
follow.AT_ONCE = 25
times = 0
write = {place}
def dying(*given, **named):
    global times
    times += 1
    done = write(*given, **named)
    if times == 2:
        os.kill(os.getpid(), 9)
    return done
{place} = dying
work_once()
"""
GO_ON = """
from django.utils import timezone
from guildmark.hub.events.lease import work_once
from guildmark.hub.events.models import Deadline, Event
from guildmark.hub.searches.models import Hit, Trace
Deadline.objects.filter(done_at=None, lease__isnull=False).update(leased_until=timezone.now())  # as five minutes later
work_once()
told = sum(event.data["cases"] for event in Event.objects.filter(kind="search.found"))
print(json.dumps([Trace.objects.values("case").distinct().count(), Hit.objects.count(), told]))
"""


@pytest.mark.parametrize("place", ["follow.Trace.objects.bulk_create", "follow._keep"])
def test_a_worker_killed_while_it_follows_loses_and_doubles_nothing(tmp_path: Path, place: str) -> None:
    site = OwnSite(tmp_path)
    site.run(MAKE)
    dying = site.start(DIE.format(place=place))
    dying.communicate(timeout=60)
    assert dying.returncode == -9
    assert site.run(GO_ON) == [60, 60, 60]
