"""All listings of a closed store are taken down, and put back whole when that is undone: a batch at a time, each in one
transaction with the place where the next begins, so that a worker may be killed between any two."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.cases.models import Case
from guildmark.hub.enforcement.kinds import LIFTED, TAKEN
from guildmark.hub.enforcement.models import Action, Target
from guildmark.hub.enforcement.outbox import held, write
from guildmark.hub.events.lease import ask, does
from guildmark.hub.events.models import Deadline, Event
from guildmark.hub.events.record import record, site_for, subscribe
from guildmark.hub.members.actor import Actor
from guildmark.hub.stores import kinds
from guildmark.hub.stores.models import Store, StoreListing

DOWN, UP = "store.down", "store.up"
AT_ONCE = 500  # listings of a batch
MOST_TOLD = 10_000  # listings in one telling


def tell_listings(seller_id: str, listing_ids: Sequence[str], *, by: Actor, name: str = "") -> Store:
    """Say which listings a store has; told twice is told once. Those of a store that is closed go down with it.

    Errors: PermissionDenied; ValidationError for names that hold control characters.
    """
    by.require("cases.bring")
    for one in (seller_id, name, *listing_ids):
        if not one.isprintable():
            raise ValidationError(
                _("%(name)s holds control characters. Send it as the listing has it.") % {"name": repr(one)}
            )
    with transaction.atomic():
        store, _made = Store.objects.get_or_create(
            organisation=by.organisation, seller_id=seller_id, defaults={"name": name[:200]}
        )
        store = Store.objects.select_for_update().get(pk=store.pk)
        before = store.listings
        _know(store, listing_ids)
        if store.listings != before:
            record(kinds.LISTED, store.pk, by=by.by, data={"listings": store.listings})
            for action in Action.objects.filter(subject=store.pk, measure="close-store", state="standing"):
                _begin(action, store.listings)
    return store


@subscribe(TAKEN)
def ask_to_take_down(events: Sequence[Event]) -> None:
    """A store was closed: begin with what is known of its listings, those of its cases among them."""
    for action in _closings(events):
        store = Store.objects.select_for_update().get(pk=action.subject)
        cases = Case.objects.filter(organisation=store.organisation_id, seller_id=store.seller_id)
        _know(store, list(cases.values_list("listing_id", flat=True).distinct()))
        _begin(action, store.listings)


@subscribe(LIFTED)
def ask_to_put_back(events: Sequence[Event]) -> None:
    """A closing was undone: whatever went down with it comes back."""
    for action in _closings(events):
        ask(Deadline, UP, f"{UP}:{action.pk}:0", action=str(action.pk), part=0)


@does(Deadline, DOWN)
def take_down(deadline: Any) -> None:
    """The next listings of a store that is closed, and who goes on from there."""
    action = Action.objects.select_for_update().get(pk=deadline.payload["action"])
    if action.state != "standing":
        return  # undone meanwhile: what went down comes back by itself
    rows = StoreListing.objects.filter(store=action.subject, id__gt=deadline.payload["after"]).order_by("id")
    listings = list(rows.values_list("id", "listing_id")[:AT_ONCE])
    if not listings:
        return
    names = [("listing", name) for _, name in listings]
    targets = [one for one in held(action.organisation_id, names) if one.down_with is None]
    if targets:
        for target in targets:
            target.down_with = action.pk
        _write(action, targets)
        _record(kinds.TAKEN_DOWN, action, len(targets))
    after, known = listings[-1][0], deadline.payload["known"]
    ask(Deadline, DOWN, f"{DOWN}:{action.pk}:{known}:{after}", action=str(action.pk), known=known, after=after)


@does(Deadline, UP)
def put_back(deadline: Any) -> None:
    """The next listings that went down with a closing that was undone; what else stands against one still counts."""
    action = Action.objects.select_for_update().get(pk=deadline.payload["action"])
    rows = Target.objects.select_for_update(no_key=True).filter(down_with=action.pk).order_by("id")
    targets = list(rows[:AT_ONCE])
    if not targets:
        return
    for target in targets:
        target.down_with = None
    _write(action, targets)
    _record(kinds.PUT_BACK, action, len(targets))
    part = deadline.payload["part"] + 1
    ask(Deadline, UP, f"{UP}:{action.pk}:{part}", action=str(action.pk), part=part)


def _begin(action: Action, known: int) -> None:
    """Walk through the listings of a closed store from the first: once for each number of them that was known."""
    ask(Deadline, DOWN, f"{DOWN}:{action.pk}:{known}:0", action=str(action.pk), known=known, after=0)


def _record(kind: str, action: Action, listings: int) -> None:
    data = {"action": str(action.pk), "listings": listings}
    record(kind, action.subject, by=site_for(action.organisation_id), data=data)


def _write(action: Action, targets: Sequence[Target]) -> None:
    subjects = {(target.kind, target.name): action.subject for target in targets}
    write(action.organisation_id, targets, subjects, timezone.now())


def _closings(events: Sequence[Event]) -> list[Action]:
    ids = [event.data["action"] for event in events if event.data["measure"] == "close-store"]
    return list(Action.objects.filter(pk__in=ids))


def _know(store: Store, listing_ids: Sequence[str]) -> None:
    StoreListing.objects.bulk_create(
        (StoreListing(store=store, listing_id=one) for one in listing_ids), ignore_conflicts=True, batch_size=1_000
    )
    store.listings = StoreListing.objects.filter(store=store).count()
    store.save(update_fields=("listings",))
