"""Looking listings up by example: an address, a number, a contact, words, a picture; each way as a walk of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from guildmark.hub.cases.models import Case
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.wall import one, seen
from guildmark.hub.registry.wall_rules import each_holder
from guildmark.hub.searches import keys
from guildmark.hub.searches.addresses import host_of
from guildmark.hub.searches.examples import hashes_of
from guildmark.hub.searches.keys import Clause
from guildmark.hub.searches.models import Example, Trace
from guildmark.hub.searches.near_pictures import near_pictures
from guildmark.hub.searches.question import (
    ITSELF,
    MOST_HASHES,
    NEAR_PICTURE,
    WAYS_SHOWN,
    Asked,
    Question,
    by_number,
    scope,
    ways_of_listing,
    ways_of_picture,
    ways_of_text,
    words_of,
)
from guildmark.hub.searches.traces import Traced, traced

MOST_PROBED = 20_000  # of the rarest clause, the newest; bounds what a question of common words costs
MOST_NUMBERED = 20  # listings that have a number of an address which nobody knows as a whole
FEW_KEYS = 16  # of a clause: each is a walk of its own, in order; more are read whole, since near pictures show little


@dataclass(frozen=True, slots=True)
class Answers:
    """Cases that answer in one way, the newest first. `more`: there are others; `cut`: only the newest
    MOST_PROBED that could answer were looked through."""

    way: str
    cases: Sequence[Case]
    more: bool
    cut: bool


def work_out(question: Question, example: Example | None, actor: Actor) -> Asked:
    """The ways of a question. The address of a listing that is known asks for whatever is like that listing, too."""
    within = scope(question)
    if example is not None:
        hashes, within = hashes_of(example), (*within, *words_of(question))
        return Asked(ways_of_picture(example.digest, example.official, bool(hashes), within), hashes, example.digest)
    ways = ways_of_text(question)
    like = _listing(question, ways.get(ITSELF, ()), actor)
    if like is None:
        return Asked(ways)
    own = {ITSELF: (like.by_kind[keys.LISTING], *within)} | ways_of_listing(like, within)
    return Asked(ways | own, like.hashes[:MOST_HASHES], like=like)


def answers(asked: Asked, actor: Actor, most: int) -> list[Answers]:
    """What answers in each way, up to `most` cases; ways in which nothing does are left out."""
    told = [answers_of(way, asked, actor, most) for way in WAYS_SHOWN if way in asked.ways]
    return [one for one in told if one.cases or one.cut]


def answers_of(way: str, asked: Asked, actor: Actor, most: int, after: str = "") -> Answers:
    """What answers in one way; `after` is the key of a case, the last of those before. Errors: Http404."""
    clauses, cut_near = asked.ways.get(way, ()), False
    if way == NEAR_PICTURE:
        near, cut_near = near_pictures(asked.hashes, asked.digest, actor)
        # What shows the very same picture is told apart from what shows one that is near to it.
        clauses = (near - (asked.like.by_kind[keys.PREVIEW] if asked.like else frozenset()), *clauses)
    last = one(Case, actor, key=after).pk if after else None
    like = asked.like.case if asked.like is not None and way != ITSELF else None
    cases, cut = _cases(clauses, actor, most + 1, last, but=like)
    return Answers(way, cases[:most], len(cases) > most, cut or cut_near)


def _listing(question: Question, itself: Sequence[Clause], actor: Actor) -> Traced | None:
    """The listing that was asked for by its address or number; None where nobody that is seen has it."""
    known = _cases(itself, actor, 1)[0]
    host = host_of(question.text)
    if known or not host:
        return next(iter(traced(known)), None)
    # A link may be written in many ways, and mostly has the listing's number in it.
    found = traced(_cases(by_number(question), actor, MOST_NUMBERED)[0])
    return next((one for one in found if host_of(one.url) in ("", host)), None)


def _cases(
    clauses: Sequence[Clause], actor: Actor, most: int, before: int | None = None, but: Case | None = None
) -> tuple[list[Case], bool]:
    """The newest cases that have a key of every clause, and whether not all that could were looked through."""
    if not clauses or not all(clauses):
        return [], False
    counts = [seen(Trace, actor).filter(key__in=clause)[:MOST_PROBED].count() for clause in clauses]
    least = min(range(len(clauses)), key=counts.__getitem__)
    others = [clause for place, clause in enumerate(clauses) if place != least]
    cut = bool(others) and counts[least] >= MOST_PROBED
    numbers: set[int] = set()
    for walk in _walks(clauses[least], actor):
        rows = walk if before is None else walk.filter(case__lt=before)
        if cut:
            rows = walk.filter(case__in=Subquery(rows.order_by("-case").values("case")[:MOST_PROBED]))
        for clause in others:
            beside = Trace.objects.filter(organisation=OuterRef("organisation"), case=OuterRef("case"), key__in=clause)
            rows = rows.filter(Exists(beside))
        if but is not None:
            rows = rows.exclude(case__organisation=but.organisation_id, case__listing_id=but.listing_id)
        numbers.update(rows.order_by("-case").values_list("case", flat=True).distinct()[:most])
    newest = sorted(numbers, reverse=True)[:most]
    found = seen(Case, actor).filter(pk__in=newest).select_related("right", "organisation", "holder")
    return list(found.order_by("-pk")), cut


def _walks(clause: Clause, actor: Actor) -> list[QuerySet[Trace]]:
    """What has one of these keys, each key of each holder by itself: an index has those in order."""
    whose = each_holder(seen(Trace, actor), actor)
    if len(clause) > FEW_KEYS:
        return [own.filter(key__in=clause) for own in whose]
    return [own.filter(key=key) for own in whose for key in sorted(clause)]
