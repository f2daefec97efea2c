"""A known-bad value as an indicator, whose pattern finds it, and which the extension tells in its one form."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from guildmark.indicators import LIFE, LONGEST_WHY, Indicator, Told, normalise, text_of_told, told_in
from guildmark.records import InputError
from guildmark.stix.form import Form, Said
from guildmark.stix.ids import OBJECT_TYPES
from guildmark.stix.shared import INDICATOR, TICK, Shared
from guildmark.stix.taking import LONGEST_TITLE, NotTakenError, known_id, moment_in, words_in
from guildmark.stix.values import PATTERN_TYPE, PATTERN_VERSION, ended_pattern, pattern_of, value_in


def _says(shared: Shared) -> Said:
    told = told_in(shared.text)
    one = told.indicator
    written = {"written": one.written} if one.written != one.value else {}
    extension = {"value_kind": one.kind, "value": one.value, **written}
    return Said({"description": told.why, "pattern": pattern_of(one)}, extension, told.expires)


def _ended(state: str) -> dict[str, Any]:
    return {"pattern": ended_pattern(state)}


def _reads(told: Mapping[str, Any], more: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        one = _own(told, more) if "value_kind" in more else _of_others(told)
    except InputError as error:
        raise NotTakenError(str(error)[:300]) from None
    why = words_in(told, "description" if told.get("description") else "name", LONGEST_WHY)
    text = text_of_told(Told(one, " ".join(why.split()), _last_day(told)))
    return {"id": known_id(INDICATOR, told, more), "title": one.value[:LONGEST_TITLE], "text": text}


def _own(told: Mapping[str, Any], more: Mapping[str, Any]) -> Indicator:
    """The value that the extension tells, if it is in its one form and the pattern finds just that."""
    kind, value, written = (str(more.get(name, "")) for name in ("value_kind", "value", "written"))
    if "\x00" in value:
        raise NotTakenError("its value holds a character that is none")
    one = normalise(kind, value)
    if one != Indicator(kind, value):
        raise NotTakenError(f"its value {value[:80]!r} is not in its one form, {one.kind} {one.value[:80]!r}")
    if told["pattern"] != pattern_of(one):
        raise NotTakenError("its pattern is not that of its value")
    return Indicator(kind, value, written if _is_written(one, written) else value)


def _of_others(told: Mapping[str, Any]) -> Indicator:
    if "benign" in told.get("indicator_types", ()):
        raise NotTakenError("says that its value is benign")
    one = value_in(str(told["pattern"]))
    return Indicator(one.kind, one.value, one.written)


def _is_written(one: Indicator, written: str) -> bool:
    """Whether a value may have been written like this: what is looked for is never another value."""
    try:
        return "\x00" not in written and normalise(one.kind, written) == one
    except InputError:
        return False


def _last_day(told: Mapping[str, Any]) -> date:
    try:
        if "valid_until" in told:
            return (moment_in(told, "valid_until") - TICK).date()
        return (moment_in(told, "modified") + LIFE).date()
    except OverflowError:
        raise NotTakenError("its valid_until is no time") from None


FORM = Form(OBJECT_TYPES[INDICATOR], _says, _ended, _reads, PATTERN_TYPE, PATTERN_VERSION)
