"""Read tactics from YAML."""

import hashlib
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from uuid import UUID

from guildmark.guard import read_bounded
from guildmark.records import LISTING, InputError
from guildmark.tactics.condition import Condition, kinds_of_conditions
from guildmark.tactics.conditions.text import Pattern, Written
from guildmark.tactics.counted_parts import written_out
from guildmark.tactics.hashes import read_hashes
from guildmark.tactics.logic import (
    ALL,
    COUNT,
    JOINS,
    NONE,
    Joined,
    Node,
    all_of,
    anchor_of,
    conditions_of,
    depth_of,
    families_of,
)
from guildmark.tactics.tactic import SELLER_VIEWS, STATUSES, TLP, Source, Tactic
from guildmark.tactics.used import Filter
from guildmark.tactics.values import MOST_BYTES, Value, read_values

MOST_PARTS, MOST_CONDITIONS, DEEPEST, MOST_PHRASES = 100, 200, 6, 2_000
# A pattern is looked for by itself in each candidate; where RE2 must write counted parts out, each sign of them can add
# 0.1 ms in a listing of 5,000 characters, as measured.
MOST_PATTERNS, MOST_WRITTEN_OUT = 200, 1_000
FEWEST_EXAMPLES, MOST_EXAMPLES = 2, 50
LONGEST_TITLE, LONGEST_PROSE = 120, 4_000
NEEDED = ("id", "title", "author", "why", "when", "fires_on", "quiet_on", "expires")
OPTIONAL = (
    "status", "tlp", "circles", "version", "disguise", "seller_view", "strength", "about", "languages", "sources",
    "false_alarms", "licence", "example_marks",
)  # fmt: skip
EXAMPLE_COLUMNS = tuple(
    name for name in LISTING.names if name not in ("marketplace", "observed_at", "price_basis", "price_tax")
)
BESIDE = ("reviews", "others")  # of an example: what buyers wrote, and what others are like


def read_tactic(path: Path) -> Tactic:
    """Read one tactic. Errors: InputError with file, line, value and the next step."""
    return parse_tactic(str(path), read_bounded(path, MOST_BYTES))


def parse_tactic(name: str, content: bytes | str) -> Tactic:
    """Read one tactic from text; `name` is what errors call it. Errors: as `read_tactic`; all that is wrong is told."""
    return tactic_of(read_values(name, content))


def tactic_of(root: Value) -> Tactic:
    """The tactic that a mapping holds. Errors: InputError, with a line for each thing that is wrong."""
    given = root.named((*NEEDED, *OPTIONAL))
    faults: list[str] = []

    def take[T](name: str, read: Callable[[Value], T], otherwise: T) -> T:
        """A value, or its fault, so that all of them are told at once."""
        if name not in given:
            if name in NEEDED:
                faults.append(f"{root.file}:{root.line}: {name!r} is missing. Write `{name}: …`.")
            return otherwise
        try:
            return read(given[name])
        except InputError as error:
            faults.append(str(error))
            return otherwise

    nothing: Node = Joined(ALL, ())
    tactic = Tactic(
        id=take("id", _uuid, UUID(int=0)),
        title=take("title", lambda v: _short(v, LONGEST_TITLE), ""),
        author=take("author", lambda v: _short(v, LONGEST_TITLE), ""),
        version=take("version", lambda v: v.whole(1, 1_000_000), 1),
        status=take("status", lambda v: v.one_of(STATUSES, "status"), STATUSES[0]),
        tlp=take("tlp", lambda v: v.one_of(TLP, "marking"), "AMBER"),
        why=take("why", lambda v: _short(v, LONGEST_PROSE), ""),
        when=take("when", read_when, nothing),
        strength=take("strength", lambda v: v.number(0.01, 1), 1.0),
        seller_view=take("seller_view", lambda v: v.one_of(SELLER_VIEWS, "view"), "family"),
        expires=take("expires", Value.day, None),  # type: ignore[arg-type]
        fires_on=take("fires_on", _examples, ()),
        quiet_on=take("quiet_on", _examples, ()),
        disguise=take("disguise", Value.text, ""),
        circles=take("circles", lambda v: v.texts(MOST_PARTS), ()),
        languages=take("languages", lambda v: v.texts(MOST_PARTS), ()),
        about=take("about", lambda v: v.texts(MOST_PARTS), ()),
        example_marks=take("example_marks", lambda v: v.texts(MOST_PARTS), ()),
        sources=take("sources", _sources, ()),
        false_alarms=take("false_alarms", lambda v: _short(v, LONGEST_PROSE), ""),
        licence=take("licence", lambda v: _short(v, LONGEST_TITLE), ""),
        file=root.file,
        plain=root.plain(),
    )
    if faults:
        raise InputError("\n".join(faults))
    return tactic


def read_when(value: Value) -> Node:
    """What a tactic asks for. Errors: InputError where it is not bounded, or nothing finds its candidates."""
    node = _node(value)
    count = sum(1 for _ in conditions_of(node))
    if count > MOST_CONDITIONS:
        value.refuse(f"holds {count} conditions, more than {MOST_CONDITIONS}. Split it into tactics of its own.")
    if depth_of(node) > DEEPEST:
        value.refuse(f"is nested {depth_of(node)} deep, more than {DEEPEST}. Join what stands together.")
    phrases = frozenset().union(*(one.phrases for one in conditions_of(node)))
    if len(phrases) > MOST_PHRASES:
        value.refuse(f"looks for {len(phrases):,} phrases, more than {MOST_PHRASES:,}. Split it.")
    _refuse_costly(node, value)
    if anchor_of(node) is None:
        value.refuse(
            "nothing here finds its candidates: prices, columns and what must not hold are asked of what is found. Add "
            "`mark: any`, or words that a listing must say."
        )
    if not families_of(node):
        value.refuse(
            "nothing here is evidence: that a mark is named, and what is offered, is no reason. "
            "Add words, a price, a signal …"
        )
    return node


def _refuse_costly(node: Node, value: Value) -> None:
    """Errors: InputError where what is looked for in raw texts would hold up whoever tries it."""
    written = [one for one in conditions_of(node) if isinstance(one, Written)]
    texts = {text for one in written for text in one.texts}
    if len(texts) > MOST_PHRASES:
        value.refuse(f"looks for {len(texts):,} raw texts, more than {MOST_PHRASES:,}. Split it.")
    patterns = {text for one in written if isinstance(one, Pattern) for text in one.texts}
    if len(patterns) > MOST_PATTERNS:
        value.refuse(f"looks for {len(patterns):,} patterns, more than {MOST_PATTERNS}. Split it, or use `words`.")
    if (signs := sum(map(written_out, patterns))) > MOST_WRITTEN_OUT:
        value.refuse(
            f"its counted parts, as {{20}}, stand for {signs:,} signs, more than {MOST_WRITTEN_OUT:,}. Count less far, "
            "or write `*` or `+`."
        )


def read_filter(value: Value) -> Filter:
    """Conditions that a marketplace adds to a tactic; what they are asked of is found already."""
    return Filter(_node(value), value.plain())


def _node(value: Value) -> Node:
    """All of what a mapping asks for: joins of conditions, and conditions by their names."""
    kinds = kinds_of_conditions()
    given = value.named((*JOINS, *kinds))
    if not given:
        value.refuse("nothing is asked. Write a condition, as `mark: any`.")
    return all_of(
        _join(name, part, _node) if name in JOINS else _condition(kinds[name], part) for name, part in given.items()
    )


def _condition(kind: type[Condition], value: Value) -> Node:
    """One condition, or a join of several of its kind: `price: {any: [{…}, {…}]}`."""
    if value.is_mapping:
        names = [str(key.value) for key, _ in value.node.value]
        if len(names) == 1 and names[0] in JOINS:
            (part,) = value.named(JOINS).values()
            return _join(names[0], part, lambda one: _condition(kind, one))
    return kind.read(value)


def _join(how: str, value: Value, read: Callable[[Value], Node]) -> Node:
    least = 0
    if how == COUNT:
        parts = value.named(("at_least", "of"), needs=("at_least", "of"))
        value = parts["of"]
        least = parts["at_least"].whole(1, max(1, len(value.items(MOST_PARTS))))
    nodes = tuple(dict.fromkeys(read(one) for one in value.items(MOST_PARTS)))
    if how == COUNT and least > len(nodes):
        value.refuse(f"{least} of {len(nodes)} different conditions can never hold.")
    return nodes[0] if len(nodes) == 1 and how != NONE else Joined(how, nodes, least)


def _examples(value: Value) -> tuple[Mapping[str, Any], ...]:
    items = value.items(MOST_EXAMPLES)
    if len(items) < FEWEST_EXAMPLES:
        value.refuse(f"holds {len(items)} example. Give {FEWEST_EXAMPLES} at least, as they are really written.")
    return tuple(_example(one) for one in items)


def _example(value: Value) -> Mapping[str, Any]:
    """The columns of a listing, with the price as `9999 USD` and pictures as their hashes."""
    given = value.named((*EXAMPLE_COLUMNS, *BESIDE))
    columns: dict[str, Any] = {}
    for name, one in given.items():
        if name == "price":
            columns |= _price(one)
        elif name in ("stock", "pack_size"):
            columns[name] = one.whole(0, 2**31 - 1)
        elif name in ("offered_in",):
            columns[name] = list(one.texts())
        elif name == "attributes":
            columns[name] = {key: text.text() for key, text in one.named().items()}
        elif name == "variants":
            columns[name] = [
                {"title": part["title"].text() if "title" in part else None, **_variant_price(part)}
                for part in (item.named(("title", "price")) for item in one.items())
            ]
        elif name == "reviews":
            columns[name] = [{"text": text} for text in one.texts()]
        elif name == "others":
            columns[name] = _others(one)
        elif name == "pictures":
            columns[name] = read_hashes(one)
        elif name in ("created_at", "updated_at"):
            one.refuse("is not given in examples yet. Leave it out.")
        else:
            columns[name] = one.text()
    if "title" not in columns:
        value.refuse("an example has no title. Write `title: …`, as a seller would.")
    return columns


def _others(value: Value) -> dict[str, Any]:
    """Other listings that have something in common with the example: `{same: picture, sellers: 4}`."""
    parts = value.named(("same", "sellers", "listings"), needs=("same",))
    same = parts["same"].one_of(("picture", "contact", "text", "seller", "model"))
    return {"same": same} | {name: parts[name].whole(1, 1_000) for name in ("sellers", "listings") if name in parts}


def _price(value: Value) -> dict[str, Any]:
    amount, _, currency = value.text().partition(" ")
    try:
        price = Decimal(amount)
    except InvalidOperation:
        value.refuse(f"{value.shown()} is no price. Write `9999 USD`.")
    return {"price": price} | ({"currency": currency.strip()} if currency.strip() else {})


def _variant_price(part: Mapping[str, Value]) -> dict[str, Any]:
    return {"price": _price(part["price"])["price"]} if "price" in part else {}


def _sources(value: Value) -> tuple[Source, ...]:
    sources = []
    for item in value.items(MOST_PARTS):
        if item.is_mapping:
            parts = item.named(("title", "url"), needs=("title",))
            sources.append(Source(parts["title"].text(), parts["url"].text() if "url" in parts else ""))
        else:
            sources.append(Source(item.text()))
    return tuple(sources)


def _uuid(value: Value) -> UUID:
    try:
        return UUID(value.text())
    except ValueError:
        value.refuse(f"{value.shown()} is no UUID. `guildmark tactics new` gives one.")


def _short(value: Value, most: int) -> str:
    text = " ".join(value.text().split())
    if len(text) > most:
        value.refuse(f"holds {len(text):,} characters, more than {most:,}. Say it shorter.")
    return text


def digest_of(content: bytes) -> str:
    """What names a tactic's text: SHA-256, hexadecimal."""
    return hashlib.sha256(content).hexdigest()
