"""What is shown of papers: each page as a JPEG of our own making, drawn by the worker and kept with the paper."""

import errno
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guildmark.hub import by_digest
from guildmark.hub.papers import kept, open_apart, wire
from guildmark.hub.papers.faces import PDF
from guildmark.hub.papers.limits import limits
from guildmark.hub.papers.look import MEDIA_TYPES

LIST = "pages.json"
_WHY = {
    wire.PASSWORD: gettext_lazy("it opens only with a password"),
    wire.DAMAGED: gettext_lazy("it is damaged"),
    wire.NO_PAGES: gettext_lazy("it has no pages"),
    wire.TOO_MANY_PAGES: gettext_lazy("it has more than %(most)s pages"),
    wire.PROGRAM: gettext_lazy("its pages are made by a program, which is not run"),
    wire.MEMORY: gettext_lazy("drawing it takes too much memory"),
    wire.TOO_SLOW: gettext_lazy("drawing it takes too long"),
    wire.TOO_LARGE: gettext_lazy("its pages are too large"),
    wire.FELL: gettext_lazy("the program that draws it broke down"),
    wire.KILLED: gettext_lazy("drawing it was stopped from outside; it can be tried again"),
    wire.NONSENSE: gettext_lazy("what was drawn of it is not in order"),
}


@dataclass(frozen=True, slots=True)
class Previews:
    """How many pages can be shown, and why not all of them can; `word` is empty when all can."""

    pages: int
    word: str = ""

    @property
    def reason(self) -> str:
        """Why the paper, or the rest of it, cannot be shown, in the reader's language; empty when all of it can."""
        if not self.word:
            return ""
        why = str(_WHY.get(self.word, _WHY[wire.FELL])) % {"most": limits().most_pages}
        if self.pages:
            return _("the pages after page %(last)s cannot be shown: %(why)s") % {"last": self.pages, "why": why}
        return _("cannot be shown: %(why)s") % {"why": why}


def draw(digest: str, media_type: str) -> Previews:
    """Draw a kept paper anew, and keep its pages in the place of those before. Takes seconds: it is the worker's.

    Errors: FileNotFoundError when the paper was erased; ValueError for what is no digest.
    """
    kind = wire.PDF if media_type == MEDIA_TYPES[PDF] else wire.PICTURE
    with kept.path_of(digest).open("rb") as source:
        opened = open_apart.draw(kind, source)
    previews = Previews(len(opened.pages), opened.word)
    _keep(kept.pages_of(digest), opened.pages, previews)
    if not kept.path_of(digest).exists():  # erased while it was drawn
        kept.erase(digest)
        raise FileNotFoundError(f"{digest}: this paper was erased while it was drawn")
    return previews


def previews_of(digest: str) -> Previews | None:
    """What was drawn of a paper; null when it was not drawn yet. Errors: ValueError for what is no digest."""
    try:
        told = json.loads((kept.pages_of(digest) / LIST).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    return Previews(told["pages"], told["word"])


def page_of(digest: str, number: int) -> bytes | None:
    """A page as a JPEG, counted from 1; null when there is none. Errors: ValueError for what is no digest."""
    path: Path = kept.pages_of(digest) / f"{number:d}.jpg"
    return path.read_bytes() if path.is_file() else None


def _keep(final: Path, pages: tuple[bytes, ...], previews: Previews) -> None:
    """Write the pages beside their place, and put them there at once."""
    aside = final.with_name(f"{final.name}.{uuid4().hex}")
    try:
        for number, page in enumerate(pages, start=1):
            by_digest.put(aside / f"{number}.jpg", page)
        by_digest.put(aside / LIST, json.dumps({"pages": previews.pages, "word": previews.word}).encode())
        shutil.rmtree(final, ignore_errors=True)
        aside.rename(final)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):  # another worker drew the same paper at the same time
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
