"""Runs tasks in local processes: spawned, one thread each, and replaced when they crash."""

import os
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any

from guildmark.records import InputError
from guildmark.runs.failure import WorkFailedError
from guildmark.runs.task import Task
from guildmark.runs.worker import attempt

MOST_CRASHES = 3  # of one task; a worker may be killed from outside once or twice
ONE_THREAD = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "ARROW_IO_THREADS")
OnDone = Callable[[int, dict[str, Any]], None]


@dataclass
class Worker:
    """A process and the line to it."""

    process: subprocess.Popen[bytes]
    line: "Connection[Any, Any]"
    task: int | None = None  # the number of the task that it is at


@dataclass
class Pool:
    """Up to `workers` processes that share one payload; with one worker the tasks run in this process."""

    workers: int
    shared: Any
    _running: list[Worker] = field(default_factory=list)

    def run(self, tasks: Sequence[Task], on_done: OnDone, *, first_alone: bool = False) -> None:
        """Run all tasks; `on_done` is called with the number and result of each, in the order in which they end.
        With `first_alone` the first is done in this process before the others begin.

        Errors: `InputError` and full disks as the task told them; `WorkFailedError` when a task fails or crashes its
        worker again and again.
        """
        if self.workers == 1 or len(tasks) == 1:
            for place, task in enumerate(tasks):
                on_done(place, _result(attempt(task, self.shared)))
            return
        if first_alone:
            on_done(0, _result(attempt(tasks[0], self.shared)))
        waiting = deque(range(int(first_alone), len(tasks)))
        crashes = [0] * len(tasks)
        while len(self._running) < min(self.workers, len(tasks)):
            self._running.append(_start(self.shared))
        while waiting or any(worker.task is not None for worker in self._running):
            for worker in self._running:
                if worker.task is None and waiting:
                    _give(worker, waiting.popleft(), tasks)
            for worker in self._ready():
                number = worker.task
                if number is None:
                    continue
                worker.task = None
                try:
                    answer = worker.line.recv()
                except (EOFError, OSError):  # killed before its answer, or in the midst of it
                    crashes[number] += 1
                    if crashes[number] == MOST_CRASHES:
                        raise WorkFailedError(_crash_message(tasks[number], worker)) from None
                    waiting.appendleft(number)
                    self._replace(worker)
                    continue
                on_done(number, _result(answer))

    def close(self) -> None:
        """End all workers, whatever they are at: what they have not finished, another run begins anew."""
        for worker in self._running:
            worker.line.close()
            worker.process.kill()
            worker.process.wait()
        self._running.clear()

    def _ready(self) -> list[Worker]:
        busy = {worker.line: worker for worker in self._running if worker.task is not None}
        return [busy[line] for line in wait(list(busy)) if isinstance(line, Connection)]

    def _replace(self, worker: Worker) -> None:
        worker.line.close()
        worker.process.kill()
        worker.process.wait()
        self._running[self._running.index(worker)] = _start(self.shared)


@contextmanager
def open_pool(workers: int, shared: Any) -> Iterator[Pool]:
    """A pool that ends its workers when the block ends, by an error or an interrupt too."""
    pool = Pool(workers, shared)
    try:
        yield pool
    finally:
        pool.close()


def _start(shared: Any) -> Worker:
    """Start a fresh interpreter: it never runs the caller's own script, and inherits nothing but the line."""
    ours, theirs = socket.socketpair()
    environment = {
        **os.environ,
        **dict.fromkeys(ONE_THREAD, "1"),
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    serve = f"from guildmark.runs.worker import main; main({theirs.fileno()}, {os.getpid()})"
    # A group of its own, so that an interrupt at the terminal reaches only this process, which ends the workers.
    process = subprocess.Popen(
        [sys.executable, "-c", serve], env=environment, pass_fds=[theirs.fileno()], process_group=0
    )
    theirs.close()
    line: Connection[Any, Any] = Connection(ours.detach())
    worker = Worker(process, line)
    with suppress(ConnectionError):  # it ended at once: the first task finds that out
        line.send(shared)
    return worker


def _give(worker: Worker, number: int, tasks: Sequence[Task]) -> None:
    worker.task = number
    # When the worker is gone, waiting for its answer finds that out, and the task is given to another.
    with suppress(ConnectionError):
        worker.line.send(tasks[number])


def _result(answer: tuple[str, Any]) -> dict[str, Any]:
    outcome, content = answer
    if outcome == "input":
        raise InputError(content)
    if outcome == "failed":
        raise WorkFailedError(content)
    result: dict[str, Any] = content
    return result


def _crash_message(task: Task, worker: Worker) -> str:
    code = worker.process.wait()
    return (
        f"{task}: its worker ended {MOST_CRASHES} times (exit code {code}). When the machine is short of memory, run "
        "with fewer workers: what is finished is kept."
    )
