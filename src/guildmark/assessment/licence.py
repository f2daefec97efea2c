"""Licences: in which slices findings may be acted on without a person, what earned it, and until when."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from guildmark.assessment.choices import check_names, is_number
from guildmark.assessment.intervals import lower_bound
from guildmark.assessment.terms import LicenceTerms
from guildmark.records import FAMILIES, KINDS, InputError

FIELDS = ("category_levels", "audited", "slices")
AUDITED_FIELDS = ("start_db", "act_db", "never_act_alone", "detectors")
SLICE_FIELDS = ("kind", "category", "sellers", "wrong", "reviewed", "until")


@dataclass(frozen=True, slots=True)
class Audited:
    """What made a finding one that would act when the audited cases were drawn.

    A licence speaks of those findings and no others. So what is acted on must reach the threshold by these weights as
    well as by the ones that were learned since.
    """

    start_db: float
    act_db: float
    never_act_alone: tuple[str, ...]
    db: dict[str, float]  # weights by detector
    versions: dict[str, int]  # of the detectors


@dataclass(frozen=True, slots=True)
class LicensedSlice:
    """One slice with the sellers that were sampled, those about whom it was wrong, and the dates."""

    kind: str
    category: str
    sellers: int
    wrong: int
    reviewed: date  # the day of the last of its cases
    until: date  # the last day on which it holds


@dataclass(frozen=True, slots=True)
class Licences:
    """The licences of a weights file."""

    category_levels: int
    audited: Audited
    slices: tuple[LicensedSlice, ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """The slices that are open on a day, by what they were audited; `shut` says why each other one is not."""

    audited: Audited | None = None
    category_levels: int = 1
    slices: tuple[LicensedSlice, ...] = ()
    shut: tuple[str, ...] = ()


def open_slices(
    licences: Licences | None,
    terms: LicenceTerms | None,
    today: date | None,
    versions: Mapping[str, int],
) -> Opening:
    """Which licences hold on a day, under the terms of the policy in use and with detectors of these versions."""
    if licences is None:
        return Opening()
    reason = _shut_as_a_whole(licences, terms, today, versions)
    if reason is not None or terms is None or today is None:
        return Opening(shut=(reason or "",))
    held, shut = [], []
    for one in licences.slices:
        why = _shut(one, terms, today)
        held += [] if why else [one]
        shut += [f"{one.kind}: {one.category}: {why}"] if why else []
    return Opening(licences.audited, licences.category_levels, tuple(held), tuple(shut))


def _shut_as_a_whole(
    licences: Licences, terms: LicenceTerms | None, today: date | None, versions: Mapping[str, int]
) -> str | None:
    if terms is None:
        return "the policy has no `licence`"
    if today is None:
        return "no date was given, so that nobody knows whether the licences still hold"
    if terms.category_levels != licences.category_levels:
        levels = f"{licences.category_levels} levels, the policy's at {terms.category_levels}"
        return f"the licences are of categories at {levels}"
    for name, version in sorted(licences.audited.versions.items()):
        if versions.get(name) != version:
            return f"{name} was audited in version {version}, and is now in version {versions.get(name)}"
    return None


def _shut(one: LicensedSlice, terms: LicenceTerms, today: date) -> str | None:
    """Why a licence does not hold; None where it does."""
    bound = lower_bound(one.wrong, one.sellers, terms.confidence)
    last = min(one.until, one.reviewed + timedelta(days=terms.days))
    if bound < terms.precision:
        return f"the bound {bound:.4f} is below the policy's {terms.precision}"
    if today > last:
        return f"lapsed after {last}"
    if today < one.reviewed:
        return f"its last case was reviewed on {one.reviewed}, which is after this scan's {today}"
    return None


def opening_to_json(opening: Opening) -> dict[str, Any]:
    """A JSON object that `opening_from_json` reads back."""
    whole = asdict(opening)
    dates = {"reviewed", "until"}
    slices = [{name: str(v) if name in dates else v for name, v in one.items()} for one in whole["slices"]]
    return {**whole, "slices": slices}


def opening_from_json(told: Mapping[str, Any]) -> Opening:
    """Read what `opening_to_json` wrote."""
    audited = told["audited"]
    slices = [
        {**one, "reviewed": date.fromisoformat(one["reviewed"]), "until": date.fromisoformat(one["until"])}
        for one in told["slices"]
    ]
    return Opening(
        audited and Audited(**{**audited, "never_act_alone": tuple(audited["never_act_alone"])}),
        told["category_levels"],
        tuple(LicensedSlice(**one) for one in slices),
        tuple(told["shut"]),
    )


def read_licences(name: str, entry: Any, directions: Mapping[str, str]) -> Licences:
    """Read the `licences` of a weights file. Errors: InputError with the file, the field and the value."""
    place = f"{name}: licences"
    _check_fields(place, entry, FIELDS)
    slices, levels = entry["slices"], entry["category_levels"]
    if not isinstance(slices, list) or not _is_count(levels, 1):
        raise InputError(f"{place}: slices must be a list, and category_levels a whole number from 1.")
    return Licences(levels, _audited(f"{place}: audited", entry["audited"], directions), _slices(place, slices))


def _slices(place: str, entries: Sequence[Any]) -> tuple[LicensedSlice, ...]:
    slices = []
    for number, entry in enumerate(entries, start=1):
        at = f"{place}: slice {number}"
        _check_fields(at, entry, SLICE_FIELDS)
        check_names(at, "kind", [entry["kind"]], KINDS)
        if not isinstance(entry["category"], str) or not entry["category"]:
            raise InputError(f"{at}: category {entry['category']!r} is none. What has no category is of no slice.")
        if not _is_count(entry["sellers"], 1) or not _is_count(entry["wrong"], 0) or entry["wrong"] > entry["sellers"]:
            raise InputError(f"{at}: {entry['wrong']!r} wrong of {entry['sellers']!r} sellers are no counts.")
        reviewed, until = (as_date(f"{at}: {field}", entry[field]) for field in ("reviewed", "until"))
        slices.append(
            LicensedSlice(entry["kind"], entry["category"], entry["sellers"], entry["wrong"], reviewed, until)
        )
    if len({(one.kind, one.category) for one in slices}) < len(slices):
        raise InputError(f"{place}: a slice stands twice. Keep one of them.")
    return tuple(slices)


def _audited(place: str, entry: Any, directions: Mapping[str, str]) -> Audited:
    _check_fields(place, entry, AUDITED_FIELDS)
    for field in ("start_db", "act_db"):
        if not is_number(entry[field]):
            raise InputError(f"{place}: {field} {entry[field]!r} is no number of decibans.")
    if not isinstance(entry["never_act_alone"], list):
        raise InputError(f"{place}: never_act_alone {entry['never_act_alone']!r} is no list.")
    check_names(place, "family", entry["never_act_alone"], FAMILIES)
    if not isinstance(entry["detectors"], dict):
        raise InputError(f"{place}: detectors {entry['detectors']!r} are none.")
    for detector, told in entry["detectors"].items():
        _check_fields(f"{place}: {detector}", told, ("db", "version"))
        side = 1 if directions.get(detector, "for") == "for" else -1
        if not is_number(told["db"]) or told["db"] * side < 0 or not _is_count(told["version"], 0):
            raise InputError(f"{place}: {detector}: {told!r} is no weight of its side with a version.")
    return Audited(
        start_db=float(entry["start_db"]),
        act_db=float(entry["act_db"]),
        never_act_alone=tuple(entry["never_act_alone"]),
        db={detector: float(told["db"]) for detector, told in entry["detectors"].items()},
        versions={detector: told["version"] for detector, told in entry["detectors"].items()},
    )


def as_date(place: str, value: Any) -> date:
    """A date as YAML or text gives it. Errors: InputError."""
    try:
        return value if type(value) is date else date.fromisoformat(str(value))
    except ValueError:
        raise InputError(f"{place}: {value!r} is no date. Write it as 2026-11-26.") from None


def _check_fields(place: str, entry: Any, fields: Sequence[str]) -> None:
    if not isinstance(entry, dict):
        raise InputError(f"{place}: {entry!r} does not hold the fields {', '.join(fields)}.")
    check_names(place, "field", entry, fields)
    if missing := [field for field in fields if field not in entry]:
        raise InputError(f"{place}: '{missing[0]}' is missing. It has the fields {', '.join(fields)}.")


def _is_count(value: Any, fewest: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= fewest
