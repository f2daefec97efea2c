"""The language of shared rules: read, check, explain, and compile them for the evaluator."""

from guildmark.tactics.compiled import Fired, TacticSet
from guildmark.tactics.read import parse_tactic, read_tactic
from guildmark.tactics.tactic import PREFIX, Tactic
from guildmark.tactics.used import ACT, MODES, REVIEW, SHADOW, Used

__all__ = [
    "ACT",
    "MODES",
    "PREFIX",
    "REVIEW",
    "SHADOW",
    "Fired",
    "Tactic",
    "TacticSet",
    "Used",
    "parse_tactic",
    "read_tactic",
]
