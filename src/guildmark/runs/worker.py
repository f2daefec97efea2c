"""A worker process: takes tasks from the one that started it until that one closes the line or is gone."""

import os
import threading
import time
import traceback
from multiprocessing.connection import Connection
from typing import Any

from guildmark.records import InputError
from guildmark.runs.failure import full_disk, is_full_disk
from guildmark.runs.memory import peak_mb
from guildmark.runs.task import Task, run_task

ORPHAN_CHECK_SECONDS = 0.2


def main(descriptor: int, parent: int) -> None:
    """Serve one parent. The first thing on the line is what all tasks share."""
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    import pyarrow as pa  # noqa: PLC0415 - after the watch over the parent has begun

    pa.set_cpu_count(1)
    line: Connection[Any, Any] = Connection(descriptor)
    try:
        shared = line.recv()
        while True:
            line.send(attempt(line.recv(), shared))
    except (EOFError, ConnectionError):
        return


def attempt(task: Task, shared: Any) -> tuple[str, Any]:
    """Run a task: ("done", its result) or ("input", a message) or ("failed", a trace)."""
    try:
        began = time.perf_counter()
        result = run_task(task, shared)
        return "done", {**result, "task_seconds": time.perf_counter() - began, "peak_mb": peak_mb()}
    except InputError as error:
        return "input", str(error)
    except Exception as error:
        if is_full_disk(error):
            return "input", full_disk(task.folder.parent)
        return "failed", traceback.format_exc()


def _end_with(parent: int) -> None:
    """A run that was killed must not leave workers that write beside the next one."""
    while os.getppid() == parent:
        time.sleep(ORPHAN_CHECK_SECONDS)
    os._exit(1)
