"""A marketplace that is connected to a receiver of its own."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from alliance import Alliance
from django.conf import settings
from receiver import Receiver, receiving

from guildmark.hub.enforcement.connect import connect


@pytest.fixture
def receiver(alliance: Alliance, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """Bazaar's, which behaves well until it is told otherwise."""
    with receiving() as made:
        port = int(made.address.split(":")[2].split("/")[0])
        policy = replace(settings.OUTWARD_POLICY, loopback_ports=frozenset({port}))
        monkeypatch.setattr(settings, "OUTWARD_POLICY", policy)
        _, made.secret = connect("webhook", made.address, "", by=alliance.actor(alliance.bazaar))
        yield made
