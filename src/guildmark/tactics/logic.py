"""Conditions joined: all of them, any, none, or at least so many; asked of a batch, or plainly of one listing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from guildmark.tactics.asked import Asked
from guildmark.tactics.condition import Anchor, Condition, Mask, Pairs
from guildmark.tactics.plain import One

ALL, ANY, NONE, COUNT = "all", "any", "none", "count"
JOINS = (ALL, ANY, NONE, COUNT)


@dataclass(frozen=True, slots=True)
class Joined:
    """Some conditions as one. `how` is one of JOINS; `least` matters for `count` alone."""

    how: str
    parts: tuple["Node", ...]
    least: int = 0


type Node = Condition | Joined


def all_of(nodes: Iterable[Node]) -> Node:
    """All of some conditions as one, each once; what is joined by `all` already stands among them."""
    parts: dict[Node, None] = {}
    for node in nodes:
        parts |= dict.fromkeys(node.parts if isinstance(node, Joined) and node.how == ALL else (node,))
    return next(iter(parts)) if len(parts) == 1 else Joined(ALL, tuple(parts))


def conditions_of(node: Node) -> Iterator[Condition]:
    """Every condition, in order."""
    if isinstance(node, Condition):
        yield node
    else:
        for part in node.parts:
            yield from conditions_of(part)


def sought(node: Node) -> Iterator[Condition]:
    """The conditions that speak for what is sought; what must not hold is left out."""
    if isinstance(node, Condition):
        yield node
    elif node.how != NONE:
        for part in node.parts:
            yield from sought(part)


def families_of(node: Node) -> frozenset[str]:
    """The families of evidence that it draws on."""
    return frozenset().union(*(one.families for one in sought(node)))


def anchor_of(node: Node) -> Anchor | None:
    """By what all of its candidates are found; None when nothing finds them all."""
    if isinstance(node, Condition):
        return node.anchor()
    if node.how == NONE:
        return None
    found = [anchor for part in node.parts if (anchor := anchor_of(part)) is not None]
    if node.how == ALL:
        return min(found, key=lambda one: one.width, default=None)
    # One of these suffices, so each must be found; of n parts of which m hold, n - m + 1 are enough to look for.
    needed = len(node.parts) - (node.least - 1 if node.how == COUNT else 0)
    if len(found) < needed:
        return None
    either = Anchor()
    for one in sorted(found, key=lambda anchor: anchor.width)[:needed]:
        either = either.either(one)
    return either


def depth_of(node: Node) -> int:
    """How many joins stand within each other."""
    return 0 if isinstance(node, Condition) else 1 + max(map(depth_of, node.parts))


def cost_of(node: Node) -> int:
    """What it costs to ask beside other conditions."""
    return node.cost if isinstance(node, Condition) else max(map(cost_of, node.parts))


def holds(node: Node, one: One) -> bool:
    """Whether it holds for one listing and mark."""
    if isinstance(node, Condition):
        return node.holds(one)
    count = sum(holds(part, one) for part in node.parts)
    if node.how == ALL:
        return count == len(node.parts)
    return count == 0 if node.how == NONE else count >= (node.least or 1)


def mask_of_node(node: Node, asked: Asked, pairs: Pairs) -> Mask:
    """Whether it holds for some pairs of a batch; what costs more is asked only where that can still change anything.
    Shapes: (n,)."""
    if isinstance(node, Condition):
        return node.mask(asked, pairs)
    parts = sorted(node.parts, key=cost_of)
    if node.how == COUNT:
        count = np.zeros(len(pairs), np.int64)
        for part in parts:
            count += mask_of_node(part, asked, pairs)
        return count >= node.least
    ends_with = node.how != ALL  # the answer of a part that settles the matter
    open_still = np.arange(len(pairs))
    for part in parts:
        if not len(open_still):
            break
        answers = mask_of_node(part, asked, pairs[open_still])
        open_still = open_still[answers != ends_with]
    unsettled = np.zeros(len(pairs), np.bool_)
    unsettled[open_still] = True
    return ~unsettled if node.how == ANY else unsettled
