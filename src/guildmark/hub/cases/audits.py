"""Random audits: cases drawn by dice within each slice and band, judged without score, band or evidence."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.assessment.slices import slice_category
from guildmark.hub.cases import kinds
from guildmark.hub.cases.choices import review_policy
from guildmark.hub.cases.decide import check_outcome, latest_found
from guildmark.hub.cases.models import Case, Decision, Draw, Drawn, Turn
from guildmark.hub.events.lease import ask, does
from guildmark.hub.events.models import Deadline
from guildmark.hub.events.record import SITE, record
from guildmark.hub.members.actor import Actor
from guildmark.lab import dice
from guildmark.lab.draw import Stratum

DRAW = "audit.draw"
MOST_PER_SLICE = 1_000
MOST_DAYS = 366
CATEGORY_LEVELS = 1  # as the shipped policy's licences have it
AT_ONCE = 5_000


def ask_for_draw(per_slice: int, days: int, seed: int, *, by: Actor) -> Draw:
    """Draw up to `per_slice` sellers of each slice and band, one case of each, from what was found in these days.

    The worker draws, since it reads all of them. The seed is recorded first, so that nobody can draw until it suits.

    Errors: PermissionDenied; ValidationError for numbers out of their range.
    """
    by.require("cases.lead")
    if not 1 <= per_slice <= MOST_PER_SLICE:
        raise ValidationError({"per_slice": _("From 1 to %(most)d.") % {"most": MOST_PER_SLICE}})
    if not 1 <= days <= MOST_DAYS:
        raise ValidationError({"days": _("From 1 to %(most)d.") % {"most": MOST_DAYS}})
    now = timezone.now()
    with transaction.atomic():
        draw = Draw.objects.create(
            organisation=by.organisation,
            seed=seed,
            per_slice=per_slice,
            found_from=now - timedelta(days=days),
            found_to=now,
            made_by=by.id,
        )
        ask(Deadline, DRAW, f"{DRAW}:{draw.id}", draw=str(draw.id))
        record(kinds.DRAWN, draw.id, by=by.by, data={"seed": seed, "per_slice": per_slice, "days": days})
    return draw


@does(Deadline, DRAW)
def draw_now(row: Any) -> None:
    """Draw what was asked for; once drawn, nothing changes it."""
    draw = Draw.objects.select_for_update().get(pk=row.payload["draw"])
    if draw.drawn.exists():
        return
    strata = _strata(draw)
    chosen: list[Drawn] = []
    told: list[dict[str, Any]] = []
    for (kind, category, band), sellers in sorted(strata.items()):
        drawn = dice.draw(sellers, draw.per_slice, draw.seed, kind, category, band)
        count = sum(map(len, sellers.values()))
        told.append(asdict(Stratum(kind, category, band, count, len(sellers), len(drawn))))
        for seller in drawn:
            case = min(sellers[seller], key=lambda pk: (dice.number(draw.seed, pk), pk))
            share = len(drawn) / len(sellers) / len(sellers[seller])
            chosen.append(Drawn(draw=draw, case_id=case, band=band, category=category, probability=share))
    chosen.sort(key=lambda one: dice.number(draw.seed, "order", one.case_id))
    for place, one in enumerate(chosen):
        one.place = place
    Drawn.objects.bulk_create(chosen, batch_size=AT_ONCE)
    Draw.objects.filter(pk=draw.pk).update(strata=told)
    record(kinds.DRAWN, draw.id, by=SITE, data={"cases": len(chosen), "slices": len(told)})


def next_audit(draw: Draw, *, by: Actor) -> Turn | None:
    """The next case of a draw that nobody judged and nobody has before them now."""
    by.require("cases.decide")
    now = timezone.now()
    with transaction.atomic():
        mine = Turn.objects.filter(
            person=by.id, part="audit", ended_at__isnull=True, until__gt=now, of__in=draw.drawn.values("id")
        )
        if (turn := mine.first()) is not None:
            return turn
        judged = Decision.objects.filter(case=OuterRef("case"), draw=draw)
        taken = Turn.objects.filter(of=OuterRef("id"), ended_at__isnull=True, until__gt=now)
        waiting = draw.drawn.select_for_update(skip_locked=True, of=("self",)).filter(~Exists(judged), ~Exists(taken))
        drawn = waiting.order_by("place").first()
        if drawn is None:
            return None
        until = now + review_policy().claim
        return Turn.objects.create(case=drawn.case, person=by.id, part="audit", of=drawn.id, until=until)


def judge_blind(turn: Turn, outcome: str, *, by: Actor, note: str = "") -> Decision:
    """Judge an audited case. It changes no case: it measures. Errors: ValidationError when it was judged already."""
    by.require("cases.decide")
    check_outcome(outcome, "")
    with transaction.atomic():
        now = timezone.now()
        if not Turn.objects.filter(pk=turn.pk, person=by.id, part="audit", ended_at__isnull=True).update(ended_at=now):
            raise ValidationError(_("This was settled already."))
        drawn = Drawn.objects.select_related("draw", "case").get(id__in=[turn.of])
        decision = Decision.objects.create(
            case=drawn.case,
            found=latest_found(drawn.case),
            part="audit",
            outcome=outcome,
            person=by.id,
            organisation=by.organisation,
            blind=True,
            draw=drawn.draw,
            draw_probability=drawn.probability,
            seconds=(now - turn.begun_at).total_seconds(),
        )
        record(
            kinds.CHECKED,
            drawn.case.key,
            by=by.by,
            data={"outcome": outcome, "part": "audit", "draw": str(drawn.draw_id), "decision": str(decision.id)},
            note=note,
        )
    return decision


def _strata(draw: Draw) -> dict[tuple[str, str, str], dict[str, list[int]]]:
    """Cases by slice and band, then by seller; a listing that names no seller stands for itself."""
    strata: dict[tuple[str, str, str], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    rows: Iterable[Any] = (
        Case.objects.filter(organisation=draw.organisation, found_at__gt=draw.found_from, found_at__lte=draw.found_to)
        .values_list("pk", "right__kind", "category", "would_band", "seller_id", "seller_name")
        .iterator(chunk_size=AT_ONCE)
    )
    for pk, kind, category, band, seller_id, seller_name in rows:
        seller = seller_id or seller_name or f"case {pk}"
        strata[kind, slice_category(category, CATEGORY_LEVELS), band][seller].append(pk)
    return strata
