"""The engine: one evaluator that every run calls."""

from guildmark.engine.check import Answer, check, check_many
from guildmark.engine.context import Context, compile_context
from guildmark.engine.evaluate import Evaluation, evaluate
from guildmark.engine.evaluator import ContextEvaluator

__all__ = ["Answer", "Context", "ContextEvaluator", "Evaluation", "check", "check_many", "compile_context", "evaluate"]
