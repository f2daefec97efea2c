"""The weekly letter to those who shared tactics: what they caught elsewhere, nothing small told, all else rounded."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from guildmark.hub.events.mail import send_mail
from guildmark.hub.exchange.efficacy import Caught, efficacy
from guildmark.hub.exchange.models import Item
from guildmark.hub.hiding import shown_count
from guildmark.hub.members.models import Organisation, Person
from guildmark.hub.members.roles import roles_with

WEEK = timedelta(days=7)


def write_letters(now: datetime) -> None:
    """Ask for a letter to each who shares for an organisation whose tactics hit anything elsewhere this week."""
    items = list(Item.objects.filter(kind="tactic", state="shared").order_by("owner", "title", "pk"))
    found = efficacy([item.pk for item in items], now - WEEK)
    by_owner: dict[UUID, list[tuple[Item, Caught]]] = {}
    for item in items:
        caught = found[item.pk].elsewhere(item.owner_id)
        if caught.hits:
            by_owner.setdefault(item.owner_id, []).append((item, caught))
    for owner, lines in by_owner.items():
        _write(Organisation.objects.get(pk=owner), lines, now)


def _write(owner: Organisation, lines: list[tuple[Item, Caught]], now: datetime) -> None:
    roles = roles_with("exchange.share", owner.kind)
    for person in Person.objects.filter(organisation=owner, is_active=True, role__in=roles).order_by("id"):
        with translation.override(person.language or settings.LANGUAGE_CODE):
            told = "\n".join(_line(item, caught) for item, caught in lines)
            subject = _("What your tactics caught this week")
            body = _("At other members, from %(from)s to %(to)s:\n\n%(lines)s\n\n%(link)s\n") % {
                "from": f"{now - WEEK:%Y-%m-%d}", "to": f"{now:%Y-%m-%d}", "lines": told,
                "link": f"{settings.PUBLIC_URL}/tactics/",
            }  # fmt: skip
        week = now.strftime("%G-%V")
        send_mail(f"tactics:{owner.pk}:{week}:{person.pk}", to=person.email, subject=subject, body=body)


def _line(item: Item, caught: Caught) -> str:
    return _("“%(title)s”: hit %(hits)s, found infringing %(upheld)s, found wrong %(wrong)s") % {
        "title": item.title, "hits": told(caught.hits), "upheld": told(caught.upheld), "wrong": told(caught.wrong),
    }  # fmt: skip


def told(count: int) -> str:
    """A count as others read it."""
    cell = shown_count(count)
    return _("a few") if cell.value is None else str(cell.value)
