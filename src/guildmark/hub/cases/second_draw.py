"""Which decisions a second reviewer judges too: drawn at random, by dice that nobody can foresee or choose."""

from guildmark.hub.cases.choices import review_policy
from guildmark.hub.cases.models import Decision
from guildmark.lab import dice


def is_drawn_for_second(decision: Decision) -> bool:
    """Whether this decision was drawn. Its id is random and made with it, so that the draw can be checked later."""
    return dice.number("second", decision.id) < review_policy().second_share * (1 << 64)
