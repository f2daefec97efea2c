"""The Django app."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """What members share: circles, tactics and advice, and how each marketplace uses them."""

    name = "guildmark.hub.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Put the rules of these models into the wall, and what follows from others' events where they are told."""
        from guildmark.hub.exchange import (  # noqa: F401, PLC0415 - models come first
            backtest,
            brake,
            chosen,
            daily,
            follow,
            groups,
            kinds,
            rarity,
            remembered,
            sightings,
            wall_rules,
        )
