"""Hidden parts: what was covered or blurred in a copy is found at its place; a copy that hides nothing has none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from marks_made import heron, printed
from pictures_made import as_bytes, scene
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

pytest.importorskip("cv2")

from guildmark.pictures import decode_small
from guildmark.pictures.covered import BLURRED, COVERED, hidden_part
from guildmark.pictures.figurative import overlap
from guildmark.pictures.opencv import cv2

PLACE = (200, 130, 300, 220)  # of the mark in the official picture, pixels
BOX = (200 / 480, 130 / 400, 300 / 480, 220 / 400)


@pytest.fixture(scope="module")
def official():
    return printed(scene(7, (480, 400)), heron(), (205, 130), 90, ink=(10, 10, 20))


def pixels(image: Image.Image, quality: int = 80) -> np.ndarray:
    return decode_small(as_bytes(image, quality=quality))


def blurred(image: Image.Image) -> Image.Image:
    out = image.copy()
    out.paste(image.crop(PLACE).filter(ImageFilter.GaussianBlur(14)), PLACE)
    return out


def pixelated(image: Image.Image) -> Image.Image:
    out = image.copy()
    out.paste(image.crop(PLACE).resize((5, 5), Image.Resampling.BOX).resize((100, 90), Image.Resampling.NEAREST), PLACE)
    return out


def covered(image: Image.Image) -> Image.Image:
    out = image.copy()
    ImageDraw.Draw(out).rectangle(PLACE, fill=(245, 240, 60))
    return out


@pytest.mark.parametrize(("hide", "kind"), [(blurred, BLURRED), (pixelated, BLURRED), (covered, COVERED)])
def test_a_hidden_mark_is_found_at_its_place_and_by_its_kind(official, hide, kind):
    part = hidden_part(np.asarray(official), pixels(hide(official)))
    assert part is not None
    assert part.kind == kind
    assert overlap(part.box, BOX) > 0.4
    assert overlap(part.official_box, BOX) > 0.4
    assert not part.mirrored


def test_in_a_mirrored_copy_the_box_is_where_it_is_in_the_copy(official):
    part = hidden_part(np.asarray(official), pixels(ImageOps.mirror(covered(official))))
    assert part is not None
    assert part.mirrored
    assert overlap(part.box, (1 - BOX[2], BOX[1], 1 - BOX[0], BOX[3])) > 0.4
    assert overlap(part.official_box, BOX) > 0.4


def test_in_a_cut_and_reduced_copy_the_box_is_where_it_is_in_the_copy(official):
    cut = covered(official).crop((80, 40, 480, 400)).resize((300, 270))
    part = hidden_part(np.asarray(official), pixels(cut))
    assert part is not None
    assert overlap(part.box, (120 / 400, 90 / 360, 220 / 400, 180 / 360)) > 0.4


def seen_from_the_side(image: Image.Image) -> Image.Image:
    """The upper edge drawn in by a fifth on both sides, as on a photo of a page; no affine mapping fits that."""
    slant = cv2.getPerspectiveTransform(
        np.array([[0, 0], [480, 0], [480, 400], [0, 400]], np.float32),
        np.array([[90, 0], [390, 0], [480, 400], [0, 400]], np.float32),
    )
    return Image.fromarray(cv2.warpPerspective(np.asarray(image), slant, (480, 400), borderMode=cv2.BORDER_REPLICATE))


EDITS = {
    "seen from the side": seen_from_the_side,
    "saved again": lambda image: image,
    "darker": lambda image: ImageEnhance.Brightness(image).enhance(0.7),
    "pale": lambda image: ImageEnhance.Contrast(image).enhance(0.6),
    "grey": lambda image: ImageOps.grayscale(image).convert("RGB"),
    "framed": lambda image: ImageOps.expand(image, 30, "white"),
    "cut": lambda image: image.crop((30, 25, 460, 390)),
    "reduced": lambda image: image.resize((240, 200)),
    "mirrored": ImageOps.mirror,
    "blurred as a whole": lambda image: image.filter(ImageFilter.GaussianBlur(1.5)),
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_copy_that_hides_nothing_has_no_hidden_part(official, edit):
    assert hidden_part(np.asarray(official), pixels(EDITS[edit](official), 60)) is None


def test_another_picture_is_no_copy_and_hides_nothing(official):
    assert hidden_part(np.asarray(official), np.asarray(scene(8, (480, 400)))) is None


def test_what_was_plain_before_hides_nothing():
    plain = scene(9, (480, 400))
    ImageDraw.Draw(plain).rectangle((180, 100, 320, 240), fill=(200, 200, 200))
    sticker = plain.copy()
    ImageDraw.Draw(sticker).rectangle((215, 135, 285, 205), fill=(90, 140, 200))
    assert hidden_part(np.asarray(plain), pixels(sticker)) is None


HOSTILE = [(1, 1, 3), (1, 4000, 3), (4000, 1, 3), (48, 4000, 3), (2000, 2000, 3)]


@pytest.mark.parametrize("shape", HOSTILE)
def test_pictures_without_detail_of_any_shape_hide_nothing(official, shape):
    flat = np.full(shape, 120, dtype=np.uint8)
    assert hidden_part(np.asarray(official), flat) is None
    assert hidden_part(flat, np.asarray(official)) is None


def test_noise_is_no_copy_of_itself_turned_around():
    noise = np.random.default_rng(2).integers(0, 256, (600, 600, 3), dtype=np.uint8)
    assert hidden_part(noise, noise[::-1]) is None


@settings(deadline=None, max_examples=20)
@given(arrays(np.uint8, st.tuples(st.integers(40, 80), st.integers(40, 80), st.just(3))))
def test_no_pixels_raise(values):
    hidden_part(values, values[:, ::-1])
    assert hidden_part(values, values) is None
