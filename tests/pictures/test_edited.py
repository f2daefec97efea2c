"""An official picture is found again when it was edited, and another picture is not taken for it."""

from pathlib import Path

import numpy as np
import pytest
from pictures_made import as_bytes, scene
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from guildmark.pictures import EditedCopies, Nearness, PictureMemory, copies_available, edited, model_path
from guildmark.pictures.geometry import Agreement
from guildmark.records import InputError, picture_id

pytestmark = pytest.mark.skipif(
    not copies_available() or model_path("sscd_distilled", Path()) is None, reason="needs the extra copydetect"
)
NEARNESS = Nearness(near=0.38, sure=0.92, alike=0.75, unchanged=0.25, alone=0.6)
OFFICIAL = range(12)


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> EditedCopies:
    folder = tmp_path_factory.mktemp("edited")
    model = model_path("sscd_distilled", Path())
    assert model is not None
    pictures = [(number, lambda number=number: as_bytes(scene(number))) for number in OFFICIAL]
    EditedCopies.build(pictures, model, 160, folder, "official")
    return EditedCopies.open(folder, NEARNESS)


def found(copies: EditedCopies, image: Image.Image, memory: PictureMemory | None = None) -> list[int]:
    data = as_bytes(image)
    return [copy.official for copy in copies.find(data, picture_id(data), memory or PictureMemory(), closely=True)]


def written_over(image: Image.Image) -> Image.Image:
    draw = ImageDraw.Draw(image)
    draw.rectangle((20, 200, 380, 270), fill="yellow")
    draw.text((40, 220), "SALE  chat with us", fill="red", font_size=30)
    return image


def covered(image: Image.Image) -> Image.Image:
    ImageDraw.Draw(image).ellipse((130, 80, 270, 220), fill="white")
    return image


EDITS = {
    "cropped": lambda image: image.crop((60, 40, 370, 280)),
    "framed": lambda image: ImageOps.expand(image, 40, "teal"),
    "turned": lambda image: image.rotate(9, Image.Resampling.BICUBIC, fillcolor="white"),
    "mirrored and cropped": lambda image: ImageOps.mirror(image).crop((30, 20, 380, 290)),
    "written over": written_over,
    "covered": covered,
    "without colours, darker": lambda image: ImageEnhance.Brightness(ImageOps.grayscale(image)).enhance(0.6),
    "blurred": lambda image: image.filter(ImageFilter.GaussianBlur(5)),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_copy_is_found(copies: EditedCopies, edit: str):
    assert found(copies, EDITS[edit](scene(7)).convert("RGB")) == [7]


def test_each_copy_in_a_collage_is_found_once_with_its_place(copies: EditedCopies):
    sheet = Image.new("RGB", (820, 620), "white")
    for number, place in ((3, (0, 0)), (50, (420, 0)), (4, (0, 320)), (3, (420, 320))):
        sheet.paste(scene(number), place)
    data = as_bytes(sheet)
    seen = copies.find(data, picture_id(data), PictureMemory(), closely=False)
    assert sorted(copy.official for copy in seen) == [3, 4]
    (four,) = [copy for copy in seen if copy.official == 4]
    assert np.allclose(four.box, (0, 320 / 620, 400 / 820, 1), atol=0.02)


def goods_on_white(number: int) -> Image.Image:
    """Three things on white, as official pictures often are: in a screenshot no line shows where such a one ends."""
    image = Image.new("RGB", (400, 300), "white")
    for place, size, other in (((60, 50), (60, 200), 0), ((200, 100), (60, 150), 30), ((300, 60), (50, 180), 60)):
        image.paste(scene(number + other).resize(size), place)
    return image


def test_what_no_line_cuts_out_of_a_screenshot_is_found_where_it_is_looked_at_closely(
    copies: EditedCopies, tmp_path: Path
):
    pictures = [(number, lambda number=number: as_bytes(goods_on_white(number))) for number in OFFICIAL]
    EditedCopies.build(pictures, copies.model, 160, tmp_path, "official")
    on_white = EditedCopies.open(tmp_path, NEARNESS)
    screenshot = Image.new("RGB", (400, 500), "white")
    screenshot.paste(goods_on_white(3).resize((200, 150)), (100, 40))
    for line in range(230, 480, 60):
        ImageDraw.Draw(screenshot).text((20, line), "Add to cart  New in", fill="black", font_size=22)
    data = as_bytes(screenshot)
    digest, memory = picture_id(data), PictureMemory()
    assert on_white.find(data, digest, memory, closely=False) == ()
    assert [copy.official for copy in on_white.find(data, digest, memory, closely=True)] == [3]


def test_what_was_written_all_over_is_known_by_what_was_left_as_it_was():
    few_alike = Agreement(alike=0.4, unchanged=0.3)
    assert NEARNESS.tells(few_alike, closely=True)
    assert not NEARNESS.tells(few_alike._replace(unchanged=0.2), closely=True)


def test_a_picture_alone_must_be_more_alike_to_tie_a_listing_to_a_right():
    seen = Agreement(alike=0.9, unchanged=0.5)
    assert NEARNESS.tells(seen, closely=True)
    assert not NEARNESS.tells(seen, closely=False)
    assert NEARNESS.tells(seen._replace(unchanged=0.65), closely=False)


@pytest.mark.parametrize("seed", range(100, 112))
def test_another_picture_is_no_copy(copies: EditedCopies, seed: int):
    assert found(copies, scene(seed)) == []


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3), (40, 40)])
def test_a_picture_without_anything_in_it_is_no_copy(copies: EditedCopies, size: tuple[int, int]):
    assert found(copies, Image.new("RGB", size, "grey")) == []


def test_what_a_picture_showed_is_remembered(copies: EditedCopies):
    memory, data = PictureMemory(), as_bytes(EDITS["cropped"](scene(7)))
    digest = picture_id(data)
    assert copies.find(data, digest, memory, closely=True) == copies.find(
        b"no longer here", digest, memory, closely=True
    )


def test_vectors_of_another_model_are_refused(
    copies: EditedCopies, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edited, "ready_models", list)  # as for a model of one's own
    other = tmp_path / "model.onnx"
    other.write_bytes(copies.model.read_bytes())
    EditedCopies.build([(0, lambda: as_bytes(scene(0)))], other, 160, tmp_path / "edited", "official")
    other.write_bytes(other.read_bytes()[:-1] + b"\0")
    with pytest.raises(InputError, match="is not there, or another"):
        EditedCopies.open(tmp_path / "edited", NEARNESS)


def test_rights_without_a_picture_that_can_be_decoded_match_nothing(copies: EditedCopies, tmp_path: Path):
    EditedCopies.build([(0, lambda: b"no picture")], copies.model, 160, tmp_path, "official")
    assert found(EditedCopies.open(tmp_path, NEARNESS), scene(0)) == []


def test_a_ready_model_is_found_again_where_another_environment_has_it(copies: EditedCopies, tmp_path: Path) -> None:
    elsewhere = tmp_path / "removed.onnx"
    elsewhere.write_bytes(copies.model.read_bytes())
    EditedCopies.build([(0, lambda: as_bytes(scene(0)))], elsewhere, 160, tmp_path / "edited", "official")
    elsewhere.unlink()
    assert found(EditedCopies.open(tmp_path / "edited", NEARNESS), scene(0)) == [0]
