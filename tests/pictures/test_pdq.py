"""PDQ: the same picture keeps its hash through ordinary changes, another picture does not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures_made import as_bytes, distance, scene
from PIL import Image

from guildmark.pictures import MATCH_BITS, QUALITY_LEAST, TURNS, decode_small, hash_hex, hash_of_hex, pdq, pdq_turns


def plain_pdq(pixels):
    """The published steps one after the other, in double precision: filter the whole picture, sample, transform."""
    grey = pixels @ np.array([0.299, 0.587, 0.114])
    for axis in (0, 1):
        for _ in range(2):
            grey = np.apply_along_axis(box_filter, axis, grey)
    rows, columns = (((np.arange(64) + 0.5) * length / 64).astype(int) for length in grey.shape)
    reduced = grey[np.ix_(rows, columns)]
    step, wave = np.arange(1, 17)[:, None], np.arange(64)[None]
    cosines = np.sqrt(2 / 64) * np.cos(np.pi / 128 * step * (2 * wave + 1))
    values = (cosines @ reduced @ cosines.T).ravel()
    return values > np.sort(values)[127]


def box_filter(line):
    """A moving mean over 1/128 of the line, cut at the ends."""
    box = -(-len(line) // 128)
    before, after = (box - 1) // 2, box // 2
    return np.array([line[max(0, place - before) : place + after + 1].mean() for place in range(len(line))])


def bits_of(words):
    return np.array([bool(int(words[k // 64]) >> (k % 64) & 1) for k in range(256)])


@pytest.mark.parametrize("size", [(64, 64), (128, 128), (129, 257), (400, 300), (37, 500)])
def test_the_shortcut_gives_the_hash_of_the_published_steps(size):
    pixels = np.asarray(scene(seed=5, size=size))
    assert (bits_of(pdq(pixels)[0]) != plain_pdq(pixels)).sum() <= 2  # roundings near the median


def test_half_of_the_bits_are_set():
    assert bits_of(pdq(np.asarray(scene()))[0]).sum() == 128


@pytest.mark.parametrize("seed", range(5))
def test_recompressed_resized_and_darkened_pictures_match(seed):
    image = scene(seed, (640, 480))
    hash_, quality = pdq(np.asarray(image))
    assert quality >= QUALITY_LEAST
    changed = [
        decode_small(as_bytes(image, quality=40)),
        decode_small(as_bytes(image.resize((300, 200)), "PNG")),
        np.asarray(image.point(lambda value: int(value * 0.8))),
        decode_small(as_bytes(image.resize((2000, 1500)), quality=80)),
    ]
    assert all(distance(pdq(pixels)[0], hash_) <= MATCH_BITS for pixels in changed)


def test_other_pictures_do_not_match():
    hashes = [pdq(np.asarray(scene(seed)))[0] for seed in range(30)]
    nearest = min(distance(a, b) for at, a in enumerate(hashes) for b in hashes[:at])
    assert nearest > 2 * MATCH_BITS


@pytest.mark.parametrize("size", [(512, 512), (200, 200), (301, 457), (40, 90)])
def test_the_eight_turns_are_the_hashes_of_the_turned_pictures(size):
    pixels = np.asarray(scene(3, size))
    turned = [
        pixels,
        np.rot90(pixels, 1),
        np.rot90(pixels, 2),
        np.rot90(pixels, -1),
        pixels[:, ::-1],
        pixels[::-1],
        pixels.transpose(1, 0, 2),
        np.rot90(pixels, 2).transpose(1, 0, 2),
    ]
    hashes, _ = pdq_turns(pixels)
    assert len(hashes) == len(TURNS)
    for place, picture in enumerate(turned):
        distances = [distance(hash_, pdq(picture)[0]) for hash_ in hashes]
        assert distances[place] <= 2, TURNS[place]  # roundings near the median
        assert min(distances[:place] + distances[place + 1 :]) > MATCH_BITS


@pytest.mark.parametrize("colour", [0, 127, 255])
def test_a_picture_without_structure_has_no_quality(colour):
    assert pdq(np.full((50, 50, 3), colour, dtype=np.uint8))[1] == 0


@settings(deadline=None)  # the first call compiles
@given(st.integers(1, 90), st.integers(1, 90), st.integers(0, 9))
def test_any_size_has_a_hash_that_its_digits_give_back(width, height, seed):
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    hash_, quality = pdq(pixels)
    assert 0 <= quality <= 100
    assert len(hash_hex(hash_)) == 64
    assert (hash_of_hex(hash_hex(hash_)) == hash_).all()


def test_pixels_that_are_a_view_give_the_same_hash():
    pixels = np.asarray(Image.fromarray(np.asarray(scene()))).transpose(1, 0, 2)
    assert (pdq(pixels)[0] == pdq(np.ascontiguousarray(pixels))[0]).all()
