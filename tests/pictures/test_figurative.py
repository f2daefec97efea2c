"""Figurative marks: one that is printed on a picture is found at its place, and nothing else is."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marks_made import MARKS, disc, heron, kite, printed
from pictures_made import as_bytes, scene
from PIL import Image, ImageOps

pytest.importorskip("cv2")

from guildmark.pictures import decode_small
from guildmark.pictures.figurative import (
    LEAST_SCORE,
    FigurativeMarks,
    FigurativeMatch,
    one_for_each_place,
    overlap,
)
from guildmark.records import InputError


def file(folder, name, image):
    path = folder / name
    path.write_bytes(image if isinstance(image, bytes) else as_bytes(image, "PNG"))
    return path


@pytest.fixture(scope="module")
def marks(tmp_path_factory):
    """The index of both marks, the heron belonging to two rights."""
    folder = tmp_path_factory.mktemp("figures")
    figures = [(f"{name}-figure", f"{name}.png", file(folder, f"{name}.png", draw())) for name, draw in MARKS.items()]
    figures.append(("heron-old", "heron.png", folder / "heron.png"))
    assert FigurativeMarks.build(figures, folder / "index") == ()
    return FigurativeMarks.open(folder / "index")


def ground(seed: int = 2) -> Image.Image:
    """A calm picture of 480 × 400 with some structure."""
    return Image.blend(scene(seed, (480, 400)), Image.new("RGB", (480, 400), (205, 190, 175)), 0.6)


def found(marks, image) -> list[tuple[tuple[str, ...], FigurativeMatch]]:
    return [(marks[match.index].right_ids, match) for match in marks.match(np.asarray(image))]


def test_a_printed_mark_is_found_with_its_rights_and_its_place(marks):
    ((right_ids, match),) = found(marks, printed(ground(), heron(), (250, 120), 130))
    assert right_ids == ("heron-figure", "heron-old")
    assert match.score >= LEAST_SCORE
    assert overlap(match.box, (250 / 480, 120 / 400, 380 / 480, 250 / 400)) > 0.7


@pytest.mark.parametrize(
    ("ink", "turn", "quality"),
    [((240, 240, 235), 0, 90), ((170, 30, 40), 35, 80), ((20, 60, 160), 180, 60), ((30, 25, 60), -110, 50)],
)
def test_ink_turn_and_compression_do_not_hide_a_mark(marks, ink, turn, quality):
    image = printed(ground(), kite(), (150, 90), 150, ink=ink, turn=turn)
    pixels = decode_small(as_bytes(image, quality=quality))
    ((right_ids, _),) = found(marks, pixels)
    assert right_ids == ("kite-figure",)


def test_two_marks_in_one_picture_are_both_found(marks):
    both = printed(printed(ground(), kite(), (30, 60), 150), heron(), (260, 180), 150)
    assert {right_ids[0] for right_ids, _ in found(marks, both)} == {"kite-figure", "heron-figure"}


def test_a_mark_of_two_colours_on_a_coloured_ground_is_registered_and_found(tmp_path):
    drawn = ImageOps.colorize(heron(), black=(250, 240, 230), white=(10, 70, 50))
    FigurativeMarks.build([("a", "a.png", file(tmp_path, "a.png", drawn))], tmp_path / "index")
    assert found(FigurativeMarks.open(tmp_path / "index"), printed(ground(), heron(), (60, 60), 160))


def test_pictures_without_the_mark_show_none(marks, tmp_path):
    assert [found(marks, scene(seed, (480, 400))) for seed in range(4)] == [[]] * 4
    FigurativeMarks.build([("a", "a.png", file(tmp_path, "a.png", kite()))], tmp_path / "index")
    assert found(FigurativeMarks.open(tmp_path / "index"), printed(ground(), heron(), (60, 60), 200)) == []


def test_the_same_picture_gives_the_same_matches(marks):
    pixels = np.asarray(printed(ground(), kite(), (150, 90), 150))
    assert marks.match(pixels) == marks.match(pixels)


def test_the_digest_names_content_and_rights_in_any_order(tmp_path):
    figures = [(name, f"{name}.png", file(tmp_path, f"{name}.png", draw())) for name, draw in MARKS.items()]
    builds = (figures, figures[::-1], [("other", *figures[0][1:]), figures[1]], figures[:1])
    for number, build in enumerate(builds):
        FigurativeMarks.build(build, tmp_path / str(number))
    digests = [FigurativeMarks.open(tmp_path / str(number)).digest for number in range(len(builds))]
    assert digests[0] == digests[1]
    assert len(set(digests)) == 3


@pytest.mark.parametrize(
    ("image", "told"),
    [
        (Image.new("RGB", (200, 200), "white"), "nothing is drawn on its ground"),
        (Image.new("RGBA", (200, 200), (255, 255, 255, 0)), "nothing is drawn on its ground"),
        (scene(1), "its ground is not of one colour"),
        (disc(), "too simple to be told from others"),
        (ImageOps.expand(Image.new("L", (300, 8), 0), 20, 255), "12 times as long as it is wide"),
        (b"no picture", "this is text and no picture"),
        (b"", "the picture is empty"),
    ],
)
def test_what_shows_no_shape_is_told_and_not_looked_for(tmp_path, image, told):
    figures = [("bad", "bad.png", file(tmp_path, "bad.png", image)), ("a", "a.png", file(tmp_path, "a.png", kite()))]
    (problem,) = FigurativeMarks.build(figures, tmp_path / "index")
    assert problem.reason.startswith("bad.png: figure of right 'bad': ")
    assert told in problem.reason
    assert [mark["right_ids"] for mark in FigurativeMarks.open(tmp_path / "index").listed] == [["a"]]


def test_a_missing_file_is_told_and_an_index_of_nothing_finds_nothing(tmp_path):
    (problem,) = FigurativeMarks.build([("a", "gone.png", tmp_path / "gone.png")], tmp_path / "index")
    assert "it cannot be read: No such file" in problem.reason
    empty = FigurativeMarks.open(tmp_path / "index")
    assert len(empty) == 0
    assert empty.match(np.asarray(ground())) == ()


def test_an_index_that_is_missing_cut_short_or_of_another_version_is_refused(tmp_path):
    with pytest.raises(InputError, match="no figurative marks"):
        FigurativeMarks.open(tmp_path / "none")
    FigurativeMarks.build([("a", "a.png", file(tmp_path, "a.png", kite()))], tmp_path / "index")
    listed = tmp_path / "index" / "figures.json"
    listed.write_text(json.dumps({**json.loads(listed.read_text()), "format": 0}))
    with pytest.raises(InputError, match="format 0"):
        FigurativeMarks.open(tmp_path / "index")
    (tmp_path / "index" / "points.npy").write_bytes(b"cut")
    with pytest.raises(InputError, match="Build the index again"):
        FigurativeMarks.open(tmp_path / "index")


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((1, 1, 3), dtype=np.uint8),
        np.zeros((1, 3000, 3), dtype=np.uint8),
        np.zeros((48, 3000, 3), dtype=np.uint8),
        np.full((2000, 2000, 3), 255, dtype=np.uint8),
        np.random.default_rng(0).integers(0, 256, (700, 900, 3), dtype=np.uint8),
        np.tile(np.array([[0, 255], [255, 0]], dtype=np.uint8).repeat(8, 0).repeat(8, 1)[..., np.newaxis], (40, 40, 3)),
    ],
)
def test_hostile_pixels_show_no_mark(marks, pixels):
    assert marks.match(pixels) == ()


boxes = st.builds(
    lambda left, top, wide, high: (left, top, left + wide, top + high),
    *(st.floats(0, 0.5), st.floats(0, 0.5), st.floats(0.01, 0.5), st.floats(0.01, 0.5)),
)


@given(st.lists(st.builds(FigurativeMatch, st.integers(0, 9), st.floats(0.3, 1), st.just(5), boxes), max_size=8))
def test_the_best_match_stays_and_what_goes_has_a_better_one_at_its_place(matches):
    kept = one_for_each_place(matches)
    assert sorted(kept, key=lambda match: -match.score) == list(kept)
    assert not matches or max(match.score for match in matches) == kept[0].score
    for match in set(matches) - set(kept):
        assert any(other.score > match.score and overlap(other.box, match.box) > 0.5 for other in kept)
