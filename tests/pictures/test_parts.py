"""Pictures within pictures are found, and a picture that is one stays one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from pictures_made import scene
from PIL import Image, ImageDraw

from guildmark.pictures.parts import MOST_PARTS, Part, find_parts


def sheet(columns: int, rows: int, gap: int, ground: str = "white") -> tuple[Image.Image, list[Part]]:
    """Scenes in a grid, and where they lie."""
    image = Image.new("RGB", (columns * 200 + gap * (columns + 1), rows * 150 + gap * (rows + 1)), ground)
    places = []
    for number in range(columns * rows):
        left = gap + number % columns * (200 + gap)
        top = gap + number // columns * (150 + gap)
        image.paste(scene(number, (200, 150)), (left, top))
        places.append((left, top, left + 200, top + 150))
    return image, places


def overlap(one: Part, other: Part) -> float:
    """Shared area by joint area."""
    wide = max(0, min(one[2], other[2]) - max(one[0], other[0]))
    high = max(0, min(one[3], other[3]) - max(one[1], other[1]))
    areas = [(part[2] - part[0]) * (part[3] - part[1]) for part in (one, other)]
    return wide * high / (sum(areas) - wide * high)


@pytest.mark.parametrize(("columns", "rows"), [(2, 1), (1, 2), (2, 2), (3, 2)])
@pytest.mark.parametrize("gap", [0, 6])
@pytest.mark.parametrize("ground", ["white", "black"])
def test_each_picture_of_a_collage_is_found(columns: int, rows: int, gap: int, ground: str):
    image, places = sheet(columns, rows, gap, ground)
    found = find_parts(np.asarray(image))
    for place in places:
        assert max(overlap(place, part) for part in found) > 0.8


def test_the_picture_that_a_screenshot_shows_is_found():
    image = Image.new("RGB", (360, 780), "white")
    image.paste(scene(5, (300, 225)), (30, 90))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 360, 50), fill="navy")
    for line in range(6):
        draw.text((30, 350 + 40 * line), "a line of words about the goods", fill="black")
    found = find_parts(np.asarray(image))
    assert overlap(found[0], (30, 90, 330, 315)) > 0.8


@pytest.mark.parametrize("seed", range(10))
def test_a_photograph_has_no_parts(seed: int):
    assert find_parts(np.asarray(scene(seed))) == ()


def test_goods_on_a_plain_ground_are_one_picture():
    image = Image.new("RGB", (400, 400), "white")
    image.paste(scene(3, (180, 120)), (100, 140))
    assert find_parts(np.asarray(image)) == ()


def test_noise_has_no_seams():
    noise = np.random.default_rng(1).integers(0, 256, (300, 300, 3), dtype=np.uint8)
    assert find_parts(noise) == ()


@given(
    pixels=arrays.arrays(
        np.uint8, st.tuples(st.integers(1, 90), st.integers(1, 90), st.just(3)), elements=st.sampled_from([0, 128, 255])
    )
)
@settings(deadline=None, max_examples=60)
def test_parts_lie_within_any_picture(pixels: np.ndarray):
    found = find_parts(np.ascontiguousarray(pixels))
    assert len(found) <= MOST_PARTS
    for left, top, right, bottom in found:
        assert 0 <= left < right <= pixels.shape[1]
        assert 0 <= top < bottom <= pixels.shape[0]
