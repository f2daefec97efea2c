"""The red team knows nothing of the tables by which disguises are read: else it would test them on themselves."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import guildmark.redteam

FOLDER = Path(guildmark.redteam.__file__).parent
FILES = sorted(FOLDER.rglob("*.py"))


def imported(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(FOLDER)))
def test_no_file_of_the_red_team_imports_the_text_room_or_opens_its_files(file: Path) -> None:
    assert not [name for name in imported(file) if name.startswith("guildmark.text.") or name == "guildmark.text"]
    assert '"guildmark.text' not in file.read_text("utf-8")


def test_the_written_disguises_work_where_the_text_room_and_its_libraries_are_not_there() -> None:
    blocked = ("guildmark.text", "decancer_py", "confusable_homoglyphs", "opencc", "wordfreq", "unicode_confusables")
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({blocked!r}));"
        "from guildmark.redteam import disguised_text; from guildmark.redteam.texts.spellings import WRITTEN;"
        "print(len([disguised_text(name, 'Orvane', strength=1.0, seed='1') for name in WRITTEN]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 20
