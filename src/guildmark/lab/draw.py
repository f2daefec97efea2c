"""Draw random cases: within each slice and band first sellers, then one finding of each; and listings without any."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from guildmark.assessment import Policy
from guildmark.assessment.slices import slice_categories, slice_name
from guildmark.lab import dice
from guildmark.lab.finished_run import FinishedRun
from guildmark.lab.sellers import UNKNOWN, seller_key
from guildmark.lab.unfired import Unfired
from guildmark.records import InputError, finding_id

UNFIRED = "none"  # the band of a listing without any finding


@dataclass(frozen=True, slots=True)
class Case:
    """One drawn case. `place` is its finding's place in the run; None where nothing was found."""

    place: int | None
    finding_id: str
    right_kind: str
    category: str  # of the slice
    band: str  # in which it would be with every licence, or UNFIRED
    seller: str  # UNKNOWN where the listing names none
    probability: float


@dataclass(frozen=True, slots=True)
class Stratum:
    """What was drawn from: a slice's findings of a band, by sellers. Counts of all, and of those drawn."""

    right_kind: str
    category: str
    band: str
    findings: int
    sellers: int
    drawn: int


def draw_cases(
    run: FinishedRun,
    policy: Policy,
    *,
    per_slice: int,
    seed: int,
    bands: Sequence[str],
    slices: Sequence[str] = (),
    unfired: Unfired | None = None,
) -> tuple[list[Case], list[Stratum]]:
    """Draw up to `per_slice` sellers of each slice and band, one finding of each, and the unfired listings given.

    The probability of a finding is that of its seller times that among the seller's findings in the stratum. A listing
    that names no seller stands for itself.

    Errors: InputError when the policy has no licence terms, or a slice is not in the run.
    """
    if policy.licence is None:
        raise InputError(
            f"{policy.name}: has no `licence`, which says what a slice is. Add it as in the shipped policy."
        )
    rows = run.findings.select(["marketplace", "seller_id", "seller_name"]).to_pylist()
    kinds, would, ids = run.column("right_kind"), run.column("would_band"), run.column("finding_id")
    categories = slice_categories(run.column("category"), policy.licence.category_levels)
    strata: dict[tuple[str, str, str], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, row in enumerate(rows):
        unit = seller_key(row) or f"listing {ids[place]}"
        strata[kinds[place], categories[place], would[place]][unit].append(place)
    _check_slices(slices, {slice_name(kind, category) for kind, category, _ in strata})
    cases: list[Case] = []
    told: list[Stratum] = []
    for (kind, category, band), sellers in sorted(strata.items()):
        if band not in bands or (slices and slice_name(kind, category) not in slices):
            continue
        drawn = dice.draw(sellers, per_slice, seed, run.run, kind, category, band)
        told.append(Stratum(kind, category, band, sum(map(len, sellers.values())), len(sellers), len(drawn)))
        for unit in drawn:
            place = min(sellers[unit], key=lambda p: (dice.number(seed, run.run, ids[p]), ids[p]))
            share = len(drawn) / len(sellers) / len(sellers[unit])
            cases.append(Case(place, ids[place], kind, category, band, seller_key(rows[place]), share))
    if unfired is not None:
        told.append(Stratum("", "", UNFIRED, unfired.listings, unfired.listings, len(unfired.drawn)))
        cases += [_unfired_case(row, len(unfired.drawn) / unfired.listings) for row in unfired.drawn.to_pylist()]
    return sorted(cases, key=lambda case: (dice.number(seed, run.run, "order", case.finding_id), case.finding_id)), told


def _unfired_case(row: dict[str, Any], probability: float) -> Case:
    name = finding_id(row["marketplace"], row["listing_id"], "")
    return Case(None, name, "", "", UNFIRED, seller_key(row) or UNKNOWN, probability)


def _check_slices(asked: Sequence[str], known: set[str]) -> None:
    for one in asked:
        if one not in known:
            some = ", ".join(repr(name) for name in sorted(known)[:8])
            raise InputError(
                f"--slice {one!r}: no finding of the run is of it. Slices: {some}{', …' if len(known) > 8 else ''}."
            )
