"""Paths stay inside their root, folders can be written before work begins, and files are read up to a bound."""

import os
import shutil
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildmark.guard import RefusedError, inside, output_folder, read_below, read_bounded
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


def refusal(root: Path, name: str, most_bytes: int = 100) -> str:
    """The class for which reading a name below a folder is refused."""
    with pytest.raises(RefusedError) as refused:
        read_below(root, name, most_bytes)
    return refused.value.kind


@pytest.fixture
def album(tmp_path: Path) -> Path:
    root = tmp_path / "album"
    (root / "sub").mkdir(parents=True)
    (root / "a.jpg").write_bytes(b"picture")
    (root / "sub" / "b.jpg").write_bytes(b"another")
    (tmp_path / "secret").write_bytes(b"secret")
    return root


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.jpg", b"picture"), ("./a.jpg", b"picture"), ("sub/b.jpg", b"another"), ("sub/../a.jpg", b"picture"),
     ("within", b"another"), ("folder/b.jpg", b"another")],
)  # fmt: skip
def test_a_file_below_the_folder_is_read(album: Path, name: str, content: bytes) -> None:
    (album / "within").symlink_to("sub/b.jpg")
    (album / "folder").symlink_to("sub")
    assert read_below(album, name, 100) == content


@pytest.mark.parametrize(
    ("name", "kind"),
    [("../secret", "outside the folder"), ("/etc/passwd", "outside the folder"), ("out", "outside the folder"),
     ("outward/secret", "outside the folder"), ("sub/../../secret", "outside the folder"), ("c.jpg", "not found"),
     ("A.JPG", "not found"), ("a.jpg/b", "not found"), ("x" * 300, "not found"), ("a.jpg\0.png", "not found"),
     ("loop", "no regular file"), ("dangling", "not found"), ("sub", "no regular file"),
     (".", "no regular file"), ("", "no regular file"),
     ("pipe", "no regular file"), ("socket", "no regular file"), ("zero", "outside the folder"), ("long", "too large")],
)  # fmt: skip
def test_what_is_no_file_of_the_folder_is_refused_with_its_class(album: Path, name: str, kind: str) -> None:
    (album / "out").symlink_to("../secret")
    (album / "outward").symlink_to("..")
    (album / "loop").symlink_to("loop")
    (album / "dangling").symlink_to("gone")
    (album / "zero").symlink_to("/dev/zero")
    (album / "long").write_bytes(bytes(101))
    os.mkfifo(album / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        here = Path.cwd()
        os.chdir(album)  # a socket's name must be short
        listening.bind("socket")
        os.chdir(here)
        assert refusal(album, name) == kind


def test_a_link_that_is_put_in_the_way_after_the_look_is_not_followed(
    album: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The race that an attacker with leave to write would try: the name is looked at, then changed, then read."""

    def swapped(root: Path, name: str | Path) -> Path:
        found = inside(root, name)
        victim = root / "sub" / "b.jpg" if name == "sub/b.jpg" else root / "sub"
        shutil.rmtree(victim) if victim.is_dir() else victim.unlink()
        victim.symlink_to(root.parent / "secret" if victim.suffix else root.parent)
        return found

    (album / "sub" / "secret").write_bytes(b"mine")
    monkeypatch.setattr("guildmark.guard.paths.inside", swapped)
    assert refusal(album, "sub/b.jpg") in ("no regular file", "not readable")
    assert refusal(album, "sub/secret") in ("not found", "not readable")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_leave_to_read_is_refused(album: Path) -> None:
    (album / "a.jpg").chmod(0)
    assert refusal(album, "a.jpg") == "not readable"


@given(st.lists(st.sampled_from(["..", ".", "a", "sub", "", "\0", "...", "é"]), max_size=6).map("/".join))
def test_whatever_the_name_only_files_below_the_folder_are_read(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    root = tmp_path_factory.getbasetemp() / "names"
    (root / "sub").mkdir(parents=True, exist_ok=True)
    (root / "sub" / "a").write_bytes(b"inside")
    (root.parent / "a").write_bytes(b"outside")
    try:
        assert read_below(root, name, 100) == b"inside"
    except RefusedError as error:
        assert error.kind
