"""The shape of the starter list: every entry is sourced, unique, readable and within the closed list of goods."""

import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import guildmark.rights
from guildmark.records import Right
from guildmark.rights import read_rights

FOLDER = Path(guildmark.rights.__file__).parent / "starter"
SOURCES_FILE = FOLDER / "sources.yaml"
SECTOR_FILES = sorted(path for path in FOLDER.glob("*.yaml") if path != SOURCES_FILE)
NAMES_ONLY = "names-"  # keys of sources that give spellings and do not say that a mark is copied


def load(path: Path) -> dict[str, Any]:
    tree: dict[str, Any] = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    return tree


SOURCES: dict[str, dict[str, Any]] = load(SOURCES_FILE)["sources"]
ENTRIES: list[dict[str, Any]] = [entry for path in SECTOR_FILES for entry in load(path)["rights"]]
FLOORS = [(entry, floor) for entry in ENTRIES for floor in entry.get("price_floors", [])]


def source_key(floor: dict[str, Any]) -> str:
    return str(floor["source"]).partition(":")[0]


PRICES_ONLY = {source_key(floor) for _, floor in FLOORS}  # they say what the goods cost and not that they are copied


def is_latin(text: str) -> bool:
    return all("LATIN" in unicodedata.name(sign, "") for sign in text if sign.isalpha())


@pytest.fixture(scope="module")
def rights() -> tuple[Right, ...]:
    return read_rights("starter").rights


def test_the_list_is_read_whole_and_without_a_complaint():
    file = read_rights("starter")
    assert file.problems == ()
    assert len(file.rights) == len(ENTRIES) >= 200
    assert "not a legal register" in file.notice


@pytest.mark.parametrize("path", SECTOR_FILES, ids=lambda path: path.stem)
def test_every_file_says_that_it_is_no_register(path):
    tree = load(path)
    assert tree["title"].startswith("Starter list: ")
    assert "not a legal register" in tree["notice"]


@pytest.mark.parametrize("path", SECTOR_FILES, ids=lambda path: path.stem)
def test_entries_stand_in_order_so_that_a_change_is_easy_to_read(path):
    ids = [entry["right_id"] for entry in load(path)["rights"]]
    assert ids == sorted(ids)


def test_every_id_is_unique_and_starts_with_starter():
    ids = [entry["right_id"] for entry in ENTRIES]
    assert len(set(ids)) == len(ids)
    assert all(right_id.startswith("starter-") for right_id in ids)


def test_every_mark_stands_once():
    marks = [entry["mark"].casefold() for entry in ENTRIES]
    assert len(set(marks)) == len(marks)


def test_every_source_has_a_title_an_address_and_the_day_on_which_it_was_opened():
    for key, source in SOURCES.items():
        assert set(source) == {"title", "publisher", "address", "opened", "says"}, key
        assert source["title"] and source["publisher"] and source["says"], key
        assert source["address"].startswith(("https://", "http://")), key
        assert isinstance(source["opened"], date), key


def test_every_key_of_a_source_is_known_and_every_source_is_used():
    named = {key for entry in ENTRIES for key in entry["sources"]}
    assert named == set(SOURCES)


def test_every_entry_has_a_source_which_says_that_the_mark_is_copied():
    for entry in ENTRIES:
        copied = [key for key in entry["sources"] if not key.startswith(NAMES_ONLY) and key not in PRICES_ONLY]
        assert copied, entry["right_id"]


def test_most_entries_have_a_spelling_in_more_than_latin_script():
    with_others = [entry for entry in ENTRIES if any(not is_latin(text) for text in entry.get("spellings", []))]
    assert len(with_others) > len(ENTRIES) / 2


def test_no_spelling_stands_twice_or_repeats_its_mark():
    for entry in ENTRIES:
        written = [entry["mark"], *entry.get("spellings", []), *entry.get("abbreviations", [])]
        assert len(set(written)) == len(written), entry["right_id"]


def test_a_spelling_belongs_to_one_mark_only():
    owners: dict[str, str] = {}
    for entry in ENTRIES:
        for text in [entry["mark"], *entry.get("spellings", [])]:
            owner = owners.setdefault(text.casefold(), entry["right_id"])
            assert owner == entry["right_id"], text


def test_a_generic_spelling_is_the_mark_or_one_of_its_spellings():
    for entry in ENTRIES:
        written = {entry["mark"], *entry.get("spellings", [])}
        assert set(entry.get("generic_spellings", [])) <= written, entry["right_id"]


def test_every_entry_names_its_goods_and_their_classes(rights):
    for right in rights:
        assert right.goods, right.right_id
        assert right.classes, right.right_id
        assert all(1 <= number <= 45 for number in right.classes), right.right_id


def test_every_price_floor_names_an_opened_source_and_its_day():
    for entry, floor in FLOORS:
        assert source_key(floor) in entry["sources"], entry["right_id"]
        assert isinstance(floor["dated"], date), entry["right_id"]
        assert floor["price"] > 0, entry["right_id"]
        assert floor["goods"] in entry["goods"], entry["right_id"]


def test_no_price_floor_is_dated_later_than_the_day_on_which_its_source_was_opened():
    for entry, floor in FLOORS:
        assert floor["dated"] <= SOURCES[source_key(floor)]["opened"], entry["right_id"]


def test_a_price_floor_that_bears_the_day_of_opening_says_that_its_page_has_no_date():
    for entry, floor in FLOORS:
        opened = SOURCES[source_key(floor)]["opened"]
        assert ("without a date" in floor["source"]) == (floor["dated"] == opened), entry["right_id"]


def test_a_mark_has_one_price_floor_for_a_kind_of_goods():
    kinds = [(entry["right_id"], floor["goods"]) for entry, floor in FLOORS]
    assert len(set(kinds)) == len(kinds)


def test_every_price_floor_reaches_the_rights_that_are_read(rights):
    read = {(right.right_id, floor.goods) for right in rights for floor in right.price_floors}
    assert read == {(entry["right_id"], floor["goods"]) for entry, floor in FLOORS}


def test_the_readme_counts_the_price_floors():
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert f"{len(FLOORS)} for {len({entry['right_id'] for entry, _ in FLOORS})} of the marks" in readme
