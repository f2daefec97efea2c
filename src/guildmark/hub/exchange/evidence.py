"""What a tactic may rest on at a marketplace: a random sample of what it hit there, judged blind."""

import math
from collections import defaultdict
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.assessment import read_policy
from guildmark.assessment.intervals import fewest_for, lower_bound
from guildmark.assessment.slices import slice_category
from guildmark.assessment.weights import LARGEST_DB
from guildmark.hub.cases.audits import CATEGORY_LEVELS
from guildmark.hub.cases.models import Decision, Draw, Drawn, TacticHit
from guildmark.hub.events.record import record
from guildmark.hub.exchange import kinds
from guildmark.hub.exchange.models import Sample, Use
from guildmark.hub.exchange.terms import terms
from guildmark.hub.members.actor import Actor
from guildmark.lab import dice


@dataclass(frozen=True, slots=True)
class Evidence:
    """Sellers are the units: one of whom any case was found not to infringe, or not settled, counts as wrong. `bound`
    is the one-sided exact 95 % bound of the share of right ones; `needed` and `more` by mode: what it takes, and how
    many further sellers without an error. `most_db`: what the bound bears as weight, in decibans."""

    sellers: int
    wrong: int
    waiting: int
    bound: float
    most_db: float
    needed: dict[str, float]
    more: dict[str, int]

    def as_json(self) -> dict[str, Any]:
        """As it is kept with a proposal."""
        return asdict(self)


def of_use(use: Use) -> Evidence:
    """What was drawn and judged of the version in use, with the filter and words that it is used with."""
    draws = Draw.objects.filter(sample__use=use, sample__version=use.version.number, made_at__gte=use.begun_at)
    right: dict[str, bool] = {}
    judged = Decision.objects.filter(draw__in=draws, part="audit", blind=True, undone_at__isnull=True)
    for case, seller, outcome in judged.values_list("case", "case__seller_id", "outcome"):
        name = seller or f"case {case}"
        right[name] = right.get(name, True) and outcome == "infringing"
    waiting = Drawn.objects.filter(draw__in=draws).count() - judged.values("draw", "case").distinct().count()
    sellers, wrong = len(right), sum(not one for one in right.values())
    bound = lower_bound(wrong, sellers) if sellers else 0.0
    needed = terms().precision
    more = {mode: max(0, fewest_for(wrong, share) - sellers) for mode, share in needed.items()}
    return Evidence(sellers, wrong, waiting, bound, most_db(bound), dict(needed), more)


def most_db(bound: float) -> float:
    """What a tactic may weigh that is right in this share of what it hits: enough to bring a pair of which nothing else
    is known from the policy's start to that share, and no more; never more than any detector. Units: decibans."""
    if not 0 < bound < 1:
        return 0.0
    return min(LARGEST_DB, max(0.0, 10 * math.log10(bound / (1 - bound)) - _start_db()))


@cache
def _start_db() -> float:
    return read_policy().start_db


def draw_sample(use: Use, seed: int, *, by: Actor) -> Sample:
    """Draw sellers at random from all that the version in use hit, one case of each; they are judged as any audit.

    Errors: PermissionDenied; ValidationError where it hit nobody who was not drawn before.
    """
    by.require("exchange.use")
    with transaction.atomic():
        held = Use.objects.select_for_update(of=("self",)).get(pk=use.pk, organisation=by.organisation)
        number = held.version.number
        drawn_before = Drawn.objects.filter(draw__sample__use=held, draw__sample__version=number).values("case")
        hits = TacticHit.objects.filter(
            tactic=held.item_id, organisation=by.organisation, version=number, at__gte=held.begun_at
        )
        sellers: dict[str, list[int]] = defaultdict(list)
        drawn = set(drawn_before.values_list("case", flat=True))
        known: set[str] = set()
        rows = hits.values_list("case", "case__seller_id").order_by("case")
        for case, seller in rows.iterator(chunk_size=5_000):
            name = seller or f"case {case}"
            sellers[name].append(case)
            if case in drawn:
                known.add(name)
        fresh = {name: cases for name, cases in sellers.items() if name not in known}
        if not fresh:
            raise ValidationError(_("It has hit nobody yet who was not drawn before."))
        now = timezone.now()
        draw = Draw.objects.create(
            organisation=by.organisation, seed=seed, per_slice=terms().sample, found_from=held.since, found_to=now,
            of=held.item_id, made_by=by.id,
        )  # fmt: skip
        _lay_out(draw, held, fresh)
        sample = Sample.objects.create(
            draw=draw, use=held, version=number, hits=sum(map(len, sellers.values())), sellers=len(sellers)
        )
        record(kinds.SAMPLED, held.item_id, by=by.by, data={"draw": str(draw.pk), "seed": seed})
    return sample


def _lay_out(draw: Draw, use: Use, sellers: dict[str, list[int]]) -> None:
    names = dice.draw(sellers, draw.per_slice, draw.seed, draw.of)
    cases = {name: min(sellers[name], key=lambda pk: (dice.number(draw.seed, pk), pk)) for name in names}
    of_case = {
        case: (band, slice_category(category, CATEGORY_LEVELS))
        for case, band, category in TacticHit.objects.filter(tactic=use.item_id, case__in=cases.values()).values_list(
            "case", "band", "case__category"
        )
    }
    order = sorted(cases.items(), key=lambda one: dice.number(draw.seed, "order", one[1]))
    Drawn.objects.bulk_create(
        Drawn(
            draw=draw, case_id=case, place=place, band=of_case[case][0], category=of_case[case][1],
            probability=len(names) / len(sellers) / len(sellers[name]),
        )
        for place, (name, case) in enumerate(order)
    )  # fmt: skip
