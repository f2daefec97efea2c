"""Calling the API with keys."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from alliance import Alliance
from django.test import Client

from guildmark.hub.members.keys import make_key
from guildmark.hub.members.models import Organisation
from guildmark.hub.members.roles import key_abilities_of


class Program:
    """A program of an organisation, with a key that may do what it was given, or all that keys can."""

    def __init__(self, alliance: Alliance, organisation: Organisation, abilities: tuple[str, ...] = ()) -> None:
        may = abilities or key_abilities_of(organisation.kind)
        self.secret = make_key("test", may, by=alliance.actor(organisation))
        self._headers = {"Authorization": f"Bearer {self.secret}"}

    def get(self, path: str, **query: Any) -> Any:
        """The answer to a question."""
        return Client().get(f"/api/v1/{path}", query, headers=self._headers)

    def post(self, path: str, body: Any, kind: str = "application/json") -> Any:
        """The answer to a body, JSON unless it is bytes."""
        data = body if isinstance(body, bytes) else json.dumps(body)
        return Client().post(f"/api/v1/{path}", data=data, content_type=kind, headers=self._headers)


@pytest.fixture
def program(alliance: Alliance) -> Callable[..., Program]:
    """Makes programs."""

    def make(organisation: Organisation, *abilities: str) -> Program:
        return Program(alliance, organisation, abilities)

    return make
