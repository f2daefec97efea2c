"""The figures as files: whole or not at all, the same bytes each time, for any host and without a script."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from alliance import organisations
from figures_made import act, at, declare_all

from guildmark.hub.disclosure.documents import CalendarFile
from guildmark.hub.disclosure.periods import Period
from guildmark.hub.pages.figures_files import write_figures
from guildmark.records import InputError

pytestmark = pytest.mark.django_db

MAY, JUNE = Period(2026, 5), Period(2026, 6)
PAGES = ("index.html", "index.fr.html", "index.zh-hans.html")
DAY = date(2026, 6, 20)


@pytest.fixture(autouse=True)
def published() -> None:
    """An alliance with figures of May."""
    declare_all()
    at(datetime(2026, 5, 2, tzinfo=UTC), organisations)
    act(MAY, "remove", 1_003)
    at(MAY.due_at)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_events_and_the_same_day_give_the_same_bytes(tmp_path: Path) -> None:
    names = write_figures(tmp_path / "one", DAY)
    at(JUNE.end, lambda: write_figures(tmp_path / "two", DAY))
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert names == sorted(contents(tmp_path / "one"))
    assert {*PAGES, "figures.csv", "figures.json", "calendar.json"} < set(names)


def test_the_day_changes_the_calendar_and_no_figure(tmp_path: Path) -> None:
    write_figures(tmp_path / "before", DAY)
    write_figures(tmp_path / "after", JUNE.due_on + timedelta(days=1))
    before, after = contents(tmp_path / "before"), contents(tmp_path / "after")
    assert before["figures.csv"] == after["figures.csv"]
    assert before["figures.json"] == after["figures.json"]
    told = [CalendarFile.model_validate_json(one["calendar.json"]).months[1].state for one in (before, after)]
    assert told == ["to come", "missed"]
    assert "were due on 10 July 2026 and are not there" in after["index.html"].decode()


def test_each_page_stands_by_itself_and_leads_to_the_others(tmp_path: Path) -> None:
    out = tmp_path / "figures"
    names = set(write_figures(out, DAY))
    for name, language in zip(PAGES, ("en", "fr", "zh-hans"), strict=True):
        page = (out / name).read_text("utf-8")
        assert f'<html lang="{language}"' in page
        assert not re.search(r"<script|style=|\{[{%]|/static/|csrf", page)
        named = set(re.findall(r'(?:href|src)="([^"#]+)"', page))
        assert {one for one in named if "://" not in one} <= names
        assert {*PAGES, "figures.csv", "figures.json", "calendar.json"} <= named
    assert "1,005" in (out / "index.html").read_text("utf-8")


def test_an_older_folder_of_figures_is_replaced_whole_and_any_other_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "figures"
    write_figures(out, DAY)
    (out / "figures.csv").write_text("old")
    write_figures(out, DAY)
    assert contents(out)["figures.csv"].startswith(b"\xef\xbb\xbfperiod,")
    assert [path.name for path in tmp_path.iterdir()] == ["figures"]
    (out / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match=r"mine\.txt"):
        write_figures(out, DAY)
    assert (out / "mine.txt").exists()
    (tmp_path / "file").write_text("a file")
    with pytest.raises(InputError, match="none of these figures"):
        write_figures(tmp_path / "file", DAY)


def test_what_was_stopped_halfway_leaves_the_old_folder_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "figures"
    write_figures(out, DAY)
    before, written = contents(out), []

    def full(path: Path, content: bytes) -> int:
        written.append(path.name)
        if len(written) > 3:
            raise OSError(28, "No space left on device")
        return path.open("wb").write(content)

    with monkeypatch.context() as disk:
        disk.setattr(Path, "write_bytes", full)
        with pytest.raises(InputError, match="No space left"):
            write_figures(out, JUNE.due_on)
    assert contents(out) == before
    write_figures(out, JUNE.due_on)
    assert contents(out) != before
    assert [path.name for path in tmp_path.iterdir()] == ["figures"]
