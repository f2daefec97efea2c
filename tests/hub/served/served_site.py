"""A site that is served by the command, in processes of its own, whatever else the tests use."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

START_SECONDS, STOP_SECONDS = 90, 60


class Served:
    """A site in a folder, and the process that serves it."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.address = f"http://127.0.0.1:{port}"
        self.process: subprocess.Popen[bytes] | None = None
        self.log = folder / "log.txt"
        self.told: dict[str, str] = {}  # what was made in it
        self.more: dict[str, str] = {}  # of the environment

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its processes: a database of its own, whatever the other tests use."""
        dropped = ("GUILDMARK_DATABASE", "DJANGO_SETTINGS_MODULE")
        kept = {name: value for name, value in os.environ.items() if name not in dropped}
        own = {"GUILDMARK_HUB": str(self.folder / "site"), "GUILDMARK_URL": self.address, "COLUMNS": "200"}
        return kept | own | self.more

    def command(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """A command of Guildmark on this site, run to its end."""
        return subprocess.run(
            [sys.executable, "-m", "guildmark", *arguments],
            env=self.environment | more, capture_output=True, text=True, check=False, cwd=self.folder,
        )  # fmt: skip

    def python(self, code: str) -> Any:
        """What some code prints as JSON, run on this site."""
        done = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup()\n{code}"],
            env=self.environment | {"DJANGO_SETTINGS_MODULE": "guildmark.hub.settings"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout else None

    def start(self, *more: str, workers: int = 2) -> None:
        """Serve it, and wait until it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "guildmark", "serve", "--port", str(self.port),
                 "--workers", str(workers), *more],
                env=self.environment, stdout=log, stderr=log,
            )  # fmt: skip
        until = time.monotonic() + START_SECONDS
        while not self.answers():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < until, self.log.read_text()
            time.sleep(0.2)

    def answers(self) -> bool:
        """Whether somebody is there."""
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=5) as answer:
                return bool(answer.read() == b"ok\n")
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Stop serving; gives the exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(STOP_SECONDS)

    def tell_stacks(self) -> None:
        """Let the workers write into the log where each of their threads stands."""
        for process in self.processes():
            if process != os.getpid() and b"spawn_main" in Path(f"/proc/{process}/cmdline").read_bytes():
                os.kill(process, signal.SIGUSR1)
        time.sleep(1)

    def processes(self) -> list[int]:
        """The processes that belong to this site, by the folder in their environment."""
        mark = f"GUILDMARK_HUB={self.folder / 'site'}".encode()
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (place / "environ").read_bytes().split(b"\0"):
                    found.append(int(place.name))
            except OSError:
                continue
        return found


@contextmanager
def a_site(folder: Path) -> Iterator[Served]:
    """A site that is not served yet; whatever is left of it in the end is ended."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    served = Served(folder, port)
    yield served
    for process in served.processes():
        os.kill(process, signal.SIGKILL)
