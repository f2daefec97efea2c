"""A site of its own for tests that need several processes: its own folder with SQLite, its own worker and server."""

import json
import os
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

HERE = Path(__file__).parent
BEGIN = "import django; django.setup(); import json\n"
WAIT_SECONDS = 60.0


class OwnSite:
    """Runs code in processes of a site, whose database is migrated when it is made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "hub"
        self.env = {name: value for name, value in os.environ.items() if not name.startswith("GUILDMARK_")}
        self.env |= {
            "GUILDMARK_HUB": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "guildmark.hub.settings",
            "PYTHONPATH": str(HERE),
        }
        subprocess.run([sys.executable, "-m", "guildmark.hub.manage", "migrate", "-v", "0"], env=self.env, check=True)

    def start(self, code: str) -> "subprocess.Popen[str]":
        """Begin to run code; what it prints is read from the process."""
        return subprocess.Popen(
            [sys.executable, "-c", BEGIN + code],
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, code: str) -> Any:
        """Run code; what it printed as JSON on its last line."""
        process = self.start(code)
        out, errors = process.communicate(timeout=WAIT_SECONDS * 2)
        assert process.returncode == 0, errors
        return json.loads(out.splitlines()[-1]) if out.strip() else None

    @contextmanager
    def served(self) -> Iterator[str]:
        """Its address, while a server of its own answers there."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
        log = (self.folder / "server.log").open("w")
        address = f"http://127.0.0.1:{port}"
        env = self.env | {"GUILDMARK_URL": address}
        process = subprocess.Popen([*server, "guildmark.hub.wsgi:application"], env=env, stdout=log, stderr=log)
        try:
            self._wait_for(address, process)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=WAIT_SECONDS)
            log.close()

    def _wait_for(self, address: str, process: "subprocess.Popen[bytes]") -> None:
        until = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < until and process.poll() is None:
            try:
                urllib.request.urlopen(f"{address}/api/v1/rights/", timeout=5)
            except urllib.error.HTTPError:
                return  # it answers, though it asks for a key
            except OSError:
                time.sleep(0.1)
        raise AssertionError((self.folder / "server.log").read_text())
