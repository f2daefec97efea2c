"""The command as a process of its own: interrupts, terminals, pipes and names that are no Unicode."""

import contextlib
import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

COMMAND = (sys.executable, "-m", "guildmark")
SCAN = (*COMMAND, "scan", "listings.csv", "--rights", "rights.yaml")


def test_a_scan_prints_only_its_summary_on_standard_output(place: Path) -> None:
    done = subprocess.run(
        [*SCAN, "--out", "process-out", "--json", "--workers", "2"], cwd=place, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["rows_read"] == 7


def test_an_interrupted_scan_ends_with_130_and_the_same_command_goes_on(place: Path, tmp_path: Path) -> None:
    rows = "".join(f"B{n},Orvane bag number {n} of many,s{n % 9}\n" for n in range(60_000))
    (tmp_path / "many.csv").write_text("listing_id,title,seller_id\n" + rows)
    asked = [*COMMAND, "scan", "many.csv", "--rights", place / "rights.yaml", "--workers", "1", "--json"]
    process = subprocess.Popen(
        asked, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        # Whoever runs tests in the background has the signal ignored, and so would the scan. No other thread runs here.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )  # fmt: skip
    work = tmp_path / "guildmark-out" / ".guildmark-work"
    while process.poll() is None and not work.exists():
        time.sleep(0.02)
    while process.poll() is None:  # again, as a person would: a library may take the first one for itself
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=20)
    output, errors = process.communicate()
    assert (process.returncode, output) == (130, "")
    assert errors.strip() == "Interrupted. The same command goes on from here."
    done = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["scanned"] == 60_000


def test_progress_is_shown_on_a_terminal(place: Path) -> None:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    asked = [*SCAN, "--out", "terminal-out", "--workers", "1", "--json"]
    process = subprocess.Popen(asked, cwd=place, stdout=subprocess.PIPE, stderr=theirs, env=environment)
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:  # the other end was closed
            break
        if not piece:
            break
        shown += piece
    output, _ = process.communicate()
    os.close(ours)
    assert process.returncode == 0
    assert output.count(b"\n") == 1
    assert b"survey" in shown
    assert b"7/7" in shown


@pytest.mark.parametrize("place_of_name", ["listings", "out", "id"])
def test_a_name_that_is_no_unicode_is_refused(place: Path, place_of_name: str) -> None:
    odd = b"caf\xe9"
    asked = {
        "listings": [*COMMAND, "scan", odd, "--rights", "rights.yaml"],
        "out": [*SCAN, "--out", odd],
        "id": [*COMMAND, "explain", odd, "--out", "scanned"],
    }[place_of_name]
    done = subprocess.run(asked, cwd=place, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"guildmark: 'caf\\udce9': is not UTF-8. Rename what it names.\n"


def test_explain_prints_on_a_terminal_that_knows_only_ascii(place: Path, scanned: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [*COMMAND, "explain", "A1", "--out", scanned], cwd=place, capture_output=True, env=environment, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"To a reviewer:" in done.stdout


def test_a_reader_that_goes_away_is_no_fault(place: Path) -> None:
    process = subprocess.Popen([*COMMAND, "detectors"], cwd=place, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    errors = process.stderr.read()
    process.wait()
    assert b"Traceback" not in errors
