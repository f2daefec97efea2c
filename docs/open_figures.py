"""Make the reference page of the figures in the open: what each means, and the shape of the files."""

import types
from typing import Any, Literal, get_args, get_origin

from guildmark.hub.disclosure.documents import COLUMNS, CalendarFile, FiguresFile, Shape
from guildmark.hub.disclosure.figures import WHY, Figure, figures, groups
from guildmark.hub.disclosure.told import STATES as MONTH_STATES
from guildmark.hub.hiding import STATES, rule

PLAIN = {
    "str": "text", "int": "whole number", "bool": "true or false", "datetime": "instant", "date": "day",
    "NoneType": "null",
}  # fmt: skip
HEAD = """# Figures in the open

What the alliance publishes each month, and the files that hold it: `figures.csv`, `figures.json` and `calendar.json`,
under `/figures/` of the site and in the folder of `guildmark disclose`. How they come about:
[publish the figures](../how-to/publish-the-figures.md).
"""


def open_figures_page(note: str) -> str:
    """The page, after a note."""
    by = rule()
    hides = (
        f"Counts from {by.small_from} to {by.small_to} are not told, others are rounded to the nearest {by.round_to}."
    )
    parts = [note, HEAD, f"## Hiding\n\n{hides}\n"]
    parts += ["Source: " + " ".join(by.source.split()) + "\n", table(("state", "means"), STATES.items())]
    parts.append("## Figures\n")
    for group in groups().values():
        own = [one for one in figures().values() if one.group == group.id]
        rows = [
            (f"`{one.id}`", one.name, " ".join(one.definition.split()), one.unit, made_from(one), str(one.version))
            for one in own
        ]
        parts.append(f"### {group.name}\n\n{group.about}\n")
        parts.append(table(("figure", "name", "means", "unit", "from", "version"), rows))
    parts.append(
        "## figures.csv\n\nUTF-8 with a byte order mark, a row for each figure of each version of each month.\n"
    )
    parts.append(table(("column", "holds"), [(f"`{name}`", says) for name, says in COLUMNS.items()]))
    for name, shape in (("figures.json", FiguresFile), ("calendar.json", CalendarFile)):
        parts.append(f"## {name}\n")
        parts += [fields(one) for one in shapes(shape)]
    parts.append(table(("state of a month", "means"), MONTH_STATES.items()))
    return "\n".join(parts).rstrip() + "\n"


def made_from(figure: Figure) -> str:
    """What a figure is counted from, or made of."""
    if figure.parts:
        return " + ".join(f"`{part}`" for part in figure.parts)
    if figure.of:
        return f"`{figure.of}` of `{figure.among}`"
    told = " to ".join(f"`{kind}`" for kind in figure.kinds)
    kept = [
        f"`{'why' if name == WHY else name}` {' or '.join(sorted(values))}" for name, values in figure.where.items()
    ]
    told += f" with {', '.join(kept)}" if kept else ""
    told += f", adding `{figure.adds}`" if figure.adds else ""
    hidden = " or ".join(f"`{other}`" for other in figure.hidden_with)
    return told + (f"; hidden with {hidden}" if hidden else "")


def shapes(shape: type[Shape]) -> list[type[Shape]]:
    """A shape, then those within it."""
    found = [shape]
    for field in shape.model_fields.values():
        for one in (field.annotation, *get_args(field.annotation)):
            if isinstance(one, type) and issubclass(one, Shape):
                found += shapes(one)
    return found


def fields(shape: type[Shape]) -> str:
    """A shape with its fields."""
    rows = [
        (f"`{name}`", kind_of(field.annotation), field.description or "") for name, field in shape.model_fields.items()
    ]
    return f"**{shape.__name__}**: {(shape.__doc__ or '').strip()}\n\n" + table(("field", "is", "holds"), rows)


def kind_of(annotation: Any) -> str:
    """A type as a reader of JSON would say it."""
    if get_origin(annotation) is Literal:
        return " or ".join(f"`{value}`" for value in get_args(annotation))
    if get_origin(annotation) is list:
        return f"list of {kind_of(get_args(annotation)[0])}"
    if get_origin(annotation) is dict:
        return f"object of {kind_of(get_args(annotation)[1])}"
    if isinstance(annotation, types.UnionType):
        return " or ".join(kind_of(one) for one in get_args(annotation))
    name: str = annotation.__name__
    return PLAIN.get(name, name)


def table(heads: tuple[str, ...], rows: Any) -> str:
    """A table of Markdown."""
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"
