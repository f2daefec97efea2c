"""The figures: what each is called, what it means, and from which events it is counted. Read from `figures.yaml`."""

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

WHY = "why"  # in `where`: the word of the event, beside the names of its data
WAYS = ("count", "total", "share", "median_days")


@dataclass(frozen=True, slots=True)
class Group:
    """Figures that are shown together. Texts are translated where they are shown."""

    id: str
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: one of counted (`kind`), a total (`parts`), a share (`of`, `among`), or a median (`since`, `until`)."""

    id: str
    group: str
    name: str
    definition: str
    version: int
    kind: str = ""
    where: dict[str, frozenset[str]] = field(default_factory=dict)
    adds: str = ""  # a number of the data that is summed up, instead of counting events
    by_members: bool = False  # what is summed up is of members, and shown though there are few of them
    hidden_with: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    of: str = ""
    among: str = ""
    since: str = ""
    until: str = ""
    same: str = ""  # the name of the data that says which two belong together

    @property
    def unit(self) -> str:
        """What its value is in."""
        if self.of:
            return "per cent"
        if self.until:
            return "days"
        return "listings" if self.adds else "count"

    @property
    def kinds(self) -> tuple[str, ...]:
        """The events that it is counted from; none for what is made of other figures."""
        return (self.kind,) if self.kind else (self.since, self.until) if self.until else ()


@cache
def figures() -> dict[str, Figure]:
    """All figures by their ids, in the order in which they are shown. Errors: ValueError for what cannot be."""
    made = {name: _figure(name, told) for name, told in _document()["figures"].items()}
    for one in made.values():
        _check(one, made)
    return made


@cache
def groups() -> dict[str, Group]:
    """The groups by their ids, in order."""
    return {name: Group(name, told["name"], told["about"]) for name, told in _document()["groups"].items()}


@cache
def apps_of_kinds() -> dict[str, str]:
    """The app that declares each kind of event."""
    table: dict[str, str] = _document()["apps"]
    return table


@cache
def _document() -> Any:
    return YAML(typ="safe").load((files(__package__) / "figures.yaml").read_text("utf-8"))


def _figure(name: str, told: dict[str, Any]) -> Figure:
    if sum(way in told for way in WAYS) != 1:
        raise ValueError(f"figures.yaml: {name!r} is not one of {', '.join(WAYS)}.")
    among, days = told.get("share", {}), told.get("median_days", {})
    return Figure(
        name,
        told["group"],
        told["name"],
        told["definition"],
        told["version"],
        kind=told.get("count", ""),
        where={key: frozenset(values) for key, values in told.get("where", {}).items()},
        adds=told.get("adds", ""),
        by_members=told.get("by_members", False),
        hidden_with=tuple(told.get("hidden_with", ())),
        parts=tuple(told.get("total", ())),
        of=among.get("of", ""),
        among=among.get("among", ""),
        since=days.get("from", ""),
        until=days.get("to", ""),
        same=days.get("same", ""),
    )


def _check(one: Figure, all_of_them: dict[str, Figure]) -> None:
    named = {*one.parts, *one.hidden_with, *filter(None, (one.of, one.among))}
    if unknown := sorted(named - set(all_of_them)) + sorted({one.group} - set(groups())):
        raise ValueError(f"figures.yaml: {one.id!r} names {unknown[0]!r}, which is neither a figure nor a group.")
    if unknown := sorted(set(one.kinds) - set(apps_of_kinds())):
        raise ValueError(f"figures.yaml: {one.id!r} is counted from {unknown[0]!r}, whose app is not told.")
    if made_of_made := sorted(part for part in one.parts if not all_of_them[part].kind):
        raise ValueError(f"figures.yaml: {one.id!r} adds up {made_of_made[0]!r}, which is not counted itself.")
    alike = [other for other in all_of_them.values() if other.kind and other.kind == one.kind]
    if one.adds and any(other.where for other in alike):
        raise ValueError(f"figures.yaml: {one.id!r} adds up {one.kind!r}, of which another keeps some by `where`.")
