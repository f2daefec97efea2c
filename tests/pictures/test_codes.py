"""QR and bar codes: what they say is read, with its place; hostile pictures give nothing and raise nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pictures_made import scene
from PIL import Image

zxingcpp = pytest.importorskip("zxingcpp")

from guildmark.pictures.codes import LONGEST_TEXT, MOST_CODES, read_codes  # noqa: E402


def code(text: str, kind: str = "QRCode", scale: int = 3) -> Image.Image:
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat[kind])
    return Image.fromarray(np.asarray(made.to_image(scale=scale))).convert("RGB")


def on_scene(*placed: tuple[Image.Image, tuple[int, int]], size: tuple[int, int] = (640, 480)) -> np.ndarray:
    sheet = scene(3, size)
    for image, place in placed:
        sheet.paste(image, place)
    return np.asarray(sheet)


def test_a_qr_code_gives_its_text_and_its_place():
    image = code("https://wa.example/390001234567")
    (found,) = read_codes(on_scene((image, (320, 120))))
    assert (found.text, found.symbology, found.is_product_number) == (
        "https://wa.example/390001234567",
        "QR Code",
        False,
    )
    left, top, right, bottom = found.box
    assert 0.5 <= left < right <= (320 + image.width) / 640
    assert 0.25 <= top < bottom <= (120 + image.height) / 480


def test_a_bar_code_of_a_product_is_told_apart_from_an_address():
    codes = read_codes(on_scene((code("4006381333931", "EAN13", 2), (20, 20)), (code("wechat: orvane_88"), (300, 250))))
    assert [(one.text, one.is_product_number) for one in codes] == [
        ("4006381333931", True),
        ("wechat: orvane_88", False),
    ]


def test_an_american_bar_code_is_given_as_the_same_gtin():
    (found,) = read_codes(on_scene((code("036000291452", "UPCA", 2), (20, 20))))
    assert (found.text, found.symbology) == ("0036000291452", "EAN-13")


def test_a_light_code_on_dark_ground_and_a_turned_one_are_read():
    image = code("orvane.example")
    dark = Image.fromarray(255 - np.asarray(image))
    (found,) = read_codes(on_scene((dark, (200, 200))))
    (turned,) = read_codes(np.rot90(on_scene((image, (200, 200)))))
    assert found.text == turned.text == "orvane.example"


def test_the_same_text_twice_is_one_code():
    image = code("orvane.example")
    assert len(read_codes(on_scene((image, (30, 30)), (image, (330, 230))))) == 1


def test_a_card_of_contact_becomes_one_line():
    (found,) = read_codes(on_scene((code("BEGIN:VCARD\r\nTEL:+39 000 1234567\r\nEND:VCARD"), (50, 50))))
    assert found.text == "BEGIN:VCARD TEL:+39 000 1234567 END:VCARD"


def test_bytes_that_cannot_be_printed_are_no_text():
    assert read_codes(on_scene((code("pay\x00\x07\x1bload"), (50, 50)))) == ()


def test_a_long_text_is_cut():
    image = code("orvane " * 250, scale=4)
    (found,) = read_codes(on_scene((image, (10, 10)), size=(image.width + 20, image.height + 20)))
    assert len(found.text) <= LONGEST_TEXT
    assert found.text.startswith("orvane orvane")


def test_no_more_codes_are_given_than_the_bound():
    images = [
        (code(f"orvane.example/{number}", scale=2), (number % 6 * 105, number // 6 * 105)) for number in range(24)
    ]
    assert len(read_codes(on_scene(*images, size=(640, 440)))) == MOST_CODES


def test_a_photo_without_codes_has_none():
    assert read_codes(on_scene()) == ()


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 5000, 3), (5000, 1, 3), (10, 10, 3), (4000, 3000, 3)])
def test_extreme_shapes_give_nothing(shape):
    assert read_codes(np.full(shape, 200, dtype=np.uint8)) == ()


def test_a_code_in_a_very_large_picture_has_its_box_in_shares():
    sheet = Image.new("RGB", (4000, 3000), "white")
    sheet.paste(code("orvane.example", scale=16), (2000, 1500))
    (found,) = read_codes(np.asarray(sheet))
    assert found.box[0] == pytest.approx(0.5, abs=0.03)
    assert found.box[1] == pytest.approx(0.5, abs=0.03)


def test_a_picture_full_of_the_signs_by_which_codes_are_found_gives_nothing():
    sign = np.zeros((8, 8), dtype=np.uint8)
    sign[0:7, 0:7] = sign[2:5, 2:5] = 255
    sign[1:6, 1:6] = 0
    sign[2:5, 2:5] = 255
    tiled = np.tile(np.kron(sign, np.ones((2, 2), dtype=np.uint8)), (40, 40))
    assert read_codes(np.repeat(tiled[..., np.newaxis], 3, axis=2)) == ()


@settings(deadline=None, max_examples=50)
@given(arrays(np.uint8, st.tuples(st.integers(1, 60), st.integers(1, 60), st.just(3))))
def test_no_pixels_raise(pixels):
    assert read_codes(pixels) == ()
