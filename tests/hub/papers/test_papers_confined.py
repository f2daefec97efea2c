"""What a process that opens a paper can still do, should the paper take it over."""

import ctypes
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

CONFINE = """
import os, signal, socket, sys, time
from guildmark.hub.papers.confine import confine
confine(memory_bytes=1 << 30, cpu_seconds=5, wall_seconds=2, written_bytes=1000, open_files=16)
"""


def landlock_version() -> int:
    if sys.platform != "linux":
        return 0
    return int(ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), 1))


by_landlock = pytest.mark.skipif(landlock_version() < 4, reason="the kernel has no Landlock that knows of TCP")


def run(program: str, *arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-I", "-c", CONFINE + program, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env={}, check=False)


@by_landlock
def test_it_reads_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("of the site")
    assert "PermissionError" in run("open(sys.argv[1]).read()", secret).stderr


@by_landlock
def test_it_writes_and_removes_no_file(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.write_text("")
    assert "PermissionError" in run("open(sys.argv[1], 'w')", tmp_path / "new").stderr
    assert "PermissionError" in run("os.unlink(sys.argv[1])", there).stderr
    assert [one.name for one in tmp_path.iterdir()] == ["there"]


@by_landlock
def test_it_reaches_no_other_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        told = run("socket.create_connection(('127.0.0.1', int(sys.argv[1])), 1)", server.getsockname()[1])
    assert "PermissionError" in told.stderr


@by_landlock
def test_it_starts_no_program() -> None:
    assert "PermissionError" in run("os.execv('/bin/true', ['true'])").stderr


@by_landlock
@pytest.mark.skipif(landlock_version() < 6, reason="the kernel's Landlock knows nothing of signals")
def test_it_signals_nobody() -> None:
    assert "PermissionError" in run("os.kill(int(sys.argv[1]), 0)", os.getpid()).stderr


def test_it_gets_no_more_memory_than_it_may_have() -> None:
    assert "MemoryError" in run("bytearray(2 << 30)").stderr


def test_it_writes_no_more_than_it_may(tmp_path: Path) -> None:
    with (tmp_path / "out").open("wb") as out:
        command = [
            sys.executable,
            "-I",
            "-c",
            CONFINE + "os.write(1, bytes(800)); os.write(1, bytes(800)); os.write(1, b'x')",
        ]
        done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, env={}, check=False)
    assert b"File too large" in done.stderr
    assert (tmp_path / "out").stat().st_size == 1000


def test_it_ends_by_itself_when_nobody_ends_it() -> None:
    assert run("time.sleep(60)").returncode == -14
