"""Serving the site: pages and API by workers that are spawned, and beside them a process that does what is due."""

import contextlib
import errno
import multiprocessing
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator

from django.core.management import call_command
from django.db import connections
from granian import Granian
from granian.constants import Interfaces

from guildmark.hub.beside import PARENT, end_with_parent
from guildmark.records import InputError

MOST_WORKERS = 4  # unless asked for: each holds the index and the libraries, some 300 MB
THREADS = 8  # of a worker: those that wait for the database or for a judgement of others cost nothing
STOP_SECONDS = 20  # that requests may take to end when the site is stopped; then they are cut off
BEGIN_AGAIN_SECONDS = 2.0  # after which a process for what is due that ended is begun again


def serve(
    *, host: str = "127.0.0.1", port: int = 8000, workers: int | None = None, threads: int = THREADS, works: bool = True
) -> int:
    """Bring the database and the static files up to date, and serve until SIGTERM or SIGINT; returns the exit code.

    Errors: InputError when the address cannot be listened at.
    """
    refuse_taken(host, port)
    prepare()
    end_with_parent()  # where it is itself beside another
    os.environ[PARENT] = str(os.getpid())
    server = Granian(
        "guildmark.hub.served:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers or min(MOST_WORKERS, len(os.sched_getaffinity(0))),
        blocking_threads=threads,
        websockets=False,
        log_enabled=False,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
    )
    server.on_startup(lambda: print(f"Guildmark: http://{_shown(host)}:{port} (Ctrl-C stops it)", flush=True))
    if multiprocessing.get_start_method(allow_none=True) != "spawn":
        multiprocessing.set_start_method("spawn", force=True)
    with _worker_beside() if works else contextlib.nullcontext():
        server.serve()
    return 0


def prepare() -> None:
    """Bring the database and the static files up to date. Whoever serves later begins with connections of its own."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    connections.close_all()


def refuse_taken(host: str, port: int) -> None:
    """Errors: InputError when the address cannot be listened at: the server itself would share it with another."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(place)
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        why = "another program listens there" if taken else error.strerror or str(error)
        raise InputError(f"{host}:{port}: cannot be served at: {why}. Give another --host or --port.") from None


def _shown(host: str) -> str:
    return "localhost" if host in ("127.0.0.1", "0.0.0.0", "::", "::1") else host


@contextlib.contextmanager
def _worker_beside() -> Iterator[None]:
    """`guildmark work` beside the server, begun again should it end; stopped with it."""
    stopped = threading.Event()
    processes: list[subprocess.Popen[bytes]] = []

    def keep() -> None:
        while not stopped.is_set():
            processes[:] = [subprocess.Popen([sys.executable, "-m", "guildmark", "work"])]
            if stopped.is_set():
                processes[0].terminate()
            processes[0].wait()
            stopped.wait(BEGIN_AGAIN_SECONDS)

    keeper = threading.Thread(target=keep, name="worker beside")
    keeper.start()
    try:
        yield
    finally:
        stopped.set()
        for process in processes:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()  # it does no harm: what it held is done again
        keeper.join()
