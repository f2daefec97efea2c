"""The tables of actions."""

from guildmark.hub.enforcement.models.action import (
    ACTION_STATES,
    LIFTED_WHY,
    MEASURES,
    REVERSALS,
    SERVED,
    STORE_MEASURES,
    Action,
    Brake,
    PolicyFile,
    RuleHour,
)
from guildmark.hub.enforcement.models.answer import ANSWER_OUTCOMES, Answer, Paper, Statement
from guildmark.hub.enforcement.models.outgoing import DELIVERY_STATES, TARGETS, Connection, Delivery, Target

__all__ = [
    "ACTION_STATES",
    "ANSWER_OUTCOMES",
    "DELIVERY_STATES",
    "LIFTED_WHY",
    "MEASURES",
    "REVERSALS",
    "SERVED",
    "STORE_MEASURES",
    "TARGETS",
    "Action",
    "Answer",
    "Brake",
    "Connection",
    "Delivery",
    "Paper",
    "PolicyFile",
    "RuleHour",
    "Statement",
    "Target",
]
