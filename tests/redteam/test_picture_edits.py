"""Edited pictures still decode, are of sensible size, can be repeated, and differ more the stronger the edit."""

from io import BytesIO

import numpy as np
import pytest

from guildmark.pictures import Undecodable, decode_small
from guildmark.redteam import edited_picture
from guildmark.redteam.dice import Dice
from guildmark.redteam.disguises.pictures import EDIT_NAMES
from guildmark.redteam.market.drawing.photo import studio

Image = pytest.importorskip("PIL.Image")
from guildmark.redteam import picture_edits  # noqa: E402 - needs Pillow
from guildmark.redteam.picture_edits import EDITS, opened, saved, written_mark  # noqa: E402

NO_STRENGTH = {"mirrored", "quarter-turn"}
OTHER_SHAPE = {"screenshot", "collage", "quarter-turn"}


def photo(seed: str = "a", side: int = 200) -> "Image.Image":
    return studio("bags", side, Dice(seed), (3, "Orvane")).convert("RGB").crop((0, 0, side, side * 3 // 4))


PHOTO = photo()
BYTES = saved(PHOTO)


def far(first: "Image.Image", second: "Image.Image") -> float:
    """The mean difference of two pictures, steps of 256."""
    pair = [np.asarray(one.resize((64, 64)), np.float64) for one in (first, second)]
    return float(np.abs(pair[0] - pair[1]).mean())


def test_the_names_of_edits_are_told_the_same_where_pillow_is_missing() -> None:
    assert set(EDIT_NAMES) == EDITS.keys()


@pytest.mark.parametrize("strength", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("slug", EDITS)
def test_an_edited_picture_decodes_and_is_of_sensible_size(slug: str, strength: float) -> None:
    data = edited_picture(slug, BYTES, strength=strength, seed="1")
    assert not isinstance(decode_small(data), Undecodable)
    size = Image.open(BytesIO(data)).size
    longest = max(PHOTO.size)
    assert all(0.4 * longest <= side <= 1.1 * longest for side in size)
    assert len(data) < 40 * len(BYTES)


@pytest.mark.parametrize("slug", EDITS)
def test_an_edit_changes_the_picture_and_leaves_the_given_one(slug: str) -> None:
    given = PHOTO.copy()
    made = EDITS[slug](given, Dice("1"), 0.5)
    assert given.tobytes() == PHOTO.tobytes()
    assert made.mode == "RGB"
    assert made.size != given.size or made.tobytes() != given.tobytes()


@pytest.mark.parametrize("slug", EDITS)
def test_the_same_seed_gives_the_same_bytes_and_another_seed_mostly_others(slug: str) -> None:
    made = [edited_picture(slug, BYTES, strength=0.5, seed=seed) for seed in ("1", "1", "2", "3", "4")]
    assert made[0] == made[1]
    if slug not in {"recompressed", "resized", "mirrored", "blurred"}:  # these leave nothing to chance
        assert len(set(made)) > 1


@pytest.mark.parametrize("slug", [slug for slug in EDITS if slug not in NO_STRENGTH])
def test_full_strength_is_farther_from_the_picture_than_none(slug: str) -> None:
    seeds = [str(number) for number in range(6)]

    def mean(strength: float) -> float:
        return sum(far(PHOTO, EDITS[slug](PHOTO, Dice(seed), strength)) for seed in seeds)

    if slug == "qr-contact":  # the stronger, the smaller the code
        assert mean(1.0) < mean(0.0)
    else:
        assert mean(0.0) < mean(1.0)


def test_a_mirrored_picture_mirrored_again_is_the_picture() -> None:
    twice = EDITS["mirrored"](EDITS["mirrored"](PHOTO, Dice("1"), 1.0), Dice("2"), 0.0)
    assert twice.tobytes() == PHOTO.tobytes()


@pytest.mark.parametrize("strength", [0.0, 1.0])
def test_a_code_in_a_picture_leads_to_an_invented_contact(strength: float) -> None:
    zxingcpp = pytest.importorskip("zxingcpp")
    picture = EDITS["qr-contact"](photo(side=480), Dice("1"), strength)
    (code,) = zxingcpp.read_barcodes(np.asarray(picture))
    assert code.text.startswith(("https://chat.example/", "tel:+1", "weixin: "))
    assert "55501" in code.text or code.text.startswith("weixin: ")


def test_a_collage_holds_the_picture_whole_and_others_beside_it() -> None:
    other = Image.new("RGB", (100, 100), (255, 0, 0))
    sheet = np.asarray(picture_edits.collage(PHOTO, Dice("1"), 1.0, [other]), np.int64)
    red = (sheet[..., 0] > 240) & (sheet[..., 1] < 20) & (sheet[..., 2] < 20)
    assert 0.7 < red.mean() < 0.9  # five of six
    data = edited_picture("collage", BYTES, strength=1.0, seed="1", others=[saved(other)])
    assert data != edited_picture("collage", BYTES, strength=1.0, seed="1")


def test_a_mark_is_written_smaller_and_fainter_the_stronger() -> None:
    weak, strong = (far(PHOTO, written_mark(PHOTO, Dice("1"), strength, "Orvane")) for strength in (0.0, 1.0))
    assert weak > strong > 0


def test_three_edits_at_once_are_farther_off_than_the_picture_saved_again() -> None:
    assert far(PHOTO, EDITS["combined"](PHOTO, Dice("1"), 1.0)) > far(PHOTO, opened(BYTES))


def test_what_is_transparent_becomes_white_and_what_is_large_becomes_smaller() -> None:
    clear = BytesIO()
    Image.new("RGBA", (2400, 600), (10, 20, 30, 0)).save(clear, "PNG")
    image = opened(clear.getvalue())
    assert image.size == (1600, 400) and image.getpixel((5, 5)) == (255, 255, 255)


def test_bytes_that_are_no_picture_are_refused_and_so_is_one_that_fills_the_memory() -> None:
    with pytest.raises(ValueError, match="cannot be decoded"):
        edited_picture("cropped", b"no picture", strength=0.5, seed="1")
    huge = BytesIO()
    Image.new("1", (9000, 6000)).save(huge, "PNG")
    with pytest.raises(ValueError, match="54,000,000 pixels"):
        edited_picture("cropped", huge.getvalue(), strength=0.5, seed="1")


def test_an_edit_that_is_not_known_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        edited_picture("folded", BYTES, strength=0.5, seed="1")
