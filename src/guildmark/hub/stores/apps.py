"""The Django app."""

from django.apps import AppConfig


class StoresConfig(AppConfig):
    """Stores: what they sell under, their strikes, and their closing."""

    name = "guildmark.hub.stores"
    label = "stores"

    def ready(self) -> None:
        """Put the rules of these models into the wall, and what follows from actions where they are told."""
        from guildmark.hub.stores import batches, kinds, strikes, wall_rules  # noqa: F401, PLC0415 - models come first
