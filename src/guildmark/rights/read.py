"""Reading rights: one file, a folder of files, or the starter list, in any of the formats."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from guildmark.records import InputError, Reject, Right
from guildmark.records.did_you_mean import did_you_mean
from guildmark.rights.read_digest import rights_digest
from guildmark.rights.read_entry import Entry, Problems
from guildmark.rights.read_offers import ITEM_READERS
from guildmark.rights.read_register import is_companion, read_register, register_of
from guildmark.rights.read_right import build_right
from guildmark.rights.read_table import column_key, open_table, read_csv, read_parquet
from guildmark.rights.read_yaml import read_yaml

STARTER = "starter"
SOURCES_FILE = "sources.yaml"  # where the starter list names what was opened; holds no rights


@dataclass(frozen=True, slots=True)
class RightsFile:
    """Rights as read, with what was wrong in them.

    `digest` is over the content of `rights` and does not depend on files or order. `base` is the folder that `pictures`
    and `documents` are relative to. `notice` is what the files say about themselves.
    """

    rights: tuple[Right, ...]
    name: str
    digest: str
    notice: str
    problems: tuple[Reject, ...]
    base: Path


def read_rights(source: str | Path) -> RightsFile:
    """Read rights from a YAML, CSV, TSV or Parquet file, a register's export, a folder of these, or `starter`.

    A bad right is set aside and told in `problems`, as is a file of a folder that cannot be used; the others are read.
    Errors: InputError when the source is missing, cannot be read at all, or holds no usable right.
    """
    path = starter_folder() if source == STARTER else Path(source)
    name = STARTER if source == STARTER else path.name
    base = path if path.is_dir() else path.parent
    rights: dict[str, Right] = {}
    notices: list[str] = []
    problems: list[Reject] = []
    for file in rights_paths(path):
        found = Problems(file.name)
        try:
            read, notice = read_file(file, found, base)
        except InputError as error:
            if file == path:
                raise
            read, notice = [], ""
            found.found.append(Reject(file.name, None, None, "", f"{error} No right of this file is used.", True))
        add_rights(rights, read, found)
        notices += [notice] if notice and notice not in notices else []
        problems += found.found
    if not rights:
        first = f" The first problem: {problems[0].reason}" if problems else ""
        raise InputError(f"{path}: there is no usable right in it.{first}")
    read_all = tuple(rights.values())
    return RightsFile(read_all, name, rights_digest(read_all), "\n".join(notices), tuple(problems), base)


def add_rights(rights: dict[str, Right], read: list[Right], problems: Problems) -> None:
    """Add a file's rights to those of earlier files; of those with the same id the first stands."""
    for right in read:
        if rights.setdefault(right.right_id, right) is not right:
            reason = f"right_id '{right.right_id}' stands in an earlier file too. That one is used, this one set aside."
            problems.tell_of_file("right_id", right.right_id, reason, rejects=True)


def starter_folder() -> Path:
    """The folder of the list that ships with the package."""
    return Path(str(files("guildmark.rights").joinpath(STARTER)))


def rights_paths(path: Path) -> list[Path]:
    """The files to read: the file itself, or those of a folder by name."""
    kinds = ", ".join(READERS)
    if path.is_file():
        if path.suffix.casefold() not in READERS:
            raise InputError(f"{path}: files of kind '{path.suffix}' are not read. Kinds: {kinds}.")
        return [path]
    if path.is_dir():
        try:
            listed = sorted(path.iterdir())
        except OSError as error:
            raise InputError(f"{path}: the folder cannot be read: {error.strerror}. Check who may read it.") from error
        paths = [file for file in listed if file.suffix.casefold() in READERS and holds_rights(file)]
        if paths:
            return paths
        raise InputError(f"{path}: the folder holds no rights file. Kinds: {kinds}.")
    if path.exists():
        raise InputError(f"{path}: this is no regular file but a pipe, socket or device. Write it to a file first.")
    near = did_you_mean(path.name, [entry.name for entry in path.parent.iterdir()]) if path.parent.is_dir() else ""
    near = near or did_you_mean(str(path), [STARTER])
    raise InputError(f"{path}: there is no such file or folder.{near} Give a rights file, a folder, or 'starter'.")


def holds_rights(file: Path) -> bool:
    """Tell whether a folder's file is read on its own: no catalogue, no register's companion, no list of sources."""
    if file.name == SOURCES_FILE or not file.is_file():
        return False
    if READERS[file.suffix.casefold()] is not read_delimited:
        return True
    try:
        header = open_table(file).header
    except (OSError, InputError):
        return True  # so that reading it tells what is wrong
    is_catalogue = {column_key(name) for name in header} <= ITEM_READERS.keys()
    return register_of(header) is not None or not (is_catalogue or is_companion(header))


def read_file(file: Path, problems: Problems, base: Path) -> tuple[list[Right], str]:
    """The rights of one file and what it says about itself."""
    try:
        return READERS[file.suffix.casefold()](file, problems, base)
    except OSError as error:
        reason = error.strerror or str(error).splitlines()[0]
        raise InputError(f"{file}: the file cannot be read: {reason}. Is it whole, and may it be read?") from error
    except UnicodeError as error:
        raise InputError(f"{file}: the file cannot be read: {error}. Save it as UTF-8.") from error


def read_people(path: Path, problems: Problems, base: Path) -> tuple[list[Right], str]:
    """Rights and notice of a YAML file."""
    entries, notice = read_yaml(path, problems)
    return built(entries, problems, base), notice


def read_delimited(path: Path, problems: Problems, base: Path) -> tuple[list[Right], str]:
    """Rights of a CSV or TSV file, or of a register's export, with its count as notice."""
    table = open_table(path)
    register = register_of(table.header)
    if register is not None:
        return read_register(table, register, problems)
    return built(list(read_csv(table, problems)), problems, base), ""


def read_columns(path: Path, problems: Problems, base: Path) -> tuple[list[Right], str]:
    """Rights of a Parquet file."""
    return built(list(read_parquet(path, problems)), problems, base), ""


def built(entries: list[Entry], problems: Problems, base: Path) -> list[Right]:
    """The rights among the entries; of those with the same id the first stands."""
    rights: dict[str, Right] = {}
    for entry in entries:
        right = build_right(entry, problems, base)
        if right is None:
            continue
        if right.right_id in rights:
            reason = (
                f"right_id '{right.right_id}' stands twice. The first is used, this one set aside: give it its own id."
            )
            problems.tell(entry, ("right_id",), right.right_id, reason, rejects=True)
        else:
            rights[right.right_id] = right
    return list(rights.values())


READERS: dict[str, Callable[[Path, Problems, Path], tuple[list[Right], str]]] = {
    ".yaml": read_people,
    ".yml": read_people,
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".txt": read_delimited,
    ".parquet": read_columns,
}
