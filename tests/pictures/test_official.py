"""Official pictures: a copy is found, exact or changed, and nothing else is."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures_made import as_bytes, distance, scene
from PIL import Image, ImageOps

from guildmark.pictures import OfficialPictures, PictureMemory, look
from guildmark.pictures.nearest import band_tables, nearest
from guildmark.records import InputError, picture_id


@pytest.fixture
def pictures(tmp_path):
    """Pictures of three rights as files; the last one shows nothing but grey."""
    listed = []
    for seed in range(6):
        path = tmp_path / f"{seed}.png"
        path.write_bytes(as_bytes(scene(seed), "PNG"))
        listed.append((f"right-{seed % 3}", path.name, path))
    grey = tmp_path / "grey.png"
    grey.write_bytes(as_bytes(Image.new("RGB", (300, 300), "grey"), "PNG"))
    return [*listed, ("right-0", grey.name, grey)]


@pytest.fixture
def official(pictures, tmp_path):
    assert OfficialPictures.build(pictures, tmp_path / "index") == ()
    return OfficialPictures.open(tmp_path / "index")


def test_the_same_bytes_are_found_exactly(official, pictures):
    for right_id, name, path in pictures:
        found = official[official.exact(picture_id(path.read_bytes()))]
        assert (found.path, found.right_ids) == (name, (right_id,))
    assert official.exact(picture_id(b"something else")) is None


def test_a_recompressed_and_mirrored_copy_is_found(official):
    copy = as_bytes(ImageOps.mirror(scene(4)).resize((900, 700)), quality=60)
    index, distance_bits = official.match(look(copy, PictureMemory()).hashes)
    assert official[index].path == "4.png"
    assert distance_bits <= 31


@pytest.mark.parametrize("border", [(9, 9), (0, 30), (50, 20)])
@pytest.mark.parametrize("colour", ["white", "black", (200, 30, 60)])
def test_a_copy_with_a_plain_border_is_found(official, border, colour):
    copy = as_bytes(ImageOps.expand(scene(2), border, colour), quality=75)
    index, _ = official.match(look(copy, PictureMemory()).hashes)
    assert official[index].path == "2.png"


def test_an_official_picture_with_a_border_is_found_in_a_copy_without(tmp_path):
    path = tmp_path / "bordered.png"
    path.write_bytes(as_bytes(ImageOps.expand(scene(2), 40, "white"), "PNG"))
    OfficialPictures.build([("a", path.name, path)], tmp_path / "index")
    official = OfficialPictures.open(tmp_path / "index")
    assert official.match(look(as_bytes(scene(2)), PictureMemory()).hashes) is not None
    assert official.match(look(as_bytes(scene(3)), PictureMemory()).hashes) is None


def test_a_picture_of_something_else_is_not_found(official):
    assert official.match(look(as_bytes(scene(77)), PictureMemory()).hashes) is None


def test_a_plain_surface_is_found_by_its_bytes_only(official, pictures):
    assert official.exact(picture_id(pictures[-1][2].read_bytes())) is not None
    assert official.match(look(as_bytes(Image.new("RGB", (300, 300), "grey")), PictureMemory()).hashes) is None


def test_a_picture_of_two_rights_names_both(pictures, tmp_path):
    shared = [*pictures, ("right-9", "0.png", pictures[0][2])]
    OfficialPictures.build(shared, tmp_path / "index")
    official = OfficialPictures.open(tmp_path / "index")
    assert len(official) == len(pictures)
    assert official[official.exact(picture_id(pictures[0][2].read_bytes()))].right_ids == ("right-0", "right-9")


def test_the_order_of_pictures_changes_nothing(pictures, tmp_path):
    for name, listed in (("a", pictures), ("b", pictures[::-1])):
        OfficialPictures.build(listed, tmp_path / name)
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in files)


def test_other_content_has_another_digest(pictures, tmp_path):
    digests = set()
    for name, listed in (("a", pictures), ("b", pictures[:-1]), ("c", [("x", *pictures[0][1:]), *pictures[1:]])):
        OfficialPictures.build(listed, tmp_path / name)
        digests.add(OfficialPictures.open(tmp_path / name).digest)
    assert len(digests) == 3


def test_bad_pictures_are_told_and_the_damaged_one_is_still_found_by_its_bytes(pictures, tmp_path):
    damaged = tmp_path / "damaged.jpg"
    damaged.write_bytes(b"\xff\xd8\xff no picture")
    listed = [*pictures, ("right-1", "damaged.jpg", damaged), ("right-2", "gone.jpg", tmp_path / "gone.jpg")]
    problems = OfficialPictures.build(listed, tmp_path / "index")
    assert [problem.file for problem in problems] == ["damaged.jpg", "gone.jpg"]
    official = OfficialPictures.open(tmp_path / "index")
    assert official[official.exact(picture_id(damaged.read_bytes()))].right_ids == ("right-1",)


def test_no_pictures_at_all_match_nothing(tmp_path):
    OfficialPictures.build([], tmp_path / "index")
    official = OfficialPictures.open(tmp_path / "index")
    assert len(official) == 0
    assert official.match(look(as_bytes(scene()), PictureMemory()).hashes) is None


def test_an_unfinished_or_older_folder_is_refused(official, tmp_path):
    listing = official.folder / "pictures.json"
    listing.write_text(json.dumps({**json.loads(listing.read_text()), "format": 0}))
    with pytest.raises(InputError, match="format 0"):
        OfficialPictures.open(official.folder)
    listing.unlink()
    with pytest.raises(InputError, match="Build the index again"):
        OfficialPictures.open(official.folder)


@settings(deadline=None)  # the first call compiles
@given(st.integers(0, 2**32), st.integers(0, 40), st.integers(1, 300))
def test_the_tables_find_what_comparing_with_all_finds(seed, flips, count):
    random = np.random.default_rng(seed)
    hashes = random.integers(0, 2**64, (count, 4), dtype=np.uint64)
    hashes[random.integers(count)] = hashes[0]  # sometimes two are equally near
    bits = np.zeros(256, dtype=bool)
    bits[random.choice(256, flips, replace=False)] = True
    query = hashes[random.integers(count)] ^ np.packbits(bits).view(np.uint64)
    queries = np.stack([random.integers(0, 2**64, 4, dtype=np.uint64), query])
    distances = [min(distance(hash_, query) for query in queries) for hash_ in hashes]
    least = min(distances)
    wanted = (distances.index(least), least) if least <= 31 else (-1, 32)
    assert nearest(hashes, *band_tables(hashes), queries) == wanted


def test_an_undecodable_picture_keeps_its_identity():
    seen = look(b"no picture", PictureMemory())
    assert seen.digest == picture_id(b"no picture")
    assert seen.fault
    assert seen.hashes.shape == (0, 4)
