"""Assessment: from signals to a score, a band and a sentence."""

from guildmark.assessment.policy import Policy, read_policy
from guildmark.assessment.score import Assessed, assess
from guildmark.assessment.weights import Weights, read_weights

__all__ = ["Assessed", "Policy", "Weights", "assess", "read_policy", "read_weights"]
