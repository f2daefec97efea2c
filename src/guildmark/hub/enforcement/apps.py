"""The Django app."""

from django.apps import AppConfig


class EnforcementConfig(AppConfig):
    """Actions: what follows from decisions, how it reaches marketplaces, and how sellers answer."""

    name = "guildmark.hub.enforcement"
    label = "enforcement"

    def ready(self) -> None:
        """Put the rules of these models into the wall, and what follows from others' events where they are told."""
        from guildmark.hub.enforcement import (  # noqa: F401, PLC0415 - models come first
            answers,
            contradicted,
            deliver,
            follow,
            kinds,
            terms,
            timeline,
            wall_rules,
        )
