"""Puts a mix of disguises on one listing, and writes down what each of them changed."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from guildmark.redteam.attack.mixes import Mix
from guildmark.redteam.dice import Dice
from guildmark.redteam.disguises import DISGUISES
from guildmark.redteam.listing import CannotError, Mention, Row, Surroundings, Target, differences
from guildmark.redteam.taxonomy import entry_of


@dataclass(frozen=True, slots=True)
class Worn:
    """A disguised listing: its rows now, its rows at the earlier point in time, and the truth."""

    now: list[Row]
    before: list[Row]
    truth: list[dict[str, Any]]


def wear(row: Row, mention: Mention, mix: Mix, dice: Dice, language: str, surroundings: Surroundings) -> Worn:
    """The listing in disguise; the row that is given stays as it is.

    Errors: `CannotError` when one of the disguises cannot be put on, or changes nothing.
    """
    target = Target(deepcopy(row), mention.right, mention.written, language, surroundings)
    truth: list[dict[str, Any]] = []
    for part in mix.parts:
        strength = round(dice.roll(), 3) if part.strength is None else part.strength
        was = deepcopy(target.row)
        beside = len(target.more)
        DISGUISES[part.slug].put(target, dice, strength)
        told = [("listings", target.row, *change) for change in differences(was, target.row)]
        told += [("listings", one, "listing_id", None, one["listing_id"]) for one in target.more[beside:]]
        if DISGUISES[part.slug].two_times:
            told += _told_before(target)
        if not told:
            raise CannotError("it changes nothing here")
        entry = entry_of(part.slug)
        assert entry is not None
        common = {
            "right_id": mention.right.right_id, "mix": mix.name, "disguise_id": entry.id, "disguise": part.slug,
            "kind": DISGUISES[part.slug].kind, "strength": strength, "language": language,
        }  # fmt: skip
        truth += [_row(*change) | common for change in told]
    for one in truth:  # a later disguise may have given the listing another id
        if one["file"] == "listings" and one["listing_id"] == row["listing_id"]:
            one["listing_id"] = target.row["listing_id"]
    earlier = target.before if target.has_before else row
    return Worn(
        now=[target.row, *target.more],
        before=[*([earlier] if earlier is not None else []), *target.more_before],
        truth=truth,
    )


def _told_before(target: Target) -> list[tuple[str, Row, str, str | None, str | None]]:
    """What stood otherwise at the earlier point in time, against how it stands now."""
    told: list[tuple[str, Row, str, str | None, str | None]] = []
    if target.before is None:
        told.append(("before", target.row, "listing_id", target.row["listing_id"], None))
    elif target.before["listing_id"] != target.row["listing_id"]:
        told.append(("before", target.before, "listing_id", None, target.before["listing_id"]))
    else:
        told += [("before", target.before, *change) for change in differences(target.row, target.before)]
    return told + [("before", one, "listing_id", None, one["listing_id"]) for one in target.more_before]


def _row(file: str, listing: Row, field: str, before: str | None, after: str | None) -> dict[str, Any]:
    key = {"marketplace": listing["marketplace"], "listing_id": listing["listing_id"]}
    return {**key, "file": file, "field": field, "before": before, "after": after}
