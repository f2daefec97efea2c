"""Files of choices: YAML that maps names to values, read with errors that say where and what to do."""

import math
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from guildmark.guard import read_bounded
from guildmark.records import InputError
from guildmark.records.did_you_mean import did_you_mean
from guildmark.records.yaml_error import yaml_error

MOST_BYTES = 1 << 20


def read_choices(path: Path | None, shipped: str) -> tuple[str, str, dict[str, Any]]:
    """A file's name, text and mapping; without a path, those of the one that ships under the name `shipped`.

    Errors: `InputError` with file and line when it is missing, too large, not YAML in UTF-8, or no mapping.
    """
    name = str(path) if path else "shipped"
    content = read_bounded(path, MOST_BYTES) if path else (files(__package__) / shipped).read_bytes()
    try:
        text = content.decode("utf-8-sig")
        document = YAML(typ="safe", pure=True).load(text)
    except (YAMLError, UnicodeDecodeError) as error:
        raise yaml_error(name, error) from None
    if not isinstance(document, dict):
        raise InputError(f"{name}: holds no names with values. Copy the shipped {shipped} and change it.")
    return name, text, document


def check_names(name: str, what: str, given: Iterable[Any], known: Iterable[str]) -> None:
    """Errors: `InputError` for the first name that is not known, with the nearest that is."""
    names = sorted(known)
    for one in given:
        if one not in names:
            hint = did_you_mean(str(one), names)
            raise InputError(f"{name}: {what} {one!r} is not known.{hint} Known: {', '.join(names)}.")


def is_number(value: object) -> bool:
    """Whether a value is a finite number; `true` is none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
