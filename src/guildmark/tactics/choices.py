"""Which tactics are used and how: tactic files, packs of them, the library that ships, and files of choices."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

from guildmark.guard import read_bounded
from guildmark.records import InputError
from guildmark.tactics.compiled import TacticSet
from guildmark.tactics.meant import Means
from guildmark.tactics.read import read_filter, read_tactic, tactic_of
from guildmark.tactics.tactic import Tactic
from guildmark.tactics.used import MODES, SHADOW, Filter, Used
from guildmark.tactics.values import MOST_BYTES, Value, read_values

LIBRARY = "library"
PACK = "pack.yaml"
LARGEST_DB = 20.0  # nothing may say more
OWN = ("only", "never", "means")
ENTRY = ("tactics", "mode", "db", *OWN)
MOST_ENTRIES = 10_000


@dataclass(frozen=True, slots=True)
class Pack:
    """A folder of tactics that are given on together."""

    name: str
    version: str
    licence: str
    tactics: tuple[Tactic, ...]


def read_tactics(sources: Iterable[str | Path], today: date | None = None) -> TacticSet:
    """The tactics of files of choices, and of tactic files, packs and `library`, which stand in the shadow.

    What expired before `today` is left out. Errors: InputError with the place; for a tactic that is given twice.
    """
    used: dict[object, Used] = {}
    for source in sources:
        for one in _used(source):
            if one.tactic.id in used:
                raise InputError(
                    f"{one.tactic.file}: tactic {one.tactic.id} is given twice, also by "
                    f"{used[one.tactic.id].tactic.file}. Leave one of them out."
                )
            used[one.tactic.id] = one
    return TacticSet.of(one for one in used.values() if not (today and one.tactic.expires < today))


def read_pack(folder: Path) -> Pack:
    """The tactics of a folder; its `pack.yaml` gives name, version and licence. Errors: as `read_tactic`."""
    about = {"name": folder.name, "version": "", "licence": ""}
    if (folder / PACK).exists():
        root = read_values(str(folder / PACK), read_bounded(folder / PACK, MOST_BYTES))
        given = root.named(("name", "version", "licence", "source"), needs=("name", "version", "licence"))
        about |= {name: value.text() for name, value in given.items() if name in about}
    paths = sorted(path for path in folder.glob("*.yaml") if path.name != PACK)
    if not paths:
        raise InputError(f"{folder}: holds no tactic. Tactics are files that end in .yaml.")
    return Pack(**about, tactics=tuple(map(read_tactic, paths)))


def read_library() -> Pack:
    """The tactics that ship."""
    with as_file(files(__package__) / LIBRARY) as folder:
        return read_pack(folder)


@dataclass(frozen=True, slots=True)
class OwnTerms:
    """What a marketplace adds to a tactic without editing it: its filters, and its words for what tactics name."""

    only: Filter | None = None
    never: Filter | None = None
    means: Means = field(default_factory=dict)


def read_own_terms(name: str, text: str) -> OwnTerms:
    """`only`, `never` and `means` as an entry of a file of choices has them; an empty text adds nothing.

    Errors: InputError with the place.
    """
    if not text.strip():
        return OwnTerms()
    return _own_terms(read_values(name, text).named(OWN))


def _used(source: str | Path) -> list[Used]:
    if str(source) == LIBRARY:
        return [Used(tactic) for tactic in read_library().tactics]
    path = Path(source)
    if path.is_dir():
        return [Used(tactic) for tactic in read_pack(path).tactics]
    root = read_values(str(path), read_bounded(path, MOST_BYTES))
    if root.is_mapping and any(str(key.value) == "use" for key, _ in root.node.value):
        entries = root.named(("use",))["use"]
        return [one for entry in entries.items(MOST_ENTRIES) for one in _chosen(entry, path.parent)]
    return [Used(tactic_of(root))]


def _chosen(entry: Value, folder: Path) -> list[Used]:
    """What one entry of a file of choices uses; paths are as seen from that file."""
    parts = entry.named(ENTRY, needs=("tactics",))
    mode = parts["mode"].one_of(MODES, "mode") if "mode" in parts else SHADOW
    db = parts["db"].number(0, LARGEST_DB) if "db" in parts else 0.0
    if mode != SHADOW and not db:
        entry.refuse(
            f"a tactic in mode {mode} weighs something. Write `db: 3.0`, as it was measured, or `mode: shadow`."
        )
    own = _own_terms(parts)
    found: list[Used] = []
    for item in parts["tactics"].items(MOST_ENTRIES):
        text = item.text()
        path = text if text == LIBRARY else folder / text
        if path != LIBRARY and not Path(path).exists():
            item.refuse(f"{text!r} is not there. Write a file, a folder or `library`.")
        found += [
            replace(one, mode=mode, db=db, only=own.only, never=own.never, means=own.means) for one in _used(path)
        ]
    return found


def _own_terms(parts: Mapping[str, Value]) -> OwnTerms:
    only, never = (read_filter(parts[name]) if name in parts else None for name in ("only", "never"))
    return OwnTerms(only, never, _means(parts["means"]) if "means" in parts else {})


def _means(value: Value) -> Means:
    """The marketplace's own words for what tactics call a category or an attribute."""
    return {
        kind: {word.casefold(): own.texts() for word, own in words.named().items()}
        for kind, words in value.named(("category", "attribute")).items()
    }
