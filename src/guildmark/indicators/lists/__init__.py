"""Lists of what is known, with a source each: services, shared domains, words of trade, and how fast each kind ages."""

from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML


@cache
def shipped_list(name: str) -> Any:
    """The document of a list that ships."""
    return YAML(typ="safe", pure=True).load((files(__package__) / f"{name}.yaml").read_text("utf-8"))
