"""A marketplace's own words for what shared tactics call a category or an attribute."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from guildmark.tactics.conditions.attribute import Attribute
from guildmark.tactics.conditions.said_in import Category
from guildmark.tactics.logic import ANY, Joined, Node

type Means = Mapping[str, Mapping[str, Sequence[str]]]  # by `category` or `attribute`, by the word, folded


def as_meant(node: Node, means: Means) -> Node:
    """A condition in the marketplace's own words, beside the tactic's."""
    if isinstance(node, Joined):
        return replace(node, parts=tuple(as_meant(part, means) for part in node.parts))
    if isinstance(node, Category):
        own = means.get("category", {})
        more = [word for text in node.texts for word in own.get(text.casefold(), ())]
        return replace(node, texts=tuple(dict.fromkeys((*node.texts, *more))))
    if isinstance(node, Attribute):
        names = (node.name, *(name.casefold() for name in means.get("attribute", {}).get(node.name, ())))
        either = tuple(dict.fromkeys(replace(node, name=name) for name in names))
        return either[0] if len(either) == 1 else Joined(ANY, either)
    return node
