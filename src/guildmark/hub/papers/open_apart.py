"""Opens a paper in a child process with limits, and takes from it nothing but pages as JPEGs and words of a list."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from typing import IO

from guildmark.guard import RefusedError
from guildmark.hub.papers import wire
from guildmark.hub.papers.limits import Limits, limits
from guildmark.pictures.containers import claim_of

CHILD = "guildmark.hub.papers.child"
SLACK = 2  # pixels: a side is rounded up


@dataclass(frozen=True, slots=True)
class Opened:
    """What came of it: pages as JPEGs (empty bytes when they were only counted), and why it ended early: a word of
    `wire` and the number that goes with it. `word` is empty when all went well."""

    pages: tuple[bytes, ...]
    word: str = ""
    number: int = 0


def look(kind: str, source: IO[bytes]) -> Opened:
    """Count the pages of a paper, without drawing them. `source` is a file of the system, read from its start."""
    return _open(wire.LOOK, kind, source, limits().look_cpu_seconds, limits().look_wall_seconds)


def draw(kind: str, source: IO[bytes]) -> Opened:
    """Draw all pages of a paper. `source` is a file of the system, read from its start."""
    return _open(wire.DRAW, kind, source, limits().draw_cpu_seconds, limits().draw_wall_seconds)


def _open(task: str, kind: str, source: IO[bytes], cpu_seconds: int, wall_seconds: int) -> Opened:
    known = limits()
    told = {
        "most_pages": known.most_pages,
        "page_side_pixels": known.page_side_pixels,
        "page_dots_an_inch": known.page_dots_an_inch,
        "confine": {
            "memory_bytes": known.memory_bytes,
            "cpu_seconds": cpu_seconds,
            # The child's own clock, should this process be killed meanwhile.
            "wall_seconds": wall_seconds + 1,
            "written_bytes": known.drawing_bytes,
            "open_files": known.open_files,
        },
    }
    source.seek(0)
    with tempfile.TemporaryFile() as out:
        command = [sys.executable, "-I", "-m", CHILD, task, kind, json.dumps(told)]
        # Its own session, so that all of it can be killed; no environment, no other descriptors, no folder of ours.
        child = subprocess.Popen(
            command, stdin=source, stdout=out, stderr=subprocess.DEVNULL, env={}, cwd="/", start_new_session=True
        )
        try:
            code: int | None = child.wait(wall_seconds)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            if child.returncode is None:  # not waited for yet, so that its number is still its own
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        out.seek(0)
        return _read(out.read(known.drawing_bytes + 1), code, known, drawn=task == wire.DRAW)


def _read(written: bytes, code: int | None, known: Limits, *, drawn: bool) -> Opened:
    """What the child wrote, believed only as far as it is looked over: it may have been taken over by the paper."""
    pages: list[bytes] = []
    for word, content in wire.records(written):
        if word == wire.PAGE and len(pages) < known.most_pages:
            if drawn and not _is_page(content, known):
                return Opened(tuple(pages), wire.NONSENSE)
            pages.append(content if drawn else b"")
        elif word == wire.DONE and pages and code == 0:
            return Opened(tuple(pages))
        elif word in wire.STOPPED and code == 0:
            number = int(content) if content.isdigit() and len(content) < 10 else 0
            return Opened(tuple(pages), word, number)
        else:
            return Opened(tuple(pages), wire.NONSENSE)
    return Opened(tuple(pages), _ended_by(code))


def _is_page(content: bytes, known: Limits) -> bool:
    """Whether this is a JPEG within bounds, and nothing behind it."""
    try:
        claim = claim_of(content)
    except RefusedError:
        return False
    longest = max(claim.width, claim.height)
    return claim.form == "JPEG" and longest <= known.page_side_pixels + SLACK and content.endswith(b"\xff\xd9")


def _ended_by(code: int | None) -> str:
    """Why a child said nothing at its end."""
    if code is None or -code in (signal.SIGXCPU, signal.SIGALRM):
        return wire.TOO_SLOW
    if code == wire.TOO_MUCH_WRITTEN or -code == signal.SIGXFSZ:
        return wire.TOO_LARGE
    return wire.KILLED if -code == signal.SIGKILL else wire.FELL
