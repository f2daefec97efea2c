"""Licences to act without a person: what the active weights of a marketplace earned, and what was sampled since.

What counts is checked here on the day, whatever band a delivery says: a licence that lapsed, or that was earned under
other terms or detectors, opens nothing.
"""

import tempfile
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.utils import timezone

from guildmark.assessment import Opening, open_slices, read_policy, read_weights
from guildmark.assessment.intervals import fewest_for, lower_bound
from guildmark.assessment.slices import slice_category
from guildmark.assessment.terms import LicenceTerms
from guildmark.detectors import all_detectors
from guildmark.hub.cases.audits import CATEGORY_LEVELS
from guildmark.hub.cases.models import Decision, Drawn
from guildmark.hub.enforcement.models import REVERSALS, Action
from guildmark.hub.members.models import Organisation
from guildmark.hub.registry.models import WeightsFile
from guildmark.hub.registry.weights import WEIGHTS


@dataclass(frozen=True, slots=True)
class SliceRecord:
    """What is known of a slice. Sellers are the units; one without an answer to its drawn case counts as wrong.

    `reversed_sellers` had an action lifted again, so that they count as wrong ones, too. `more` is how many further
    sellers without an error it takes at this state of the sample. `until`: of the licence that the weights carry.
    """

    kind: str
    category: str
    sellers: int = 0
    wrong: int = 0
    unanswered: int = 0
    reversed_sellers: int = 0
    bound: float = 0.0
    more: int = 0
    is_open: bool = False
    until: date | None = None
    licensed_sellers: int = 0
    licensed_wrong: int = 0


def opening_of(organisation: Organisation) -> Opening:
    """The slices that are open to a marketplace today."""
    rows = WEIGHTS.active(organisation)
    active = rows.values_list("pk", flat=True).first()
    return Opening() if active is None else _opening(active, timezone.now().date())


def is_open(opening: Opening, kind: str, category: str) -> bool:
    """Whether a finding of this kind of right and category may be acted on without a person."""
    cut = slice_category(category, opening.category_levels)
    return any((one.kind, one.category) == (kind, cut) for one in opening.slices)


def terms() -> LicenceTerms | None:
    """What a slice must show."""
    return read_policy(None).licence


def slice_records(organisation: Organisation) -> list[SliceRecord]:
    """Every slice that was sampled or licensed, by its name."""
    asked = terms()
    if asked is None:
        return []
    sampled = _sampled(organisation, timezone.now() - timedelta(days=asked.days))
    reversed_by = _reversed(organisation, timezone.now() - timedelta(days=asked.days))
    opening = opening_of(organisation)
    open_by = {(one.kind, one.category): one for one in opening.slices}
    records = []
    for kind, category in sorted({*sampled, *open_by}):
        sellers = sampled.get((kind, category), {})
        wrong = {seller for seller, right in sellers.items() if right is not True}
        again = reversed_by.get((kind, category), set())
        number, failed = len(sellers.keys() | again), len(wrong | again)
        licence = open_by.get((kind, category))
        records.append(
            SliceRecord(
                kind=kind,
                category=category,
                sellers=number,
                wrong=failed,
                unanswered=sum(right is None for right in sellers.values()),
                reversed_sellers=len(again),
                bound=lower_bound(failed, number, asked.confidence),
                more=max(0, fewest_for(failed, asked.precision, asked.confidence) - number),
                is_open=licence is not None,
                until=licence.until if licence else None,
                licensed_sellers=licence.sellers if licence else 0,
                licensed_wrong=licence.wrong if licence else 0,
            )
        )
    return records


@lru_cache(maxsize=64)
def _opening(weights: UUID, today: date) -> Opening:
    """A weights file never changes, so that it is read once a day."""
    with tempfile.TemporaryDirectory(prefix="guildmark-") as folder:
        path = Path(folder) / "weights.yaml"
        path.write_text(WeightsFile.objects.get(pk=weights).text, "utf-8")
        licences = read_weights(path).licences
    versions = {detector.name: detector.version for detector in all_detectors()}
    return open_slices(licences, terms(), today, versions)


Slice = tuple[str, str]


def _sampled(organisation: Organisation, since: object) -> dict[Slice, dict[str, bool | None]]:
    """By slice, the sellers whose case would have been acted on: right, wrong, or none where nobody answered."""
    # What was drawn of one tactic's hits says nothing of a slice.
    rows = Drawn.objects.filter(
        draw__organisation=organisation, draw__of__isnull=True, draw__made_at__gte=since, band="act"
    )
    drawn = list(
        rows.values_list("draw", "case", "category", "case__right__kind", "case__seller_id").order_by("id")
    )  # fmt: skip
    answers = Decision.objects.filter(
        draw__in={draw for draw, *_ in drawn}, part="audit", blind=True, undone_at__isnull=True
    )
    said = {
        (draw, case): outcome == "infringing" for draw, case, outcome in answers.values_list("draw", "case", "outcome")
    }
    found: dict[Slice, dict[str, bool | None]] = defaultdict(dict)
    for draw, case, category, kind, seller in drawn:
        if seller and category:
            right, before = said.get((draw, case)), found[kind, category].get(seller, True)
            # One wrong case is a wrong seller; one without an answer is wrong unless it turns out worse.
            found[kind, category][seller] = before if right is True else (right if before is not False else False)
    return found


def _reversed(organisation: Organisation, since: object) -> dict[Slice, set[str]]:
    rows = Action.objects.filter(
        organisation=organisation, state="lifted", ended_why__in=REVERSALS, ended_at__gte=since, automatic=True
    )
    found: dict[Slice, set[str]] = defaultdict(set)
    for kind, category, seller in rows.values_list("case__right__kind", "case__category", "seller_id"):
        if seller and category:
            found[kind, slice_category(category, CATEGORY_LEVELS)].add(seller)
    return found
