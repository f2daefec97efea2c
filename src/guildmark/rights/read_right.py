"""From an entry as written to a checked right; a bad value is left out and told, a bad right set aside."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from guildmark.records import KINDS, Registration, Right
from guildmark.records.did_you_mean import did_you_mean
from guildmark.records.right import PRIVATE_PARTS
from guildmark.rights.read_entry import Entry, Problems
from guildmark.rights.read_offers import read_catalogue, read_price_floors
from guildmark.rights.read_values import (
    At,
    is_empty,
    read_class,
    read_country,
    read_date,
    read_file_name,
    read_flag,
    read_goods,
    read_list,
    read_office,
    read_text,
)

REQUIRED = ("right_id", "kind", "mark")
LONGEST_MARK = 500  # characters; longer ones are descriptions that slipped into the column


def build_right(entry: Entry, problems: Problems, base: Path) -> Right | None:
    """The right that the entry describes, or null when it cannot stand.

    Errors: all are told to `problems`; without `right_id`, `kind` or `mark`, or with an unknown kind, the right is set
    aside; any other bad value is left out.
    """
    fields: dict[str, Any] = {}
    for key, value in entry.values.items():
        if is_empty(value):
            continue
        reader = READERS.get(key)
        if reader is None:
            problems.tell(
                entry, (key,), value, f"key '{key}' is not known and not used.{did_you_mean(key, KNOWN_KEYS)}"
            )
        else:
            fields[key] = reader(value, At(problems, entry, (key,)), base)
    if not is_complete(fields, entry, problems):
        return None
    fields.setdefault("holder", "")
    if not fields["holder"]:
        problems.tell(
            entry, ("holder",), None, f"right '{fields['right_id']}' names no holder. Add one, so that findings can."
        )
    move_to_extra(fields)
    return Right(**fields)


def is_complete(fields: dict[str, Any], entry: Entry, problems: Problems) -> bool:
    """Tell whether what a right must have is there."""
    for key in REQUIRED:
        if not fields.get(key):
            if key not in fields or key != "kind":  # a kind that is written but unknown was told where it was read
                reason = f"the right has no {key} and is set aside. Each right needs {', '.join(REQUIRED)}."
                problems.tell(entry, (key,), entry.values.get(key), reason, rejects=True)
            return False
    return True


def move_to_extra(fields: dict[str, Any]) -> None:
    """`sources` names keys of a list of sources: kept as one text, since nothing is decided by it."""
    extra = fields.get("extra", {})
    sources = fields.pop("sources", ())
    if sources:
        extra = {**extra, "sources": "|".join(sources)}
    if extra:
        fields["extra"] = extra


def kind_of_right(value: Any, at: At, base: Path) -> str:
    """One of KINDS; told as a reason to set the right aside when it is none."""
    text = read_text(value, at)
    if (kind := text.casefold()) in KINDS:
        return kind
    reason = f"kind '{text}' is not known.{did_you_mean(text, KINDS)} Kinds: {', '.join(KINDS)}."
    at.problems.tell(at.entry, at.steps, value, reason, rejects=True)
    return ""


def mark(value: Any, at: At, base: Path) -> str:
    """The mark itself."""
    text = read_text(value, at)
    if len(text) > LONGEST_MARK:
        at.tell(text, f"the mark has {len(text)} characters; at most {LONGEST_MARK} are read. Is it a description?")
        return ""
    return text


def version(value: Any, at: At, base: Path) -> int:
    """A whole number from 1."""
    text = read_text(value, at)
    if text.isdecimal() and int(text) >= 1:
        return int(text)
    at.tell(value, f"version '{text}' is not a whole number from 1. Versions count up: 1, 2, 3.")
    return 1


def registrations(value: Any, at: At, base: Path) -> tuple[Registration, ...]:
    """Entries in registers: mappings, or texts such as `EM 018233410`."""
    return read_list(value, at, registration)


def registration(value: Any, at: At) -> Registration | None:
    """One entry in a register; it needs an office and a number."""
    if isinstance(value, dict):
        written = value
    else:
        office, _, number = read_text(value, at).partition(" ")
        written = {"office": office, "number": number}
    parts: dict[str, Any] = {}
    for key, part in written.items():
        reader = REGISTRATION_READERS.get(key)
        if reader is None:
            hint = did_you_mean(str(key), REGISTRATION_READERS)
            at.step(key).tell(part, f"key '{key}' of a registration is not known and not used.{hint}")
        elif not is_empty(part):
            parts[key] = reader(part, at.step(key))
    if not parts.get("office") or not parts.get("number"):
        at.tell(
            value, "a registration needs office and number and is left out. Write {office: EM, number: '018233410'}."
        )
        return None
    start, end = parts.get("valid_from"), parts.get("valid_to")
    if start and end and end < start:
        at.tell(
            f"{start} to {end}",
            f"the registration ends on {end}, before it begins on {start}. Both dates are left out.",
        )
        del parts["valid_from"], parts["valid_to"]
    return Registration(**parts)


def pictures(value: Any, at: At, base: Path) -> tuple[str, ...]:
    """Paths of official pictures, relative to the rights file."""
    return read_list(value, at, lambda item, place: read_file_name(item, place, base, "picture"))


def figures(value: Any, at: At, base: Path) -> tuple[str, ...]:
    """Paths of pictures of the figurative mark as registered, relative to the rights file."""
    return read_list(value, at, lambda item, place: read_file_name(item, place, base, "figure"))


def private_part(value: Any, at: At) -> str:
    """One of PRIVATE_PARTS."""
    text = read_text(value, at)
    if text in PRIVATE_PARTS:
        return text
    at.tell(
        value,
        f"'{text}' cannot be private.{did_you_mean(text, PRIVATE_PARTS)} It is one of: {', '.join(PRIVATE_PARTS)}.",
    )
    return ""


def extra(value: Any, at: At, base: Path) -> dict[str, str]:
    """Free texts by name."""
    if not isinstance(value, dict):
        at.tell(value, "extra holds texts by name. Write {name: text}.")
        return {}
    return {str(name): read_text(text, at.step(str(name))) for name, text in value.items() if not is_empty(text)}


def plain(reader: Callable[[Any, At], Any]) -> Callable[[Any, At, Path], Any]:
    """A reader that does not need the folder."""
    return lambda value, at, base: reader(value, at)


def list_of(reader: Callable[[Any, At], Any]) -> Callable[[Any, At, Path], Any]:
    """A reader of many values."""
    return lambda value, at, base: read_list(value, at, reader)


REGISTRATION_READERS: dict[str, Callable[[Any, At], Any]] = {
    "office": read_office,
    "number": read_text,
    "territory": read_text,
    "classes": lambda value, at: read_list(value, at, read_class),
    "valid_from": read_date,
    "valid_to": read_date,
}

READERS: dict[str, Callable[[Any, At, Path], Any]] = {
    "right_id": plain(read_text),
    "holder": plain(read_text),
    "kind": kind_of_right,
    "mark": mark,
    "version": version,
    "spellings": list_of(read_text),
    "abbreviations": list_of(read_text),
    "generic": plain(read_flag),
    "generic_spellings": list_of(read_text),
    "goods": list_of(read_goods),
    "classes": list_of(read_class),
    "registrations": registrations,
    "exhaustion": plain(read_text),
    "pictures": pictures,
    "figures": figures,
    "catalogue": read_catalogue,
    "price_floors": read_price_floors,
    "authorised_sellers": list_of(read_text),
    "ships_from": list_of(read_country),
    "innocent_words": list_of(read_text),
    "private": list_of(private_part),
    "documents": list_of(read_text),
    "source": plain(read_text),
    "sources": list_of(read_text),
    "extra": extra,
}
KNOWN_KEYS = tuple(READERS)
