"""An agent acts for a holder from when two people verified its power of attorney until it ends."""

from datetime import date, timedelta

import pytest
from alliance import Alliance
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from rights_made import PDF, entry, verified

from guildmark.hub.events.models import Event
from guildmark.hub.members.wall import seen
from guildmark.hub.registry.approval import submit
from guildmark.hub.registry.brought import Brought
from guildmark.hub.registry.drafts import begin_draft, register_right
from guildmark.hub.registry.models import PowerOfAttorney, Right
from guildmark.hub.registry.powers import approve_power, grant_power, revoke_power
from guildmark.records import InputError

pytestmark = pytest.mark.django_db
DOCUMENT = Brought("power.pdf", PDF)


def days(number: int) -> date:
    return (timezone.now() + timedelta(days=number)).date()


def granted(alliance: Alliance, start: int = 0, end: int = 30) -> PowerOfAttorney:
    return grant_power(alliance.brill, DOCUMENT, days(start), days(end), by=alliance.actor(alliance.arvo))


def verified_power(alliance: Alliance, start: int = 0, end: int = 30) -> PowerOfAttorney:
    power = granted(alliance, start, end)
    for number in (1, 2):
        power = approve_power(power, by=alliance.actor(alliance.secretariat, number=number))
    return power


def test_an_agent_acts_once_two_people_verified_its_power_and_says_for_whom(alliance: Alliance) -> None:
    right, agent = verified(alliance, entry()), alliance.actor(alliance.brill)
    power = granted(alliance)
    approve_power(power, by=alliance.actor(alliance.secretariat))
    with pytest.raises(ValidationError, match="approved this already"):
        approve_power(power, by=alliance.actor(alliance.secretariat))
    assert not seen(Right, agent).exists()
    with pytest.raises(PermissionDenied):
        begin_draft(right, by=agent)
    approve_power(power, by=alliance.actor(alliance.secretariat, number=2))
    assert list(seen(Right, agent)) == [right]
    submit(begin_draft(right, by=agent), by=agent)
    event = Event.objects.filter(subject=right.pk).latest("id")
    assert (event.kind, event.organisation) == ("right.submitted", alliance.brill.pk)
    assert event.data["for"] == str(alliance.arvo.pk)
    other = register_right(entry("ORVANE LUNE"), by=agent, holder=alliance.arvo)
    assert other.holder == alliance.arvo
    kinds = list(Event.objects.filter(subject=power.pk).order_by("id").values_list("kind", flat=True))
    assert kinds == ["power.granted", "power.approved", "power.approved", "power.verified"]


@pytest.mark.parametrize("who", ["arvo", "brill", "secretariat"])
def test_a_power_that_was_ended_counts_no_longer(alliance: Alliance, who: str) -> None:
    right, power = verified(alliance, entry()), verified_power(alliance)
    revoke_power(power, by=alliance.actor(getattr(alliance, who)), note="It was forged.")
    agent = alliance.actor(alliance.brill)
    assert not seen(Right, agent).exists()
    with pytest.raises(PermissionDenied):
        begin_draft(right, by=agent)
    with pytest.raises(ValidationError, match="ended already"):
        revoke_power(power, by=alliance.actor(alliance.arvo))


@pytest.mark.parametrize(("start", "end"), [(1, 30), (-30, -1)])
def test_a_power_counts_within_its_dates_alone(alliance: Alliance, start: int, end: int) -> None:
    verified(alliance, entry())
    power = verified_power(alliance)
    PowerOfAttorney.objects.filter(pk=power.pk).update(valid_from=days(start), valid_to=days(end))
    assert not seen(Right, alliance.actor(alliance.brill)).exists()


def test_a_power_needs_a_document_dates_and_another_holder(alliance: Alliance) -> None:
    by = alliance.actor(alliance.arvo)
    with pytest.raises(InputError, match="Documents are PDF files"):
        grant_power(alliance.brill, Brought("power.exe", b"MZ"), days(0), days(9), by=by)
    with pytest.raises(ValidationError, match="ends before it begins"):
        grant_power(alliance.brill, DOCUMENT, days(9), days(8), by=by)
    with pytest.raises(ValidationError, match="ended already"):
        grant_power(alliance.brill, DOCUMENT, days(-9), days(-8), by=by)
    for agent in (alliance.arvo, alliance.bazaar, alliance.secretariat):
        with pytest.raises(ValidationError, match="another member"):
            grant_power(agent, DOCUMENT, days(0), days(9), by=by)
    for who, role in ((alliance.bazaar, "administrator"), (alliance.arvo, "analyst")):
        with pytest.raises(PermissionDenied):
            grant_power(alliance.brill, DOCUMENT, days(0), days(9), by=alliance.actor(who, role))


def test_others_neither_see_nor_end_a_power(alliance: Alliance) -> None:
    power = granted(alliance)
    assert not seen(PowerOfAttorney, alliance.actor(alliance.bazaar)).exists()
    with pytest.raises(PermissionDenied):
        revoke_power(power, by=alliance.actor(alliance.bazaar))
    with pytest.raises(PermissionDenied):
        approve_power(power, by=alliance.actor(alliance.arvo))
