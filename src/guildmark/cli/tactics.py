"""`guildmark tactics`: write, check, try and explain shared rules."""

import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from guildmark.cli.app import FOUND, OK, UNUSABLE
from guildmark.guard import read_bounded
from guildmark.records import InputError
from guildmark.tactics.begin import LIFE, begun
from guildmark.tactics.checks import check_tactic
from guildmark.tactics.choices import LIBRARY, PACK, read_library
from guildmark.tactics.explain import cost_told, explained
from guildmark.tactics.keywords import read_keywords, tactics_of
from guildmark.tactics.read import read_tactic
from guildmark.tactics.schema import tactic_schema
from guildmark.tactics.tactic import Tactic
from guildmark.tactics.values import MOST_BYTES

SCHEMA_LINE = "# yaml-language-server: $schema=tactic.schema.json\n"  # by which editors check and complete
MOST_PICTURE_BYTES = 64 << 20


def new(title: str, author: str, out: Path | None, today: date) -> int:
    """Write a tactic to begin with; returns the exit code."""
    text = SCHEMA_LINE + begun(title, author, today)
    if out is None:
        print(text, end="")
        return OK
    if out.exists():
        return _stop(f"{out}: is there already. Give another name.")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text, "utf-8")
    (out.parent / "tactic.schema.json").write_text(
        json.dumps(tactic_schema(), indent=1, ensure_ascii=False) + "\n", "utf-8"
    )
    print(f"{out}: written, with tactic.schema.json beside it for your editor. Next: guildmark tactics check {out}")
    return OK


def check(paths: Sequence[str], today: date) -> int:
    """Check form, examples and good sense of tactics; returns the exit code."""
    from guildmark.lab.tactic_trial import try_examples  # noqa: PLC0415 - only this needs the engine

    tactics, faults = read_all(paths)
    for fault in faults:
        print(fault, file=sys.stderr)
    errors, warnings = len(faults), 0
    for tactic, misses in zip(tactics, try_examples(tactics) if tactics else (), strict=True):
        found = check_tactic(tactic, today)
        for one in found:
            print(f"{tactic.file}: {one.grade}: {one.told} ({one.check})")
        for miss in misses:
            print(f"{tactic.file}: error: {miss}")
        print(f"{tactic.file}: {cost_told(tactic)}")
        errors += len(misses) + sum(one.grade == "error" for one in found)
        warnings += sum(one.grade == "warning" for one in found)
    print(f"{len(tactics)} tactics read, {errors} errors, {warnings} warnings")
    return FOUND if errors else OK


def explain(paths: Sequence[str]) -> int:
    """Say in a sentence when tactics fire; returns the exit code."""
    tactics, faults = read_all(paths)
    console = Console(highlight=False, soft_wrap=True)
    for tactic in tactics:
        console.print(
            f"[bold]{escape(tactic.title)}[/]  version {tactic.version}, by {escape(tactic.author)}, {tactic.tlp}",
            markup=True,
        )
        console.print(f"  {tactic.why}", markup=False)
        console.print(f"  {explained(tactic)}", markup=False)
        families = ", ".join(sorted(tactic.families))
        console.print(f"  Evidence of: {families}. {cost_told(tactic)}", markup=False, style="dim")
    for fault in faults:
        print(fault, file=sys.stderr)
    return UNUSABLE if faults else OK


def fmt(paths: Sequence[str], *, only_check: bool) -> int:
    """Write tactics in their one form, comments kept; returns the exit code."""
    from guildmark.tactics.form import formed  # noqa: PLC0415 - only this needs the writer

    changed = 0
    for path in _files(paths):
        try:
            text = read_bounded(path, MOST_BYTES).decode()
            whole = formed(str(path), text)
        except InputError as error:
            return _stop(str(error))
        except UnicodeDecodeError as error:
            return _stop(f"{path}: is no text in UTF-8 (byte {error.start}). Save it as UTF-8.")
        if whole != text:
            changed += 1
            print(f"{path}: {'is in another form' if only_check else 'written anew'}")
            if not only_check:
                path.write_text(whole, "utf-8")
    return FOUND if only_check and changed else OK


def import_keywords(listed: Path, out: Path, author: str, today: date) -> int:
    """Write a tactic for each mark of a list of keywords; returns the exit code."""
    from guildmark.tactics.form import written  # noqa: PLC0415 - only this needs the writer

    try:
        found = read_keywords(str(listed), read_bounded(listed, MOST_BYTES))
    except InputError as error:
        return _stop(str(error))
    out.mkdir(parents=True, exist_ok=True)
    made = [one for own in found.lists for one in tactics_of(own, author, today + LIFE)]
    for one in made:
        (out / f"{one['id']}.yaml").write_text(written(one), "utf-8")
    for told in found.aside:
        print(told)
    tactics = f"{len(made)} tactic{'' if len(made) == 1 else 's'}"
    print(f"{found.rows:,} rows became {tactics}; {len(found.aside)} set aside. Next: guildmark tactics check {out}")
    return OK


def picture(paths: Sequence[Path]) -> int:
    """Print the PDQ hash of each picture; returns the exit code."""
    from guildmark.pictures import available, hash_hex  # noqa: PLC0415 - pictures are an extra
    from guildmark.pictures.seen import look_at  # noqa: PLC0415 - the same

    if not available():
        return _stop("pictures need the extra `images`: pip install 'guildmark[images]'")
    worst = OK
    for path in paths:
        try:
            seen = look_at(read_bounded(path, MOST_PICTURE_BYTES), "")
        except InputError as error:
            return _stop(str(error))
        if len(seen.hashes):
            print(f"{hash_hex(seen.hashes[0])}  # {path.name}, quality {seen.quality}")
        else:
            print(f"{path}: {seen.fault or 'has too little structure to be told from others'}.", file=sys.stderr)
            worst = FOUND
    return worst


def schema() -> int:
    """Print the JSON schema; returns the exit code."""
    print(json.dumps(tactic_schema(), indent=1, ensure_ascii=False))
    return OK


def read_all(paths: Sequence[str]) -> tuple[list[Tactic], list[str]]:
    """The tactics of files and folders, and what is wrong with the others."""
    tactics, faults = [], []
    for path in _files(paths):
        try:
            tactics.append(read_tactic(path))
        except InputError as error:
            faults.append(str(error))
    if LIBRARY in paths:
        tactics += read_library().tactics
    return tactics, faults


def _files(paths: Sequence[str]) -> list[Path]:
    found: list[Path] = []
    for name in paths:
        path = Path(name)
        if name == LIBRARY:
            continue
        found += sorted(one for one in path.rglob("*.yaml") if one.name != PACK) if path.is_dir() else [path]
    return found


def _stop(told: str) -> int:
    print(f"guildmark: {told}", file=sys.stderr)
    return UNUSABLE
