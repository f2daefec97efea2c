"""Rights files in YAML, for people: entries with the line of each value."""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from guildmark.records import InputError
from guildmark.records.did_you_mean import did_you_mean
from guildmark.records.yaml_error import yaml_error
from guildmark.rights.read_entry import Entry, Problems

TOP_KEYS = ("title", "notice", "rights")
DEEPEST = 6  # levels inside a right; stops aliases from unfolding without end
MOST_NODES = 5_000_000
NULLS = ("", "~", "null", "Null", "NULL")


def read_yaml(path: Path, problems: Problems) -> tuple[list[Entry], str]:
    """The entries of a YAML file and its notice.

    Scalars stay texts as written, so that `018233410` keeps its zero and `NO` stays Norway.
    Errors: InputError with the line when it is no YAML or holds no list of rights.
    """
    root = compose(path)
    notice = ""
    if isinstance(root, SequenceNode):
        rights: Node | None = root
    elif isinstance(root, MappingNode):
        rights = None
        for key, node in root.value:
            if key.value == "rights":
                rights = node
            elif key.value == "notice" and isinstance(node, ScalarNode):
                notice = node.value.strip()
            elif key.value not in TOP_KEYS:
                hint = did_you_mean(key.value, TOP_KEYS)
                problems.tell_of_file(
                    key.value, None, f"key '{key.value}' is not known and not used.{hint}", line=line(key)
                )
    else:
        rights = None
    if not isinstance(rights, SequenceNode):
        raise InputError(f"{path}: there is no list of rights. Write `rights:` and below it `- right_id: …`.")
    if node_count(rights) > MOST_NODES:
        raise InputError(
            f"{path}: with its aliases (*) unfolded the file holds more than {MOST_NODES:,} values."
            " Write the values out, or give many rights as CSV or Parquet."
        )
    entries = [entry_of(node, row, problems) for row, node in enumerate(rights.value)]
    return [entry for entry in entries if entry is not None], notice


def node_count(root: Node) -> int:
    """How many values a tree holds when its aliases are unfolded; counting stops above MOST_NODES."""
    count, waiting = 0, [root]
    while waiting and count <= MOST_NODES:
        node = waiting.pop()
        count += 1
        if isinstance(node, MappingNode):
            waiting += [part for pair in node.value for part in pair]
        elif isinstance(node, SequenceNode):
            waiting += node.value
    return count


def compose(path: Path) -> Node | None:
    """The file's tree with line marks."""
    try:
        root: Node | None = YAML(typ="safe", pure=True).compose(path.read_bytes())
        return root
    except (YAMLError, UnicodeDecodeError) as error:
        raise yaml_error(path, error) from error


def entry_of(node: Node, row: int, problems: Problems) -> Entry | None:
    """One right's values and the line of each; null and told when it is no mapping."""
    entry = Entry({}, row, line(node))
    if not isinstance(node, MappingNode):
        reason = "a right is a mapping of keys, not a text or a list. It is set aside."
        problems.tell(entry, (), node.value if isinstance(node, ScalarNode) else None, reason, rejects=True)
        return None
    entry.values = unfold(node, (), entry, problems)
    return entry


def unfold(node: Node, path: tuple[str | int, ...], entry: Entry, problems: Problems) -> Any:
    """Texts, lists and mappings of a tree; null for what is left empty."""
    if path:
        entry.lines.setdefault(path, line(node))
    if isinstance(node, ScalarNode):
        return None if node.style is None and node.value in NULLS else node.value
    if len(path) > DEEPEST:
        problems.tell(entry, path, None, f"'{path[0]}' is nested too deep and is left out.")
        return None
    if isinstance(node, SequenceNode):
        return [unfold(item, (*path, place), entry, problems) for place, item in enumerate(node.value)]
    values: dict[str, Any] = {}
    for key, item in node.value:
        name = str(key.value)
        entry.lines[(*path, name)] = line(key)
        if name in values:
            problems.tell(entry, (*path, name), None, f"key '{name}' stands twice. The first is used.")
            continue
        values[name] = unfold(item, (*path, name), entry, problems)
    return values


def line(node: Node) -> int:
    """The node's line, counted from 1."""
    return int(node.start_mark.line) + 1
