"""Searches that stand: kept, ended, and held against what is found from then on."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.cases.models import Case
from guildmark.hub.events.record import record
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.models import Organisation
from guildmark.hub.members.wall import seen
from guildmark.hub.searches import kinds
from guildmark.hub.searches.look_up import work_out
from guildmark.hub.searches.models import Example, Hit, Search
from guildmark.hub.searches.near import any_near
from guildmark.hub.searches.question import NEAR_PICTURE, Asked, Question
from guildmark.hub.searches.traces import Traced

MOST_SEARCHES = 200  # that stand, of one organisation
LONGEST_NAME = 80


def keep_search(
    name: str, question: Question, *, by: Actor, example: Example | None = None, by_mail: bool = True
) -> Search:
    """Let a question stand.

    Errors: PermissionDenied; ValidationError for no question, a name that is taken, too many that stand.
    """
    by.require("searches.keep")
    name = name.strip()[:LONGEST_NAME]
    asked = work_out(question, example, by)
    if not asked.ways:
        raise ValidationError(_("Say what to look for first."))
    if not name or not name.isprintable():
        raise ValidationError(_("A search needs a name."))
    with transaction.atomic():
        Organisation.objects.select_for_update(no_key=True).get(pk=by.organisation.pk)
        standing = Search.objects.filter(organisation=by.organisation, ended_at__isnull=True)
        if standing.filter(name=name).exists():
            raise ValidationError(_("There is a search named %(name)s already.") % {"name": name})
        if standing.count() >= MOST_SEARCHES:
            raise ValidationError(_("End one first: at most %(most)d searches stand.") % {"most": MOST_SEARCHES})
        search = Search.objects.create(
            organisation=by.organisation, name=name, question=_kept(question, asked), example=example,
            made_by=by.id, by_mail=by_mail and by.is_person,
        )  # fmt: skip
        record(kinds.KEPT, search.pk, by=by.by)
    return search


def end_search(search: Search, *, by: Actor) -> None:
    """Let a search stand no longer; what it found stays. Ending it twice is ending it once."""
    by.require("searches.keep")
    with transaction.atomic():
        if Search.objects.filter(pk=search.pk, ended_at__isnull=True).update(ended_at=timezone.now()):
            record(kinds.ENDED, search.pk, by=by.by)


def question_of(search: Search) -> Question:
    """The question that stands."""
    return Question.of(search.question)


def hits_of(cases: Sequence[Traced], told_at: Mapping[UUID, datetime]) -> list[Hit]:
    """What the searches that stand find among cases, each organisation among those that it sees, each search among what
    was told since it stands; `told_at` has the time of a case's newest event, by its key."""
    hits: list[Hit] = []
    if not cases:
        return hits
    standing = Search.objects.filter(ended_at__isnull=True, organisation__suspended_at__isnull=True)
    by_organisation: dict[Any, list[Search]] = {}
    for search in standing.select_related("organisation").order_by("id"):
        by_organisation.setdefault(search.organisation_id, []).append(search)
    for searches in by_organisation.values():
        visible = _visible(searches[0].organisation, cases)
        for search in searches:
            asked = _asked(search)
            since = search.made_at
            fresh = (one for one in visible if told_at[one.case.key] >= since)
            hits += [Hit(search=search, case=one.case) for one in fresh if _answers(asked, one)]
    return hits


def _visible(organisation: Organisation, cases: Sequence[Traced]) -> list[Traced]:
    whole = Actor(organisation.pk, organisation, frozenset(["cases.see"]), is_person=False)
    numbers = set(seen(Case, whole).filter(pk__in=[one.case.pk for one in cases]).values_list("pk", flat=True))
    return [one for one in cases if one.case.pk in numbers]


def _answers(asked: Asked, one: Traced) -> bool:
    return asked.answered_by(one, NEAR_PICTURE in asked.ways and any_near(one.hashes, asked.hashes))


def _kept(question: Question, asked: Asked) -> dict[str, Any]:
    ways = {way: [sorted(clause) for clause in clauses] for way, clauses in asked.ways.items()}
    return question.told() | {"ways": ways, "hashes": [one.hex() for one in asked.hashes]}


def _asked(search: Search) -> Asked:
    kept = search.question
    ways = {way: tuple(frozenset(clause) for clause in clauses) for way, clauses in kept["ways"].items()}
    return Asked(ways, tuple(bytes.fromhex(one) for one in kept["hashes"]))
