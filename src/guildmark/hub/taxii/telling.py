"""Telling a peer's site what came of what it shared: what people say of it at once, counts of each week that is over.

Of listings nothing is told: a false alarm says that there was one, and a week tells its counts as any author reads
them, small ones not at all and others rounded. Told twice, it is known there.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from guildmark.hub.events.models import Event
from guildmark.hub.events.record import subscribe
from guildmark.hub.exchange.kinds import SIGHTED
from guildmark.hub.exchange.models import Item, Sighting
from guildmark.hub.exchange.uses import LOOKED_FOR
from guildmark.hub.exchange.weekly import WEEK, Part, caught_weekly, shown, weeks_over
from guildmark.hub.hiding import ZERO
from guildmark.hub.members.sealed import unseal
from guildmark.hub.taxii.feed import alliance_itself
from guildmark.hub.taxii.models import Peer, Telling
from guildmark.hub.taxii.outward import OtherSite
from guildmark.stix import COUNTS, FIGURES, Author, Counted, Sighted, identity_of, made_uuid, object_id, sighting_of

PAGE = 50
MARKED = "AMBER"  # it is for the author's alliance, and for those of its members who need to know


@subscribe(SIGHTED)
def wait_to_be_told(events: Sequence[Event]) -> None:
    """What people say of something that came from a peer's site waits to be told there, which is due at once."""
    said = Sighting.objects.filter(pk__in=[event.data["sighting"] for event in events], person__isnull=False)
    for sighting in said.select_related("item"):
        peer = Peer.objects.filter(organisation=sighting.item.owner_id).first()
        if peer is not None:
            Telling.objects.get_or_create(sighting=sighting, defaults={"peer": peer})
            Peer.objects.filter(pk=peer.pk, failures=0).update(due_at=timezone.now())


def tell(peer: Peer) -> None:
    """Tell all that waits, and the weeks that are over. Errors: InputError for a site that does not take it."""
    weeks = [week for week in weeks_over(timezone.now()) if peer.counted_to is None or week > peer.counted_to]
    waits = Telling.objects.filter(peer=peer).exists()
    if not weeks and not waits:
        return
    author = alliance_itself()  # which of its members saw something is not told
    counted = list(_counted(peer, weeks, author)) if weeks else []
    if counted or waits:
        _tell(peer, counted, author)
    if weeks:
        Peer.objects.filter(pk=peer.pk).update(counted_to=weeks[-1])


def _tell(peer: Peer, counted: Sequence[Sighted], author: Author) -> None:
    site = OtherSite(peer.address, unseal(peer.key))
    try:
        inbox = site.inbox()
        while rows := list(Telling.objects.filter(peer=peer).select_related("sighting__item").order_by("id")[:PAGE]):
            site.bring(inbox, [identity_of(author), *(sighting_of(_sighted(row.sighting, author)) for row in rows)])
            Telling.objects.filter(pk__in=[row.pk for row in rows]).delete()
        for start in range(0, len(counted), PAGE):
            site.bring(inbox, [identity_of(author), COUNTS, *map(sighting_of, counted[start : start + PAGE])])
    finally:
        site.close()


def _sighted(sighting: Sighting, author: Author) -> Sighted:
    of = object_id(sighting.item.kind, sighting.item_id)
    return Sighted(id=sighting.pk, of=of, kind=sighting.kind, at=sighting.at, tlp=MARKED, author=author)


def _counted(peer: Peer, weeks: Sequence[date], author: Author) -> Iterator[Sighted]:
    """The weeks of each of its items in which anything came of it: marketplaces are not told apart."""
    items = Item.objects.filter(owner=peer.organisation, kind__in=LOOKED_FOR)
    parts: dict[tuple[UUID, date], list[Part]] = {}
    for (item, _at), of_week in caught_weekly(items.values("pk"), weeks).items():
        for week, part in of_week.items():
            parts.setdefault((item, week), []).append(part)
    of_item = dict(items.filter(pk__in={item for item, _ in parts}).values_list("pk", "kind"))
    for (item, week), some in sorted(parts.items()):
        cells = shown(some)
        if all(cell == ZERO for cell in cells.values()):
            continue  # it was in the shadow and hit nobody
        figures = {name: (cells[name].value, str(cells[name].state)) for name in FIGURES}
        at = datetime.combine(week + WEEK, time(), UTC) + timedelta(milliseconds=1)
        yield Sighted(
            id=made_uuid("sighting", author.id, item, week), of=object_id(of_item[item], item), kind="seen", at=at,
            tlp=MARKED, author=author, counted=Counted(week, figures),
        )  # fmt: skip
