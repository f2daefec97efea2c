"""The Django app."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """The pages that people see."""

    name = "guildmark.hub.pages"
    label = "pages"
