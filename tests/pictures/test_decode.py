"""Decoding: any bytes become a small upright picture or a reason."""

import io
import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures_made import as_bytes, scene
from PIL import Image

from guildmark.pictures import Undecodable, decode_small, thumbnail_jpeg


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"])
def test_every_usual_kind_of_picture_is_decoded(kind):
    pixels = decode_small(as_bytes(scene(), kind))
    assert pixels.shape == (300, 400, 3)
    assert pixels.dtype == np.uint8


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("size", [(511, 3), (512, 512), (1023, 700), (1024, 900), (1600, 1200), (5000, 40)])
def test_the_longest_side_stays_between_the_wanted_side_and_twice_that(kind, size):
    pixels = decode_small(as_bytes(scene(size=size), kind))
    longest = max(pixels.shape[:2])
    assert min(512, max(size)) <= longest < 1024


def test_a_jpeg_that_says_it_is_turned_is_turned_back():
    upright = np.asarray(scene())
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        stored = Image.fromarray(stored_as(upright, orientation))
        pixels = decode_small(as_bytes(stored, quality=95, exif=exif))
        assert pixels.shape == upright.shape, orientation
        assert np.abs(pixels.astype(int) - upright).mean() < 6, orientation


def test_nonsense_in_the_metadata_costs_nothing_but_the_turning():
    whole = as_bytes(scene(), exif=b"Exif\x00\x00II*\x00\xff\xff\xff\x7f")
    assert decode_small(whole).shape == (300, 400, 3)
    huge = as_bytes(
        scene(),
        exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\xff\xff" + b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x63\x00\x00",
    )
    assert decode_small(huge).shape == (300, 400, 3)


def stored_as(upright, orientation):
    """How a camera that was held so stores the picture: the first row and column lie where Exif's table says."""
    return {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.transpose(1, 0, 2),
        6: np.rot90(upright, 1),
        7: np.rot90(upright, 2).transpose(1, 0, 2),
        8: np.rot90(upright, -1),
    }[orientation]


def test_what_is_transparent_becomes_white():
    layered = Image.new("RGBA", (20, 20), (200, 0, 0, 0))
    layered.paste((0, 0, 255, 255), (0, 0, 10, 20))
    pixels = decode_small(as_bytes(layered, "PNG"))
    assert pixels[5, 15].tolist() == [255, 255, 255]
    assert pixels[5, 5].tolist() == [0, 0, 255]


def test_a_palette_with_a_transparent_entry_becomes_white_there():
    image = Image.new("P", (8, 8), 0)
    image.putpalette([255, 0, 0, 0, 255, 0])
    assert decode_small(as_bytes(image, "PNG", transparency=0))[4, 4].tolist() == [255, 255, 255]


def test_cmyk_and_grey_jpegs_are_decoded_in_colour():
    for mode in ("CMYK", "L"):
        pixels = decode_small(as_bytes(scene().convert(mode), quality=95))
        wanted = np.asarray(scene().convert(mode).convert("RGB"), dtype=int)
        assert np.abs(pixels - wanted).mean() < 8, mode


def test_grey_of_sixteen_bits_keeps_its_shades():
    ramp = np.linspace(0, 65_535, 64 * 64).reshape(64, 64).astype(np.uint16)
    pixels = decode_small(as_bytes(Image.fromarray(ramp), "PNG"))
    assert pixels[0, 0, 0] == 0
    assert pixels[-1, -1, 0] == 255
    assert 120 < pixels[32, 0, 0] < 136


def test_the_first_frame_of_an_animation_stands():
    first, second = Image.new("RGB", (30, 30), "red"), Image.new("RGB", (30, 30), "blue")
    data = as_bytes(first, "GIF", save_all=True, append_images=[second])
    assert decode_small(data)[15, 15].tolist() == [255, 0, 0]


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_truncated_picture_gives_what_is_there(kind):
    data = as_bytes(scene(), kind)
    pixels = decode_small(data[: len(data) * 2 // 3])
    assert pixels.shape == (300, 400, 3)
    assert np.abs(pixels[:60].astype(int) - np.asarray(scene())[:60]).mean() < 8


@pytest.mark.parametrize("side", [8_000, 60_000])
def test_a_picture_that_claims_too_many_pixels_is_refused_before_it_is_decoded(side):
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    bomb += struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))
    assert str(side**2) in decode_small(bomb).reason.replace(",", "")


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff", b"<html>not found</html>", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_gives_a_reason(data):
    assert isinstance(decode_small(data), Undecodable)
    assert decode_small(data).reason
    assert isinstance(thumbnail_jpeg(data), Undecodable)


@settings(deadline=None)  # how long decoders take is measured elsewhere
@given(st.data())
def test_damaged_bytes_never_raise(data):
    whole = bytearray(as_bytes(scene(size=(64, 48)), data.draw(st.sampled_from(["JPEG", "PNG", "GIF", "WEBP"]))))
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=20)):
        whole[place] = data.draw(st.integers(0, 255))
    result = decode_small(bytes(whole))
    assert isinstance(result, Undecodable) or result.shape[2] == 3


def test_a_thumbnail_is_a_small_jpeg_without_metadata():
    exif = Image.Exif()
    exif[0x010E] = "a secret"
    small = thumbnail_jpeg(as_bytes(scene(size=(1500, 500)), exif=exif))
    assert b"secret" not in small
    with Image.open(io.BytesIO(small)) as image:
        assert image.format == "JPEG"
        assert image.size in ((160, 53), (160, 54))


def test_importing_the_room_loads_no_picture_library():
    code = "import sys, guildmark.pictures; print([m for m in ('PIL', 'simplejpeg') if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_without_the_picture_libraries_the_room_says_what_to_install():
    code = """
import sys
sys.modules["PIL"] = sys.modules["simplejpeg"] = None
from guildmark.pictures import available, decode_small
from guildmark.records import InputError
try:
    decode_small(b"picture")
except InputError as error:
    print(available(), error)
"""
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.startswith("False")
    assert "Install guildmark[images]" in shown.stdout
