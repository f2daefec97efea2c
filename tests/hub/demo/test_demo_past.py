"""The demo has months behind it: made by the commands of every day, each event at its time, the figures published."""

from pathlib import Path

import pytest
from alliance import Alliance
from delivered import row, verified_right
from django.db import transaction
from django.utils import timezone

from guildmark.hub.cases.models import Case
from guildmark.hub.demo.clock import set_back_to
from guildmark.hub.demo.findings import Scanned
from guildmark.hub.demo.members import LARGE, Members, actors, admit_all
from guildmark.hub.demo.past import MONTHS, beginning, live
from guildmark.hub.disclosure.periods import Period
from guildmark.hub.disclosure.published import calendar
from guildmark.hub.events.models import Event
from guildmark.hub.events.record import SITE, record

pytestmark = pytest.mark.django_db
LISTINGS = 160


def test_a_clock_that_is_set_back_dates_what_is_written_and_goes_on_as_before_afterwards(alliance: Alliance) -> None:
    then = beginning()
    with pytest.raises(ZeroDivisionError), set_back_to(then):
        case = alliance.case(alliance.bazaar, alliance.right(alliance.arvo))
        with transaction.atomic():
            event = record("case.opened", case.key, by=SITE)
        assert then <= event.at < timezone.now() < then + (timezone.now() - then) * 2
        assert case.opened_at.date() == event.at.date() == then.date()
        raise ZeroDivisionError
    assert timezone.now() > then
    assert alliance.case(alliance.bazaar, case.right, "L-2").opened_at > event.at


@pytest.mark.soak
def test_the_months_of_the_demo_are_in_order_and_their_figures_were_published_in_time() -> None:
    with set_back_to(beginning()):
        members = admit_all(["Arvo"])
    scans = [_scan(members)]
    assert list(live(scans, members, {f"L-{n}": ("fake", "arvo") for n in range(LISTINGS)})) == [
        str(Period.of(timezone.now()).later(-number)) for number in range(MONTHS, 0, -1)
    ]
    instants = list(Event.objects.order_by("id").values_list("at", flat=True))
    assert instants == sorted(instants)
    assert instants[-1] < timezone.now()
    told = [month for month in calendar(timezone.now()) if month.period < Period.of(timezone.now())]
    assert {month.state for month in told[:-1]} == {"published"}  # the last may not be due yet
    shown = [month.told.cell("found").value for month in told if month.told]
    assert len(shown) >= MONTHS - 1
    assert len(set(shown)) > 1
    assert None not in shown
    assert Case.objects.exclude(state="decided").count() < 30


def _scan(members: Members) -> Scanned:
    """A scan of the large marketplace, which found something in each listing."""
    verified_right(members.holders["Arvo"], "arvo")
    rows = [
        row(f"L-{n}", marketplace=LARGE, title=f"Arvo tote bag no. {n}", finding={"seller_id": f"S-{n % 90}"})
        for n in range(LISTINGS)
    ]
    [by] = actors(members.marketplaces[LARGE], "analyst")
    return Scanned(by, "run", "", 10_000, rows, Path("report.html"))
