"""`guildmark demo --alliance`: three sites on one machine as three organisations, made, joined, and served.

Settings belong to a process, so each site is made, joined and served in processes of its own.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType
from typing import NoReturn

from guildmark.cli.app import OK, UNUSABLE
from guildmark.cli.demo_alliance_told import told
from guildmark.hub.beside import PARENT
from guildmark.hub.folder import DATABASE, FOLDER
from guildmark.records import InputError
from guildmark.redteam import make_market

BEGUN, JOINED = "alliance-begun", "alliance.json"
MARKET = "market"
BRAND = "brand"
# The folders of the sites in the order of their ports, and whom each is filled for.
SITES = {BRAND: "brand", "large": "large-market", "small": "small-market"}
SEED = 7
SECONDS_TO_START, SECONDS_TO_STOP = 90, 40


def run(out: Path, listings: int, *, serves: bool, port: int) -> int:
    """Make and join the sites unless that is done, and serve them until stopped; returns the exit code."""
    out = out.absolute()
    signal.signal(signal.SIGTERM, _stopped)
    try:
        if not (out / JOINED).exists():
            _make(out, listings, port)
        made_for = int(json.loads((out / JOINED).read_text("utf-8"))["port"])
        if made_for != port:
            raise InputError(
                f"{out}: its sites know each other by the ports {made_for} to {made_for + 2}. Give --port {made_for}, "
                "or another folder."
            )
    except InputError as error:
        print(f"guildmark: {error}", file=sys.stderr)
        return UNUSABLE
    print(f"\n{told(out, port)}\n", flush=True)
    return _serve(out, port) if serves else OK


def _make(out: Path, listings: int, port: int) -> None:
    """Fill and join the sites, anew where that was stopped before."""
    if out.exists() and not (out / BEGUN).exists() and any(out.iterdir()):
        raise InputError(f"{out}: holds something else than three sites. Give another folder.")
    out.mkdir(parents=True, exist_ok=True)
    (out / BEGUN).touch()
    began = time.monotonic()

    def say(step: str) -> None:
        print(f"[{time.monotonic() - began:4.0f} s] {step}", flush=True)

    say(f"drawing a sample market of {listings:,} listings")
    shutil.rmtree(out / MARKET, ignore_errors=True)
    make_market(out / MARKET, listings=listings, seed=SEED, pictures=False)
    say("filling three sites: members, rights, listings, decisions")
    for name in SITES:  # what a killed process before this one began has ended by now
        shutil.rmtree(out / name, ignore_errors=True)
    _fill(out, port)
    shutil.rmtree(out / MARKET)  # from now on no listing of one stands with another
    say("joining them")
    keys = json.loads(_done(_python(out, BRAND, port, "join", "give")))
    for name, short in SITES.items():
        if name != BRAND:
            _done(_python(out, name, port, "join", "take", _address(BRAND, port), GUILDMARK_KEY=keys[short]))
    (out / JOINED).write_text(json.dumps({"port": port}), "utf-8")
    say("done")


def _fill(out: Path, port: int) -> None:
    filling = [_python(out, name, port, "fill", short, str(out / MARKET)) for name, short in SITES.items()]
    try:
        for process in filling:
            _done(process)
    finally:
        for process in filling:
            process.kill()


def _python(out: Path, name: str, port: int, module: str, *arguments: str, **more: str) -> "subprocess.Popen[str]":
    """A module of the demo, at work on a site."""
    return subprocess.Popen(
        [sys.executable, "-m", f"guildmark.hub.demo.three.{module}", *arguments],
        env=_environment(out, name, port) | more, text=True,
        stdout=subprocess.PIPE if module == "join" else None,  # where keys are printed
    )  # fmt: skip


def _done(process: "subprocess.Popen[str]") -> str:
    """What it printed, where that was kept. Errors: InputError when it did not come to its end."""
    printed, _ = process.communicate()
    if process.returncode:
        raise InputError("a site could not be made. What kept it from its end stands above. Try again.")
    return printed


def _environment(out: Path, name: str, port: int) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key != DATABASE}  # each has a database in its folder
    return kept | {
        FOLDER: str(out / name), "GUILDMARK_URL": _address(name, port), PARENT: str(os.getpid()),
        "DJANGO_SETTINGS_MODULE": "guildmark.hub.settings",
    }  # fmt: skip


def _address(name: str, port: int) -> str:
    return f"http://localhost:{port + list(SITES).index(name)}"


def _serve(out: Path, port: int) -> int:
    """Serve all three until one of them ends, or this is stopped; then none is left."""
    serving: list[subprocess.Popen[bytes]] = []
    try:
        for name in SITES:  # the brand's first: the others ask it for what it shares
            own = str(port + list(SITES).index(name))
            serving.append(
                subprocess.Popen(
                    [sys.executable, "-m", "guildmark", "serve", "--port", own, "--workers", "1"],
                    env=_environment(out, name, port),
                )
            )
            if code := _started(serving[-1], _address(name, port)):
                return code
        while all(process.poll() is None for process in serving):
            time.sleep(0.5)
        return next(process.returncode for process in serving if process.poll() is not None)
    except KeyboardInterrupt:
        return OK
    finally:
        _stop(serving)


def _stopped(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _started(process: "subprocess.Popen[bytes]", address: str) -> int:
    """0 once it answers; the code that it ended with instead."""
    until = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=5).close()
            return OK
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    return process.returncode or UNUSABLE


def _stop(serving: list["subprocess.Popen[bytes]"]) -> None:
    for process in serving:
        process.terminate()
    for process in serving:
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
