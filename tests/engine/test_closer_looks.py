"""Closer looks go where the policy says, and what they show is evidence like any other."""

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from example_pictures import PICTURES, as_jpeg
from PIL import Image, ImageDraw

from guildmark.engine import Context, check, compile_context
from guildmark.engine.check import one_listing
from guildmark.engine.evaluate import evaluate
from guildmark.engine.looks import closer_looks
from guildmark.pictures import PictureMemory, text_available
from guildmark.rights import read_rights

pytestmark = pytest.mark.skipif(not text_available(), reason="needs the extra closer")


def with_words(*lines: str) -> bytes:
    """A picture with words written on it."""
    image = Image.open(io.BytesIO(PICTURES["own"])).resize((640, 480))
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        draw.rectangle((20, 30 + 70 * number, 620, 90 + 70 * number), fill="white")
        draw.text((30, 38 + 70 * number), line, fill="black", font_size=36)
    return as_jpeg(image)


def listing(picture: bytes, **columns: Any) -> dict[str, Any]:
    return {
        "listing_id": "1", "title": "Orvane bag", "condition": "new", "price": Decimal(20), "currency": "EUR",
        "pictures": [{"uri": "", "data": picture}], **columns,
    }  # fmt: skip


def signals(context: Context, *listings: dict[str, Any]) -> list[dict[str, Any]]:
    table = pa.concat_tables([one_listing(one) for one in listings])
    return evaluate(table, context, None).signals.to_pylist()


def test_a_contact_in_a_picture_of_a_suspicious_listing_is_read_with_its_place(context: Context):
    found = signals(context, listing(with_words("best quality", "WhatsApp +8613800138000")))
    (contact,) = [signal for signal in found if signal["detector"] == "off_platform_contact"]
    assert (contact["field"], contact["text"]) == ("pictures", "WhatsApp")
    assert "13800138000" in contact["excerpt"]
    left, top, right, bottom = contact["box"]
    assert 0 <= left < right <= 1
    assert 0.15 < top < bottom < 0.4  # the second line
    assert contact["picture"] is not None


def test_words_for_copies_in_a_picture_are_read(context: Context):
    found = signals(context, listing(with_words("1:1 replica")))
    assert {s["field"] for s in found if s["detector"] == "replica_words"} == {"pictures"}


def test_pictures_of_a_listing_that_nothing_speaks_against_are_not_read(context: Context):
    honest = listing(with_words("WhatsApp +8613800138000"), price=Decimal(640))
    assert not [s for s in signals(context, honest) if s["detector"] == "off_platform_contact"]


def test_a_listing_is_judged_alike_alone_and_among_others(context: Context):
    some = [
        listing(with_words("WhatsApp +8613800138000"), listing_id="words"),
        listing(PICTURES["official, cropped"], listing_id="edited", title="Tote bag"),
        listing(PICTURES["own, with the figure"], listing_id="figure", title="Leather bag"),
        listing(PICTURES["own"], listing_id="own"),
        listing(b"no picture", listing_id="damaged"),
    ]
    together = signals(context, *some)
    alone = [signal for one in some for signal in signals(context, one)]
    assert together == alone
    assert {s["detector"] for s in together} >= {"off_platform_contact", "official_picture_edited", "figurative_mark"}


def test_what_is_remembered_changes_no_answer(context: Context):
    one = listing(PICTURES["official, in a collage"])
    context.memory = PictureMemory()
    first = check(one, context)
    assert context.memory.remembered
    assert check(one, context) == first


def test_without_a_model_there_is_no_look_for_edited_copies(rights_path: Path, tmp_path: Path):
    policy = tmp_path / "policy.yaml"
    shipped = Path(__file__).parents[2] / "src" / "guildmark" / "assessment" / "policy.yaml"
    policy.write_text(shipped.read_text("utf-8").replace("model: sscd_distilled", "model: none"), "utf-8")
    context = compile_context(read_rights(rights_path), tmp_path / "contexts", policy=policy)
    assert "edited copies" not in [look.name for look in closer_looks(context)]
    answer = check(listing(PICTURES["official, cropped"]), context)
    assert answer.off["official_picture_edited"] == ["a model in the policy"]
