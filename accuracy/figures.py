"""All figures of a run, gathered from the ledger, and written as JSON."""

import json
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from halves import HALVES, REPORT
from ledger import Ledger
from market import MarketFigures, measure_market
from measure import SetFigures, Share, measure_set
from replicas import Offers, replica_offers
from ruamel.yaml import YAML
from scanning import Scanned
from sets import HERE, ROLES, EvaluationSet
from verdicts import Read, read_verdicts

from guildmark.runs import RunResult


@dataclass(frozen=True, slots=True)
class Complaints:
    """Reviews of one rating in which buyers are heard to call the goods fake."""

    set_name: str
    rating: float
    share: Share


@dataclass(frozen=True, slots=True)
class Figures:
    """What a run measured, and of what."""

    day: str
    version: str
    seconds: float
    sets: dict[str, EvaluationSet]
    absent: tuple[str, ...]
    measured: tuple[SetFigures, ...]
    complaints: tuple[Complaints, ...]
    market: MarketFigures
    offers: tuple[Offers, ...]
    verdicts: dict[str, Read]
    readings: dict[str, str]  # what a reader wrote about each set
    digests: dict[str, dict[str, Any]]  # of contexts and inputs, by set
    switches: dict[tuple[str, str], bool]  # (set, detector) on or off

    def of_half(self, half: str) -> list[SetFigures]:
        """The sets' figures of one half, in the order of `sets.yaml`."""
        return [f for f in self.measured if f.half == half and f.set_name in self.sets]

    def named(self, half: str, role: str) -> Share:
        """Listings in review, of those that name a mark, over all sets of a role."""
        shares = [f.of_naming() for f in self.of_half(half) if self.sets[f.set_name].role == role]
        return Share(sum(one.k for one in shares), sum(one.n for one in shares))

    @property
    def detectors(self) -> tuple[str, ...]:
        """All detectors, by name."""
        return tuple(sorted({detector for _, detector in self.switches}))

    def is_on(self, set_name: str, detector: str) -> bool:
        """Whether the set has the fields that the detector needs."""
        return self.switches[set_name, detector]


def gather(scanned: Scanned, sets: tuple[EvaluationSet, ...], *, day: str, seconds: float) -> Figures:
    """Measure everything that was scanned."""
    ledger, names = scanned.ledger, list(scanned.runs)
    readings: Any = YAML(typ="safe", pure=True).load((HERE / "readings.yaml").read_text("utf-8"))
    verdicts = {name: read for name in names if (read := read_verdicts(name))}
    return Figures(
        day=day,
        version=version("guildmark"),
        seconds=seconds,
        sets={one.name: one for one in sets if one.name in scanned.runs},
        absent=tuple(one.name for one in scanned.absent),
        measured=tuple(measure_set(ledger, name, half) for name in names for half in HALVES),
        complaints=_complaints(ledger),
        market=measure_market(ledger),
        offers=replica_offers(ledger, {one.name: one.role for one in sets if one.name in scanned.runs}),
        verdicts=verdicts,
        readings={name: readings["readings"][name] for name in verdicts},
        digests={name: _digests(result) for name, result in scanned.runs.items()},
        switches={(s, d): on for s, d, on in ledger.rows("select set_name, detector, is_on from switches")},
    )


def write_results(figures: Figures, path: Path) -> None:
    """Write all figures as JSON."""
    document = {
        "day": figures.day,
        "guildmark": figures.version,
        "seconds": round(figures.seconds),
        "absent": figures.absent,
        "roles": {name: one.role for name, one in figures.sets.items()},
        "split_by_seller": [name for name, one in figures.sets.items() if one.split_by != "listing_id"],
        "sets": [f.to_json() for f in figures.measured],
        "named_in_review": {role: figures.named(REPORT, role).to_json() for role in ROLES},
        "complaints": [
            {"set_name": c.set_name, "rating": c.rating} | c.share.to_json() for c in figures.complaints
        ],
        "market": figures.market.to_json(),
        "replica_offers": [offers.to_json() for offers in figures.offers],
        "verdicts": {
            name: {"read": read.counts, "in_review": read.in_review} for name, read in figures.verdicts.items()
        },
        "digests": figures.digests,
    }  # fmt: skip
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _complaints(ledger: Ledger) -> tuple[Complaints, ...]:
    rows = ledger.rows(
        "select r.set_name, r.rating, count(f.detector), count(*)"
        " from reviews r join listings l using (set_name, listing_id)"
        " left join (from fired where detector = 'buyers_complain') f using (set_name, listing_id)"
        " where l.half = ? and r.rating is not null group by all order by r.set_name, r.rating",
        REPORT,
    )
    return tuple(Complaints(name, rating, Share(k, n)) for name, rating, k, n in rows)


def _digests(result: RunResult) -> dict[str, Any]:
    record = json.loads((result.folder / "run.json").read_text("utf-8"))
    return {
        "context": record["context"],
        "inputs": [{"sha256": file["sha256"], "rows": file["rows"]} for file in record["inputs"]],
        "counts": record["counts"],
    }
