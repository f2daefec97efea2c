"""The collections that a key finds: what is for all members, one for each of its circles, and the inbox."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from guildmark.hub.exchange.models import Membership
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.wall import seen
from guildmark.hub.taxii.media import STIX, TaxiiError
from guildmark.hub.taxii.models import FOR_ALL
from guildmark.hub.taxii.wall_rules import may_read

INBOX = UUID("b7d5c3f1-6e2a-4f8d-8a57-0c9e1b3d5f62")


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection as a key may use it."""

    id: UUID
    title: str
    description: str
    alias: str = ""
    can_read: bool = False
    can_write: bool = False

    def told(self) -> dict[str, Any]:
        """The resource of TAXII."""
        more = {"alias": self.alias} if self.alias else {}
        return {
            "id": str(self.id), "title": self.title, "description": self.description, **more,
            "can_read": self.can_read, "can_write": self.can_write, "media_types": [STIX],
        }  # fmt: skip


def collections_of(actor: Actor) -> Iterator[Collection]:
    """Those that it may read or write."""
    if may_read(actor):
        yield Collection(
            FOR_ALL, "For all members", "What members share under TLP:GREEN and TLP:CLEAR.", "all", can_read=True
        )
        own = seen(Membership, actor).filter(
            organisation=actor.organisation, left_at__isnull=True, circle__ended_at__isnull=True
        )
        for member in own.select_related("circle").order_by("circle__name"):
            circle = member.circle
            yield Collection(circle.pk, f"Circle: {circle.name}", circle.purpose, can_read=True)
    if actor.may("exchange.write"):
        yield Collection(
            INBOX, "Inbox", "What is to be shared: kept as drafts until people share them.", "inbox", can_write=True
        )


def one_collection(actor: Actor, name: str) -> Collection:
    """The one of this id or alias. Errors: TaxiiError, the same whether it is not there or not to be seen."""
    for one in collections_of(actor):
        if name.lower() in (str(one.id), one.alias or str(one.id)):
            return one
    raise TaxiiError(404, "There is nothing here, or it is not yours to see.")


def readable(actor: Actor, name: str) -> Collection:
    """One that may be read. Errors: TaxiiError."""
    found = one_collection(actor, name)
    if not found.can_read:
        raise TaxiiError(403, "This collection is for bringing objects in.", "Follow the status of what was brought.")
    return found


def writable(actor: Actor, name: str) -> Collection:
    """One that may be written to. Errors: TaxiiError."""
    found = one_collection(actor, name)
    if not found.can_write:
        raise TaxiiError(403, "This collection is read only.", "Bring objects into the collection `inbox`.")
    return found
