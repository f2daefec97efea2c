"""The weekly letter to those who shared tactics: what they caught elsewhere, nothing small told, all else rounded."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from guildmark.hub.events.mail import send_mail
from guildmark.hub.exchange.marking import BY_PROGRAM
from guildmark.hub.exchange.models import Item
from guildmark.hub.exchange.weekly import WEEK, caught_weekly, elsewhere, shown, weeks_over
from guildmark.hub.hiding import ZERO, Cell
from guildmark.hub.members.models import Organisation, Person
from guildmark.hub.members.roles import roles_with

ADDRESS = "/tactics/back/"  # of the page that tells the same of the weeks before
Line = tuple[Item, Mapping[str, Cell]]


def write_letters(now: datetime) -> None:
    """Ask for a letter to each who shares for a member whose tactics hit anything elsewhere last week."""
    weeks = weeks_over(now, 1)
    # A letter may be read by others on its way: nothing that is for single people stands in it.
    told = Item.objects.filter(kind="tactic", state="shared", tlp__in=BY_PROGRAM, owner__suspended_at__isnull=True)
    found = caught_weekly(told.values("pk"), weeks)
    by_owner: dict[UUID, list[Line]] = {}
    for item in told.filter(pk__in={tactic for tactic, _at in found}).order_by("owner", "title", "pk"):
        caught = [one for of_week in elsewhere(found, item.pk, item.owner_id).values() for one in of_week.values()]
        if any(one.cell("hits") != ZERO for one in caught):
            by_owner.setdefault(item.owner_id, []).append((item, shown(caught)))
    for owner, lines in by_owner.items():
        _write(Organisation.objects.get(pk=owner), lines, weeks[0])


def _write(owner: Organisation, lines: list[Line], week: date) -> None:
    roles = roles_with("exchange.share", owner.kind)
    for person in Person.objects.filter(organisation=owner, is_active=True, role__in=roles).order_by("id"):
        with translation.override(person.language or settings.LANGUAGE_CODE):
            subject = _("What your tactics caught last week")
            body = _("At other members, from %(from)s to %(to)s:\n\n%(lines)s\n\n%(link)s\n") % {
                "from": week, "to": week + WEEK - timedelta(days=1),
                "lines": "\n".join(_line(item, cells) for item, cells in lines),
                "link": f"{settings.PUBLIC_URL}{ADDRESS}",
            }  # fmt: skip
        send_mail(f"tactics:{owner.pk}:{week}:{person.pk}", to=person.email, subject=subject, body=body)


def _line(item: Item, cells: Mapping[str, Cell]) -> str:
    return _("“%(title)s”: hit %(hits)s, found infringing %(upheld)s, found wrong %(wrong)s") % {
        "title": item.title, "hits": _told(cells["hits"]), "upheld": _told(cells["upheld"]),
        "wrong": _told(cells["wrong"]),
    }  # fmt: skip


def _told(cell: Cell) -> str:
    match cell.state:
        case "small":
            return _("a few")
        case "hidden":
            return _("a few at each of several members")
        case "at least":
            return _("at least %(number)s") % {"number": cell.value}
    return str(cell.value)
