"""A tactic in a sentence, for who reads no YAML; and what it costs."""

from guildmark.tactics.condition import quoted
from guildmark.tactics.conditions.text import Pattern
from guildmark.tactics.logic import ALL, ANY, NONE, Joined, Node, anchor_of, conditions_of
from guildmark.tactics.tactic import Tactic


def explained(tactic: Tactic) -> str:
    """When it fires, in one sentence of English."""
    about = f", about {quoted(tactic.about)}," if tactic.about else ""
    return f"Fires on a listing{about} when {told(tactic.when)}."


def told(node: Node, *, inside: bool = False) -> str:
    """A condition, or a join of them, as a clause."""
    if not isinstance(node, Joined):
        return node.told()
    if node.how == ALL:
        said = [told(part, inside=True) for part in node.parts if not _is_none(part)]
        never = [told(inner, inside=True) for part in node.parts if _is_none(part) for inner in part.parts]  # type: ignore[union-attr]
        clause = ", and ".join(said) or "anything else holds"
        whole = f"{clause}; not when {' or '.join(never)}" if never else clause
    elif node.how == ANY:
        whole = f"either {', or '.join(told(part, inside=True) for part in node.parts)}"
    elif node.how == NONE:
        whole = f"not {' or '.join(told(part, inside=True) for part in node.parts)}"
    else:
        whole = f"at least {node.least} of these hold: {'; '.join(told(part, inside=True) for part in node.parts)}"
    return f"({whole})" if inside else whole


def cost_told(tactic: Tactic) -> str:
    """By what its candidates are found, and what is then asked of them."""
    anchor = anchor_of(tactic.when)
    if anchor is None:
        return "It has no candidates."
    if anchor.every:
        found = "every listing that names a mark"
    else:
        parts = []
        if anchor.phrases:
            parts.append(_many(len(anchor.phrases), "phrase"))
        if anchor.marks:
            parts.append(_many(len(anchor.marks), "mark"))
        if anchor.signals:
            parts.append(_many(len(anchor.signals), "detector"))
        if anchor.pictures:
            parts.append(_many(len(anchor.pictures), "picture"))
        found = f"listings found by {' or '.join(parts)}"
    asked = list(conditions_of(tactic.when))
    patterns = len({text for one in asked if isinstance(one, Pattern) for text in one.texts})
    facts = sum(one.needs_facts for one in asked)
    told_ = f"Candidates: {found}. Of these, {_many(len(asked), 'condition')}"
    told_ += f", {_many(patterns, 'pattern')} looked for last" if patterns else ""
    return f"{told_}{f'; {_many(facts, "fact")} looked up' if facts else ''}."


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _is_none(node: Node) -> bool:
    return isinstance(node, Joined) and node.how == NONE
