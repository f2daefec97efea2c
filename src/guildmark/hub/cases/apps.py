"""The Django app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases: findings brought in, queues, decisions, and how good they are."""

    name = "guildmark.hub.cases"
    label = "cases"

    def ready(self) -> None:
        """Put the rules of these models into the wall, and the kinds of events on their list."""
        from guildmark.hub.cases import audits, kinds, referrals, wall_rules  # noqa: F401, PLC0415 - models come first
