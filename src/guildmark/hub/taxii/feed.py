"""Writing the feeds, in the transaction of what is shared, changed or ended."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from guildmark.hub.events.models import Event
from guildmark.hub.events.record import subscribe
from guildmark.hub.exchange import kinds
from guildmark.hub.exchange.marking import FOR_ALL as FOR_ALL_MEMBERS
from guildmark.hub.exchange.models import Audience, Item
from guildmark.hub.members.models import Organisation
from guildmark.hub.members.roles import SECRETARIAT
from guildmark.hub.taxii.models import FOR_ALL, Fed
from guildmark.stix import EXTENSION, MAKER, MARKINGS, Author, Shared, identity_of, object_id, object_of, text_of
from guildmark.stix.shared import WITHDRAWN, to_milliseconds

TICK, STEP = timedelta(milliseconds=1), timedelta(microseconds=1)


@subscribe(kinds.SHARED, kinds.REACH_CHANGED, kinds.HELD, kinds.LET_GO)
def feed_shared(events: Sequence[Event]) -> None:
    """A new version, others who may read it, or a false alarm that holds it until it is answered: a row in the
    collection of all, or in those of its circles. Where it stood before and does not any more, that is told first: who
    reads several collections has the newest version last."""
    for event in events:
        item = _item(event)
        if item is None or item.state != "shared":
            continue
        here = _collections(item)
        left = {collection: tlp for collection, tlp in _told_in(item).items() if collection not in here}
        _end(item, event, WITHDRAWN, left)
        shared = _shared(item, event)
        for collection in sorted(here):
            _put(collection, [*_referred_to(shared, collection), _told(object_of(shared), item)])


@subscribe(kinds.RECALLED, kinds.RETIRED)
def feed_ended(events: Sequence[Event]) -> None:
    """Tell that it ended wherever it was told, and keep nothing of what it said."""
    for event in events:
        item = _item(event)
        if item is not None:
            _end(item, event, item.state, _told_in(item))


def _collections(item: Item) -> set[UUID]:
    """Where it is told by its marking."""
    if item.tlp == "RED":
        return set()
    if item.tlp in FOR_ALL_MEMBERS:
        return {FOR_ALL}
    return set(Audience.objects.filter(item=item).values_list("circle", flat=True))


def _told_in(item: Item) -> dict[UUID, str]:
    """The collections that tell what it says, each with its marking there."""
    newest = {one.collection: one for one in Fed.objects.filter(item=item).order_by("id").defer("text")}
    return {collection: one.tlp for collection, one in newest.items() if not one.ended}


def _end(item: Item, event: Event, state: str, marked: Mapping[UUID, str]) -> None:
    """Tell in these collections that it ended there, and keep nothing there of what it said."""
    if not marked:
        return
    ended = replace(_shared(item, event), state=state, title="", text="")
    Fed.objects.filter(item=item, collection__in=marked).update(text="")
    for collection, tlp in sorted(marked.items()):
        # Marked as it was there, which is what its readers know.
        row = _told(object_of(replace(ended, tlp=tlp)), item)
        _put(collection, [replace(row, tlp=tlp, ended=True)])


@dataclass(frozen=True, slots=True)
class _Told:
    """An object to be put into a collection."""

    told: Mapping[str, Any]
    item: Item | None = None
    tlp: str = ""
    ended: bool = False


def _told(told: Mapping[str, Any], item: Item) -> _Told:
    return _Told(told, item, item.tlp)


def _item(event: Event) -> Item | None:
    return Item.objects.select_related("owner", "current").filter(pk=event.subject).first()


def _shared(item: Item, event: Event) -> Shared:
    """An item as this room's objects have it; each change is later than the one before, by a millisecond at least."""
    assert item.shared_at is not None and item.current is not None
    before = Fed.objects.filter(object_id=object_id(item.kind, item.pk)).order_by("-id").first()
    modified = to_milliseconds(event.at)
    return Shared(
        id=item.pk,
        kind=item.kind,
        version=item.current.number,
        title=item.title,
        text=item.current.content,
        tlp=item.tlp,
        author=_author(item),
        created=item.shared_at,
        held=item.held_at is not None,
        modified=modified if before is None else max(modified, before.version + TICK),
    )


def _author(item: Item) -> Author:
    """Its owner, or the alliance where that is not told."""
    owner = item.owner
    return alliance_itself() if item.anonymous else Author(owner.pk, owner.name, owner.admitted_at)


def alliance_itself() -> Author:
    """The alliance, by its secretariat: it stands for members that are not named."""
    own = Organisation.objects.filter(kind=SECRETARIAT).earliest("admitted_at")
    return Author(own.pk, own.name, own.admitted_at)


def _referred_to(shared: Shared, collection: UUID) -> Iterator[_Told]:
    """What an object refers to, as far as the collection lacks it."""
    known = set(Fed.objects.filter(collection=collection, item=None).values_list("object_id", flat=True))
    for told in (MAKER, EXTENSION, MARKINGS[shared.tlp], identity_of(shared.author)):
        if told["id"] not in known:
            yield _Told(told)


def _put(collection: UUID, objects: Iterable[_Told]) -> None:
    last = Fed.objects.order_by("-id").values_list("added_at", flat=True).first()
    at = timezone.now() if last is None else max(timezone.now(), last + STEP)
    rows = []
    for number, one in enumerate(objects):
        rows.append(
            Fed(
                collection=collection,
                item=one.item,
                object_id=one.told["id"],
                object_type=one.told["type"],
                version=datetime.fromisoformat(one.told.get("modified", one.told["created"])),
                tlp=one.tlp,
                ended=one.ended,
                added_at=at + STEP * number,
                text=text_of(one.told),
            )
        )
    Fed.objects.bulk_create(rows)
