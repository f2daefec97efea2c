"""Strikes follow from actions, and go with them; steps of the ladder follow from strikes, and go with them too."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from guildmark.hub.cases.choices import review_policy
from guildmark.hub.enforcement.act import Wanted, lift_all, propose_all
from guildmark.hub.enforcement.kinds import LIFTED, TAKEN
from guildmark.hub.enforcement.models import SERVED, Action
from guildmark.hub.enforcement.policies import policy_of
from guildmark.hub.events.models import Event
from guildmark.hub.events.record import By, Happening, record_all, site_for, subscribe
from guildmark.hub.stores import kinds
from guildmark.hub.stores.dossier import make_dossier
from guildmark.hub.stores.ladder import Step, ladder
from guildmark.hub.stores.models import Store, Strike

type Strikes = list[tuple[datetime, float]]  # when each was given, and its points


@subscribe(TAKEN)
def give_strikes(events: Sequence[Event]) -> None:
    """A strike for each action against a listing of a known seller; then the steps that are due."""
    actions = _actions(events).filter(target="listing").exclude(seller_id="")
    counted = [one for one in actions if one.measure not in ladder().count_nothing]
    if not counted:
        return
    stores = _stores(counted)
    strikes = Strike.objects.bulk_create(_strike(one, stores[one.organisation_id, one.seller_id]) for one in counted)
    told = [
        Happening(kinds.STRIKE, one.store_id, data={"action": str(one.action_id), "points": one.points})
        for one in strikes
    ]
    record_all(told, by=site_for(counted[0].organisation_id))
    last = {(one.organisation_id, one.seller_id): one for one in counted}
    _climb({store.pk: store for store in stores.values()}, {stores[name].pk: one for name, one in last.items()})


@subscribe(LIFTED)
def undo_strikes(events: Sequence[Event]) -> None:
    """What was lifted counts no more, unless its time was just over; steps that rest on it are lifted with it."""
    lifted = {event.data["action"]: event for event in events if event.why != SERVED}
    strikes = Strike.objects.filter(action__in=lifted, undone_at__isnull=True).select_related("store")
    now = timezone.now()
    by_store: dict[Store, list[Strike]] = defaultdict(list)
    for strike in strikes.order_by("id"):
        by_store[strike.store].append(strike)
    Strike.objects.filter(pk__in=[one.pk for some in by_store.values() for one in some]).update(undone_at=now)
    for store, some in by_store.items():
        told = [{"action": str(one.action_id), "points": one.points} for one in some]
        record_all(
            [Happening(kinds.STRIKE_UNDONE, store.pk, data=data) for data in told], by=site_for(store.organisation_id)
        )
    left = _strikes_of(by_store)
    _counted({store.pk: store for store in by_store}, left)
    for store, some in by_store.items():
        event = lifted[str(some[-1].action_id)]
        lift_all(_resting(store, left[store.pk]), event.why, by=By(event.actor, event.organisation))


def _resting(store: Store, strikes: Strikes) -> list[Action]:
    """The steps that rested on strikes that were undone: what is left reaches them neither now, nor as it counted when
    they were proposed. Strikes fade, so that today's points alone would undo steps that were right."""
    rungs = ladder()
    low = [one.rule for one in rungs.steps if store.points < rungs.threshold(one, store.listings)]
    return [
        step
        for step in Action.objects.filter(subject=store.pk, rule__in=low)
        if round(_points(strikes, step.proposed_at), 1) < step.facts["at"]
    ]


def stores_of_one_owner(store: Store) -> list[Store]:
    """The stores whose strikes count together: each by itself, while nobody knows who owns which."""
    return [store]


def points_of(stores: Collection[Store], now: datetime) -> dict[UUID, float]:
    """What the strikes of each store come to at an instant, by its id."""
    return {key: _points(strikes, now) for key, strikes in _strikes_of(stores).items()}


def _strikes_of(stores: Collection[Store]) -> dict[UUID, Strikes]:
    """The strikes that count together for each store, by its id: when each was given, and its points."""
    together = {store.pk: [one.pk for one in stores_of_one_owner(store)] for store in stores}
    everybody = {one for some in together.values() for one in some}
    by_store: dict[UUID, Strikes] = defaultdict(list)
    rows = Strike.objects.filter(store__in=everybody, undone_at__isnull=True)
    for store, at, points in rows.values_list("store", "at", "points"):
        by_store[store].append((at, points))
    return {key: [strike for one in some for strike in by_store[one]] for key, some in together.items()}


def _points(strikes: Strikes, now: datetime) -> float:
    """What strikes come to at an instant, or came to without what was undone since."""
    return ladder().points([(at, points) for at, points in strikes if at <= now], now)


def steps_taken(stores: Iterable[UUID]) -> dict[UUID, dict[str, Action]]:
    """Of each store the newest action of each step of the ladder, by its rule, that counts: it stands or waits, or its
    time was over while a strike of then still counts."""
    since = timezone.now() - ladder().expires_after
    rows = Action.objects.filter(subject__in=list(stores), rule__startswith="ladder: ")
    counts = Q(state__in=("proposed", "standing")) | Q(ended_why=SERVED, ended_at__gt=since)
    found: dict[UUID, dict[str, Action]] = defaultdict(dict)
    for action in rows.filter(counts).order_by("proposed_at"):
        found[action.subject][action.rule] = action
    return found


def next_step(taken: Mapping[str, Action]) -> Step | None:
    """The lowest step that was not taken; None above the last."""
    return next((step for step in ladder().steps if step.rule not in taken), None)


def _actions(events: Sequence[Event]) -> QuerySet[Action]:
    ids = [event.data["action"] for event in events]
    rows = Action.objects.filter(pk__in=ids).select_related("case", "decision", "statement")
    return rows.order_by("taken_at", "id")


def _stores(actions: Iterable[Action]) -> dict[tuple[UUID, str], Store]:
    """The stores of the sellers, made where they were not, and held until the transaction ends."""
    wanted = {(one.organisation_id, one.seller_id): one for one in actions}
    Store.objects.bulk_create(
        (
            Store(organisation_id=organisation, seller_id=seller, name=one.case.seller_name if one.case else "")
            for (organisation, seller), one in wanted.items()
        ),
        ignore_conflicts=True,
    )
    rows = Store.objects.select_for_update(no_key=True)
    organisations, sellers = {one for one, _ in wanted}, {one for _, one in wanted}
    found = rows.filter(organisation__in=organisations, seller_id__in=sellers)
    by_name = {(store.organisation_id, store.seller_id): store for store in found.order_by("id")}
    return {name: by_name[name] for name in wanted}


def _strike(action: Action, store: Store) -> Strike:
    case, decision = action.case, action.decision
    gravity = ladder().gravity_of(
        health=bool(case and case.touches_health),
        automatic=action.automatic,
        reason=decision.reason if decision else "",
    )
    return Strike(store=store, action=action, gravity=gravity.name, points=gravity.points)


def _climb(stores: Mapping[UUID, Store], because: Mapping[UUID, Action]) -> None:
    """Take the next step of each store, where its points reach it and the one before was told before its offence."""
    _counted(stores, _strikes_of(stores.values()))
    taken, rungs = steps_taken(stores), ladder()
    due: dict[UUID, list[Wanted]] = defaultdict(list)
    told_at: datetime | None = None
    for key, store in stores.items():
        step = next_step(taken[key])
        if step is None or store.points < rungs.threshold(step, store.listings):
            continue
        before = taken[key].get(rungs.steps[step.place - 1].rule) if step.place else None
        if before is not None and (before.state == "proposed" or not _heard(before, because[key])):
            continue
        due[store.organisation_id].append(_wanted(store, step, store.points, because[key]))
        if because[key].decision:
            # What follows from a decision is told no sooner than the decision itself.
            told_at = timezone.now() + review_policy().undo
    for organisation, wanted in due.items():
        for action in propose_all(organisation, wanted, by=site_for(organisation), due_at=told_at):
            if action.measure == "close-store":
                make_dossier(stores[action.subject], action)


def _heard(step: Action, because: Action) -> bool:
    """Whether a step was in force before the offence was found: nobody is climbed over for what was there already."""
    found = because.case.opened_at if because.case else because.proposed_at
    return step.taken_at is not None and step.taken_at < found


def _wanted(store: Store, step: Step, points: float, because: Action) -> Wanted:
    policy = policy_of(store.organisation_id)
    alone = step.measure == "close-store" or because.decision is None  # nobody's yes counts for it yet
    statement = getattr(because, "statement", None)  # in its language the seller was written to
    return Wanted(
        subject=store.pk,
        target="store",
        name=store.seller_id,
        seller_id=store.seller_id,
        measure=step.measure,
        rule=step.rule,
        policy=policy.digest,
        eyes=policy.eyes[step.measure],
        lasts=step.lasts,
        said_yes=() if alone or because.decision is None else (because.decision.person,),
        automatic=step.measure == "warn" and because.decision is None,
        facts={
            "step": step.name,
            "points": round(points, 1),
            "at": round(ladder().threshold(step, store.listings), 1),
            "language": statement.language if statement else None,
        },
    )


def _counted(stores: Mapping[UUID, Store], strikes: Mapping[UUID, Strikes]) -> None:
    """Write down what these stores' strikes come to now."""
    now = timezone.now()
    for key, store in stores.items():
        store.points, store.counted_at = _points(strikes[key], now), now
    Store.objects.bulk_update(stores.values(), ("points", "counted_at"))
