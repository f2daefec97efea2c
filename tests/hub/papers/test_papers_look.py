"""What is taken as proof, and what a seller is told whose paper is not."""

import io

import papers_made as made
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from guildmark.hub.papers import limits as limits_module
from guildmark.hub.papers.limits import limits
from guildmark.hub.papers.look import Paper, each, look_over
from guildmark.records import InputError


def look(data: bytes, name: str = "paper.pdf") -> Paper:
    return look_over(name, io.BytesIO(data))


def refusal(data: bytes, name: str = "paper.pdf") -> str:
    with pytest.raises(InputError) as told:
        look(data, name)
    assert str(told.value).startswith("paper.pdf: ") or name != "paper.pdf"
    return str(told.value).removeprefix("paper.pdf: ")


@pytest.mark.parametrize(
    ("data", "media_type", "pages"),
    [
        (made.paged(3), "application/pdf", 3),
        (made.photo("JPEG"), "image/jpeg", 1),
        (made.photo("PNG"), "image/png", 1),
        (made.photo("WEBP"), "image/webp", 1),
    ],
)
def test_papers_are_told_by_their_content_whatever_their_name_says(data: bytes, media_type: str, pages: int) -> None:
    paper = look(data, "C:\\proof\\holiday.docx.exe")
    assert (paper.name, paper.media_type, paper.pages) == ("holiday.docx.exe", media_type, pages)
    assert (paper.data, paper.size_bytes) == (data, len(data))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "it is empty. Choose the file again."),
        (b"\0\0\0\x18ftypheic" + bytes(40), "this is a HEIC picture; PDF, JPEG, PNG and WebP are read. Save the"),
        (made.zipped(**{"a.txt": b"x"}), "this is a packed archive; PDF, JPEG, PNG and WebP are read. Unpack it,"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(99), "this is a packed archive"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(99), "this is a packed archive"),
        (b"\x1f\x8b\x08" + bytes(99), "this is a packed archive"),
        (made.zipped(**{"[Content_Types].xml": b"<x/>"}), "this is an office document; PDF, JPEG, PNG and"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "this is an office document"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "this is an SVG drawing"),
        (b"<!DOCTYPE html><html>", "this is a web page"),
        (b"MZ" + bytes(99), "this is a program"),
        (b"GIF89a" + bytes(99), "this is a GIF picture"),
        (b"our invoice: 17", "this is plain text"),
        (bytes(range(256)), "this is a file of another kind"),
        (made.locked(), "it opens only with a password. Save it without a password, and send that."),
        (made.paged(5000), "it has 5,000 pages; at most 30 are read. Send only the pages that matter."),
        (made.paged(31), "it has 31 pages; at most 30 are read."),
        (made.paged()[:300], "its end is missing, as after a broken upload. Send it again."),
        (made.circle_of_pages(), "it cannot be opened."),
        (made.pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"), "it "),
        (b"%PDF-1.7\n" + bytes(99) + b"\n%%EOF", "it cannot be opened."),
        (made.forms_within_forms(12, 10), "opening it takes too much. Print it to a new PDF, or send photos"),
        (made.photo("PNG")[:20], "the picture is damaged, or has too many pixels"),
        (made.claiming_png(100_000, 100_000), "the picture is damaged, or has too many pixels"),
    ],
)  # fmt: skip
def test_what_is_not_taken_is_refused_with_the_next_step(data: bytes, told: str) -> None:
    assert refusal(data).startswith(told)


def test_a_paper_of_thirty_pages_and_ten_megabytes_is_taken_and_one_byte_more_is_not() -> None:
    most = limits().most_paper_bytes
    whole = made.paged(30)
    padded = whole.replace(b"%\xe2\xe3\xcf\xd3\n", b"%" + b"x" * (most - len(whole) + 4) + b"\n")
    assert (len(padded), look(padded).pages) == (most, 30)
    assert refusal(padded + b"\n") == "it is larger than 10 MB. Send it smaller, or only the pages that matter."


def test_no_more_is_read_of_a_stream_than_may_be() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            assert size > 0, "all of it was asked for"
            self.given += size
            return b"%PDF-" + bytes(size - 5)

    endless = Endless()
    with pytest.raises(InputError, match="larger than 10 MB"):
        look_over("a", endless)  # type: ignore[arg-type]
    assert endless.given == limits().most_paper_bytes + 1


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (made.paged() + made.zipped(**{"a.exe": b"MZ"}), "it is a PDF and a packed archive in one"),
        (made.photo() + made.zipped(**{"a.exe": b"MZ"}), "it is a JPEG picture and a packed archive in one"),
        (made.photo("JPEG", comment=b"%PDF-1.7 1 0 obj"), "it is a JPEG picture and a PDF in one"),
        (made.photo("JPEG", comment=b"<ScRiPt>alert(1)</script>"), "it is a JPEG picture and a web page in one"),
        (made.paged().replace(b"%\xe2\xe3", b"%<html><body>"), "it is a PDF and a web page in one"),
    ],
)
def test_a_file_that_is_two_things_at_once_is_refused(data: bytes, told: str) -> None:
    assert refusal(data).startswith(told)


def test_what_a_camera_writes_behind_a_photo_does_not_matter() -> None:
    film = (
        b"\0\0\0\x18ftypmp42" + bytes(5000) + b"PK\x05\x06"
    )  # a moving photo, whose film holds the four bytes by chance
    assert look(made.photo() + film, "motion.jpg").media_type == "image/jpeg"


def test_an_answer_has_ten_papers_at_most_and_each_is_looked_at_before_the_next_is_read() -> None:
    files = [(f"{number}.jpg", io.BytesIO(made.photo())) for number in range(11)]
    taken = []
    with pytest.raises(InputError, match="At most 10 papers can be sent with an answer"):
        for paper in each(files):
            assert files[len(taken) + 1][1].tell() == 0
            taken.append(paper.name)
    assert taken == [f"{number}.jpg" for number in range(10)]


def test_a_seller_is_told_in_the_language_of_the_page() -> None:
    with translation.override("fr"):
        assert "PDF, JPEG, PNG et WebP" in refusal(b"MZ" + bytes(9))
    with translation.override("zh-hans"):
        assert "10" in refusal(bytes(limits().most_paper_bytes + 1))


@given(st.binary(max_size=3000))
def test_bytes_that_are_nothing_are_always_refused_with_a_reason(data: bytes) -> None:
    assert refusal(data)


def test_every_limit_says_why() -> None:
    path = limits_module.files("guildmark.hub.papers") / "papers.yaml"
    for name, entry in YAML(typ="safe", pure=True).load(path.read_text("utf-8")).items():
        assert set(entry) == {"value", "why"}, name
        assert entry["why"].endswith("."), name
        assert entry["value"] == getattr(limits(), name)
