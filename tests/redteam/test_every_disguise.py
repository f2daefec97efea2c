"""Each disguise of a listing changes the fields that it is about, and nothing else."""

from copy import deepcopy
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import pytest

from guildmark.records import LISTING, Right
from guildmark.redteam.attack.mixes import Mix, Part
from guildmark.redteam.attack.wear import Worn, wear
from guildmark.redteam.dice import Dice
from guildmark.redteam.disguises import DISGUISES
from guildmark.redteam.listing import CannotError, OpenMarks, Row, Surroundings, differences, languages_known
from guildmark.redteam.texts.spellings import WRITTEN

Image = pytest.importorskip("PIL.Image")

RIGHT = Right("orvane", "Orvane SA", "trademark", "Orvane", spellings=("オルヴァネ", "오르바네"))
MARKS = OpenMarks((RIGHT,))
TEXTS = {"title", "brand", "description", "seller_name", "variants", "attributes"}
# What a disguise may touch; those that write the mark may touch every text.
FIELDS = {
    "mark-moved-aside": TEXTS, "compatible-excuse": {"title", "brand"}, "style-excuse": {"title", "brand"},
    "replica-words": {"title"}, "authenticity-claim": {"description"}, "same-factory": {"description"},
    "hashtag-stuffing": {"description"}, "false-brand-field": {"brand"}, "low-price": {"price", "variants"},
    "believable-discount": {"price", "variants"}, "price-decoy": {"price", "description"},
    "variant-price": {"variants", "price_basis"}, "hidden-link-order": TEXTS,
    "off-platform-contact": {"title", "description"}, "obfuscated-contact": {"description"}, "split-listing": TEXTS,
    "lot-decoy": {"title", "pack_size"}, "postage-shift": {"price", "attributes", "description"},
    "wrong-model": {"title", "gtin"}, "wrong-category": {"category", "standard_category"},
    "condition-excuse": {"condition", "description"}, "papers-claim": {"description"},
    "false-origin": {"ships_from", "attributes"}, "mark-only-in-picture": {*TEXTS, "pictures"},
    "bait-and-switch-edit": set(), "sleeper-store": {"seller_id", "seller_name"}, "many-shops-one-text": set(),
    "reposted-copy": {"listing_id", "title", "seller_id", "seller_name"},
}  # fmt: skip
CONSTANT = {"mirrored", "quarter-turn"}


def picture(colour: tuple[int, int, int] = (200, 120, 60)) -> bytes:
    """A picture with some structure."""
    image = Image.new("RGB", (160, 120), (240, 238, 230))
    image.paste(colour, (30, 20, 110, 90))
    image.paste((20, 30, 40), (50, 40, 70, 60))
    saved = BytesIO()
    image.save(saved, "JPEG", quality=92)
    return saved.getvalue()


OFFICIAL = picture((30, 90, 160))
AROUND = Surroundings(lambda right, dice: OFFICIAL, tuple(f"Mirovant {n}" for n in range(40)), (picture((9, 99, 9)),))


def listing(**changes: object) -> Row:
    row: Row = dict.fromkeys(LISTING.names)
    row |= {
        "marketplace": "default", "listing_id": "L1", "seller_id": "s1", "seller_name": "Bag corner", "brand": "Orvane",
        "title": "Orvane leather tote M4071", "description": "A tote by ORVANE for the city.", "category": "Bags",
        "standard_category": "178", "condition": "new", "price": Decimal("640.0000"), "currency": "EUR", "pack_size": 1,
        "language": "en", "gtin": "2000000000008", "ships_from": "CN", "offered_in": ["DE"],
        "variants": [{"sku": "a", "title": "Orvane brown", "price": Decimal("640.0000"), "picture": None}],
        "pictures": [{"uri": "https://pictures.example/1.jpg", "data": picture()}], "attributes": [("maker", "Orvane")],
        "created_at": datetime(2026, 1, 1, tzinfo=UTC), "updated_at": datetime(2026, 5, 1, tzinfo=UTC),
        "observed_at": datetime(2026, 6, 1, tzinfo=UTC),
    }  # fmt: skip
    return row | changes


def worn(row: Row, *slugs: str, strength: float | None = 0.6, seed: str = "1", language: str = "en") -> Worn:
    mention = MARKS.find(row)
    assert mention is not None
    mix = Mix(tuple(Part(slug, strength) for slug in slugs))
    return wear(row, mention, mix, Dice(seed), language, AROUND)


def for_slug(slug: str) -> Row:
    """A listing that can wear it."""
    if slug == "half-width-kana":
        return listing(title="オルヴァネ バッグ", brand="オルヴァネ")
    if slug == "jamo-apart":
        return listing(title="오르바네 가방", brand="오르바네")
    return listing()


@pytest.mark.parametrize("strength", [0.0, 0.4, 0.6, 1.0])
@pytest.mark.parametrize("slug", DISGUISES)
def test_a_disguise_changes_its_own_fields_and_leaves_the_given_row(slug: str, strength: float) -> None:
    row = for_slug(slug)
    kept = deepcopy(row)
    done = worn(row, slug, strength=strength)
    assert row == kept
    changed = {name for name, _, _ in differences(row, done.now[0])}
    default = TEXTS if slug in WRITTEN else {"pictures"}
    assert changed <= FIELDS.get(slug, default)
    assert changed or done.before != [row] or len(done.now) > 1
    assert done.truth and {one["disguise"] for one in done.truth} == {slug}


@pytest.mark.parametrize("slug", DISGUISES)
def test_the_same_dice_give_the_same_disguise(slug: str) -> None:
    row = for_slug(slug)
    assert worn(row, slug, strength=None) == worn(row, slug, strength=None)


# In another script the mark is one of its own spellings, a hashtag keeps it whole.
NOT_OPEN = [slug for slug in WRITTEN if slug not in {"swapped-script", "hashtag-mark"}]
NOT_OPEN += ["mark-only-in-picture", "hidden-link-order"]


@pytest.mark.parametrize("slug", NOT_OPEN)
def test_a_mark_that_is_disguised_stands_openly_nowhere_any_more(slug: str) -> None:
    done = worn(for_slug(slug), slug, strength=0.9).now[0]
    assert MARKS.find(done) is None
    assert not any(MARKS.find({"title": text}) for _, text in done["attributes"])
    assert not any(MARKS.find({"title": one["title"] or ""}) for one in done["variants"])


@pytest.mark.parametrize("slug", DISGUISES)
def test_the_truth_says_what_stands_there_now(slug: str) -> None:
    row = for_slug(slug)
    done = worn(row, slug)
    now = {name: (before, after) for name, before, after in differences(row, done.now[0])}
    told = {
        one["field"]: (one["before"], one["after"])
        for one in done.truth
        if one["file"] == "listings" and one["listing_id"] == done.now[0]["listing_id"]
    }
    assert told == now
    came = [one for one in done.truth if (one["file"], one["field"], one["before"]) == ("listings", "listing_id", None)]
    assert [one["after"] for one in came] == [row["listing_id"] for row in done.now[1:]]


@pytest.mark.parametrize("language", languages_known())
@pytest.mark.parametrize("slug", [slug for slug, one in DISGUISES.items() if one.kind in ("text", "offer")])
def test_words_are_there_in_every_language(slug: str, language: str) -> None:
    done = worn(for_slug(slug), slug, language=language, strength=1.0)
    assert not any(
        "{" in (one["after"] or "") and "}" in one["after"] and one["field"] == "description" for one in done.truth
    )
    assert {one["language"] for one in done.truth} == {language}


def test_disguises_of_a_mix_are_put_on_one_after_the_other() -> None:
    done = worn(listing(), "swapped-script", "split-mark", "low-price", strength=1.0)
    title = done.now[0]["title"].split("leather")[0]
    assert "Orvane" not in title and len(title.strip()) > 8
    assert done.now[0]["price"] == Decimal("19.20")
    steps = [(one["disguise"], one["before"], one["after"]) for one in done.truth if one["field"] == "title"]
    assert steps[0][2] == steps[1][1] and [step[0] for step in steps] == ["swapped-script", "split-mark"]


def test_a_form_that_cannot_be_changed_gives_way_to_one_that_can() -> None:
    marks = OpenMarks((Right("orvane", "O", "trademark", "Montalvessique", abbreviations=("MVQ",)),))
    row = listing(title="Montalvessique MVQ tote", brand="MVQ", description=None, variants=[], attributes=[])
    mention = marks.find(row)
    assert mention is not None
    done = wear(row, mention, Mix((Part("misspelt-mark", 0.2),)), Dice("1"), "en", AROUND).now[0]
    assert "MVQ" not in done["title"] and "Montalvessique" not in done["title"] and done["title"].endswith(" tote")
    assert done["brand"] == done["title"].split(" ")[0]


@pytest.mark.parametrize(
    ("slug", "row", "reason"),
    [
        ("low-price", {"price": None}, "no price"),
        ("wrong-category", {"category": None}, "no category"),
        ("wrong-model", {"title": "Orvane tote", "gtin": None}, "no model"),
        ("cropped", {"pictures": []}, "no picture whose bytes"),
        ("cropped", {"pictures": [{"uri": "https://pictures.example/1.jpg", "data": None}]}, "no picture whose bytes"),
        ("cropped", {"pictures": [{"uri": None, "data": b"no picture at all"}]}, "cannot be decoded"),
        ("mark-only-in-picture", {"pictures": [{"uri": None, "data": b"no picture at all"}]}, "cannot be decoded"),
        ("half-width-kana", {}, "cannot be changed so"),
    ],
)
def test_what_a_listing_cannot_wear_is_refused_with_the_reason(slug: str, row: Row, reason: str) -> None:
    with pytest.raises(CannotError, match=reason):
        worn(listing(**row), slug)


def test_a_picture_is_borrowed_only_where_the_rights_have_one() -> None:
    mention = MARKS.find(listing())
    assert mention is not None
    with pytest.raises(CannotError, match="gives no official picture"):
        wear(listing(), mention, Mix((Part("borrowed-picture", 0.0),)), Dice("1"), "en", Surroundings())
    assert worn(listing(), "borrowed-picture", strength=0.0).now[0]["pictures"][0]["data"] == OFFICIAL


def test_an_edit_behind_a_borrowed_picture_edits_that_one() -> None:
    plain = worn(listing(), "mirrored").now[0]["pictures"][0]["data"]
    borrowed = worn(listing(), "borrowed-picture", "mirrored", strength=0.0).now[0]["pictures"][0]["data"]
    blue = Image.open(BytesIO(borrowed)).getpixel((90, 70))
    assert plain != borrowed and blue[2] > blue[0]


PRICES = {
    "low-price": ("384.0000", "19.2000"),
    "believable-discount": ("608.0000", "384.0000"),
    "postage-shift": ("320.0000", "12.8000"),
}


@pytest.mark.parametrize("slug", PRICES)
def test_a_price_falls_as_far_as_the_strength_says(slug: str) -> None:
    weak, strong = (worn(listing(), slug, strength=strength).now[0]["price"] for strength in (0.0, 1.0))
    assert (str(weak), str(strong)) == PRICES[slug]


def test_a_price_decoy_lies_far_off_either_way() -> None:
    prices = {worn(listing(), "price-decoy", strength=1.0, seed=str(seed)).now[0]["price"] for seed in range(20)}
    assert min(prices) < 2 and max(prices) > 100_000


def test_a_hidden_price_stands_at_a_variant_and_the_shown_one_stays() -> None:
    row = worn(listing(), "variant-price", strength=1.0).now[0]
    assert row["price"] == Decimal("640.0000")
    assert row["variants"][-1]["price"] == Decimal("32.00")


def test_a_bait_was_another_product_before() -> None:
    done = worn(listing(), "bait-and-switch-edit", strength=0.8)
    assert done.now == [listing()]
    (before,) = done.before
    assert before["listing_id"] == "L1" and "Orvane" not in str(before["title"]) and before["pictures"] == []
    assert before["observed_at"] < listing()["observed_at"]
    assert {one["file"] for one in done.truth} == {"before"}


def test_a_sleeper_had_honest_goods_only_before() -> None:
    done = worn(listing(), "sleeper-store", strength=0.5)
    assert len(done.before) == 5 and len(done.now) == 6
    assert all(MARKS.find(row) is None for row in done.before)
    assert len({row["seller_id"] for row in (*done.before, *done.now)}) == 1


def test_a_reposted_listing_is_gone_and_a_near_copy_is_there() -> None:
    done = worn(listing(), "reposted-copy", strength=0.2)
    assert done.before == [listing()]
    (now,) = done.now
    assert now["listing_id"] == "L1~again" and now["seller_id"] == "s1" and "Orvane leather tote" in now["title"]


def test_clones_differ_in_shop_and_id_only() -> None:
    done = worn(listing(), "many-shops-one-text", strength=1.0)
    assert len(done.now) == 7
    assert {name for row in done.now[1:] for name, _, _ in differences(listing(), row)} == {
        "listing_id",
        "seller_id",
        "seller_name",
    }
    assert len({row["seller_id"] for row in done.now}) == 7


def test_all_kinds_are_there() -> None:
    kinds = [one.kind for one in DISGUISES.values()]
    assert {kind: kinds.count(kind) >= 4 for kind in ("text", "picture", "offer", "conduct")} == dict.fromkeys(
        kinds, True
    )
