"""Ways in which a marketplace is told what its listings and stores are to be: a small class each.

A connector sets states. What it is told twice it sets twice, to the same effect; of two states of one target the one
with the higher number counts. One conformance test holds every connector to that: tests/hub/connectors.
"""

from guildmark.hub.connectors.base import Connector, GoneError, Outcome, Pulled, ReceiverError, Shop, State
from guildmark.hub.connectors.oscar import Oscar
from guildmark.hub.connectors.webhook import Webhook

CONNECTORS: dict[str, type[Connector]] = {Webhook.kind: Webhook, Oscar.kind: Oscar}
SHOPS: dict[str, type[Shop]] = {Oscar.kind: Oscar}  # whose products can be pulled in

__all__ = ["CONNECTORS", "SHOPS", "Connector", "GoneError", "Outcome", "Pulled", "ReceiverError", "Shop", "State"]
