"""The Django app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The typed HTTP API."""

    name = "guildmark.hub.api"
    label = "api"
