"""Borders: plain lines along the edges are taken off, and nothing else."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures_made import as_bytes, scene
from PIL import Image, ImageOps

from guildmark.pictures import decode_small
from guildmark.pictures.border import without_border


def test_a_picture_without_a_border_has_none():
    assert without_border(np.asarray(scene())) is None


def test_a_picture_of_one_colour_is_left_alone():
    assert without_border(np.full((60, 80, 3), 200, dtype=np.uint8)) is None


def test_a_small_thing_on_a_large_ground_is_left_alone():
    ground = Image.new("RGB", (400, 400), "white")
    ground.paste(scene(size=(100, 300)), (150, 50))
    assert without_border(np.asarray(ground)) is None


@settings(deadline=None)  # the first call compiles
@given(st.tuples(*[st.integers(0, 40)] * 4), st.sampled_from([(255, 255, 255), (0, 0, 0), (12, 200, 90)]))
def test_exactly_the_border_is_taken_off(widths, colour):
    picture = Image.fromarray(np.random.default_rng(1).integers(90, 160, (120, 150, 3), dtype=np.uint8))
    inner = without_border(np.asarray(ImageOps.expand(picture, widths, colour)))
    if any(widths):
        assert (inner == np.asarray(picture)).all()
    else:
        assert inner is None


@pytest.mark.parametrize("quality", [40, 90])
def test_a_border_that_was_compressed_is_taken_off_to_a_few_lines(quality):
    data = as_bytes(ImageOps.expand(scene(size=(300, 200)), 24, "white"), quality=quality)
    height, width = without_border(decode_small(data)).shape[:2]
    assert abs(height - 200) <= 8
    assert abs(width - 300) <= 8
