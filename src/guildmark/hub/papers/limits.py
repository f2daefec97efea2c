"""How much may be sent, and how much may be spent on it: the numbers of `papers.yaml`."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ruamel.yaml import YAML


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers, each with its unit last; their reasons stand in the file."""

    most_paper_bytes: int
    most_papers: int
    most_pages: int
    page_side_pixels: int
    page_dots_an_inch: int
    memory_bytes: int
    drawing_bytes: int
    open_files: int
    look_cpu_seconds: int
    look_wall_seconds: int
    draw_cpu_seconds: int
    draw_wall_seconds: int
    longest_name: int


@cache
def limits() -> Limits:
    """The limits that ship."""
    document = YAML(typ="safe", pure=True).load((files(__package__) / "papers.yaml").read_text("utf-8"))
    return Limits(**{name: int(entry["value"]) for name, entry in document.items()})
