"""A policy of actions: read from YAML, checked, and asked which rule fits a case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from guildmark.assessment.choices import check_names, is_number
from guildmark.assessment.slices import slice_category
from guildmark.hub.cases.choices import reasons
from guildmark.hub.enforcement.models import MEASURES
from guildmark.records import KINDS, InputError
from guildmark.records.yaml_error import yaml_error

SHIPPED = "shipped policy"
PARTS = ("rules", "eyes", "days", "answer_days", "settle_days", "brake")
CONDITIONS = ("outcome", "band", "reasons", "right_kinds", "categories", "health", "offences")
BRAKE = ("most", "times_usual", "fewest", "reversal_share", "fewest_settled", "reversal_days")
# What a rule may do by itself, and what may follow from one case at all: stores are closed by the ladder of strikes.
WITHOUT_A_PERSON = ("warn", "label", "demote", "pause", "remove")
OF_A_CASE = (*WITHOUT_A_PERSON, "hold-payout")
MOST_RULES, MOST_DAYS, MOST_EYES = 100, 3_650, 5
FEWEST_ANSWER_DAYS = 14


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What a rule looks at. `outcome` is empty where nobody decided."""

    outcome: str
    band: str
    reason: str
    right_kind: str
    category: str
    health: bool
    offences: int  # earlier cases of the seller whose actions stand


@dataclass(frozen=True, slots=True)
class Rule:
    """What follows in which cases. `when` holds the conditions that were given."""

    name: str
    when: Mapping[str, Any]
    measures: tuple[str, ...]

    @property
    def automatic(self) -> bool:
        """Whether it acts without a person."""
        return "band" in self.when

    def fits(self, facts: CaseFacts) -> bool:
        """Whether all its conditions hold."""
        return all(_HOLDS[name](wanted, facts) for name, wanted in self.when.items())


_HOLDS: dict[str, Any] = {
    "outcome": lambda wanted, facts: facts.outcome == wanted,
    "band": lambda wanted, facts: not facts.outcome and facts.band == wanted,
    "reasons": lambda wanted, facts: facts.reason in wanted,
    "right_kinds": lambda wanted, facts: facts.right_kind in wanted,
    "categories": lambda wanted, facts: any(
        slice_category(facts.category, one.count(">") + 1) == slice_category(one, one.count(">") + 1) for one in wanted
    ),
    "health": lambda wanted, facts: facts.health == wanted,
    "offences": lambda wanted, facts: facts.offences >= wanted,
}


@dataclass(frozen=True, slots=True)
class BrakeLimits:
    """When a rule stops acting without a person. Shares 0 to 1."""

    most: int
    times_usual: float
    fewest: int
    reversal_share: float
    fewest_settled: int
    reversals_over: timedelta


@dataclass(frozen=True, slots=True)
class ActionPolicy:
    """A policy that was read."""

    rules: tuple[Rule, ...]
    eyes: Mapping[str, int]
    lasts: Mapping[str, timedelta]
    answer: timedelta
    settle: timedelta
    brake: BrakeLimits
    digest: str

    def rule_for(self, facts: CaseFacts) -> Rule | None:
        """The first rule that fits."""
        return next((rule for rule in self.rules if rule.fits(facts)), None)

    def eyes_for(self, measure: str, *, offences: int) -> int:
        """People whose yes it takes. No payout is held for a first offence without two, whatever the file says."""
        eyes = self.eyes[measure]
        return max(eyes, 2) if measure == "hold-payout" and not offences else eyes


@cache
def shipped_policy() -> ActionPolicy:
    """The one that ships."""
    return read_policy(SHIPPED, shipped_text())


def shipped_text() -> str:
    """The file of the one that ships, to begin with."""
    return (files("guildmark.hub.enforcement") / "policy.yaml").read_text("utf-8")


def read_policy(name: str, text: str) -> ActionPolicy:
    """Read a policy. Errors: InputError with the file, the part and the value, and what to write instead."""
    try:
        told = YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise yaml_error(name, error) from None
    if not isinstance(told, dict):
        raise InputError(f"{name}: holds no parts. Copy the shipped policy and change it.")
    _fields(name, "part", told, PARTS)
    entries = told["rules"]
    if not isinstance(entries, list) or len(entries) > MOST_RULES:
        raise InputError(f"{name}: rules are no list of at most {MOST_RULES}.")
    rules = tuple(_rule(f"{name}: rule {number}", entry) for number, entry in enumerate(entries, 1))
    names = [rule.name for rule in rules]
    if twice := next((one for one in names if names.count(one) > 1), None):
        raise InputError(f"{name}: two rules have the name {twice!r}. Rename one: brakes and records go by the name.")
    eyes = _table(f"{name}: eyes", told["eyes"], 1, MOST_EYES)
    if missing := [one for one in MEASURES if one not in eyes]:
        raise InputError(f"{name}: eyes: {missing[0]!r} is missing. Each measure has a number from 1 to {MOST_EYES}.")
    if eyes["close-store"] < 2:
        raise InputError(f"{name}: eyes: close-store is 1. A store is closed by two people at least: write 2.")
    answer_days = _count(f"{name}: answer_days", told["answer_days"], FEWEST_ANSWER_DAYS, MOST_DAYS)
    settle_days = _count(f"{name}: settle_days", told["settle_days"], 1, MOST_DAYS)
    days = _table(f"{name}: days", told["days"], 1, MOST_DAYS)
    return ActionPolicy(
        rules=rules,
        eyes=eyes,
        lasts={measure: timedelta(days=number) for measure, number in days.items()},
        answer=timedelta(days=answer_days),
        settle=timedelta(days=settle_days),
        brake=_brake(f"{name}: brake", told["brake"]),
        digest=sha256(text.encode()).hexdigest(),
    )


def _rule(place: str, entry: Any) -> Rule:
    if not isinstance(entry, dict):
        raise InputError(f"{place}: {entry!r} is no rule. A rule has a name, when, and measures.")
    _fields(place, "part", entry, ("name", "when", "measures"))
    name, when, measures = entry["name"], entry["when"], entry["measures"]
    if not isinstance(name, str) or not name.strip() or len(name) > 80 or not name.isprintable():
        raise InputError(f"{place}: name {name!r} is no text of at most 80 characters.")
    place = f"{place} ({name})"
    if not isinstance(when, dict) or ("outcome" in when) == ("band" in when):
        raise InputError(f"{place}: when: write either outcome: infringing, or band: act.")
    check_names(place, "condition", when, CONDITIONS)
    for condition, value in when.items():
        _condition(f"{place}: {condition}", condition, value)
    if not isinstance(measures, list) or not measures:
        raise InputError(f"{place}: measures {measures!r} are no list. Write one such as [remove].")
    check_names(place, "measure", measures, WITHOUT_A_PERSON if "band" in when else OF_A_CASE)
    if len(set(measures)) < len(measures):
        raise InputError(f"{place}: a measure stands twice in {measures!r}.")
    return Rule(name, when, tuple(measures))


def _condition(place: str, condition: str, value: Any) -> None:
    lists = {
        "reasons": list(reasons()["infringing"]),
        "right_kinds": list(KINDS),
    }
    fixed = {"outcome": "infringing", "band": "act"}
    if condition in fixed and value != fixed[condition]:
        raise InputError(f"{place}: {value!r} has no action. Write {fixed[condition]}.")
    if condition in (*lists, "categories"):
        if not isinstance(value, list) or not value or not all(isinstance(one, str) and one for one in value):
            raise InputError(f"{place}: {value!r} is no list of names.")
        if condition in lists:
            check_names(place, "name", value, lists[condition])
    if condition == "health" and not isinstance(value, bool):
        raise InputError(f"{place}: {value!r} is neither true nor false.")
    if condition == "offences":
        _count(place, value, 1, 10_000)


def _brake(place: str, entry: Any) -> BrakeLimits:
    if not isinstance(entry, dict):
        raise InputError(f"{place}: {entry!r} holds no limits. They are {', '.join(BRAKE)}.")
    _fields(place, "limit", entry, BRAKE)
    counts = {one: _count(f"{place}: {one}", entry[one], 1, 10**9) for one in ("most", "fewest", "fewest_settled")}
    days = _count(f"{place}: reversal_days", entry["reversal_days"], 1, MOST_DAYS)
    times, share = entry["times_usual"], entry["reversal_share"]
    if not is_number(times) or times <= 1:
        raise InputError(f"{place}: times_usual {times!r} is no number above 1.")
    if not is_number(share) or not 0 < share < 1:
        raise InputError(f"{place}: reversal_share {share!r} is no share between 0 and 1.")
    return BrakeLimits(
        counts["most"], float(times), counts["fewest"], float(share), counts["fewest_settled"], timedelta(days=days)
    )


def _table(place: str, entry: Any, least: int, most: int) -> dict[str, int]:
    if not isinstance(entry, dict):
        raise InputError(f"{place}: {entry!r} holds no measures with numbers.")
    check_names(place, "measure", entry, MEASURES)
    return {measure: _count(f"{place}: {measure}", number, least, most) for measure, number in entry.items()}


def _count(place: str, value: Any, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise InputError(f"{place}: {value!r} is no whole number from {least:,} to {most:,}.")
    return value


def _fields(place: str, what: str, entry: Mapping[str, Any], fields: tuple[str, ...]) -> None:
    check_names(place, what, entry, fields)
    if missing := [one for one in fields if one not in entry]:
        raise InputError(f"{place}: {missing[0]!r} is missing. There are {', '.join(fields)}.")
