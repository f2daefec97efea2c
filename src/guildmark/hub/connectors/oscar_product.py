"""A product of a django-oscar shop, as its API shows it: what is to change, and the note of what it was."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guildmark.hub.connectors.base import State

Change = tuple[dict[str, Any], dict[str, Any], dict[str, int]]  # columns, attributes, units free by stock record

NOTE, LABEL = "guildmark", "guildmark_label"  # codes of product attributes


@dataclass(frozen=True, slots=True)
class Note:
    """What a product was before it was taken down, and the newest state that was set since."""

    product: int  # a variant shows the attributes of its parent where it has none
    by: str  # which site's which target
    number: int
    public: bool
    free: dict[str, int]  # units free to buy, by stock record

    @classmethod
    def of(cls, product: Mapping[str, Any]) -> "Note | None":
        """The note on a product; None where there is none, or none of ours."""
        try:
            note = cls(**json.loads(_attributes(product).get(NOTE) or "null"))
            sound = isinstance(note.number, int) and isinstance(note.public, bool)
            counted = all(isinstance(units, int) for units in note.free.values())
        except (ValueError, TypeError, AttributeError):
            return None  # somebody wrote over it
        return note if sound and counted and note.product == product["id"] else None

    @property
    def text(self) -> str:
        """As the attribute keeps it."""
        parts = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps(parts, separators=(",", ":"))


def change_to(product: Mapping[str, Any], state: State, *, labels: bool) -> dict[str, Any]:
    """What of a product is to change; nothing where it is as it is to be. `labels`: its class has a label."""
    wanted, note = state["state"], Note.of(product)
    change, attributes, free = (
        _down(product, state, note) if wanted["availability"] != "listed" else _back(product, note)
    )
    if labels and not product["parent"] and bool(_attributes(product).get(LABEL)) != wanted["label"]:
        attributes[LABEL] = True if wanted["label"] else None
    if free:
        records = [(one, _last(one["url"])) for one in product["stockrecords"]]
        change["stockrecords"] = [_with_free(one, free[name]) for one, name in records if name in free]
    if attributes:
        change["attributes"] = [{"code": code, "value": value} for code, value in attributes.items()]
    return change


def _down(product: Mapping[str, Any], state: State, note: Note | None) -> Change:
    """Hidden and not for sale, with a note of what it was; what was noted first stands."""
    free = {_last(one["url"]): units for one in product["stockrecords"] if (units := _free(one)) > 0}
    before = note or Note(product["id"], _by(state), 0, product["is_public"], {})
    noted = Note(product["id"], _by(state), state["number"], before.public, free | before.free)
    hide = {"is_public": False} if product["is_public"] else {}
    return hide, {NOTE: noted.text} if noted != note else {}, dict.fromkeys(free, 0)


def _back(product: Mapping[str, Any], note: Note | None) -> Change:
    """As it was before, by its note; what came in since stays. Nothing where nothing of it was taken."""
    if note is None:
        return {}, {}, {}
    sold_out = [_last(one["url"]) for one in product["stockrecords"] if _free(one) <= 0]
    show = {"is_public": True} if note.public and not product["is_public"] else {}
    return show, {NOTE: None}, {name: note.free[name] for name in sold_out if note.free.get(name)}


def overtaken(product: Mapping[str, Any], state: State) -> bool:
    """Whether a newer state of the same target was set."""
    note = Note.of(product)
    return note is not None and note.by == _by(state) and note.number > state["number"]


def not_done(change: Mapping[str, Any], read: Mapping[str, Any]) -> list[str]:
    """What of a change a product does not show afterwards."""
    missing = [name for name in ("is_public",) if name in change and read[name] != change[name]]
    shown = _attributes(read)
    missing += [one["code"] for one in change.get("attributes", ()) if shown.get(one["code"]) != one["value"]]
    stock = {(one["partner"], one["partner_sku"]): one["num_in_stock"] for one in read["stockrecords"]}
    asked = change.get("stockrecords", ())
    return missing + [
        f"stock of {one['partner_sku']}"
        for one in asked
        if stock.get((one["partner"], one["partner_sku"])) != one["num_in_stock"]
    ]


def _by(state: State) -> str:
    return hashlib.sha256(str(state["key"]).rpartition(":")[0].encode()).hexdigest()[:12]


def _attributes(product: Mapping[str, Any]) -> dict[str, Any]:
    return {one["code"]: one["value"] for one in product["attributes"]}


def _last(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


def _free(record: Mapping[str, Any]) -> int:
    """Units that can be bought: what was ordered already is not."""
    return int((record["num_in_stock"] or 0) - (record["num_allocated"] or 0))


def _with_free(record: Mapping[str, Any], units: int) -> dict[str, Any]:
    """A stock record with so many units free to buy; orders that were placed can still be sent."""
    named = {name: record[name] for name in ("partner", "partner_sku")}
    return named | {"num_in_stock": max(0, (record["num_allocated"] or 0) + units)}
