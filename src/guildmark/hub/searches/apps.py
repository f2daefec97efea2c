"""The Django app."""

from django.apps import AppConfig


class SearchesConfig(AppConfig):
    """What listings may be found by, looking up by example, and searches that stand."""

    name = "guildmark.hub.searches"
    label = "searches"

    def ready(self) -> None:
        """Put the rules of these models into the wall, the kinds of events and the work on their lists."""
        from guildmark.hub.searches import (  # noqa: F401, PLC0415 - models come first
            examples,
            follow,
            kinds,
            letters,
            wall_rules,
        )
