"""The Django app."""

from django.apps import AppConfig, apps
from django.core.exceptions import ImproperlyConfigured


class DisclosureConfig(AppConfig):
    """Figures in the open, counted from events alone."""

    name = "guildmark.hub.disclosure"
    label = "disclosure"

    def ready(self) -> None:
        """Put the kinds of events and the work on their lists, and see that what is counted can happen."""
        from guildmark.hub.disclosure import kinds, publish  # noqa: F401, PLC0415 - models come first
        from guildmark.hub.disclosure.figures import apps_of_kinds, figures  # noqa: PLC0415 - the same
        from guildmark.hub.events.kinds import is_declared  # noqa: PLC0415 - the same

        figures()
        for kind, app in apps_of_kinds().items():
            if apps.is_installed(f"guildmark.hub.{app}") and not is_declared(kind):
                raise ImproperlyConfigured(
                    f"figures.yaml: {kind!r} is counted, but the app {app!r} declares no such kind."
                )
