"""Compares the learned weights once with boosted trees and an explainable boosting machine, on made data.

Run it with `uv run --group compare accuracy/learners.py`; it writes learners.md. Decisions are the truth of a sample
market, so what is compared is how well each learns from few of them, not how good any is on a real marketplace.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from halves import TUNE, half
from numpy.typing import NDArray
from sets import HERE

import guildmark
from guildmark.assessment import read_policy, read_weights
from guildmark.assessment.calibration import as_probability
from guildmark.detectors import all_detectors
from guildmark.lab.calibrate import Random, calibrate
from guildmark.lab.finished_run import open_run
from guildmark.lab.fit import Teaching, evidence_db, fit
from guildmark.lab.prior import believed, shipped_prior
from guildmark.redteam import make_market

LISTINGS, SEED = 30_000, 31  # neither the market that weights were measured on nor those that are reported on
SIZES = (50, 200, 500, 2_000)
DRAWS, BOOTSTRAPS = 3, 100
SIDES = np.array([1 if d.direction == "for" else -1 for d in all_detectors()])
SHIPPED = np.array([read_weights().db.get(d.name, 0.0) for d in all_detectors()])
NATS_PER_DB = np.log(10) / 10
SMALLEST = 1e-6  # of a probability, so that a log loss is finite

type Floats = NDArray[np.float64]
Learner = Callable[["Pairs"], Callable[[Floats], Floats]]  # learns, and gives what tells probabilities of strengths


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of a listing and a right. Shapes: `strength` (n, detectors), the others (n,)."""

    strength: Floats
    fake: NDArray[np.bool_]
    seller: NDArray[np.object_]
    band: NDArray[np.object_]
    weight: Floats  # the inverse of the probability of being drawn

    def take(self, which: NDArray[Any]) -> "Pairs":
        """The pairs that a mask or index selects."""
        return Pairs(*(getattr(self, name)[which] for name in self.__slots__))


def main() -> int:
    """Make a market, scan it, learn, compare and write; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listings", type=int, default=LISTINGS)
    parser.add_argument("--out", type=Path, default=HERE / "learners.md")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="guildmark-learners-") as work:
        pairs = scanned_pairs(Path(work), arguments.listings)
    mine = np.array([half(seller) == TUNE for seller in pairs.seller])
    rows = compare(pairs.take(mine), pairs.take(~mine))
    arguments.out.write_text(page(rows, pairs.take(mine), pairs.take(~mine), arguments.listings), "utf-8")
    print(arguments.out.read_text("utf-8"))
    return 0


def scanned_pairs(work: Path, listings: int) -> Pairs:
    """All findings of a sample market, with the truth."""
    market = make_market(work / "market", listings=listings, seed=SEED, pictures=False).out
    out = guildmark.scan(
        market / "listings.parquet", market / "rights.yaml", out=work / "out", reviews=market / "reviews.parquet"
    ).out
    run = open_run(out)
    strength = np.zeros((run.findings.num_rows, len(SIDES)))
    np.maximum.at(strength, (run.evidence.pair, run.evidence.detector), run.evidence.strength)
    truth = {(t["marketplace"], t["listing_id"]): t for t in pq.read_table(market / "truth.parquet").to_pylist()}
    rows = run.findings.select(["marketplace", "listing_id", "right_id", "seller_id", "would_band"]).to_pylist()
    told = [truth[row["marketplace"], row["listing_id"]] for row in rows]
    return Pairs(
        strength,
        np.array([t["kind"] == "fake" and t["right_id"] == r["right_id"] for t, r in zip(told, rows, strict=True)]),
        np.array([row["seller_id"] for row in rows], np.object_),
        np.array([row["would_band"] for row in rows], np.object_),
        np.ones(len(rows)),
    )


def drawn(pairs: Pairs, size: int, rng: np.random.Generator) -> Pairs:
    """An audit: half from what is in review or would act, half from the rest, as far as they go."""
    upper = np.flatnonzero(pairs.band != "clear")
    lower = np.flatnonzero(pairs.band == "clear")
    above = min(size // 2, len(upper))
    chosen, weight = [], []
    for group, wanted in ((upper, above), (lower, size - above)):
        chosen.append(rng.choice(group, wanted, replace=False))
        weight.append(np.full(wanted, len(group) / wanted))
    part = pairs.take(np.concatenate(chosen))
    return Pairs(part.strength, part.fake, part.seller, part.band, np.concatenate(weight))


def score_as_it_is(pairs: Pairs) -> Callable[[Floats], Floats]:
    """The shipped weights, their score taken for log-odds."""
    del pairs
    start = read_policy().start_db
    return lambda strength: as_probability(start + evidence_db(strength, SHIPPED))


def score_calibrated(pairs: Pairs) -> Callable[[Floats], Floats]:
    """The shipped weights with slope and intercept learned."""
    return _calibrated(pairs, SHIPPED)


def learned_weights(pairs: Pairs) -> Callable[[Floats], Floats]:
    """What `guildmark learn` does: weights, then slope and intercept."""
    prior = shipped_prior()
    ones = np.ones(len(pairs.fake))
    teaching = Teaching(pairs.strength, pairs.fake, ones, np.ones(len(ones), np.bool_))
    found = fit(teaching, prior, believed(read_weights(), prior), read_policy().start_db)
    return _calibrated(pairs, found.db)


def _calibrated(pairs: Pairs, db: Floats) -> Callable[[Floats], Floats]:
    evidence = evidence_db(pairs.strength, db)
    n = len(evidence)
    random = Random(evidence, evidence, pairs.fake, pairs.weight, np.zeros(n, np.int64), pairs.band)
    found = calibrate(random, shipped_prior())
    return lambda strength: found.probability(evidence_db(strength, db))


def boosted(begin: bool) -> Learner:
    """LightGBM, monotone by the method `basic`; from the shipped score on, or from nothing."""

    def learn(pairs: Pairs) -> Callable[[Floats], Floats]:
        from lightgbm import LGBMClassifier  # noqa: PLC0415

        model = LGBMClassifier(
            n_estimators=100, learning_rate=0.05, num_leaves=7, min_child_samples=5, random_state=1, n_jobs=1,
            monotone_constraints=SIDES.tolist(), monotone_constraints_method="basic", verbose=-1,
        )  # fmt: skip
        model.fit(
            pairs.strength,
            pairs.fake,
            sample_weight=_scaled(pairs.weight),
            init_score=_begin(pairs.strength) if begin else None,
        )

        def tell(strength: Floats) -> Floats:
            raw = model.predict(strength, raw_score=True) + (_begin(strength) if begin else 0.0)
            return np.asarray(1 / (1 + np.exp(-raw)))

        return tell

    return learn


def explainable(begin: bool) -> Learner:
    """An explainable boosting machine without interactions, monotone; from the shipped score on, or from nothing."""

    def learn(pairs: Pairs) -> Callable[[Floats], Floats]:
        from interpret.glassbox import ExplainableBoostingClassifier  # noqa: PLC0415

        model = ExplainableBoostingClassifier(
            interactions=0, monotone_constraints=SIDES.tolist(), random_state=1, n_jobs=1, outer_bags=4,
        )  # fmt: skip
        start = _begin(pairs.strength) if begin else None
        model.fit(pairs.strength, pairs.fake, sample_weight=_scaled(pairs.weight), init_score=start)

        def tell(strength: Floats) -> Floats:
            own = _begin(strength) if begin else None
            return np.asarray(model.predict_proba(strength, init_score=own)[:, 1])

        return tell

    return learn


def _begin(strength: Floats) -> Floats:
    """The shipped score as natural log-odds."""
    return (read_policy().start_db + evidence_db(strength, SHIPPED)) * NATS_PER_DB


def _scaled(weight: Floats) -> Floats:
    return np.asarray(weight / weight.mean())


LEARNERS: dict[str, Learner] = {
    "shipped weights": score_as_it_is,
    "shipped weights, calibrated": score_calibrated,
    "learned weights, calibrated (`guildmark learn`)": learned_weights,
    "LightGBM": boosted(begin=False),
    "LightGBM on top of the shipped score": boosted(begin=True),
    "explainable boosting": explainable(begin=False),
    "explainable boosting on top of the shipped score": explainable(begin=True),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A learner and a number of decisions; each measure with its mean and 95 % interval."""

    learner: str
    size: int
    measures: dict[str, tuple[float, float, float]]


def compare(train: Pairs, test: Pairs) -> list[Row]:
    """Learn from draws of each size, and measure on the sellers of the other half, bootstrapped by seller."""
    sellers, own = np.unique(test.seller, return_inverse=True)
    rng = np.random.default_rng(2)
    counts = [
        np.bincount(rng.integers(0, len(sellers), len(sellers)), minlength=len(sellers))[own] for _ in range(BOOTSTRAPS)
    ]
    rows = []
    for size in SIZES:
        draws = [drawn(train, size, np.random.default_rng(100 * size + number)) for number in range(DRAWS)]
        for name, learner in LEARNERS.items():
            told = [_tell(learner, draw, test.strength) for draw in draws]
            whole = np.mean([_measures(test.fake, p, np.ones(len(p))) for p in told], axis=0)
            again = np.array([np.mean([_measures(test.fake, p, count) for p in told], axis=0) for count in counts])
            low, high = np.percentile(again, [2.5, 97.5], axis=0)
            bounds = zip(("auc", "brier", "log loss"), whole, low, high, strict=True)
            rows.append(Row(name, size, {key: (float(m), float(a), float(b)) for key, m, a, b in bounds}))
            print(size, name, {k: round(v[0], 4) for k, v in rows[-1].measures.items()}, file=sys.stderr, flush=True)
    return rows


def _tell(learner: Learner, draw: Pairs, strength: Floats) -> Floats:
    """Probabilities; where a draw has one outcome alone, its share for everybody."""
    if draw.fake.all() or not draw.fake.any():
        return np.full(len(strength), float(draw.fake[0]))
    return np.clip(learner(draw)(strength), SMALLEST, 1 - SMALLEST)


def _measures(fake: NDArray[np.bool_], told: Floats, count: NDArray[Any]) -> tuple[float, float, float]:
    from sklearn.metrics import log_loss, roc_auc_score  # noqa: PLC0415

    auc = roc_auc_score(fake, told, sample_weight=count)
    brier = np.average((told - fake) ** 2, weights=count)
    return float(auc), float(brier), float(log_loss(fake, told, sample_weight=count))


PAGE = """# Learned weights beside stronger learners

Made by `accuracy/learners.py` on {day} with Guildmark {version}; not part of `make accuracy`.

**Made data.** Decisions are the truth of a sample market of {listings:,} listings (seed {seed}). Its fakes were
invented by the same people as the detectors, and nobody decides one wrongly. What this shows is how fast each learns,
not how good it is on a marketplace.

Of {train:,} pairs of one half of the sellers ({train_fakes:,} fakes) some are drawn, half of them from what is in
review or would act as far as that goes; {test:,} pairs of the other half are predicted ({test_fakes:,} fakes). All get
the same draws, the same weights for how they were drawn and the same features, the strengths of the detectors, and all
are monotone in them. Numbers are means over {draws} draws; in brackets 95 % intervals by a bootstrap of {bootstraps}
over sellers. Telling everybody the share gives a Brier score of {base:.4f}.

| decisions | learner | AUC | Brier score | log loss |
| --- | --- | --- | --- | --- |
"""


def page(rows: Sequence[Row], train: Pairs, test: Pairs, listings: int) -> str:
    """The comparison as Markdown."""
    share = float(test.fake.mean())
    head = PAGE.format(
        day=date.today().isoformat(), version=guildmark.__version__, listings=listings, seed=SEED,
        train=len(train.fake), train_fakes=int(train.fake.sum()), test=len(test.fake), test_fakes=int(test.fake.sum()),
        draws=DRAWS, bootstraps=BOOTSTRAPS, base=share * (1 - share),
    )  # fmt: skip
    lines = []
    for row in rows:
        cells = [f"{m:.4f} ({low:.4f}–{high:.4f})" for m, low, high in row.measures.values()]
        lines.append(f"| {row.size:,} | {row.learner} | {' | '.join(cells)} |")
    return head + "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.exit(main())
