"""Papers lie apart, for the site alone; their pages are kept beside them; and what must go is gone."""

import io
import os
import stat
import time
from pathlib import Path

import papers_made as made
import pytest
from django.utils import translation

from guildmark.hub import by_digest
from guildmark.hub.papers import kept, open_apart, previews, wire
from guildmark.hub.papers.look import Paper, look_over


def paper(data: bytes | None = None) -> Paper:
    return look_over("paper.pdf", io.BytesIO(made.paged(2) if data is None else data))


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(kept, "folder", lambda: tmp_path / "papers")
    return tmp_path / "papers"


def mode(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


def test_a_paper_lies_under_its_digest_where_only_the_site_reads_it(own_folder: Path) -> None:
    os.umask(before := os.umask(0))
    one = paper()
    digest = kept.lay_down(one)
    path = kept.path_of(digest)
    assert path.read_bytes() == one.data
    assert path.relative_to(own_folder).as_posix() == f"{digest[:2]}/{digest}"
    assert (mode(path), mode(path.parent), mode(own_folder)) == ("0o600", "0o700", "0o700")
    assert [one.name for one in path.parent.iterdir()] == [digest]
    assert before == os.umask(before)


@pytest.mark.parametrize("digest", ["../../secret", "", "A" * 64, "a" * 63, "a" * 64 + "/", "a" * 64 + "\n", "\0" * 64])
def test_what_is_no_digest_is_no_path(digest: str) -> None:
    for asked in (kept.path_of, kept.pages_of, kept.erase, previews.previews_of, lambda it: previews.page_of(it, 1)):
        with pytest.raises(ValueError, match="is no SHA-256"):
            asked(digest)


def test_a_full_disk_leaves_nothing_half_written(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(by_digest.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        kept.lay_down(paper())
    assert [one for one in own_folder.rglob("*") if one.is_file()] == []


def test_pages_are_drawn_once_and_kept_until_they_are_drawn_anew() -> None:
    digest = kept.lay_down(paper())
    assert previews.previews_of(digest) is None
    assert previews.page_of(digest, 1) is None
    assert previews.draw(digest, "application/pdf") == previews.Previews(2)
    assert previews.previews_of(digest) == previews.Previews(2)
    first = previews.page_of(digest, 1)
    assert first is not None and first.startswith(b"\xff\xd8\xff")
    assert [previews.page_of(digest, number) for number in (0, 3, -1)] == [None, None, None]
    assert previews.draw(digest, "application/pdf") == previews.Previews(2)
    assert [one.name for one in kept.path_of(digest).parent.iterdir()].count(f"{digest}.pages") == 1


def test_what_cannot_be_shown_is_kept_as_a_reason_in_the_readers_language() -> None:
    digest = by_digest.lay_down(kept.folder(), made.locked())
    previews.draw(digest, "application/pdf")
    told = previews.previews_of(digest)
    assert told is not None
    assert told.reason == "cannot be shown: it opens only with a password"
    with translation.override("fr"):
        assert told.reason.startswith("ne peut pas être montré")
    assert (
        previews.Previews(3, wire.TOO_SLOW).reason
        == "the pages after page 3 cannot be shown: drawing it takes too long"
    )
    assert previews.Previews(3).reason == ""


def test_every_way_to_end_has_its_reason() -> None:
    ways = wire.STOPPED | {wire.TOO_SLOW, wire.FELL, wire.KILLED, wire.TOO_LARGE, wire.NONSENSE}
    reasons = {previews.Previews(0, word).reason for word in ways}
    assert len(reasons) == len(ways)
    assert all("%" not in reason for reason in reasons)


def test_an_erased_paper_is_gone_with_its_pages_and_what_was_half_written() -> None:
    digest = kept.lay_down(paper())
    previews.draw(digest, "application/pdf")
    path = kept.path_of(digest)
    path.with_name(f"{digest}.0123").write_bytes(b"half")
    other = kept.lay_down(paper(made.photo()))
    assert kept.erase(digest)
    assert not kept.erase(digest)
    assert list(path.parent.glob(f"{digest}*")) == []
    assert previews.previews_of(digest) is None
    assert kept.path_of(other).exists()
    with pytest.raises(FileNotFoundError):
        previews.draw(digest, "application/pdf")


def test_what_is_erased_while_it_is_drawn_does_not_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    digest = kept.lay_down(paper())
    drawn = open_apart.draw

    def erased_meanwhile(kind: str, source: io.BufferedReader) -> open_apart.Opened:
        opened = drawn(kind, source)
        kept.erase(digest)
        return opened

    monkeypatch.setattr(open_apart, "draw", erased_meanwhile)
    with pytest.raises(FileNotFoundError, match="erased while it was drawn"):
        previews.draw(digest, "application/pdf")
    assert list(kept.path_of(digest).parent.glob(f"{digest}*")) == []


def test_papers_that_no_answer_names_go_after_a_day_and_no_others() -> None:
    named, orphan, young = (kept.lay_down(paper(made.paged(count))) for count in (1, 2, 3))
    previews.draw(orphan, "application/pdf")
    yesterday = time.time() - kept.ORPHAN_SECONDS - 60
    for digest in (named, orphan):
        os.utime(kept.path_of(digest), (yesterday, yesterday))
    pages = kept.pages_of(orphan)
    os.utime(pages, (yesterday, yesterday))
    assert kept.erase_orphans(lambda asked: {named} & set(asked)) == [orphan]
    assert [kept.path_of(digest).exists() for digest in (named, orphan, young)] == [True, False, True]
    assert not pages.exists()


def test_a_paper_that_is_sent_again_is_young_again() -> None:
    digest = kept.lay_down(paper())
    yesterday = time.time() - kept.ORPHAN_SECONDS - 60
    os.utime(kept.path_of(digest), (yesterday, yesterday))
    assert kept.lay_down(paper()) == digest
    assert kept.erase_orphans(lambda asked: set()) == []
