"""What hides a part of a copied official picture is found by holding the two together, and is told with its place."""

import sys
from typing import Any

import pyarrow as pa
import pytest
from example_pictures import PICTURES, PLACE, collage, official

pytest.importorskip("cv2")

from guildmark.engine import Context, check
from guildmark.engine.check import one_listing
from guildmark.engine.evaluate import evaluate
from guildmark.engine.looks import closer_looks
from guildmark.pictures import PictureMemory, copies_available
from guildmark.records import picture_id

pytestmark = pytest.mark.skipif(not copies_available(), reason="needs the extra copydetect")

OFFICIAL_SIZE = (400, 300)
BOX = tuple(place / side for place, side in zip(PLACE, OFFICIAL_SIZE * 2, strict=True))


def listing(*pictures: bytes, **columns: Any) -> dict[str, Any]:
    shown = [{"uri": "", "data": picture} for picture in pictures]
    return {"listing_id": "1", "title": "Orvane bag", "pictures": shown, **columns}


def hidden(context: Context, *listings: dict[str, Any]) -> list[dict[str, Any]]:
    found = evaluate(pa.concat_tables([one_listing(one) for one in listings]), context, None)
    return [signal for signal in found.signals.to_pylist() if signal["detector"] == "mark_hidden"]


def near(box: list[float], wanted: tuple[float, ...]) -> bool:
    return all(abs(share - other) < 0.06 for share, other in zip(box, wanted, strict=True))


@pytest.mark.parametrize(("how", "strength"), [("blurred", 1.0), ("pixelated", 1.0), ("covered", 0.5)])
def test_a_hidden_part_is_told_with_its_place_and_the_official_picture(context: Context, how: str, strength: float):
    picture = PICTURES[f"official, {how} in part"]
    (signal,) = hidden(context, listing(picture))
    assert signal["strength"] == strength
    assert near(signal["box"], BOX)
    assert signal["picture"] == picture_id(picture)
    assert signal["note"] == picture_id(PICTURES["official"])


@pytest.mark.parametrize("name", ["official", "official, mirrored", "official, cropped", "official, in a collage"])
def test_a_copy_that_hides_nothing_is_not_told_of(context: Context, name: str):
    answer = check(listing(PICTURES[name]), context)
    told = {signal["detector"] for signal in answer.signals}
    assert told & {"official_picture_copied", "official_picture_edited"}
    assert "mark_hidden" not in told


def test_in_a_collage_the_place_is_that_in_the_whole_picture(context: Context):
    sheet = collage(PICTURES["own"], PICTURES["official, blurred in part"])
    (signal,) = hidden(context, listing(sheet))
    left, top, right, bottom = BOX
    width = 820  # two pictures of 400 pixels, each with a line of 10 behind it
    assert near(signal["box"], ((410 + 400 * left) / width, top, (410 + 400 * right) / width, bottom))


def test_a_finding_shows_the_picture_in_which_something_is_hidden_and_not_the_better_copy(context: Context):
    hiding = PICTURES["official, blurred in part"]
    (finding,) = check(listing(PICTURES["official"], hiding), context).findings
    assert finding["picture"] == picture_id(hiding)
    assert finding["official_picture"] == picture_id(official())
    assert "covered or blurred" in finding["sentence"]
    assert "covered or blurred" in finding["seller_sentence"]


def test_a_hidden_part_alone_puts_nothing_in_review(context: Context):
    answer = check(listing(PICTURES["official, blurred in part"]), context)
    assert answer.band == "clear"


def test_a_scan_of_many_and_a_check_of_one_agree(context: Context):
    some = [
        listing(PICTURES[name], listing_id=name)
        for name in ("own", "official, blurred in part", "official", "official, covered in part", "official, mirrored")
    ]
    context.memory = PictureMemory()
    together = hidden(context, *some)
    alone: list[dict[str, Any]] = []
    for one in some:
        context.memory = PictureMemory()
        alone += [signal for signal in check(one, context).signals if signal["detector"] == "mark_hidden"]
    assert [signal["listing_id"] for signal in together] == ["official, blurred in part", "official, covered in part"]
    assert together == alone


def test_what_was_seen_is_remembered_by_both_pictures(context: Context):
    one = listing(PICTURES["official, blurred in part"])
    context.memory = PictureMemory()
    first = check(one, context)
    (key,) = [key for key in context.memory.remembered if picture_id(PICTURES["official"]).encode() in key]
    assert key.startswith(bytes.fromhex(picture_id(PICTURES["official, blurred in part"])))
    assert check(one, context) == first
    context.memory.remembered[key] = b"null"  # what is remembered is used, or this would change nothing
    assert not hidden(context, one)
    context.memory = PictureMemory()


def test_at_an_authorised_seller_nothing_is_looked_for(context: Context):
    context.memory = PictureMemory()
    assert not hidden(context, listing(PICTURES["official, blurred in part"], seller_id="orvane-official"))
    assert not [key for key in context.memory.remembered if picture_id(PICTURES["official"]).encode() in key]


def test_without_the_library_the_look_is_left_out_and_the_detector_is_said_to_be_off(
    context: Context, monkeypatch: pytest.MonkeyPatch
):
    assert "hidden parts" in [look.name for look in closer_looks(context)]
    monkeypatch.setitem(sys.modules, "cv2", None)
    without = Context.open(context.folder)
    assert "hidden parts" not in [look.name for look in closer_looks(without)]
    answer = check(listing(PICTURES["official, blurred in part"]), without)
    assert answer.off["mark_hidden"] == ["the extra `copydetect`"]
    assert "mark_hidden" not in {signal["detector"] for signal in answer.signals}
