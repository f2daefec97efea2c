"""An interpreter that stays: runs code in a process of its own, for whose start a test waits once and not each time."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LOOP = """
import contextlib, io, json, sys, traceback
import django
django.setup()
from django.db import connections
for line in sys.stdin:
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            exec(json.loads(line), {})
        told = {"said": said.getvalue()}
    except Exception:
        told = {"failed": traceback.format_exc()}
    connections.close_all()
    print(json.dumps(told), flush=True)
"""


class Interpreter:
    """Django on the settings of an environment."""

    def __init__(self, environment: dict[str, str], errors: Path) -> None:
        with errors.open("ab") as stream:
            self._process = subprocess.Popen(
                [sys.executable, "-c", LOOP], env=environment, text=True, stderr=stream,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )  # fmt: skip

    def run(self, code: str) -> Any:
        """What some code prints as JSON."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(code) + "\n")
        self._process.stdin.flush()
        told = json.loads(self._process.stdout.readline())
        assert "failed" not in told, told["failed"]
        return json.loads(told["said"]) if told["said"] else None

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()
