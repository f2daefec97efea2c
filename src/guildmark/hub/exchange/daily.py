"""What the site does once a day: what expired stops, and once a week authors hear what their tactics caught."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from guildmark.hub.events.lease import ask, does
from guildmark.hub.events.models import Deadline, Event
from guildmark.hub.events.record import SITE, record, subscribe
from guildmark.hub.exchange import kinds
from guildmark.hub.exchange.letter import write_letters
from guildmark.hub.exchange.models import Item, Rarity
from guildmark.hub.exchange.rarity import ask_to_count_anew
from guildmark.hub.exchange.weekly import weeks_over

DAILY, EXPIRE, LETTERS = "exchange.daily", "exchange.expire", "exchange.letters"
AT = time(0, 3, tzinfo=UTC)  # before the index is compiled for the new day
LETTERS_ON = 0  # Monday


@subscribe(kinds.SHARED)
def ask_for_days(events: Sequence[Event]) -> None:
    """Where something is shared, each day is looked at."""
    _ask(timezone.now())


@does(Deadline, DAILY)
def look_at_day(row: Any) -> None:
    """Ask for all that is to be done today, and for tomorrow: what fails of it keeps nothing else from being done."""
    now = timezone.now()
    days = (now.date() - date.fromisoformat(row.payload["day"])).days  # more than 0 after a time without a worker
    ask(Deadline, EXPIRE, f"{EXPIRE}:{now:%Y%m%d}")
    if (now.weekday() - LETTERS_ON) % 7 <= days:
        ask(Deadline, LETTERS, f"{LETTERS}:{weeks_over(now, 1)[0]}")
    for organisation in Rarity.objects.values_list("organisation", flat=True).distinct():
        ask_to_count_anew(organisation)
    _ask(now)


@does(Deadline, EXPIRE)
def end_what_expired(row: Any) -> None:
    """What was to be used until yesterday stops."""
    now = timezone.now()
    over = Item.objects.filter(state="shared", expires_on__lt=now.date())
    told = set(_told_expired(over))
    for item in over.exclude(pk__in=told).order_by("pk"):
        record(kinds.EXPIRED, item.pk, by=SITE, data={"on": str(item.expires_on)})


@does(Deadline, LETTERS)
def tell_authors(row: Any) -> None:
    """A Monday came: authors hear what their tactics caught."""
    write_letters(timezone.now())


def _told_expired(items: Any) -> list[Any]:
    """Those of which the end of this very day was told: a renewed one expires again."""
    days = {str(item.pk): str(item.expires_on) for item in items}
    events = Event.objects.filter(kind=kinds.EXPIRED, subject__in=list(days))
    return [event.subject for event in events if event.data.get("on") == days[str(event.subject)]]


def _ask(now: datetime) -> None:
    tomorrow = now.astimezone(UTC).date() + timedelta(days=1)
    ask(Deadline, DAILY, f"{DAILY}:{tomorrow}", due_at=datetime.combine(tomorrow, AT), day=str(tomorrow))
