"""Pushing to another alliance's site: what its organisation reads here of what is for all, along the feed's counter."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from guildmark.hub.members.actor import Actor
from guildmark.hub.members.sealed import unseal
from guildmark.hub.members.wall import seen
from guildmark.hub.taxii.models import FOR_ALL, Fed, Peer
from guildmark.hub.taxii.outward import OtherSite

PAGE = 50
MOST_UNSENT = 1_000  # that are tried again; what is beyond comes with its next version


@dataclass(slots=True)
class Pushed:
    """What became of what was sent: taken, or not, with the reason."""

    sent: int = 0
    aside: list[tuple[str, str]] = field(default_factory=list)


def push(peer: Peer) -> Pushed:
    """Send what is new for all members since the last time, but what came from there. Sent twice, it is known there.

    Errors: InputError for a site that does not answer as one, or has no inbox for this key.
    """
    site, pushed = OtherSite(peer.address, unseal(peer.key)), Pushed()
    try:
        inbox = site.inbox()
        again, until = set(peer.unsent), peer.pushed
        while rows := _rows(peer, until, again):
            refused = site.bring(inbox, [json.loads(row.text) for row in rows])
            pushed.sent += len(rows)
            pushed.aside += refused
            sent = {row.object_id for row in rows}
            until, again = max(until, *(row.id for row in rows)), again - sent
            _keep_on(peer, until, [name for name, _ in refused], sent)
    finally:
        site.close()
    return pushed


def _rows(peer: Peer, after: int, again: set[Any]) -> list[Fed]:
    """The newest version of each object behind the counter, and of those that were not taken before."""
    reads = Actor(peer.pk, peer.organisation, frozenset({"exchange.see", "exchange.take"}), is_person=False)
    rows = seen(Fed, reads).filter(collection=FOR_ALL)
    newest = ~Q(Exists(rows.filter(object_id=OuterRef("object_id"), id__gt=OuterRef("id"))))
    own = Q(item__owner=peer.organisation)
    wanted = rows.filter(newest, Q(id__gt=after) | Q(object_id__in=again)).exclude(own)
    return list(wanted.order_by("id")[:PAGE])


def _keep_on(peer: Peer, until: int, refused: list[str], sent: set[str]) -> None:
    with transaction.atomic():
        held = Peer.objects.select_for_update().get(pk=peer.pk)
        held.pushed = max(held.pushed, until)
        held.unsent = [*(one for one in held.unsent if one not in sent), *(one for one in refused if one in sent)]
        held.unsent = held.unsent[-MOST_UNSENT:]
        held.save(update_fields=("pushed", "unsent"))
