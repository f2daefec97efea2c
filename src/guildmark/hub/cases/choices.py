"""What the files of choices say: how cases come before people, and the reasons of decisions."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext_lazy as _
from ruamel.yaml import YAML


@dataclass(frozen=True, slots=True)
class ReviewPolicy:
    """`review.yaml`. Shares are 0 to 1."""

    claim: timedelta
    handed_over: timedelta
    undo: timedelta
    referral: timedelta
    second_share: float
    golden_share: float
    figures: timedelta
    cluster_most: int


def _read(name: str) -> Any:
    return YAML(typ="safe").load((files("guildmark.hub.cases") / name).read_text("utf-8"))


@cache
def review_policy() -> ReviewPolicy:
    """The choices that ship."""
    told = _read("review.yaml")
    return ReviewPolicy(
        claim=timedelta(minutes=told["claim_minutes"]),
        handed_over=timedelta(hours=told["handed_over_hours"]),
        undo=timedelta(seconds=told["undo_seconds"]),
        referral=timedelta(days=told["referral_days"]),
        second_share=told["second_share"],
        golden_share=told["golden_share"],
        figures=timedelta(days=told["figures_days"]),
        cluster_most=told["cluster_most"],
    )


@cache
def reasons() -> dict[str, dict[str, str]]:
    """By outcome, the words by reason; translated where they are shown (see `reason_label`)."""
    table: dict[str, dict[str, str]] = _read("reasons.yaml")
    return table


def reason_label(reason: str) -> str:
    """The words of a reason in the reader's language; the reason itself where it is not on the list."""
    words = next((by_reason[reason] for by_reason in reasons().values() if reason in by_reason), reason)
    return str(_(words))
