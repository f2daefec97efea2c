"""Hostile files: each gives a small picture or a counted reason, within bounded memory, and nothing else is opened."""

import io
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hostile_pictures import BOMBS, OTHERS, SVG, cmyk_jpeg_with_a_bomb_in_its_exif, multipage_tiff, polyglot
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures_made import as_bytes, scene
from PIL import Image, ImageFile

from guildmark.pictures import Undecodable, decode_small, thumbnail_jpeg
from guildmark.pictures.codecs import truncated_allowed

KINDS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP")
# Beyond what the process holds before it decodes; what a picture may take, and half as much to spare.
MOST_MB = 600
# Not a figure of speed: a file that is not refused in time ends the test instead of holding it up.
MOST_SECONDS = 60
UNDER_A_LIMIT = """
import json, resource, sys
from pathlib import Path
from guildmark.pictures import Undecodable, decode_small
decode_small(Path(sys.argv[2]).read_bytes())
held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
limit = held + int(sys.argv[3]) * 2**20
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[4]), int(sys.argv[4])))
told = decode_small(Path(sys.argv[1]).read_bytes())
print(json.dumps([told.kind, told.reason] if isinstance(told, Undecodable) else [None, list(told.shape)]))
"""


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_or_decoded_within_bounded_memory(name: str, tmp_path: Path) -> None:
    make, kind = BOMBS[name]
    (tmp_path / "bomb").write_bytes(make())
    (tmp_path / "usual").write_bytes(as_bytes(scene()))
    command = [
        sys.executable,
        "-c",
        UNDER_A_LIMIT,
        tmp_path / "bomb",
        tmp_path / "usual",
        str(MOST_MB),
        str(MOST_SECONDS),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found, told = json.loads(done.stdout)
    assert found == kind, told
    assert kind or told[2] == 3


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_picture_or_not_read_says_so_in_a_class_and_a_sentence(name: str) -> None:
    data, kind, word = OTHERS[name]
    told = decode_small(data)
    assert isinstance(told, Undecodable)
    assert told.kind == kind, told
    assert word in told.reason
    assert thumbnail_jpeg(data) == told


def test_a_drawing_of_program_is_told_what_to_give_instead() -> None:
    told = decode_small(SVG)
    assert isinstance(told, Undecodable)
    assert told.reason == (
        "this is an SVG drawing, which is never drawn here, since it can hold programs and load other files; "
        "give JPEG, PNG, WebP, GIF, BMP or TIFF"
    )


@pytest.mark.parametrize("form", ["PCX", "PPM", "TGA", "SGI", "DDS", "ICNS", "JPEG2000", "AVIF", "EPS", "PDF", "MPO"])
def test_of_all_that_the_library_can_open_only_the_listed_kinds_are(form: str) -> None:
    frames = {"save_all": True, "append_images": [scene(2)]} if form == "MPO" else {}
    told = decode_small(as_bytes(scene(), form, **frames))
    if form == "MPO":  # a JPEG with a second one behind it
        assert not isinstance(told, Undecodable)
    else:
        assert isinstance(told, Undecodable)
        assert told.kind in ("kind not read", "no picture")


def test_of_several_pages_and_frames_the_first_stands() -> None:
    red = Image.new("RGB", (30, 30), "red")
    blue = Image.new("RGB", (30, 30), "blue")
    moving = {"save_all": True, "append_images": [blue]}
    for data in (multipage_tiff(), *(as_bytes(red, kind, **moving) for kind in ("GIF", "PNG", "WEBP"))):
        assert np.abs(decode_small(data)[15, 15].astype(int) - [255, 0, 0]).max() < 8


def test_a_file_that_is_something_else_too_is_decoded_as_what_it_begins_as() -> None:
    assert decode_small(polyglot())[15, 15].tolist() == [255, 0, 0]
    thumbnail = thumbnail_jpeg(polyglot())
    assert isinstance(thumbnail, bytes)
    assert b"alert" not in thumbnail


@pytest.mark.parametrize("adobe", [True, False])
def test_the_colours_of_print_come_out_the_same_with_and_without_adobes_mark(adobe: bool) -> None:
    image = scene().convert("CMYK")
    data = as_bytes(image, quality=95)
    place = data.index(b"\xff\xee")
    data = data if adobe else data[:place] + data[place + 16 :]
    pixels = decode_small(data)
    with Image.open(io.BytesIO(data)) as opened:
        wanted = np.asarray(opened.convert("RGB"), dtype=int)
    assert np.abs(pixels - wanted).mean() < 2
    if adobe:
        assert np.abs(pixels - np.asarray(image.convert("RGB"), dtype=int)).mean() < 8


def test_ycck_is_decoded_in_colour() -> None:
    data = bytearray(as_bytes(scene().convert("CMYK"), quality=95))
    data[data.index(b"\xff\xee") + 15] = 2  # Adobe's colour transform: YCCK
    with Image.open(io.BytesIO(bytes(data))) as opened:
        wanted = np.asarray(opened.convert("RGB"), dtype=int)
    assert np.abs(decode_small(bytes(data)) - wanted).mean() < 2


def test_a_large_picture_of_print_is_decoded_small() -> None:
    pixels = decode_small(as_bytes(scene(size=(2600, 1700)).convert("CMYK"), quality=95))
    wanted = np.asarray(scene(size=(2600, 1700)).convert("CMYK").convert("RGB").resize(pixels.shape[1::-1]), dtype=int)
    assert 512 <= max(pixels.shape[:2]) < 1024
    assert np.abs(pixels - wanted).mean() < 4


def stored_as(upright: np.ndarray, orientation: int) -> np.ndarray:
    """The inverse of what Exif's table says to do."""
    turns = {1: 0, 2: 0, 3: 2, 4: 2, 5: 3, 6: 1, 7: 1, 8: 3}[orientation]
    turned = np.rot90(upright, turns)
    return turned[:, ::-1] if orientation in (2, 4, 5, 7) else turned


@pytest.mark.parametrize("kind", ["JPEG", "CMYK", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_kind_that_can_say_that_it_is_turned_is_turned_back(kind: str, orientation: int) -> None:
    upright = np.asarray(scene())
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = Image.fromarray(np.ascontiguousarray(stored_as(upright, orientation)))
    stored, kind = (stored.convert("CMYK"), "JPEG") if kind == "CMYK" else (stored, kind)
    options = {} if kind in ("PNG", "TIFF") else {"quality": 95}
    pixels = decode_small(as_bytes(stored, kind, exif=exif, **options))
    assert pixels.shape == upright.shape
    assert np.abs(pixels.astype(int) - upright).mean() < 8


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "I", "I;16", "F"])
@pytest.mark.parametrize("size", [(40, 30), (1300, 40)])
def test_every_form_of_pixels_is_decoded_in_colour_or_grey(mode: str, size: tuple[int, int]) -> None:
    image = scene(size=size).convert("L").convert("I") if mode == "I;16" else scene(size=size)
    told = decode_small(as_bytes(image.convert(mode), "PNG" if mode in ("LA", "P") else "TIFF"))
    assert not isinstance(told, Undecodable), told
    assert told.shape[2] == 3
    assert told.std() > 5


@pytest.mark.parametrize("alpha", [True, False])
def test_transparency_in_a_large_picture_is_white_and_does_not_bleed(alpha: bool) -> None:
    image = Image.new("RGBA", (1200, 1200), (0, 255, 0, 0))
    image.paste((0, 0, 255, 255), (0, 0, 600, 1200))
    image = image if alpha else image.convert("P")
    pixels = decode_small(as_bytes(image, "PNG", **({} if alpha else {"transparency": image.getpixel((900, 900))})))
    assert pixels.shape == (600, 600, 3)
    assert pixels[300, 100].tolist() == [0, 0, 255]
    assert pixels[300, 500].tolist() == [255, 255, 255]


def test_numbers_that_are_none_do_not_hide_the_rest_of_a_picture() -> None:
    values = np.linspace(0, 200, 64 * 64, dtype=np.float32).reshape(64, 64)
    values[0, 0], values[0, 1], values[0, 2] = np.nan, np.inf, -np.inf
    pixels = decode_small(as_bytes(Image.fromarray(values), "TIFF"))
    assert pixels[-1, -1, 0] > 150


def test_the_switch_for_truncated_pictures_is_back_where_it_was_after_threads_have_used_it() -> None:
    first, second = truncated_allowed(), truncated_allowed()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert ImageFile.LOAD_TRUNCATED_IMAGES
    second.__exit__(None, None, None)
    assert not ImageFile.LOAD_TRUNCATED_IMAGES


WHOLE = {kind: as_bytes(scene(size=(64, 48)), kind) for kind in KINDS}
WHOLE["CMYK"] = as_bytes(scene(size=(64, 48)).convert("CMYK"))
WHOLE["progressive"] = as_bytes(scene(size=(64, 48)), progressive=True)
WHOLE["palette"] = as_bytes(scene(size=(64, 48)).convert("P"), "PNG", transparency=3)
WHOLE["deflated TIFF"] = as_bytes(scene(size=(64, 48)), "TIFF", compression="tiff_adobe_deflate")
WHOLE["JPEG in TIFF"] = as_bytes(scene(size=(64, 48)), "TIFF", compression="jpeg")
WHOLE["pages"] = multipage_tiff()
WHOLE["exif"] = cmyk_jpeg_with_a_bomb_in_its_exif()[:80_000]
PLACES = st.integers(0, 1 << 30)
CHANGES = st.one_of(
    st.tuples(st.just("set"), PLACES, st.binary(min_size=1, max_size=8)),
    st.tuples(st.just("cut"), PLACES, st.integers(0, 400)),
    st.tuples(st.just("repeat"), PLACES, st.integers(0, 400)),
    st.tuples(st.just("end"), PLACES, st.just(0)),
)
HEAD_BYTES = 200  # where sizes and tables stand; half of the changes are made there


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(sorted(WHOLE)), st.lists(st.tuples(st.booleans(), CHANGES), min_size=1, max_size=12))
def test_whatever_is_changed_in_a_file_it_gives_a_picture_or_a_reason(name: str, changes: list) -> None:
    data = WHOLE[name]
    for in_head, (what, place, value) in changes:
        place %= max(1, min(len(data), HEAD_BYTES) if in_head else len(data))  # noqa: PLW2901
        if what == "set":
            data = data[:place] + value + data[place + len(value) :]
        elif what == "cut":
            data = data[:place] + data[place + value :]
        elif what == "repeat":
            data = data[:place] + data[place : place + value] * 3 + data[place + value :]
        else:
            data = data[:place] if place > HEAD_BYTES else data
    told = decode_small(data)
    assert told.reason and told.kind if isinstance(told, Undecodable) else told.shape[2] == 3


SIGNS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"II*\x00", b"MM\x00*", b"BM", b"RIFF\0\0\0\0WEBP", b"")


@settings(deadline=None, max_examples=200)
@given(st.sampled_from([*SIGNS, b"\x1f\x8b\x08"]), st.binary(max_size=300))
def test_any_bytes_behind_a_sign_give_a_reason_or_a_picture(sign: bytes, rest: bytes) -> None:
    told = decode_small(sign + rest)
    assert isinstance(told, Undecodable) or told.shape[2] == 3
