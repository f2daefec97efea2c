"""What a version of a right holds: an entry of a rights file, checked by the readers of rights files."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guildmark.hub.registry.models import Right, RightFile
from guildmark.records import InputError, Registration
from guildmark.records import Right as ReadRight
from guildmark.records.did_you_mean import did_you_mean
from guildmark.rights.read_entry import Entry, Problems
from guildmark.rights.read_right import KNOWN_KEYS, build_right, registrations
from guildmark.rights.read_values import At

MOST_CONTENT_BYTES = 256 << 10  # of an entry as JSON; a longer catalogue comes as a file
LONGEST_NAME = 100  # characters, of a text in `extra`
# The key of an entry that names files of a role by digest.
FILE_KEYS = {"picture": "pictures", "figure": "figures", "document": "documents", "catalogue": "catalogue"}
GIVEN_BY_SITE = ("right_id", "holder", "version")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one value: where it stands (`registrations.0.valid_to`), what it is, and the next step."""

    place: str
    value: str
    reason: str


class FaultyError(InputError):
    """Content that cannot be saved, with each fault at its place."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        first = f"{faults[0].place}: {faults[0].reason}" if faults[0].place else faults[0].reason
        more = (
            ngettext(" There is %(count)d more.", " There are %(count)d more.", len(faults) - 1)
            % {"count": len(faults) - 1}
            if len(faults) > 1
            else ""
        )
        super().__init__(first + more)

    def as_json(self) -> list[dict[str, str]]:
        """The faults for an answer of the API."""
        return [asdict(fault) for fault in self.faults]


def checked(right: Right, content: Mapping[str, Any]) -> tuple[dict[str, Any], ReadRight]:
    """The content as it is kept, and the right that it describes. `right` need not be saved yet.

    Errors: FaultyError for a value that a rights file would leave out, a file that the right does not have, or another
    kind than the right's.
    """
    kept = {key: value for key, value in content.items() if value not in (None, "", [], {})}
    _check_form(kept)
    faults: list[Fault] = []
    for key in GIVEN_BY_SITE:
        if key in kept:
            faults.append(Fault(key, str(kept[key]), _("The site gives this itself. Leave it out.")))
    plain = {key: value for key, value in kept.items() if key not in GIVEN_BY_SITE}
    faults += _file_faults(right, plain)
    for key in FILE_KEYS.values():
        if key != "catalogue" or isinstance(plain.get(key), str):
            plain.pop(key, None)  # files were looked over when they were added
    entry = Entry({**plain, "right_id": right.code, "holder": right.holder.name}, 0)
    problems = Problems(right.code)
    read = build_right(entry, problems, Path())
    start = f"{problems.file} row 0: "
    faults += [Fault(p.column or "", p.value[:200], p.reason.removeprefix(start)) for p in problems.found]
    if read is not None and read.kind != right.kind:
        told = _("This right is registered as %(kind)s. Register another right for another kind.")
        faults.append(Fault("kind", read.kind, told % {"kind": right.kind}))
    if faults or read is None:
        raise FaultyError(faults or [Fault("", "", _("The right cannot be read."))])
    return kept, read


def files_named(content: Mapping[str, Any]) -> dict[str, set[str]]:
    """The digests that content names, by role."""
    named: dict[str, set[str]] = {}
    for role, key in FILE_KEYS.items():
        value = content.get(key)
        listed = value if isinstance(value, list) else [value] if isinstance(value, str) else []
        named[role] = {one for one in listed if isinstance(one, str)}
    return named


def registrations_of(content: Mapping[str, Any]) -> tuple[Registration, ...]:
    """The registrations that content gives, in whatever form it gives them."""
    value = content.get("registrations")
    return () if value is None else registrations(value, At(Problems(""), Entry({}, 0), ("registrations",)), Path())


def last_day(content: Mapping[str, Any]) -> date | None:
    """The day on which the last registration ends; None where one has no end, or there is none."""
    days = [one.valid_to for one in registrations_of(content)]
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def _check_form(content: dict[str, Any]) -> None:
    """Errors: FaultyError for what no database could hold, or what is too large."""
    for key in content:
        if key not in KNOWN_KEYS:
            told = _("key '%(key)s' is not known.%(hint)s")
            raise FaultyError([Fault(key, "", told % {"key": key, "hint": did_you_mean(key, KNOWN_KEYS)})])
    try:
        written = json.dumps(content, allow_nan=False)
    except ValueError:
        raise FaultyError(
            [Fault("", "", _("It holds a number that is none (NaN or infinite). Take it out."))]
        ) from None
    if len(written) > MOST_CONTENT_BYTES:
        told = _("The entry has %(size)s bytes; at most %(most)s are kept. Bring a long catalogue as a file.")
        sizes = {"size": f"{len(written):,}", "most": f"{MOST_CONTENT_BYTES:,}"}
        raise FaultyError([Fault("", "", told % sizes)])
    for key, value in content.items():
        if not _is_text(json.dumps({key: value}, ensure_ascii=False)):
            told = _("It holds a character that is none (NUL, or half of one). Write it again.")
            raise FaultyError([Fault(key, "", told)])
    extra = content.get("extra")
    for name in extra if isinstance(extra, dict) else ():
        if len(name) > LONGEST_NAME:
            raise FaultyError([Fault("extra", name[:200], _("Names are shorter. Put the text into the value."))])


def _is_text(written: str) -> bool:
    if "\\u0000" in written:
        return False
    try:
        written.encode()
    except UnicodeEncodeError:
        return False
    return True


def _file_faults(right: Right, content: Mapping[str, Any]) -> list[Fault]:
    faults = []
    has: dict[str, set[str]] = {role: set() for role in FILE_KEYS}
    for role, digest in RightFile.objects.filter(right=right).values_list("role", "blob_id"):
        has[role].add(digest)
    told = _("This right has no such file in the role '%(role)s'. Add the file first, and name it by its digest.")
    for role, key in FILE_KEYS.items():
        value = content.get(key)
        if value is None or (role == "catalogue" and isinstance(value, list)):
            continue  # a short catalogue may stand in the entry itself
        listed = value if isinstance(value, list) else [value]
        for number, one in enumerate(listed):
            if not isinstance(one, str) or one not in has[role]:
                faults.append(Fault(f"{key}.{number}", str(one)[:200], told % {"role": role}))
    return faults
