"""How far a tactic may go, and on what evidence: read from `terms.yaml`."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files

from ruamel.yaml import YAML


@dataclass(frozen=True, slots=True)
class BrakeTerms:
    """When a tactic goes back to the shadow by itself. `wrong_share` 0 to 1."""

    fewest: int
    times_usual: float
    settled: int
    wrong_share: float
    over: timedelta


@dataclass(frozen=True, slots=True)
class Terms:
    """Counts of listings, requests and sellers; `precision` by mode, 0 to 1."""

    most_listings: int
    asked_in: timedelta
    most_asked: int
    sample: int
    precision: dict[str, float]
    brake: BrakeTerms


@cache
def terms() -> Terms:
    """The terms of the site."""
    told = YAML(typ="safe").load((files(__package__) / "terms.yaml").read_text("utf-8"))
    asked, brake = told["backtest"]["asked_in_days"], told["brake"]
    return Terms(
        most_listings=told["backtest"]["most_listings"],
        asked_in=timedelta(days=asked["days"]),
        most_asked=asked["most"],
        sample=told["sample"],
        precision={mode: told[mode]["precision"] for mode in ("review", "act")},
        brake=BrakeTerms(
            brake["fewest"], brake["times_usual"], brake["settled"], brake["wrong_share"],
            timedelta(days=brake["days"]),
        ),
    )  # fmt: skip
