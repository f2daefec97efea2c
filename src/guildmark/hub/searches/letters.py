"""Letters of what a search found: at most one a day, with the number and the way there, nothing of the listings."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import ngettext

from guildmark.hub.cases.queues import counted
from guildmark.hub.events.lease import ask, does
from guildmark.hub.events.mail import send_mail
from guildmark.hub.events.models import Deadline
from guildmark.hub.members.actor import actor_of_person
from guildmark.hub.members.models import Person
from guildmark.hub.members.wall import seen
from guildmark.hub.searches.models import Hit, Search

LETTER = "searches.letter"
HOUR = 6  # UTC, at which letters are written
AFTER = timedelta(minutes=5)  # what was found until the hour is committed by then


def ask_for_letters(searches: Iterable[UUID], now: datetime) -> None:
    """Have a letter written after the next HOUR for each search that found something now, once."""
    due = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    due += timedelta(days=1) if due <= now else timedelta()
    since = due - timedelta(days=1)
    for search in searches:
        ask(
            Deadline, LETTER, f"{LETTER}:{search}:{due:%Y-%m-%d}", due_at=due + AFTER,
            search=str(search), since=since.isoformat(), until=due.isoformat(),
        )  # fmt: skip


@does(Deadline, LETTER)
def write(deadline: Any) -> None:
    """Write to whoever made the search, while it stands and they may see what it found."""
    payload = deadline.payload
    search = Search.objects.filter(pk=payload["search"], by_mail=True, ended_at__isnull=True).first()
    person = Person.objects.filter(pk=search.made_by).first() if search else None
    actor = actor_of_person(person) if person else None
    if search is None or person is None or actor is None:
        return
    between = [datetime.fromisoformat(payload[name]) for name in ("since", "until")]
    rows = seen(Hit, actor).filter(search=search, at__gte=between[0], at__lt=between[1])
    number = counted(rows)
    if not number:
        return
    words = {"name": search.name, "number": number, "link": f"{settings.PUBLIC_URL}/look-up/searches/{search.pk}/"}
    with translation.override(person.language or settings.LANGUAGE_CODE):
        subject = ngettext("%(name)s: %(number)d new listing", "%(name)s: %(number)d new listings", number) % words
        body = ngettext(
            "Your search %(name)s found %(number)d listing since yesterday.\n%(link)s\n",
            "Your search %(name)s found %(number)d listings since yesterday.\n%(link)s\n",
            number,
        )
    send_mail(deadline.key, to=person.email, subject=subject, body=body % words)
