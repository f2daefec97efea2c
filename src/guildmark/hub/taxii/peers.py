"""Commands about other alliances' sites: whoever runs this site's machine makes one, with a key that it gave."""

from django.db import transaction

from guildmark.guard.site import Site
from guildmark.hub.exchange.drafts import WRITE
from guildmark.hub.exchange.models import Circle
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.models import Organisation
from guildmark.hub.members.organisations import admit
from guildmark.hub.members.roles import ALLIANCE
from guildmark.hub.members.sealed import seal
from guildmark.hub.taxii.models import Peer
from guildmark.records import InputError

SEE = "exchange.see"


def known_peer(address: str, *, name: str = "", key: str = "", circle: str | None = None) -> Peer:
    """The peer at an address; made at the first time, of a name and with a key, changed where they are given again.

    Another circle for what is AMBER begins the pull anew, which takes what was left out before.

    Errors: InputError for what is missing, or cannot be used.
    """
    address = address.strip().rstrip("/")
    peer = Peer.objects.filter(address=address).first()
    if peer is None and (not name or not key):
        raise InputError(
            f"{address} is not known yet. Say its name by --name, and set GUILDMARK_KEY to a key made there."
        )
    if key:
        Site(address, key, name="the other site").close()
    read_by = None if not circle else Circle.objects.filter(name=circle, ended_at__isnull=True).first()
    if circle and read_by is None:
        raise InputError(f"there is no circle {circle!r} here. The secretariat forms circles.")
    with transaction.atomic():
        if peer is None:
            return Peer.objects.create(organisation=_stands_for(name), address=address, key=seal(key), circle=read_by)
        peer = Peer.objects.select_for_update().get(pk=peer.pk)
        if key:
            peer.key = seal(key)
        if circle is not None and (read_by and read_by.pk) != peer.circle_id:
            peer.circle, peer.pulled = read_by, {}
        peer.save(update_fields=("key", "circle", "pulled"))
    return peer


def actor_of(peer: Peer) -> Actor:
    """The site itself, doing what a peer's site has it do: it may bring drafts, knows what is known to be good here,
    and events name the peer."""
    return Actor(peer.pk, peer.organisation, frozenset({SEE, WRITE}), is_person=False)


def _stands_for(name: str) -> Organisation:
    """The member of this name, which is another alliance; admitted when there is none."""
    found = Organisation.objects.filter(name=name.strip()).first()
    if found is None:
        return admit(ALLIANCE, name, by=None)
    if found.kind != ALLIANCE or Peer.objects.filter(organisation=found).exists():
        raise InputError(f"{name!r} is a member already. Say another name.")
    return found
