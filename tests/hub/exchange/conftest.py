"""Rights that tactics are tried on, and an index that is compiled of them."""

import pytest
from alliance import Alliance
from delivered import verified_right

from guildmark.hub.registry.models import Right


@pytest.fixture
def orvane(alliance: Alliance) -> Right:
    """A verified right of Arvo's, whose mark is ORVANE."""
    return verified_right(alliance.arvo, "orvane")
