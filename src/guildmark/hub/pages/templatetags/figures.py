"""Filters of the pages of figures."""

from django import template

from guildmark.hub.disclosure.periods import Period
from guildmark.hub.pages.figures_shown import month_name

register = template.Library()

LOOKS = {"published": "clear", "late": "review", "missed": "act", "due": "open"}


@register.filter
def month(period: Period) -> str:
    """A month as the reader's language writes it."""
    return month_name(period)


@register.filter
def look(state: str) -> str:
    """The look of a badge for a state in the calendar."""
    return LOOKS.get(state, "")
