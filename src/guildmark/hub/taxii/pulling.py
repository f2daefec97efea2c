"""Pulling from another alliance's site: page by page, each in one transaction with how far it came.

Killed at any moment, the next pull goes on behind the last page that was taken whole; a page that is taken twice
changes nothing, since what came before is known by its version.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from guildmark.hub.exchange import received
from guildmark.hub.exchange.marking import FOR_ALL as FOR_ALL_MEMBERS
from guildmark.hub.exchange.models import Circle, Item
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.sealed import unseal
from guildmark.hub.taxii.inbox import came_before, faults, given_in
from guildmark.hub.taxii.models import FOR_ALL, Peer
from guildmark.hub.taxii.outward import Given, OtherSite
from guildmark.hub.taxii.peers import actor_of
from guildmark.stix import Shared, Taken, read_objects
from guildmark.stix.shared import SHARED, WITHDRAWN

PAGE = 25  # short transactions: nobody else writes meanwhile
MOST_PAGES = 400  # of a collection at once, so that a site without an end keeps no other waiting; the next pull goes on
LONGEST = 500


@dataclass(slots=True)
class Pulled:
    """What came of what a site gave. Each object is in one of the counts, or set aside with its reason."""

    seen: int = 0
    shared: int = 0
    ended: int = 0
    known: int = 0
    beside: int = 0  # what others refer to
    aside: list[tuple[str, str]] = field(default_factory=list)

    def add(self, other: "Pulled") -> None:
        """Count a page."""
        for name in ("seen", "shared", "ended", "known", "beside"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.aside += other.aside


class _AsideError(Exception):
    """Why an object is not taken."""


def pull(peer: Peer) -> Pulled:
    """Take all that was added at a peer's site since the last time. Errors: InputError for a site that does not answer
    as one; what was taken before stays."""
    site, pulled = OtherSite(peer.address, unseal(peer.key)), Pulled()
    try:
        # What is for all comes last: where something is for circles alone now, that is known before it is over for all.
        for collection, can_read, _ in sorted(site.collections(), key=lambda one: one[0] == str(FOR_ALL)):
            more, pages = can_read, 0
            while more and pages < MOST_PAGES:
                pages += 1
                after = str(Peer.objects.get(pk=peer.pk).pulled.get(collection, ""))
                given = site.page(collection, after, PAGE)
                more = given.more
                if given.objects:
                    pulled.add(_take_page(peer, collection, after, given))
    finally:
        site.close()
    return pulled


def _take_page(peer: Peer, collection: str, after: str, given: Given) -> Pulled:
    """Take one page, or nothing of it. What takes long is done before anybody who writes would wait for it."""
    taken = read_objects(given.objects)
    unfit = faults(peer.organisation_id, given.objects, taken.shared)
    with transaction.atomic():
        held = Peer.objects.select_for_update(of=("self",)).select_related("organisation", "circle").get(pk=peer.pk)
        if str(held.pulled.get(collection, "")) != after:
            return Pulled()  # somebody else pulled it meanwhile
        pulled = _take_all(held, given.objects, taken, unfit)
        held.pulled = held.pulled | {collection: given.until}
        held.save(update_fields=("pulled",))
    return pulled


def _take_all(peer: Peer, objects: Sequence[Any], taken: Taken, unfit: Mapping[int, str]) -> Pulled:
    pulled, by = Pulled(seen=len(objects), beside=len(taken.beside)), actor_of(peer)
    pulled.aside += [(one.id, one.why) for one in taken.aside]
    pulled.aside += [(str(objects[place]["id"]), "sightings are not taken") for place in taken.sighted]
    for place, shared in taken.shared.items():
        name = str(objects[place]["id"])
        try:
            if place in unfit:
                raise _AsideError(unfit[place])
            with transaction.atomic():
                what = _take(name, shared, peer.circle, by)
            setattr(pulled, what, getattr(pulled, what) + 1)
        except _AsideError as error:
            pulled.aside.append((name, str(error)))
        except ValidationError as error:
            pulled.aside.append((name, " ".join(error.messages)[:LONGEST]))
    return pulled


def _take(name: str, shared: Shared, circle: Circle | None, by: Actor) -> str:
    """Take one item; which count it belongs to."""
    mine = Item.objects.filter(pk=shared.id).first()
    if mine is not None and mine.owner_id != by.organisation.pk:
        raise _AsideError("is shared here already, by a member or from elsewhere")
    if came_before(by.organisation.pk, name, shared.modified):
        return "known"
    why = _too_narrow(shared, circle)
    if mine is not None and (shared.state != SHARED or why):
        # Narrowed beyond who reads it here: they read it no longer.
        received.end_received(mine, WITHDRAWN if why and shared.state == SHARED else shared.state, by=by)
        return "ended"
    if shared.state != SHARED:
        return "known"  # it ended before it was ever taken
    if why:
        raise _AsideError(why)
    circles = [] if shared.tlp in FOR_ALL_MEMBERS or circle is None else [circle]
    what = "known"
    given = given_in(shared)
    if mine is None or not received.says_the_same(mine, given, shared.tlp, circles):
        version = received.keep_received(given, by=by)
        mine, what = received.share_received(version, shared.title, shared.tlp, circles, by=by), "shared"
    received.mirror_hold(mine, held=shared.held, at=shared.modified, by=by)
    return what


def _too_narrow(shared: Shared, circle: Circle | None) -> str:
    """Why nobody here may read it; empty where somebody may.

    AMBER is for the alliance that was given it and for those whom it protects, who are its members as far as they need
    to know; AMBER+STRICT is not for them.
    """
    if shared.tlp in FOR_ALL_MEMBERS:
        return ""
    if shared.tlp != "AMBER":
        return f"TLP:{shared.tlp} is not for members of another alliance"
    if circle is None or circle.ended_at is not None:
        return "TLP:AMBER is read by a circle alone: say which by --circle"
    return ""
