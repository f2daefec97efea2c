"""The demo's holders register their rights, and two people of the secretariat verify each."""

from collections import Counter
from pathlib import Path
from typing import Any

from guildmark.hub.demo.members import Members, actors
from guildmark.hub.registry.approval import approve, submit
from guildmark.hub.registry.drafts import register_right
from guildmark.hub.registry.files import add_files
from guildmark.records import InputError
from guildmark.rights.read_entry import Entry, Problems
from guildmark.rights.read_yaml import read_yaml

FILES = {"pictures": "picture", "figures": "figure"}


def holders_of(market: Path, most: int) -> list[str]:
    """The holders with the most rights in a sample market, in the order of their names."""
    counted = Counter(str(entry.values["holder"]) for entry in _entries(market))
    return sorted(name for name, _ in counted.most_common(most))


def register_all(market: Path, members: Members, *, leaves_some: bool = True) -> dict[str, str]:
    """Register and verify all rights of the members; the code that the site gave each, by its id in the market.

    `leaves_some`: one right is left submitted, and one as a draft, so that there is something to verify and to go on
    with.
    """
    entries = [entry for entry in _entries(market) if entry.values["holder"] in members.holders]
    codes = {}
    left = entries[-2:] if leaves_some else []
    for entry in entries:
        content = dict(entry.values)
        holder = actors(members.holders[str(content.pop("holder"))], "administrator")[0]
        given = str(content.pop("right_id"))
        content.pop("version", None)
        files = {key: [str(name) for name in content.pop(key, None) or []] for key in FILES}
        right = register_right(content, by=holder)
        draft = right.versions.get()
        for key, role in FILES.items():
            _add(draft, role, [market / name for name in files[key]], holder)
        codes[given] = right.code
        if entry in left[1:]:
            continue
        draft.refresh_from_db()
        submit(draft, by=holder)
        if entry in left:
            continue
        for verifier in (*actors(members.secretariat, "administrator"), *actors(members.secretariat, "reviewer")):
            draft.refresh_from_db()
            approve(draft, by=verifier)
    return codes


def _entries(market: Path) -> list[Entry]:
    problems = Problems("rights.yaml")
    entries, _notice = read_yaml(market / "rights.yaml", problems)
    if problems.found:
        raise InputError(problems.found[0].reason)
    return entries


def _add(draft: Any, role: str, paths: list[Path], by: Any) -> None:
    streams = [(path.name, path.open("rb")) for path in paths]
    try:
        if streams:
            add_files(draft, role, streams, by=by)
    finally:
        for _, stream in streams:
            stream.close()
