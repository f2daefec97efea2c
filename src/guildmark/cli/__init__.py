"""The command line; imports a room only when its command runs."""

from guildmark.cli.app import app, main

__all__ = ["app", "main"]
