"""One afternoon: a market is scanned, audited, labelled, learned from, made active by two and scanned again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from invented_market import POLICY, label, make

import guildmark
from guildmark.lab.audit import make_audit
from guildmark.lab.learn import Lesson, learn
from guildmark.lab.weights_file import activate, write_weights
from guildmark.reading import open_catalogue

DAY = date(2026, 11, 26)
LISTINGS, SEED, ACT_DB = 6_000, 5, 0.0


@dataclass(frozen=True)
class Afternoon:
    """Where everything of an afternoon is."""

    market: Path
    listings: Path
    policy: Path
    scanned: Path
    draw: Path
    labels: Path
    lesson: Lesson
    passive: Path  # the learned weights before anybody made them active
    weights: Path  # and after two did
    again: Path  # the results of the second scan

    @property
    def opened(self) -> str:
        """The category of the one slice that is open."""
        [category] = [row.category for row in self.lesson.licences if row.is_open]
        return category

    def scan(self, out: Path, **more: object) -> guildmark.RunResult:
        """Scan the market under its policy."""
        told = {"policy": self.policy, "reviews": self.market / "reviews.parquet", "workers": 1, **more}
        return guildmark.scan(self.listings, self.market / "rights.yaml", out=out, **told)  # type: ignore[arg-type]


def _asked(labels: Path, scanned: Path, draw: Path, policy: Path) -> float:
    """A precision that the best slice reaches, and no other: the market has too few fakes for the 0.99 of earnest."""
    strict = learn([labels], scanned, today=DAY, draws=[draw], policy=policy)
    assert not any(row.is_open for row in strict.licences)
    best, second = sorted((row.bound for row in strict.licences), reverse=True)[:2]
    assert best > second
    return (best + second) / 2


@pytest.fixture(scope="session")
def afternoon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Afternoon]:
    folder = tmp_path_factory.mktemp("afternoon")
    market = make(folder, LISTINGS, SEED, ACT_DB)
    listings, policy, draw = market / "one.parquet", market / "policy.yaml", folder / "draw"
    options = {"policy": policy, "reviews": market / "reviews.parquet", "workers": 1}
    scanned = guildmark.scan(listings, market / "rights.yaml", out=folder / "out", **options).out  # type: ignore[arg-type]
    make_audit(scanned, draw, per_slice=40, unfired=60, seed=1, catalogue=open_catalogue([listings]), policy=policy)
    labels = label(draw, market, folder / "labels.csv")
    policy.write_text(POLICY.format(act_db=ACT_DB, precision=_asked(labels, scanned, draw, policy)))
    lesson = learn([labels], scanned, today=DAY, draws=[draw], policy=policy)
    passive, weights = folder / "passive.yaml", folder / "weights.yaml"
    for path in (passive, weights):
        write_weights(path, lesson.document)
    for name in ("A. Reader", "B. Writer"):
        activate(weights, name, DAY)
    made = Afternoon(market, listings, policy, scanned, draw, labels, lesson, passive, weights, folder / "again")
    made.scan(made.again, weights=weights, today=DAY)
    yield made
