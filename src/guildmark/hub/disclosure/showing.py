"""From exact counts to what is shown: hidden and rounded first, and all else made of that."""

from collections.abc import Mapping
from typing import Any

from guildmark.hub.disclosure.counting import Exact
from guildmark.hub.disclosure.figures import Figure, figures
from guildmark.hub.hiding import HIDDEN, Cell, is_told, share, shown_count, shown_days, shown_sum, total


def cells_of(exact: Exact) -> dict[str, Cell]:
    """What is shown of each figure."""
    counted = {one.id: _counted(one, exact[one.id]) for one in figures().values() if one.kind or one.until}
    for one in figures().values():
        if any(not is_told(counted[other]) for other in one.hidden_with):
            counted[one.id] = HIDDEN
    cells = counted | {one.id: total(counted[part] for part in one.parts) for one in figures().values() if one.parts}
    for one in figures().values():
        if one.of:
            within = figures()[one.of].kind in {figures()[part].kind for part in figures()[one.among].parts}
            cells[one.id] = share(cells[one.of], cells[one.among], within=within)
    return {name: cells[name] for name in figures()}


def _counted(figure: Figure, exact: Mapping[str, int | None]) -> Cell:
    if figure.until:
        return shown_days(exact["seconds"], exact["of"] or 0)
    if figure.adds and not figure.by_members:
        return shown_sum(exact["count"] or 0, exact["subjects"] or 0)
    return shown_count(exact["count"] or 0)


def as_kept(cells: Mapping[str, Cell]) -> dict[str, Any]:
    """As a publication keeps them, each with the version of its definition."""
    return {
        name: {"value": cell.value, "state": cell.state, "definition": figures()[name].version}
        for name, cell in cells.items()
    }
