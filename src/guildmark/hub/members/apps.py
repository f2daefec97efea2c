"""The Django app."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Organisations, people, their roles, keys, and the wall between them."""

    name = "guildmark.hub.members"
    label = "members"

    def ready(self) -> None:
        """Put the kinds of events on their list."""
        from guildmark.hub.members import kinds  # noqa: F401, PLC0415 - translations must be ready first
