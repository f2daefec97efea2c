"""Programs that speak TAXII with keys of an invented alliance, and another alliance beside it."""

from collections.abc import Callable, Iterator

import pytest
from alliance import Alliance
from north_site import North
from taxii_tools import Tool

from guildmark.hub.members.models import Organisation
from guildmark.hub.members.organisations import admit


@pytest.fixture
def tool(alliance: Alliance) -> Callable[..., Tool]:
    """Makes tools."""

    def make(organisation: Organisation, *abilities: str) -> Tool:
        return Tool(alliance, organisation, abilities)

    return make


@pytest.fixture
def north(alliance: Alliance) -> Organisation:
    """Another alliance, admitted here."""
    return admit("alliance", "Alliance North", by=None, needs_second_factor=False)


@pytest.fixture
def other() -> Iterator[North]:
    site = North()
    yield site
    site.close()
