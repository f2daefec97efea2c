"""The worker: does what is due, again and again, until it is told to stop. Killed at any moment, it loses nothing."""

import logging
import signal
import threading
from collections.abc import Callable

from django.db import OperationalError, close_old_connections, connection

from guildmark.hub.beside import end_with_parent
from guildmark.hub.events.lease import lines_of_work, work_once
from guildmark.hub.events.planner import Planner

Line = Callable[[], int | None]

logger = logging.getLogger(__name__)

REST_SECONDS = 1.0  # between looks, while nothing is due
TROUBLE_SECONDS = 5.0  # before the next look, when the database cannot be reached


def work(*, once: bool = False) -> int:
    """Do all that is due; with `once` return then, else go on until SIGTERM or SIGINT. Returns the exit code."""
    if once:
        work_once()
        return 0
    end_with_parent()
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    broken = threading.Event()
    lines = (Planner().tell, *lines_of_work())
    threads = [threading.Thread(target=_keep_at, args=(line, stopped, broken)) for line in lines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return 1 if broken.is_set() else 0


def _keep_at(line: Line, stopped: threading.Event, broken: threading.Event) -> None:
    """Do what is due of one line of work, again and again: a receiver that is slow to answer holds up no clock.

    A line that breaks ends the whole worker, so that whoever keeps it begins it again.
    """
    try:
        while not stopped.is_set():
            stopped.wait(_look(line))
    except Exception:
        logger.exception("the worker ends, since a part of it broke")
        broken.set()
        stopped.set()
    finally:
        connection.close()


def _look(line: Line) -> float:
    """Do what is due; the seconds to rest until the next look."""
    close_old_connections()
    try:
        return 0.0 if line() else REST_SECONDS
    except OperationalError:
        logger.exception("the database cannot be reached; trying again")
        return TROUBLE_SECONDS
