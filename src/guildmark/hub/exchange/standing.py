"""A contributor's standing: how many of the settled cases that its tactics hit elsewhere were upheld, at the least.

It is computed from the record each time that it is asked for, and kept nowhere; nobody votes on it. At each marketplace
upheld and wrong cases of the year are taken as they are shown (see `hiding`): where few were upheld they do not count,
and where few were wrong they count as the largest number that is few. So it errs to the contributor's disadvantage, and
nobody learns from it how few they were.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from uuid import UUID

from ruamel.yaml import YAML

from guildmark.assessment.intervals import lower_bound
from guildmark.hub.exchange.efficacy import Caught
from guildmark.hub.exchange.weekly import Settled
from guildmark.hub.hiding import rule, shown_count


@dataclass(frozen=True, slots=True)
class StandingTerms:
    """So many weeks that are over, and the fewest settled cases of which a standing is told."""

    weeks: int
    fewest: int


@dataclass(frozen=True, slots=True)
class Standing:
    """At least `per_cent` of `settled` cases were upheld, with 95 % confidence."""

    per_cent: int
    settled: int


@cache
def standing_terms() -> StandingTerms:
    """The terms of the site."""
    told = YAML(typ="safe").load((files(__package__) / "standing.yaml").read_text("utf-8"))
    return StandingTerms(told["weeks"]["value"], told["fewest"]["value"])


def standing(found: Settled, owners: Mapping[UUID, UUID]) -> dict[UUID, Standing]:
    """The standing of each owner of tactics of whom enough is settled; `owners` by tactic."""
    at: dict[UUID, dict[UUID, list[Caught]]] = defaultdict(lambda: defaultdict(list))
    for (tactic, marketplace), of_week in found.items():
        owner = owners.get(tactic)
        if owner is not None and owner != marketplace:
            at[owner][marketplace].extend(of_week.values())
    told = {owner: _of_one(of_marketplace.values()) for owner, of_marketplace in at.items()}
    return {owner: one for owner, one in told.items() if one is not None}


def _of_one(marketplaces: Iterable[Iterable[Caught]]) -> Standing | None:
    upheld = wrong = 0
    for weeks in marketplaces:
        some = list(weeks)
        upheld += shown_count(sum(one.upheld for one in some)).value or 0
        few = shown_count(sum(one.wrong for one in some)).value
        wrong += rule().small_to if few is None else few
    settled = upheld + wrong
    if settled < standing_terms().fewest:
        return None
    return Standing(int(100 * lower_bound(wrong, settled)), settled)
