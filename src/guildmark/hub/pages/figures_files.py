"""The figures in the open as files for any host: pages that need no script, the same numbers as CSV and JSON."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language_info, override

from guildmark.hub.disclosure.documents import calendar_json, figures_csv, figures_json
from guildmark.hub.disclosure.published import calendar
from guildmark.hub.pages.figures_shown import shown
from guildmark.records import InputError

LINKS = {"csv": "figures.csv", "json": "figures.json", "calendar": "calendar.json"}
STYLES = {
    "tokens.css": "report/tokens.css",
    **{name: f"site/{name}" for name in ("site.css", "figures.css", "mark.svg")},
}


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the pages, by its own name, and the page that speaks it."""

    code: str
    name: str
    file: str


def write_figures(out: Path, as_of: date) -> list[str]:
    """Write all that is published into a folder, as it stands on a day in UTC; returns the names of the files.

    The folder is written aside and put in place whole, over one that this wrote before. The same events and the same
    day give the same bytes.

    Errors: InputError for a folder that holds anything else, or cannot be written.
    """
    files = dict(_files(as_of))
    _refuse_others(out, set(files))
    aside, before = (out.with_name(f".{out.name}.{word}") for word in ("new", "before"))
    try:
        for left in (aside, before):  # of one that was stopped
            shutil.rmtree(left, ignore_errors=True)
        aside.mkdir(parents=True)
        for name, content in files.items():
            (aside / name).write_bytes(content)
        if out.exists():
            out.rename(before)
        aside.rename(out)
        shutil.rmtree(before, ignore_errors=True)
    except OSError as error:
        raise InputError(f"{out}: {error.strerror or error}. Give another folder.") from None
    return sorted(files)


def _files(as_of: date) -> Iterator[tuple[str, bytes]]:
    """Every file by its name."""
    end = datetime.combine(as_of + timedelta(days=1), time(tzinfo=UTC)) - timedelta(microseconds=1)
    months = calendar(end)
    yield LINKS["csv"], figures_csv(months)
    yield LINKS["json"], figures_json(months)
    yield LINKS["calendar"], calendar_json(months, as_of)
    languages = list(_languages())
    for language in languages:
        given = {"links": LINKS, "language": language.code, "languages": languages}
        with override(language.code), timezone.override(UTC):
            page = render_to_string("pages/disclosure/file.html", shown(months, as_of) | given)
        yield language.file, page.encode("utf-8")
    for name, found in STYLES.items():
        path = finders.find(found)
        assert path is not None, f"{found} is part of the package"
        yield name, Path(path).read_bytes()


def _languages() -> Iterator[Language]:
    for code, _name in settings.LANGUAGES:
        file = "index.html" if code == settings.LANGUAGE_CODE else f"index.{code}.html"
        yield Language(code, get_language_info(code)["name_local"], file)


def _refuse_others(out: Path, ours: set[str]) -> None:
    if not out.exists():
        return
    others = sorted({path.name for path in out.iterdir()} - ours) if out.is_dir() else [out.name]
    if others:
        raise InputError(f"{out}: holds {others[0]!r}, which is none of these figures. Give a folder of their own.")
