"""The Django app."""

from django.apps import AppConfig


class TaxiiConfig(AppConfig):
    """Feeds of what is shared, and an inbox, for other sites and tools."""

    name = "guildmark.hub.taxii"
    label = "taxii"

    def ready(self) -> None:
        """Put the rules of these models into the wall, and write the feeds when something is shared."""
        from guildmark.hub.taxii import feed, following, wall_rules  # noqa: F401, PLC0415 - models come first
