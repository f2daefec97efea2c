"""The one form of a tactic's file: its parts in one order, lists and texts as they were, comments kept."""

import io
from collections.abc import Mapping

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

from guildmark.records import InputError
from guildmark.records.yaml_error import yaml_error
from guildmark.tactics.read import parse_tactic

ORDER = (
    "id", "title", "author", "status", "tlp", "circles", "version", "licence", "disguise", "languages", "seller_view",
    "about", "why", "false_alarms", "sources", "when", "strength", "example_marks", "fires_on", "quiet_on", "expires",
)  # fmt: skip
WIDTH = 150


def formed(name: str, text: str) -> str:
    """The text in its one form. Errors: InputError for what is no tactic."""
    return restated(name, text)


def restated(name: str, text: str, **parts: object) -> str:
    """The text in its one form with some of its parts written anew, such as its version; None takes a part out.

    Errors: InputError for what is no tactic.
    """
    parse_tactic(name, text)
    yaml = _yaml()
    try:
        document = yaml.load(text)
    except YAMLError as error:
        raise yaml_error(name, error) from None
    if not isinstance(document, CommentedMap):
        raise InputError(f"{name}: is no mapping.")
    for key, value in parts.items():
        if value is None:
            document.pop(key, None)
        else:
            document[key] = value
    order = [key for key in ORDER if key in document]
    if list(document) != order:
        for key in order:
            document.move_to_end(key)
    return _text(document, yaml)


def written(tactic: Mapping[str, object]) -> str:
    """A tactic that a program made, in its one form. Errors: InputError for what is no tactic."""
    ordered = CommentedMap((key, tactic[key]) for key in ORDER if key in tactic)
    for name in ("fires_on", "quiet_on"):
        rows = CommentedSeq(CommentedMap(row) for row in tactic[name])  # type: ignore[attr-defined]
        for row in rows:
            row.fa.set_flow_style()
        ordered[name] = rows
    text = _text(ordered, _yaml())
    parse_tactic(str(tactic["title"]), text)
    return text


def _yaml() -> YAML:
    yaml = YAML()
    yaml.width = WIDTH
    yaml.preserve_quotes = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _text(document: CommentedMap, yaml: YAML) -> str:
    out = io.StringIO()
    yaml.dump(document, out)
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    return "\n".join(lines).strip("\n") + "\n"
