"""The engine as a run sends it to its workers: small, and opened when it is first used."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.assessment import Opening
from guildmark.assessment.slices import slice_name
from guildmark.detectors import Detector, all_detectors
from guildmark.detectors.prices import offers_eur
from guildmark.engine.context import Context
from guildmark.engine.evaluate import Evaluation, evaluate
from guildmark.facts import FactTable, fact_keys
from guildmark.tactics import Used
from guildmark.text.fingerprints import contact_keys, fingerprints

WHY_SHUT = (
    "Acting without a person is a licence, earned by random and blind review. "
    "None is open, so `act` is shown as `review`."
)


@dataclass(frozen=True, slots=True)
class ContextEvaluator:
    """Judges listings with the context in a folder."""

    folder: Path
    digest: str
    memory: Path | None = None  # where what pictures showed is kept from run to run

    @classmethod
    def of(cls, context: Context, memory: Path | None = None) -> "ContextEvaluator":
        """The evaluator of an open context."""
        return cls(context.folder, context.digest, memory)

    @property
    def context(self) -> Context:
        """The context, opened once a process."""
        return _open(self.folder, self.memory)

    def price_eur(self, listings: pa.Table) -> NDArray[np.float64]:
        """The lowest price of a single unit per listing; NaN where not known. Shape (n,). Units: EUR."""
        return offers_eur(listings, self.context.rates)

    def fact_keys(self, listings: pa.Table, listing: NDArray[np.uint64], price_eur: NDArray[np.float64]) -> pa.Table:
        """The keys under which listings count, as `guildmark.facts.fact_keys` gives them."""
        return fact_keys(
            listings,
            fingerprints=fingerprints(listings, self.context.index.automaton),
            contacts=contact_keys(listings),
            price_eur=price_eur,
            listing=listing,
        )

    def evaluate(self, listings: pa.Table, facts: FactTable | None) -> Evaluation:
        """Judge listings (see `engine.evaluate`)."""
        evaluation = evaluate(listings, self.context, facts)
        self.context.memory.write()
        return evaluation

    def describe(self, fields: frozenset[str], *, reviews: bool) -> dict[str, Any]:
        """What `run.json` tells of rights, detectors, weights, policy and licence."""
        context = self.context
        given = fields | ({"reviews"} if reviews else frozenset())
        weights, policy = context.weights, context.policy
        return {
            "guildmark": version("guildmark"),
            "context": context.digest,
            "rights": context.about,
            "reviews": reviews,
            "detectors": [_described(d, given, context) for d in all_detectors()],
            "weights": {
                "name": weights.name,
                "provisional": any(weights.provisional.values()),
                "measured_on": list(weights.measured_on),
            },
            "policy": {
                "name": policy.name,
                "digest": policy.digest,
                "start_db": policy.start_db,
                "review_db": policy.review_db,
                "act_db": policy.act_db,
            },
            "licence": _licence(context.opening),
            "tactics": [_told(used) for used in context.tactics.used],
        }


def _told(used: Used) -> dict[str, Any]:
    tactic = used.tactic
    about = {"id": str(tactic.id), "version": tactic.version, "title": tactic.title, "author": tactic.author}
    return about | {"mode": used.mode, "weight_db": used.weight_db, "expires": tactic.expires.isoformat()}


def _licence(opening: Opening) -> dict[str, Any]:
    """What is open, and why the rest is not."""
    shut = [f"Shut: {why}." for why in opening.shut]
    if not opening.slices:
        return {"open": False, "why": " ".join([WHY_SHUT, *shut])}
    told = [f"{slice_name(one.kind, one.category)} (until {one.until})" for one in opening.slices]
    why = f"Acting without a person is open in {', '.join(told)}, for what the audited weights would act on too."
    slices = [{"kind": one.kind, "category": one.category, "until": str(one.until)} for one in opening.slices]
    return {"open": True, "why": " ".join([why, *shut]), "slices": slices}


def _described(detector: Detector, given: frozenset[str], context: Context) -> dict[str, Any]:
    missing = missing_of(detector, given, context)
    return {
        "name": detector.name,
        "version": detector.version,
        "family": detector.family,
        "direction": detector.direction,
        "on": not missing,
        "missing": missing,
    }


def missing_of(detector: Detector, given: frozenset[str], context: Context) -> list[str]:
    """What the detector lacks: its fields, unless one of them at least is given, and what no right gives."""
    missing = [] if given.intersection(detector.fields) else list(detector.fields)
    lacking = context.lacking.get(detector.of_rights) if detector.of_rights else None
    return missing if lacking is None else [*missing, lacking]


@lru_cache(maxsize=2)
def _open(folder: Path, memory: Path | None) -> Context:
    return Context.open(folder, memory)
