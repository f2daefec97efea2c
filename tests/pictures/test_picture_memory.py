"""What pictures showed is remembered, in a process and from run to run, and forgetting costs only time."""

import multiprocessing
import os
import signal
import time
from pathlib import Path

import numpy as np
import pytest
from pictures_made import as_bytes, scene

from guildmark.pictures import PictureMemory, SeenPicture, look, turn_generations
from guildmark.records import picture_id

DIGEST = picture_id(b"a picture")


def refuse() -> bytes:
    raise AssertionError("worked out again")


def test_a_picture_seen_before_is_not_looked_at_again():
    memory = PictureMemory()
    assert memory.recall("kind", DIGEST, lambda: b"value") == b"value"
    assert memory.recall("kind", DIGEST, refuse) == b"value"


def test_what_was_worked_out_with_something_else_is_something_else():
    memory = PictureMemory()
    memory.recall("one model", DIGEST, lambda: b"one")
    assert memory.recall("another", DIGEST, lambda: b"another") == b"another"


def test_the_picture_that_was_longest_unseen_is_forgotten_first():
    memory = PictureMemory(most=2)
    first, second, third = (picture_id(bytes([n])) for n in range(3))
    for digest in (first, second, first, third):
        memory.recall("kind", digest, lambda: b"value")
    assert memory.recall("kind", first, refuse) == b"value"
    assert memory.recall("kind", second, lambda: b"again") == b"again"


def test_the_next_run_finds_what_was_written(tmp_path: Path):
    memory = PictureMemory(tmp_path)
    memory.recall("kind", DIGEST, lambda: b"value")
    memory.write()
    assert PictureMemory(tmp_path).recall("kind", DIGEST, refuse) == b"value"


def test_what_only_the_older_generation_has_is_carried_over(tmp_path: Path):
    memory = PictureMemory(tmp_path)
    memory.recall("kind", DIGEST, lambda: b"value")
    memory.write()
    turn_generations(tmp_path, most_bytes=1)
    later = PictureMemory(tmp_path)
    assert later.recall("kind", DIGEST, refuse) == b"value"
    later.write()
    turn_generations(tmp_path, most_bytes=1)
    assert PictureMemory(tmp_path).recall("kind", DIGEST, refuse) == b"value"


def test_a_generation_that_cannot_be_read_is_begun_again(tmp_path: Path):
    (tmp_path / "now").mkdir()
    (tmp_path / "now" / "data.mdb").write_bytes(b"nonsense" * 10_000)
    memory = PictureMemory(tmp_path)
    assert memory.recall("kind", DIGEST, lambda: b"value") == b"value"


def write_for_ever(folder: Path) -> None:
    memory = PictureMemory(folder)
    for number in range(10**9):
        memory.recall("kind", picture_id(str(number).encode()), lambda: b"value" * 100)
        memory.write()


def test_a_killed_writer_spoils_nothing(tmp_path: Path):
    context = multiprocessing.get_context("spawn")
    writer = context.Process(target=write_for_ever, args=(tmp_path,))
    writer.start()
    deadline = time.monotonic() + 60
    first = picture_id(b"0")
    while PictureMemory(tmp_path).on_disk(bytes.fromhex(first) + b"kind") is None:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert writer.pid is not None
    os.kill(writer.pid, signal.SIGKILL)
    writer.join()
    memory = PictureMemory(tmp_path)
    assert memory.recall("kind", first, refuse) == b"value" * 100
    memory.recall("kind", DIGEST, lambda: b"still written")
    memory.write()
    assert PictureMemory(tmp_path).recall("kind", DIGEST, refuse) == b"still written"


@pytest.mark.parametrize("data", [as_bytes(scene()), b"no picture", b""], ids=["picture", "damaged", "empty"])
def test_a_remembered_picture_is_what_was_seen(data: bytes):
    memory = PictureMemory()
    seen, again = look(data, memory), look(data, memory)
    assert (seen.digest, seen.quality, seen.fault) == (again.digest, again.quality, again.fault)
    assert np.array_equal(seen.hashes, again.hashes)
    assert isinstance(again, SeenPicture)
