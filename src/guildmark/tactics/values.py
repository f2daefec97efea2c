"""Values of a YAML file with the place where each stands, and readers that say what is wrong with one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import StringMark, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from guildmark.records import InputError
from guildmark.records.did_you_mean import did_you_mean
from guildmark.records.yaml_error import yaml_error
from guildmark.rights.read_yaml import node_count

MOST_BYTES = 1 << 20
MOST_VALUES = 50_000  # with aliases unfolded
SHOWN = 80  # characters of a value in an error
_NOWHERE = StringMark("", 0, 0, 0, None, 0)


@dataclass(frozen=True, slots=True)
class Value:
    """One value: a text as it is written, a list or a mapping. `path` is how it is reached, for people."""

    file: str
    node: Node
    path: str

    @property
    def line(self) -> int:
        """Counted from 1."""
        return int(self.node.start_mark.line) + 1

    @property
    def is_mapping(self) -> bool:
        """Whether it holds names with values."""
        return isinstance(self.node, MappingNode)

    def refuse(self, reason: str) -> NoReturn:
        """Errors: InputError, always, with the place and the value."""
        raise InputError(f"{self.file}:{self.line}: {self.path}: {reason}")

    def shown(self) -> str:
        """The value as an error quotes it."""
        if isinstance(self.node, ScalarNode):
            text = self.node.value if len(self.node.value) <= SHOWN else f"{self.node.value[:SHOWN]}…"
            return repr(text)
        return "a mapping" if self.is_mapping else "a list"

    def plain(self) -> Any:
        """Texts, lists and mappings, as JSON can write them."""
        if isinstance(self.node, ScalarNode):
            return self.node.value
        if isinstance(self.node, SequenceNode):
            return [Value(self.file, node, self.path).plain() for node in self.node.value]
        return {str(key.value): Value(self.file, node, self.path).plain() for key, node in self.node.value}

    def text(self) -> str:
        """One text, without outer blanks, as it is written: `018` keeps its zero and `NO` stays Norway."""
        if not isinstance(self.node, ScalarNode):
            self.refuse(f"{self.shown()} stands here. Write one text.")
        text: str = self.node.value.strip()
        if not text:
            self.refuse("is empty. Write a text, or leave the line out.")
        if any(not sign.isprintable() and sign not in "\n\t" for sign in text):
            self.refuse(f"{self.shown()} holds a character that cannot be seen. Write it again.")
        return text

    def number(self, least: float, most: float) -> float:
        """A number between two others."""
        try:
            number = float(self.text())
        except ValueError:
            self.refuse(f"{self.shown()} is no number. Write one from {least:g} to {most:g}.")
        if not least <= number <= most:
            self.refuse(f"{self.shown()} is not from {least:g} to {most:g}.")
        return number

    def whole(self, least: int, most: int) -> int:
        """A whole number between two others."""
        number = self.number(least, most)
        if number != int(number):
            self.refuse(f"{self.shown()} is no whole number.")
        return int(number)

    def day(self) -> date:
        """A day as 2027-06-30."""
        try:
            return date.fromisoformat(self.text())
        except ValueError:
            self.refuse(f"{self.shown()} is no day. Write it as 2027-06-30.")

    def one_of(self, known: Iterable[str], what: str = "value") -> str:
        """A text out of a list."""
        text, names = self.text(), list(known)
        if text not in names:
            self.refuse(f"{what} {text!r} is not known.{did_you_mean(text, names)} Known: {', '.join(names)}.")
        return text

    def items(self, most: int = 1_000) -> list["Value"]:
        """The items of a list; a single value is a list of one."""
        if not isinstance(self.node, SequenceNode):
            return [self]
        if not 0 < len(self.node.value) <= most:
            self.refuse(f"{len(self.node.value):,} items stand here. Write at least one, and at most {most:,}.")
        return [Value(self.file, node, f"{self.path}[{n}]") for n, node in enumerate(self.node.value, 1)]

    def texts(self, most: int = 1_000) -> tuple[str, ...]:
        """A list of texts, each once; a single one is a list of one."""
        return tuple(dict.fromkeys(item.text() for item in self.items(most)))

    def named(self, known: Iterable[str] | None = None, needs: Iterable[str] = ()) -> dict[str, "Value"]:
        """The values of a mapping by their names. Errors: InputError for a name that is not known, stands twice, or is
        missing."""
        if not isinstance(self.node, MappingNode):
            self.refuse(f"{self.shown()} stands here. Write names with values, as `name: value`.")
        names = None if known is None else list(known)
        found: dict[str, Value] = {}
        for key, node in self.node.value:
            name = str(key.value)
            place = Value(self.file, key, f"{self.path}.{name}" if self.path else name)
            if names is not None and name not in names:
                place.refuse(f"{name!r} is not known here.{did_you_mean(name, names)} Known: {', '.join(names)}.")
            if name in found:
                place.refuse("stands twice. Keep one of them.")
            found[name] = Value(self.file, node, place.path)
        for name in needs:
            if name not in found:
                self.refuse(f"{name!r} is missing. Write `{name}: …`.")
        return found


def read_values(file: str, content: bytes | str) -> Value:
    """The root of a file. Errors: InputError when it is no YAML in UTF-8, or too large."""
    size = len(content)
    if size > MOST_BYTES:
        raise InputError(f"{file}: holds {size:,} bytes, more than the {MOST_BYTES:,} that are read.")
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
        root = YAML(typ="safe", pure=True).compose(text)
    except (YAMLError, UnicodeDecodeError) as error:
        raise yaml_error(file, error) from None
    except RecursionError:
        raise InputError(f"{file}: is nested too deep.") from None
    if root is None:
        raise InputError(f"{file}: is empty. `guildmark tactics new` writes a tactic to begin with.")
    if node_count(root) > MOST_VALUES:
        raise InputError(f"{file}: with its aliases (*) unfolded it holds more than {MOST_VALUES:,} values.")
    return Value(file, root, "")


def value_of(file: str, plain: Any, path: str = "") -> Value:
    """The value of what `plain` gave."""
    return Value(file, _node_of(plain), path)


def _node_of(plain: Any) -> Node:
    if isinstance(plain, dict):
        pairs = [(_node_of(name), _node_of(part)) for name, part in plain.items()]
        return MappingNode("", pairs, _NOWHERE)
    if isinstance(plain, list):
        return SequenceNode("", [_node_of(part) for part in plain], _NOWHERE)
    return ScalarNode("", plain, _NOWHERE)
