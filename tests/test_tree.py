"""What must not be in the tree is noticed before it is shared."""

import shutil
import subprocess
from pathlib import Path

import pytest

CHECK = Path(__file__).parents[1] / "tools" / "check-tree"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "tools").mkdir()
    shutil.copy(CHECK, tmp_path / "tools")
    (tmp_path / "src").mkdir()
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    return tmp_path


def look_through(tree: Path) -> subprocess.CompletedProcess[str]:
    subprocess.run(["git", "add", "."], cwd=tree, check=True)
    return subprocess.run([tree / "tools" / "check-tree"], capture_output=True, text=True, check=False)


def test_an_ordinary_tree_passes(tree: Path) -> None:
    (tree / "src" / "bands.py").write_text('"""See https://example.org/home/bands for the thresholds."""\n')
    done = look_through(tree)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("CATALOGUE = '/" + "home/ines/catalogue.csv'\n", "paths of one machine"),
        ("# TO" + "DO: the other currencies\n", "things put off"),
        ("<<<<<" + "<< HEAD\n", "unresolved merges"),
        ("breakpoint" + "()\n", "breakpoints"),
        ("line = 1\n" * 301, "files over 300 lines"),
    ],
)
def test_what_must_not_be_there_is_named_with_its_place(tree: Path, text: str, complaint: str) -> None:
    (tree / "src" / "bands.py").write_text(text)
    done = look_through(tree)
    assert done.returncode == 1
    assert complaint in done.stdout
    assert "src/bands.py" in done.stdout
