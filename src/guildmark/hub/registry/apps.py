"""The Django app."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Rights: their versions, who verified them, and the index that scans look them up in."""

    name = "guildmark.hub.registry"
    label = "registry"

    def ready(self) -> None:
        """Put the rules of these models into the wall, the kinds of events and the work on their lists."""
        from guildmark.hub.registry import compiled, expiry, kinds, wall_rules  # noqa: F401, PLC0415 - models come first
