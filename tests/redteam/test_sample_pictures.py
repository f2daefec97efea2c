"""The pictures of the sample market: drawn, repeatable, borrowed as the truth says."""

import io
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from ruamel.yaml import YAML

from guildmark.redteam import make_market
from guildmark.redteam.dice import Dice
from guildmark.redteam.market.album import Album, Photo
from guildmark.redteam.market.goods import goods
from guildmark.redteam.market.marks import make_marks

Image = pytest.importorskip("PIL.Image")


def pixels(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), np.float32)


@pytest.fixture
def album() -> Album:
    return Album(make_marks(3), 3, with_data=True)


def test_every_kind_of_goods_can_be_drawn() -> None:
    from guildmark.redteam.market.drawing.photo import PAINTERS, snapshot

    assert set(PAINTERS) == set(goods())
    for kind in PAINTERS:
        for seed in range(3):
            image = np.asarray(snapshot(kind, 96, Dice(f"{kind}{seed}"), (seed, "Orvane")))
            assert image.shape == (96, 96, 3)
            assert image.std() > 5


def test_the_same_photo_has_the_same_bytes_and_another_variant_has_others(album: Album) -> None:
    again = Album(make_marks(3), 3, with_data=True)
    photo = Photo("bags", 1, 0)
    assert album.data(photo) == again.data(photo)
    assert album.data(photo) != album.data(Photo("bags", 2, 0))


def test_an_exact_copy_has_the_bytes_that_shops_show(album: Album) -> None:
    assert album.data(Photo("bags", 0, 0, 0, "shop")) == album.data(Photo("bags", 2, 0, 0, "exact"))


@pytest.mark.parametrize("edit", ["recompressed", "resized", "cropped", "bordered"])
def test_an_edited_copy_is_near_the_original_and_not_the_same(album: Album, edit: str) -> None:
    original = pixels(album.data(Photo("bags", 0, 0, 0, "shop")) or b"")
    copy = pixels(album.data(Photo("bags", 0, 0, 0, edit)) or b"")
    other = pixels(album.data(Photo("shoes", 0, 0, 9, "shop")) or b"")
    assert 0 < np.abs(original - copy).mean() < np.abs(original - other).mean()


def test_a_mirrored_copy_mirrored_again_is_the_original(album: Album) -> None:
    original = pixels(album.data(Photo("bags", 0, 0, 0, "shop")) or b"")
    copy = pixels(album.data(Photo("bags", 0, 0, 0, "mirrored")) or b"")
    assert np.abs(original - copy[:, ::-1]).mean() < 4


def test_an_address_tells_nothing_and_leads_nowhere(album: Album) -> None:
    addresses = {album.uri(Photo("bags", n, n % 3, -1)) for n in range(50)}
    assert len(addresses) == 50
    assert all(one.startswith("https://pictures.example/") and "bags" not in one for one in addresses)


def test_listings_hold_pictures_that_decode(pictured: Path) -> None:
    rows = pq.read_table(pictured / "listings.parquet", columns=["pictures"]).column(0).to_pylist()
    different = {picture["data"] for row in rows for picture in row}
    assert all(1 <= len(row) <= 3 for row in rows)
    for data in different:
        width, height = Image.open(io.BytesIO(data)).size
        assert 160 <= width == height <= 256


def test_every_official_picture_that_the_rights_name_is_there(pictured: Path) -> None:
    rights = YAML(typ="safe", pure=True).load((pictured / "rights.yaml").read_text("utf-8"))["rights"]
    named = [name for right in rights for name in right["pictures"]]
    assert len(named) == len(set(named)) == len(list((pictured / "official").iterdir()))
    assert all(Image.open(pictured / name).size == (512, 512) for name in named)


def test_pictures_of_a_market_that_was_there_before_are_gone(tmp_path: Path) -> None:
    (tmp_path / "official").mkdir()
    (tmp_path / "official" / "sample-99-old.jpg").touch()
    (tmp_path / "official" / "mine.jpg").touch()
    make_market(tmp_path, listings=5, pictures=False)
    assert [path.name for path in (tmp_path / "official").iterdir()] == ["mine.jpg"]


def test_a_market_without_pictures_wears_no_disguise_of_pictures(market, pictured: Path) -> None:
    assert not any("picture-" in name or name == "borrowed-picture" for name in market.disguises)
    told = pq.read_table(pictured / "truth.parquet", columns=["disguises"]).column(0).to_pylist()
    assert any(name.startswith("borrowed-picture") for names in told for name in names)
