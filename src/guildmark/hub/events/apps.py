"""The Django app."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """What happened, in order, and what is to be done at a time."""

    name = "guildmark.hub.events"
    label = "events"

    def ready(self) -> None:
        """Tell the worker what it can do."""
        from guildmark.hub.events import mail  # noqa: F401, PLC0415 - models must be loaded first
