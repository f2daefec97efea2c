"""Papers where they lie: in a folder of their own below the site's, named by digest, and erased when they must go."""

import os
import shutil
import time
from collections.abc import Callable
from itertools import batched
from pathlib import Path

from django.conf import settings

from guildmark.hub import by_digest
from guildmark.hub.papers.look import Paper

ORPHAN_SECONDS = 24 * 3600.0  # after which a paper that no answer names was left by one that was never finished
ASKED_AT_ONCE = 500
PAGES = ".pages"


def lay_down(paper: Paper) -> str:
    """Write a paper where it will lie, and return its digest; before the transaction of the answer that names it."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = by_digest.lay_down(folder(), paper.data)
    os.utime(path_of(digest))  # one that lay here already is young again, so that it is not taken for an orphan
    return digest


def path_of(digest: str) -> Path:
    """Where a paper lies. It is read to be drawn, and never served. Errors: ValueError for what is no digest."""
    return by_digest.path_in(folder(), digest)


def pages_of(digest: str) -> Path:
    """The folder of its drawn pages. Errors: ValueError for what is no digest."""
    path = path_of(digest)
    return path.with_name(path.name + PAGES)


def erase(digest: str) -> bool:
    """Remove a paper and all that was drawn of it, so that it stays removed; false when it was gone already.

    The caller makes sure that no other answer needs the same paper. Errors: ValueError for what is no digest.
    """
    path, pages = path_of(digest), pages_of(digest)
    there = path.exists() or pages.exists()
    shutil.rmtree(pages, ignore_errors=True)
    path.unlink(missing_ok=True)
    if path.parent.exists():
        for left in path.parent.glob(f"{digest}.*"):  # what a killed process had begun to write
            shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
        by_digest.sync_folder(path.parent)
    return there


def erase_orphans(named: Callable[[list[str]], set[str]]) -> list[str]:
    """Erase what has lain for a day and no answer names; `named` tells which of some digests are named."""
    gone: list[str] = []
    for some in batched(sorted(_old_digests()), ASKED_AT_ONCE, strict=False):
        unnamed = set(some) - named(list(some))
        for digest in sorted(unnamed & _old_digests()):  # looked at again: it may have been sent anew meanwhile
            erase(digest)
            gone.append(digest)
    return gone


def folder() -> Path:
    """Where all papers lie: apart from everything that is ever served."""
    return Path(settings.HUB_FOLDER) / "papers"


def _old_digests() -> set[str]:
    """What has lain for a day; of a paper and its pages, the younger counts."""
    before = time.time() - ORPHAN_SECONDS
    old: set[str] = set()
    young: set[str] = set()
    for path in folder().glob("??/*"):
        try:
            (old if path.stat().st_mtime < before else young).add(path.name[:64])
        except FileNotFoundError:
            continue  # erased meanwhile
    return {digest for digest in old - young if by_digest.DIGEST.fullmatch(digest)}
