"""Text in pictures: words are read with their places, and joined so that what a picture splits is one text again."""

import socket

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pictures_made import scene
from PIL import Image, ImageDraw, ImageFont

from guildmark.pictures.words import TextReader, WordsSeen, picture_text, text_available
from guildmark.records import WHOLE

needs_reader = pytest.mark.skipif(not text_available(), reason="the extra `closer` is not installed")


@pytest.fixture(scope="module")
def reader():
    return TextReader()


def with_text(*lines: tuple[str, tuple[int, int]], size: tuple[int, int] = (640, 480), points: int = 34) -> np.ndarray:
    """A calm picture with lines of text written on it."""
    sheet = Image.blend(scene(5, size), Image.new("RGB", size, "white"), 0.8)
    for text, place in lines:
        ImageDraw.Draw(sheet).text(place, text, fill=(25, 20, 90), font=ImageFont.load_default(points))
    return np.asarray(sheet)


@needs_reader
def test_a_number_split_in_two_is_one_text_and_has_one_place(reader):
    seen = reader.read(with_text(("WhatsApp +39 000", (30, 100)), ("123 4567", (440, 103)), ("ORVANE", (30, 300))))
    text = picture_text(seen)
    assert text.text == "WhatsApp +39 000 123 4567\nORVANE"
    start = text.text.index("+39")
    left, top, right, bottom = text.box(start, start + len("+39 000 123 4567"))
    assert left < 0.1  # from the first word …
    assert right > 0.85  # … to the end of the last,
    assert top < 0.25  # and not the other line
    assert 0.25 < bottom < 0.5


@needs_reader
def test_reading_twice_gives_the_same_words(reader):
    pixels = with_text(("orvane-shop.example", (40, 200)))
    assert reader.read(pixels) == reader.read(pixels)
    assert reader.read(pixels)[0].text == "orvane-shop.example"
    assert reader.read(pixels)[0].confidence > 0.9


@needs_reader
def test_reading_needs_no_network(monkeypatch):
    def refused(*_args, **_options):
        raise AssertionError("the reader of text went to the network")

    monkeypatch.setattr(socket, "socket", refused)
    assert [word.text for word in TextReader(320).read(with_text(("ORVANE", (60, 60)), points=60))] == ["ORVANE"]


@needs_reader
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_text_that_lies_or_stands_on_its_head_is_read(reader, turn):
    upright = Image.fromarray(with_text(("orvane-shop.example", (100, 200)), points=44))
    turned = np.asarray(upright.rotate(turn, expand=True))
    assert "".join(word.text for word in reader.read(turned)) == "orvane-shop.example"


@needs_reader
def test_a_large_picture_is_reduced_and_its_boxes_stay_shares(reader):
    small = reader.read(with_text(("ORVANE", (100, 100)), points=40))
    large = reader.read(with_text(("ORVANE", (300, 300)), size=(1920, 1440), points=120))
    assert [word.text for word in large] == [word.text for word in small] == ["ORVANE"]
    assert np.allclose(large[0].box, small[0].box, atol=0.03)


@needs_reader
def test_readers_of_other_sides_have_other_identities():
    assert len({TextReader().identity, TextReader(480).identity}) == 2
    assert TextReader().identity == TextReader().identity


@needs_reader
@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 4000, 3), (4000, 1, 3), (17, 4000, 3), (640, 640, 3), (15, 15, 3)])
def test_empty_pictures_of_any_shape_have_no_words(reader, shape):
    assert reader.read(np.full(shape, 180, dtype=np.uint8)) == ()


@needs_reader
def test_noise_has_no_words_and_raises_nothing(reader):
    noise = np.random.default_rng(1).integers(0, 256, (500, 700, 3), dtype=np.uint8)
    assert reader.read(noise) == ()


words = st.builds(
    lambda text, left, top, wide, high: WordsSeen(text, 0.9, (left, top, min(1, left + wide), min(1, top + high))),
    st.text("abc+0", min_size=1, max_size=5),
    *(st.floats(0, 0.9), st.floats(0, 0.9), st.floats(0.01, 0.5), st.floats(0.01, 0.1)),
)


@given(st.lists(words, max_size=12))
def test_every_word_stands_in_the_text_at_its_start_and_has_its_own_box(seen):
    text = picture_text(seen)
    assert sorted(text.words, key=repr) == sorted(seen, key=repr)
    for word, start in zip(text.words, text.starts, strict=True):
        assert text.text[start : start + len(word.text)] == word.text
        assert text.box(start, start + len(word.text)) == pytest.approx(word.box, abs=1e-4)


@given(st.permutations([(0, 0), (0, 1), (1, 0), (1, 1), (2, 0)]))
def test_the_order_in_which_words_are_found_does_not_matter(order):
    boxes = {place: (0.4 * place[1], 0.2 * place[0], 0.4 * place[1] + 0.3, 0.2 * place[0] + 0.1) for place in order}
    seen = [WordsSeen(f"{row}{column}", 1.0, boxes[row, column]) for row, column in order]
    assert picture_text(seen).text == "00 01\n10 11\n20"


def test_a_span_outside_of_the_text_is_the_whole_picture():
    assert picture_text([]).box(0, 3) == WHOLE
