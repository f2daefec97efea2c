"""Writes the rights of the sample market as YAML, with the official pictures beside it."""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from guildmark.records import Right
from guildmark.redteam.market.album import Album, Photo
from guildmark.redteam.market.marks import Mark, picture_path, right_of

NOTICE = (
    "Invented marks of invented holders: any likeness to a real one is chance. They belong to the sample market only."
)


def write_rights(out: Path, marks: tuple[Mark, ...], album: Album) -> None:
    """Write `rights.yaml`, and `official/` where the album has pictures."""
    rights = [entry(right_of(mark), mark.short, pictures=album.with_data) for mark in marks]
    yaml: Any = YAML(typ="safe", pure=True)
    yaml.default_flow_style = None  # short lists on one line
    yaml.allow_unicode = True
    yaml.sort_base_mapping_type_on_output = False
    yaml.width = 160
    with (out / "rights.yaml").open("w", encoding="utf-8", newline="\n") as file:
        yaml.dump({"title": "Rights of the sample market", "notice": NOTICE, "rights": rights}, file)
    for left_over in (out / "official").glob("sample-*.jpg"):  # of a market that was made here before
        left_over.unlink()
    if not album.with_data:
        return
    (out / "official").mkdir(exist_ok=True)
    for mark in marks:
        for number, model in enumerate(mark.models):
            data = album.data(Photo(model.goods, 0, mark.number, number, "official"))
            if data is not None:
                (out / picture_path(mark, model)).write_bytes(data)


def entry(right: Right, short: tuple[str, ...], *, pictures: bool) -> dict[str, Any]:
    """A right as it stands in a rights file; what is empty is left out."""
    whole = {
        "right_id": right.right_id,
        "holder": right.holder,
        "kind": right.kind,
        "mark": right.mark,
        "version": right.version,
        "spellings": list(right.spellings),
        "abbreviations": list(short),
        "generic": right.generic,
        "goods": list(right.goods),
        "registrations": [
            {
                "office": one.office,
                "number": one.number,
                "territory": one.territory,
                "classes": list(one.classes),
                "valid_from": one.valid_from,
                "valid_to": one.valid_to,
            }
            for one in right.registrations
        ],
        "exhaustion": right.exhaustion,
        "pictures": list(right.pictures) if pictures else [],
        "catalogue": [
            {
                "model": item.model,
                "gtin": item.gtin,
                "name": item.name,
                "goods": item.goods,
                "price": str(item.price),
                "currency": item.currency,
            }
            for item in right.catalogue
        ],
        "price_floors": [
            {
                "goods": floor.goods,
                "price": str(floor.price),
                "currency": floor.currency,
                "source": floor.source,
                "dated": floor.dated.replace(),  # a copy, so that YAML writes it out and no alias
            }
            for floor in right.price_floors
        ],
        "authorised_sellers": list(right.authorised_sellers),
        "ships_from": list(right.ships_from),
        "innocent_words": list(right.innocent_words),
        "private": list(right.private),
        "source": right.source,
    }
    return {name: value for name, value in whole.items() if value not in ([], "", False)}
