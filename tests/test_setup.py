"""The set-up finds a Python that works, and says what to do where there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ENOUGH = (
    "bash",
    "sh",
    "env",
    "sort",
    "head",
    "dirname",
    "rm",
    "mkdir",
    "cp",
    "touch",
)  # what the set-up needs beside Python


class NewMachine:
    """A copy of the tools in an empty folder, beside the few commands that they may count on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT / "tools", folder / "tools")
        (folder / "basics").mkdir()
        for name in ENOUGH:
            found = next(Path(place) / name for place in ("/usr/bin", "/bin") if (Path(place) / name).exists())
            (folder / "basics" / name).symlink_to(found)

    def put(self, path: str, script: str) -> None:
        """Install a command; those in `bin` are on PATH."""
        command = self.folder / path
        command.parent.mkdir(parents=True, exist_ok=True)
        command.write_text(f"#!/bin/sh\n{script}\n")
        command.chmod(0o755)

    def run(self, tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join(str(self.folder / name) for name in ("bin", "basics"))
        settings = {"PATH": path, "HOME": str(self.folder), "PYENV_ROOT": str(self.folder / "pyenv")}
        command = [str(self.folder / "tools" / tool), *arguments]
        return subprocess.run(command, env=settings, capture_output=True, text=True, check=False)


@pytest.fixture
def machine(tmp_path: Path) -> NewMachine:
    return NewMachine(tmp_path)


def test_a_shim_that_fails_is_passed_over(machine: NewMachine) -> None:
    machine.put("bin/python3.13", "echo 'pyenv: python3.13: command not found' >&2; exit 127")
    machine.put("pyenv/versions/3.12.9/bin/python3.12", f'exec {sys.executable} "$@"')
    done = machine.run("find-python")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == sys.executable


def test_a_python_that_does_not_pass_the_probe_is_not_taken(machine: NewMachine) -> None:
    machine.put("bin/python3", "exit 1")  # what the probe answers on 3.11
    done = machine.run("find-python")
    assert (done.returncode, done.stdout) == (1, "")


def test_without_python_and_uv_the_next_step_is_named(machine: NewMachine) -> None:
    done = machine.run("setup", "demo")
    assert done.returncode == 1
    assert "Install python3 with pip, or uv" in done.stderr


def test_where_the_venv_module_is_missing_uv_is_fetched_into_a_folder(machine: NewMachine) -> None:
    machine.put("fetched/uv", "echo 'uv 0.13.9'")
    fetch = "mkdir -p .tools/uv-pip/bin && cp fetched/uv .tools/uv-pip/bin/uv"
    machine.put("bin/python3", f'case "$*" in "-m venv"*) exit 1 ;; *--target*) {fetch} ;; *) exit 1 ;; esac')
    machine.put("bin/python3.13", f'exec {sys.executable} "$@"')
    machine.run("setup", "demo")
    assert (machine.folder / ".tools/uv-pip/bin/uv").exists()
    assert not (machine.folder / ".tools/uv-venv").exists()


def test_an_old_uv_on_the_path_is_not_used(machine: NewMachine) -> None:
    machine.put("bin/uv", "echo 'uv 0.4.30'; echo used >> uses")
    done = machine.run("setup", "demo")
    assert done.returncode == 1
    assert (machine.folder / "uses").read_text() == "used\n"  # asked for its version, and no more


def test_an_unknown_purpose_is_refused(machine: NewMachine) -> None:
    machine.put("bin/uv", "echo 'uv 0.13.9'")
    machine.put("bin/python3.13", f'exec {sys.executable} "$@"')
    done = machine.run("setup", "all")
    assert done.returncode == 1
    assert "tools/setup demo, or tools/setup dev" in done.stderr
