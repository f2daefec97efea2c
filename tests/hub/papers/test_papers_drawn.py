"""Papers are opened by a process apart, which may do and die of whatever it likes: pages or a reason come of it."""

import io
import os
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO

import papers_made as made
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from guildmark.hub.papers import open_apart, wire
from guildmark.hub.papers.limits import limits
from guildmark.hub.papers.open_apart import Opened

AFTERWARDS = {
    wire.DAMAGED, wire.PASSWORD, wire.NO_PAGES, wire.TOO_MANY_PAGES, wire.PROGRAM, wire.MEMORY, wire.TOO_SLOW,
    wire.FELL, wire.TOO_LARGE,
}  # fmt: skip


@contextmanager
def file_of(data: bytes) -> Iterator[IO[bytes]]:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        yield file


def draw(data: bytes) -> Opened:
    with file_of(data) as file:
        return open_apart.draw(wire.PDF if data.startswith(b"%PDF") else wire.PICTURE, file)


def image_of(page: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(page), formats=["JPEG"])
    image.load()
    return image


def dark_share(page: bytes) -> float:
    grey = image_of(page).convert("L")
    return sum(grey.histogram()[:100]) / (grey.width * grey.height)


def test_each_page_of_a_pdf_is_drawn_on_white_at_a_size_that_can_be_read() -> None:
    opened = draw(made.paged(3))
    assert (len(opened.pages), opened.word) == (3, "")
    for page in opened.pages:
        assert image_of(page).size == (1240, 1755)
        assert image_of(page).getpixel((5, 5)) == (255, 255, 255)
        assert 0.0005 < dark_share(page) < 0.05


def test_a_photo_loses_what_it_says_of_its_owner_and_stands_upright() -> None:
    data = made.photo_with_place()
    assert b"Telephone" in data and b"secret" in data
    (page,) = draw(data).pages
    image = image_of(page)
    assert image.size == (300, 400)
    red, blue = image.getpixel((150, 20)), image.getpixel((150, 380))
    assert isinstance(red, tuple) and red[0] > 200 and red[2] < 100
    assert isinstance(blue, tuple) and blue[2] > 200 and blue[0] < 100
    assert not image.getexif() and "comment" not in image.info
    assert b"Telephone" not in page and b"secret" not in page


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_what_is_transparent_becomes_white(form: str) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(out, form)
    (page,) = draw(out.getvalue()).pages
    assert image_of(page).getpixel((20, 20)) == (255, 255, 255)


def test_fields_that_were_filled_in_are_drawn() -> None:
    assert dark_share(draw(made.filled_form(b"")).pages[0]) == 0
    assert dark_share(draw(made.filled_form(b"Aurelle GmbH")).pages[0]) > 0.0005


def test_a_pdf_that_would_act_is_drawn_like_one_that_would_not() -> None:
    assert draw(made.acting()).pages == draw(made.paged()).pages


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (made.locked(), wire.PASSWORD),
        (made.paged(5000), wire.TOO_MANY_PAGES),
        (made.circle_of_pages(), wire.DAMAGED),
        (made.paged(2)[:200], wire.DAMAGED),
        (made.forms_within_forms(12, 10), wire.FELL),
        (made.photo("PNG")[:20], wire.DAMAGED),
        (made.claiming_png(60_000, 60_000), wire.DAMAGED),
        (b"", wire.DAMAGED),
    ],
)
def test_what_cannot_be_drawn_says_why(data: bytes, word: str) -> None:
    opened = draw(data)
    assert (opened.pages, opened.word) == ((), word)


@pytest.mark.parametrize(
    "size", [b"0 0 9e9 842", b"0 0 0 842", b"0 0 90000 1", b"0 0 -5 nan", b"5 5 5 5", b"0 0 1e-9 1e-9"]
)
def test_pages_of_any_claimed_size_stay_within_the_bounds(size: bytes) -> None:
    opened = draw(made.paged().replace(b"0 0 595 842", size))
    assert opened.pages or opened.word == wire.DAMAGED
    for page in opened.pages:
        assert max(image_of(page).size) <= limits().page_side_pixels + 1


def test_a_picture_within_a_pdf_that_takes_too_much_memory_is_not_drawn() -> None:
    bomb = made.with_picture(32_000, 32_000, made.packed_zeros(1 << 30))
    assert len(bomb) < limits().most_paper_bytes
    opened = draw(bomb)
    assert opened.word in ("", wire.FELL, wire.MEMORY, wire.TOO_SLOW)
    assert all(max(image_of(page).size) <= 2_000 for page in opened.pages)


def slow() -> bytes:
    """A small PDF whose drawing takes minutes."""
    import zlib

    lines = b"0 0 m 595 842 l S 0 842 m 595 0 l S\n" * 400_000
    return made.paged().replace(
        b"<</Length %d>>stream\n%s" % (len(made.WORDS), made.WORDS),
        b"<</Filter/FlateDecode/Length %d>>stream\n%s" % (len(zlib.compress(lines)), zlib.compress(lines)),
    )


@pytest.mark.parametrize("changed", [{"draw_wall_seconds": 1}, {"draw_cpu_seconds": 1}])
def test_drawing_ends_when_its_time_is_over(changed: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    known = replace(limits(), **changed)
    monkeypatch.setattr(open_apart, "limits", lambda: known)
    opened = draw(slow())
    assert (opened.pages, opened.word) == ((), wire.TOO_SLOW)
    assert not children()


def test_drawing_ends_when_there_is_too_little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    known = replace(limits(), memory_bytes=100 << 20)
    monkeypatch.setattr(open_apart, "limits", lambda: known)
    out = io.BytesIO()
    Image.effect_noise((4000, 4000), 50).save(out, "PNG")
    assert draw(out.getvalue()).word in (wire.MEMORY, wire.FELL, wire.DAMAGED)


def test_drawing_ends_when_too_much_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    known = replace(limits(), drawing_bytes=100_000)
    monkeypatch.setattr(open_apart, "limits", lambda: known)
    opened = draw(made.paged(5))
    assert (len(opened.pages), opened.word) == (1, wire.TOO_LARGE)


def children() -> list[int]:
    """The processes of this one that open papers."""
    found = []
    for path in Path("/proc/self/task").glob("*/children"):
        for pid in path.read_text().split():
            if open_apart.CHILD in Path("/proc", pid, "cmdline").read_text().split("\0"):
                found.append(int(pid))
    return found


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="children are found in /proc")
def test_a_child_that_is_killed_is_a_clear_reason() -> None:
    result: list[Opened] = []
    thread = threading.Thread(target=lambda: result.append(draw(slow())))
    thread.start()
    while not (found := children()):
        time.sleep(0.01)
    os.kill(found[0], signal.SIGKILL)
    thread.join()
    assert result == [Opened((), wire.KILLED)]


@pytest.mark.parametrize(
    "written",
    [
        b"\xff" * 100,
        wire.record(wire.PAGE, b"<script>") + wire.record(wire.DONE, b""),
        wire.record(wire.PAGE, made.photo("PNG")) + wire.record(wire.DONE, b""),
        wire.record(wire.PAGE, made.photo() + b"<script>") + wire.record(wire.DONE, b""),
        wire.record("no-word", b""),
        wire.record(wire.DONE, b""),
        wire.record(wire.PAGE, made.photo()) * 31 + wire.record(wire.DONE, b""),
    ],
)
def test_a_child_that_was_taken_over_is_not_believed(written: bytes) -> None:
    opened = open_apart._read(written, 0, limits(), drawn=True)
    assert opened.word
    assert all(page == made.photo() for page in opened.pages)


@given(
    st.lists(st.tuples(st.sampled_from([wire.PAGE, wire.DONE, wire.DAMAGED]), st.binary(max_size=300))),
    st.binary(max_size=20),
)
def test_records_come_back_as_they_were_written_and_a_broken_end_is_left_out(
    parts: list[tuple[str, bytes]], end: bytes
) -> None:
    whole = b"".join(wire.record(*part) for part in parts)
    assert list(wire.records(whole)) == parts
    assert list(wire.records(whole + end))[: len(parts)] == parts
    assert len(list(wire.records(whole[:-1]))) == max(0, len(parts) - 1)


GOOD = (made.paged(2), made.acting(), made.filled_form(b"Aurelle"), made.photo(), made.photo("PNG"), made.photo("WEBP"))


@st.composite
def mutated(draw_one: st.DrawFn) -> bytes:
    """A good paper with some bytes changed, cut out, doubled or cut off behind its first eight."""
    data = bytearray(draw_one(st.sampled_from(GOOD)))
    for _ in range(draw_one(st.integers(1, 8))):
        place = draw_one(st.integers(8, max(8, len(data) - 1)))
        length = draw_one(st.integers(0, 40))
        match draw_one(st.integers(0, 3)):
            case 0:
                data[place : place + length] = draw_one(st.binary(max_size=40))
            case 1:
                data[place:place] = data[place : place + length]
            case 2:
                data[place : place + 1] = draw_one(
                    st.sampled_from([b"99999999", b"-1", b"/", b"<<", b"[", b"(", b"0 R"])
                )
            case _:
                del data[place:][length * 20 :]
    return bytes(data)


def pages_or_reason(data: bytes) -> None:
    opened = draw(data)
    assert opened.word in AFTERWARDS if opened.word else opened.pages
    for page in opened.pages:
        assert max(image_of(page).size) <= limits().page_side_pixels + 1


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated())
def test_broken_papers_give_pages_or_a_reason(data: bytes) -> None:
    pages_or_reason(data)


@pytest.mark.soak
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated())
def test_many_broken_papers_give_pages_or_a_reason(data: bytes) -> None:
    pages_or_reason(data)
