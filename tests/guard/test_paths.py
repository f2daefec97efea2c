"""Paths stay inside their root, folders can be written before work begins, and files are read up to a bound."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildmark.guard import inside, output_folder, read_bounded
from guildmark.records import InputError


@pytest.mark.parametrize("name", ["a.jpg", "sub/a.jpg", "sub/../a.jpg", "./a.jpg", ".", "..a", "sub/.../a"])
def test_a_name_below_the_root_is_found(tmp_path: Path, name: str) -> None:
    assert inside(tmp_path, name).is_relative_to(tmp_path.resolve())


@pytest.mark.parametrize("name", ["../a", "sub/../../a", "/etc/passwd", "..", "sub/../..", "link/a", "chain/a"])
def test_a_name_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    (root / "link").symlink_to(tmp_path)
    (root / "chain").symlink_to("sub/../link")
    with pytest.raises(InputError, match=f"^{name}: leads out of .* Name a file below that folder"):
        inside(root, name)


def test_a_root_whose_name_begins_alike_is_another_one(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "rooted").mkdir()
    with pytest.raises(InputError):
        inside(tmp_path / "root", "../rooted/a")


@given(st.lists(st.sampled_from(["..", ".", "a", "b", "", "..."]), max_size=8).map("/".join))
def test_whatever_the_name_the_path_is_below_the_root_or_refused(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    root = tmp_path_factory.getbasetemp() / "root"
    root.mkdir(exist_ok=True)
    try:
        assert inside(root, name).is_relative_to(root.resolve())
    except InputError:
        assert not Path(os.path.normpath(root / name)).is_relative_to(root)


def test_a_folder_is_made_with_its_parents_and_left_empty(tmp_path: Path) -> None:
    made = output_folder(tmp_path / "a" / "b")
    assert made == (tmp_path / "a" / "b").resolve()
    assert list(made.iterdir()) == []
    (made / "mine").write_text("mine")
    assert output_folder(made) == made
    assert [path.name for path in made.iterdir()] == ["mine"]


@pytest.mark.parametrize("name", ["file", "file/below", "x" * 300, "loop/a"])
def test_a_folder_that_cannot_be_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(InputError, match=r"Give (another|a) folder"):
        output_folder(tmp_path / name)
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_leave_to_write_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(InputError, match="cannot be written"):
        output_folder(tmp_path / "out")


def test_a_folder_whose_name_is_no_unicode_is_refused(tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    with pytest.raises(InputError, match=r"is not UTF-8. Rename it"):
        output_folder(odd)
    assert not odd.exists()


@given(st.binary(max_size=40), st.integers(0, 40))
def test_a_file_is_read_whole_or_not_at_all(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, most_bytes: int
) -> None:
    file = tmp_path_factory.getbasetemp() / "bounded"
    file.write_bytes(content)
    if len(content) <= most_bytes:
        assert read_bounded(file, most_bytes) == content
    else:
        with pytest.raises(InputError, match="is larger than"):
            read_bounded(file, most_bytes)


def test_what_is_no_readable_file_is_refused(tmp_path: Path) -> None:
    for path, told in ((tmp_path / "nothere", "there is no such file"), (tmp_path, "Is a directory")):
        with pytest.raises(InputError, match=told):
            read_bounded(path, 10)
    with pytest.raises(InputError, match="is larger than"):
        read_bounded(Path("/dev/zero"), 10)
