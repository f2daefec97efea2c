"""Which tactics are used and how: files, packs, the library, and files of choices."""

from datetime import date
from pathlib import Path

import pytest
from test_read_tactics import WHOLE

from guildmark import api
from guildmark.records import InputError
from guildmark.tactics import ACT, REVIEW, SHADOW
from guildmark.tactics.choices import read_pack, read_tactics
from guildmark.tactics.explain import told
from guildmark.tactics.kept import tactics_from_json, tactics_to_json

OTHER = WHOLE.replace("id: 6b", "id: 7b")
RIGHTS = "rights:\n  - {right_id: orv, holder: Orvane SA, kind: trademark, mark: Orvane, goods: [bags, watches]}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pack of two tactics."""
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "one.yaml").write_text(WHOLE, "utf-8")
    (pack / "two.yaml").write_text(OTHER, "utf-8")
    (pack / "pack.yaml").write_text("name: Watches\nversion: 3\nlicence: CC0-1.0\n", "utf-8")
    return tmp_path


def chosen(folder: Path, text: str) -> Path:
    path = folder / "choices.yaml"
    path.write_text(text, "utf-8")
    return path


def test_a_pack_has_a_version_and_a_licence(folder: Path) -> None:
    pack = read_pack(folder / "pack")
    assert (pack.name, pack.version, pack.licence, len(pack.tactics)) == ("Watches", "3", "CC0-1.0", 2)
    with pytest.raises(InputError, match="holds no tactic"):
        read_pack(folder)


def test_what_is_only_named_stands_in_the_shadow(folder: Path) -> None:
    for source in (folder / "pack", folder / "pack" / "one.yaml"):
        assert {one.mode for one in read_tactics([source]).used} == {SHADOW}
        assert {one.weight_db for one in read_tactics([source]).used} == {0.0}


def test_a_choice_says_how_far_a_tactic_goes_and_where_it_does_not_apply(folder: Path) -> None:
    path = chosen(
        folder,
        "use:\n  - {tactics: pack/one.yaml, mode: act, db: 9, only: {category: [watches]},"
        " never: {seller_name: museum}}\n  - {tactics: pack/two.yaml, mode: review, db: 2.5}\n",
    )
    first, second = read_tactics([path]).used
    assert (first.mode, first.weight_db, first.may_act) == (ACT, 9.0, True)
    assert (second.mode, second.weight_db, second.may_act) == (REVIEW, 2.5, False)
    assert told(first.when) == (
        "it names a protected mark, and it says “price in chat”, and its category says “watches”; "
        "not when the seller's name says “museum”"
    )


def test_what_a_seller_may_not_know_at_all_never_acts(folder: Path) -> None:
    one = folder / "pack" / "one.yaml"
    one.write_text(WHOLE.replace("author: orvane", "author: orvane\nseller_view: nothing"), "utf-8")
    (used,) = read_tactics([chosen(folder, "use: {tactics: pack/one.yaml, mode: act, db: 9}")]).used
    assert not used.may_act


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("use: {tactics: pack, mode: review}", "a tactic in mode review weighs something. Write `db: 3.0`"),
        ("use: {tactics: nowhere.yaml}", "choices.yaml:1: use.tactics: 'nowhere.yaml' is not there"),
        ("use: {tactics: pack, mode: louder, db: 1}", "mode 'louder' is not known"),
        ("use: {tactics: pack, db: 21}", "'21' is not from 0 to 20"),
        ("use: [{tactics: pack}, {tactics: pack/one.yaml}]", "is given twice"),
        ("use: {tactics: pack, only: {wrods: a}}", "Did you mean 'words'?"),
    ],
)
def test_a_choice_that_cannot_be_made_is_told(folder: Path, text: str, message: str) -> None:
    with pytest.raises(InputError) as error:
        read_tactics([chosen(folder, text)])
    assert message in str(error.value)


def test_what_expired_is_left_out(folder: Path) -> None:
    (folder / "pack" / "one.yaml").write_text(WHOLE.replace("2027-06-30", "2026-01-31"), "utf-8")
    assert len(read_tactics([folder / "pack"], date(2026, 1, 31))) == 2
    assert len(read_tactics([folder / "pack"], date(2026, 2, 1))) == 1


def test_they_come_back_as_they_were_kept(folder: Path) -> None:
    path = chosen(folder, "use: {tactics: pack, mode: act, db: 3, only: {stock: {at_least: 3}}, never: {brand: x}}")
    tactics = read_tactics([path])
    again = tactics_from_json(tactics_to_json(tactics))
    assert again == tactics
    assert tactics_to_json(again) == tactics_to_json(tactics)


def test_a_filter_of_ones_own_narrows_a_shared_tactic_in_ones_own_words(folder: Path) -> None:
    (folder / "rights.yaml").write_text(RIGHTS, "utf-8")
    path = chosen(
        folder, "use: {tactics: pack/one.yaml, mode: review, db: 5, only: {category: watches},"
        " means: {category: {watches: [手表]}}}",
    )  # fmt: skip
    fired = []
    for number, category in enumerate(("Bags", "Watches", "手表")):
        listing = {"listing_id": str(number), "title": "Orvane", "description": "price in chat", "category": category}
        answer = api.check(listing, folder / "rights.yaml", tactics=path)
        fired.append(any(signal["detector"].startswith("tactic/") for signal in answer.signals))
    assert fired == [False, True, True]
