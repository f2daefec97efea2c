"""What each side is shown of a right: what a holder marks private is for the holder and its agents alone."""

from collections.abc import Mapping
from typing import Any

from guildmark.hub.members.actor import Actor
from guildmark.hub.members.roles import MARKETPLACE
from guildmark.hub.registry.acting import acts_for
from guildmark.hub.registry.catalogue import items_in
from guildmark.hub.registry.models import Right, RightFile, RightVersion
from guildmark.records.right import PRIVATE_PARTS
from guildmark.rights.read_entry import Entry, Problems
from guildmark.rights.read_values import At, read_list

PRICES, SELLERS = PRIVATE_PARTS
PRICE_COLUMNS = ("price", "currency")


def shown_to(actor: Actor, version: RightVersion) -> dict[str, Any]:
    """The content of a version as an actor may see it. Call it for versions that the wall lets through."""
    if acts_for(actor, version.right.holder):
        return dict(version.content)
    marketplace = actor.organisation.kind == MARKETPLACE
    content = without_private(version.content, private_files(version.right) if marketplace else set())
    if marketplace:
        content.pop("documents", None)
    if isinstance(content.get("catalogue"), str):
        content.pop("catalogue")  # only its number of items is told: see `item_count`
    return content


def without_private(content: Mapping[str, Any], hidden: set[str]) -> dict[str, Any]:
    """Content without the parts that its holder keeps private, and without the files `hidden`.

    A catalogue that is a file stays named: whoever gives it on takes the prices out.
    """
    private = private_parts(content)
    out = {name: value for name, value in content.items() if name not in _whole_parts(private)}
    if PRICES in private and isinstance(out.get("catalogue"), list):
        out["catalogue"] = [_without_price(item) for item in out["catalogue"]]
    for key in ("pictures", "figures", "documents"):
        if hidden and isinstance(out.get(key), list):
            out[key] = [one for one in out[key] if one not in hidden]
    return out


def private_parts(content: Mapping[str, Any]) -> set[str]:
    """Which of `prices` and `sellers` are private, in whatever form the content says so."""
    value = content.get("private")
    return set() if value is None else set(read_list(value, At(Problems(""), Entry({}, 0), ("private",))))


def private_files(right: Right) -> set[str]:
    """Digests of a right's files that are not for marketplaces."""
    return set(RightFile.objects.filter(right=right, private=True).values_list("blob_id", flat=True))


def held_back(content: Mapping[str, Any]) -> list[str]:
    """Which private parts there are in content, by name: that they exist is no secret."""
    private = private_parts(content)
    prices = bool(content.get("price_floors") or content.get("catalogue"))
    there = {PRICES: prices, SELLERS: bool(content.get("authorised_sellers"))}
    return [part for part in PRIVATE_PARTS if part in private and there[part]]


def item_count(content: Mapping[str, Any]) -> int:
    """How many items the catalogue of a version has."""
    value = content.get("catalogue")
    if isinstance(value, str):
        report = RightFile.objects.filter(blob=value, role="catalogue").values_list("report", flat=True).first()
        return int(report["taken"]) if report else len(items_in(value))
    return len(value) if isinstance(value, list) else 0


def _whole_parts(private: set[str]) -> set[str]:
    whole = {PRICES: "price_floors", SELLERS: "authorised_sellers"}
    return {part for name, part in whole.items() if name in private}


def _without_price(item: Any) -> Any:
    return {k: v for k, v in item.items() if k not in PRICE_COLUMNS} if isinstance(item, dict) else item
