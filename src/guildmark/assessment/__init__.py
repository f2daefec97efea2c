"""Assessment: from signals to a score, a band and a sentence."""

from guildmark.assessment.judge import Evidence, act_where_licensed, judge
from guildmark.assessment.licence import Opening, open_slices
from guildmark.assessment.policy import Policy, read_policy
from guildmark.assessment.score import Assessed, assess
from guildmark.assessment.weights import Weights, read_weights

__all__ = [
    "Assessed",
    "Evidence",
    "Opening",
    "Policy",
    "Weights",
    "act_where_licensed",
    "assess",
    "judge",
    "open_slices",
    "read_policy",
    "read_weights",
]
