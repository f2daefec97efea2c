"""Judge pairs: weigh the signals of detectors under a policy, and act where a licence is open."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from guildmark.assessment.licence import Audited, Opening
from guildmark.assessment.policy import Policy
from guildmark.assessment.score import ACT, Assessed, assess
from guildmark.assessment.slices import slice_categories
from guildmark.records import FAMILIES

NAMES_ONLY = ("mark_in_text", "figurative_mark")  # that a mark is there is no reason to act


class Weighable(Protocol):
    """What is asked of a detector here."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def family(self) -> str:
        """One of FAMILIES."""

    @property
    def direction(self) -> str:
        """One of DIRECTIONS."""


@dataclass(frozen=True, slots=True)
class RuleWeights:
    """What shared rules weigh. Shapes: (T,) decibans at full strength, (T, FAMILIES) and (T,) whether they may act."""

    db: NDArray[np.float64]
    families: NDArray[np.bool_]
    may_act: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Signals of pairs. Shapes: (S,) each; `detector` is the place in `detectors`, or behind them among the rules."""

    pairs: int
    pair: NDArray[np.int64]
    detector: NDArray[np.int64]
    strength: NDArray[np.float64]
    detectors: Sequence[Weighable]
    rules: RuleWeights | None = None

    def of_detectors(self) -> "Evidence":
        """The same without what rules say."""
        own = np.flatnonzero(self.detector < len(self.detectors))
        return Evidence(self.pairs, self.pair[own], self.detector[own], self.strength[own], self.detectors)


def judge(evidence: Evidence, db: dict[str, float], policy: Policy) -> Assessed:
    """Assess pairs under weights by detector and a policy, with every licence shut."""
    detectors, which = evidence.detectors, evidence.detector
    able = np.array([d.family not in policy.never_act_alone and d.name not in NAMES_ONLY for d in detectors], np.bool_)
    family = np.array([FAMILIES.index(d.family) for d in detectors], np.int64)
    supports = np.array([d.direction == "for" for d in detectors], np.bool_)
    weight_db, families = np.array([db.get(d.name, 0.0) for d in detectors]), None
    if (rules := evidence.rules) is not None and len(rules.db):
        lone = np.array([name in policy.never_act_alone for name in FAMILIES], np.bool_)
        able = np.concatenate((able, rules.may_act & (rules.families & ~lone).any(axis=1)))
        family = np.concatenate((family, rules.families.argmax(axis=1)))
        supports = np.concatenate((supports, np.ones(len(rules.db), np.bool_)))
        weight_db = np.concatenate((weight_db, rules.db))
        families = np.concatenate((np.zeros((len(detectors), len(FAMILIES)), np.bool_), rules.families))[which]
    return assess(
        evidence.pairs,
        evidence.pair,
        family[which],
        supports[which],
        evidence.strength,
        weight_db[which],
        may_act=able[which],
        policy=policy,
        families=families,
    )


def act_where_licensed(
    assessed: Assessed,
    evidence: Evidence,
    opening: Opening,
    policy: Policy,
    kinds: Sequence[str | None],
    categories: Sequence[str | None],
) -> Assessed:
    """The same, acting on pairs of open slices that would act also by what was audited.

    Shapes: `kinds` of the rights and `categories` of the listings, each (P,).
    """
    if opening.audited is None or not opening.slices:
        return assessed
    held = {(one.kind, one.category) for one in opening.slices}
    own = zip(kinds, slice_categories(categories, opening.category_levels), strict=True)
    licensed = np.fromiter((one in held for one in own), np.bool_, evidence.pairs)
    licensed &= would_act_as_audited(evidence, opening.audited, policy)
    return replace(assessed, band=np.where(licensed, assessed.would_band, assessed.band))


def would_act_as_audited(evidence: Evidence, audited: Audited, policy: Policy) -> NDArray[np.bool_]:
    """Which pairs would have acted when the audited cases were drawn. Shape (P,)."""
    then = replace(
        policy,
        start_db=audited.start_db,
        review_db=-np.inf,
        act_db=audited.act_db,
        never_act_alone=audited.never_act_alone,
    )
    would: NDArray[np.bool_] = judge(evidence.of_detectors(), audited.db, then).would_band == ACT
    return would
