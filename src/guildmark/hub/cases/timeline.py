"""What happened to a case, as far as the reader may know it: made from the record alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from guildmark.hub.cases import kinds
from guildmark.hub.cases.choices import reason_label
from guildmark.hub.cases.labels import VERSIONS, label_in
from guildmark.hub.cases.models import OUTCOMES, Case
from guildmark.hub.events.kinds import label
from guildmark.hub.events.models import Event
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.models import Organisation, Person

# What both sides of a case may know; the rest is the marketplace's own work.
SHARED = {
    kinds.OPENED, kinds.FOUND_AGAIN, kinds.SEEN_AGAIN, kinds.DECIDED, kinds.UNDONE, kinds.REOPENED, kinds.REFERRED,
    kinds.ANSWERED, kinds.LAPSED,
}  # fmt: skip
Detail = Callable[[Event], str]
_DETAILS: dict[str, Detail] = {}
# What would tell a reviewer which cases are checks.
OF_LEADS = frozenset({kinds.CHECKED, kinds.GOLDEN_SET, kinds.GOLDEN_RETIRED})
# Words that one side writes for the other to read.
NOTES_SHARED = frozenset({kinds.REFERRED, kinds.ANSWERED})
MOST = 200


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry. `who` is a person's name within the own organisation, an organisation's beyond it."""

    at: datetime
    what: str
    who: str
    why: str
    note: str
    versions: dict[str, Any]  # by label


def detail(*of_kinds: str, shared: bool = False) -> Callable[[Detail], Detail]:
    """Have a later app say what its events tell beyond their kind; `shared`: both sides of a case may know of them."""

    def register(function: Detail) -> Detail:
        _DETAILS.update(dict.fromkeys(of_kinds, function))
        if shared:
            SHARED.update(of_kinds)
        return function

    return register


def timeline(case: Case, actor: Actor) -> list[Moment]:
    """The newest entries of a case that the actor sees, newest first."""
    events = Event.objects.filter(subject=case.key).select_related("note").order_by("-id")
    inside = case.organisation_id == actor.organisation.id
    if not inside:
        events = events.filter(kind__in=SHARED)
    elif not actor.may("cases.lead"):
        events = events.exclude(kind__in=OF_LEADS)
    rows = list(events[:MOST])
    people, organisations = _names(rows, actor)
    return [_moment(event, actor, people, organisations) for event in rows]


def _names(rows: Sequence[Event], actor: Actor) -> tuple[dict[Any, str], dict[Any, str]]:
    people = Person.objects.filter(pk__in={row.actor for row in rows}, organisation=actor.organisation)
    organisations = Organisation.objects.filter(pk__in={row.organisation for row in rows})
    return {one.pk: str(one) for one in people}, {one.pk: one.name for one in organisations}


def _moment(event: Event, actor: Actor, people: dict[Any, str], organisations: dict[Any, str]) -> Moment:
    own = event.organisation == actor.organisation.id
    note = getattr(event, "note", None)
    outcome = event.data.get("outcome")
    more = _DETAILS[event.kind](event) if event.kind in _DETAILS else OUTCOMES.get(outcome, "")
    what = f"{label(event.kind)}: {more}" if more else label(event.kind)
    who = people.get(event.actor) or organisations.get(event.organisation) or _("the site")
    return Moment(
        at=event.at,
        what=what,
        who=who,
        why=reason_label(event.why) if event.why and event.kind not in _DETAILS else "",
        note=note.text if note and (own or event.kind in NOTES_SHARED) else "",
        versions={label_in(VERSIONS, name): value for name, value in event.versions.items() if value},
    )
