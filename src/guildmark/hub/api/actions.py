"""Actions as programs of a marketplace fetch them: what its listings and stores are to be, and saying what was done."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from guildmark.hub.api.asking import asking
from guildmark.hub.enforcement.fetched import Said, say_done, states_for
from guildmark.hub.enforcement.models import Action
from guildmark.hub.members.wall import one
from guildmark.hub.stores.batches import MOST_TOLD, tell_listings

router = Router(tags=["actions"])

MOST_AT_ONCE = 500


class BuyersOut(Schema):
    """A letter for everybody who bought the good since a day; `key` is the same however often it is heard."""

    key: str
    language: str
    subject: str
    text: str
    bought_since: str


class StandingOut(Schema):
    """An action that stands against a target. `statement` is the link that its seller is to be given."""

    id: UUID
    measure: str
    since: datetime | None
    until: datetime | None
    statement: str
    buyers: BuyersOut | None


class StateOut(Schema):
    """What a listing or a store is to be now. Of two about one target the one with the higher number counts."""

    key: str
    target: Literal["listing", "store"]
    id: str
    number: int
    state: dict[str, Any]
    store_closed: bool
    actions: list[StandingOut]


class StatesOut(Schema):
    """The states that wait, in order; each is given again until it is said to be done."""

    states: list[StateOut]


class SaidIn(Schema):
    """What was done of a state. `final` says that trying again is of no use."""

    key: Annotated[str, Field(max_length=200)]
    done: bool
    why: Annotated[str, Field(max_length=2_000)] = ""
    final: bool = False


class DoneIn(Schema):
    """What a program did."""

    states: Annotated[list[SaidIn], Field(min_length=1, max_length=MOST_AT_ONCE)]


class DoneOut(Schema):
    """By key: `kept`; `known`, when it was said before or overtaken since; `unknown`, for a state that never was."""

    states: dict[str, Literal["kept", "known", "unknown"]]


class ActionOut(Schema):
    """One action against a listing or a store of one's own."""

    id: UUID
    target: str
    name: str
    seller_id: str
    measure: str
    rule: str
    automatic: bool
    state: str
    proposed_at: datetime
    taken_at: datetime | None
    until: datetime | None
    ended_at: datetime | None
    ended_why: str
    case: UUID | None


class ListingsIn(Schema):
    """Listings that a store has; told twice is told once."""

    seller_id: Annotated[str, Field(min_length=1, max_length=200)]
    name: Annotated[str, Field(max_length=200)] = ""
    listing_ids: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=200)]], Field(min_length=1, max_length=MOST_TOLD)
    ]


class ListingsOut(Schema):
    """How many listings of the store are known now."""

    seller_id: str
    listings: int


@router.get("/states", response=StatesOut, summary="Fetch what is to be done")
def states(request: HttpRequest, limit: Annotated[int, Query(ge=1, le=MOST_AT_ONCE)] = 100) -> dict[str, Any]:
    """The states that wait for this marketplace."""
    return {"states": [one.content for one in states_for(asking(request, "actions.fetch"), limit)]}


@router.post("/states/done", response=DoneOut, summary="Say what was done")
def done(request: HttpRequest, told: DoneIn) -> dict[str, Any]:
    """Write down what became of states. A key that stands twice counts as it stands last."""
    by = asking(request, "actions.fetch")
    return {"states": say_done((Said(**one.dict()) for one in told.states), by=by)}


@router.get("/actions/{key}", response=ActionOut, summary="One action")
def action(request: HttpRequest, key: UUID) -> dict[str, Any]:
    """An action, as it stands now."""
    own = one(Action, asking(request, "cases.see"), pk=key)
    columns = {name: getattr(own, name, None) for name in ActionOut.model_fields}
    return columns | {"case": own.subject if own.case_id else None}


@router.post("/stores/listings", response=ListingsOut, summary="Tell which listings a store has")
def store_listings(request: HttpRequest, told: ListingsIn) -> dict[str, Any]:
    """So that all of them go when the store is closed, and large stores are judged as such."""
    by = asking(request, "cases.bring")
    if by.organisation.marketplace is None:
        raise ValidationError("Only a marketplace tells of its stores.")
    store = tell_listings(told.seller_id, told.listing_ids, by=by, name=told.name)
    return {"seller_id": store.seller_id, "listings": store.listings}
