"""Whatever is sent to any route, with a key of each kind of organisation: no fault, and answers as the schema says."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from alliance import Alliance
from delivered import row, verified_right
from django.core import signals
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)

from guildmark.engine import Context, compile_context
from guildmark.hub.api import check
from guildmark.hub.cases.intake import bring
from guildmark.hub.members.keys import make_key
from guildmark.hub.members.roles import key_abilities_of
from guildmark.hub.registry.models import Generation
from guildmark.hub.wsgi import application
from guildmark.rights import read_rights

del os.environ["DJANGO_SETTINGS_MODULE"]  # which the entry point has set, and workers of the tests must not inherit

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 6  # of a route and a kind of organisation: some thousand requests in all
RIGHTS = "rights:\n- {right_id: arvo, holder: Arvo, kind: trademark, mark: ARVO, goods: [bags]}\n"


@schemathesis.serializer("application/vnd.apache.arrow.stream")
def as_it_is(context: Any, value: Any) -> Any:
    """Bytes that are made up; streams that are real ones are sent by the tests of findings."""
    return value if isinstance(value, bytes) else str(value).encode()


schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    """An index, so that listings are judged."""
    place = tmp_path_factory.mktemp("index")
    (place / "rights.yaml").write_text(RIGHTS, "utf-8")
    return compile_context(read_rights(place / "rights.yaml"), place / "contexts")


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Requests leave the connection of the test open, as those of Django's own client do."""
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    yield
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


@pytest.fixture
def keys(alliance: Alliance, context: Context, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """A key of each kind of organisation, on a site with a case."""
    verified_right(alliance.arvo, "arvo")
    bring([row(), row("L2", "unknown")], run="r1", context="c", by=alliance.actor(alliance.bazaar))
    live = (Generation(digest=context.digest), context)
    monkeypatch.setattr(check, "live_context", lambda organisation: live)
    yield {
        who.kind: make_key("test", key_abilities_of(who.kind), by=alliance.actor(who))
        for who in (alliance.bazaar, alliance.arvo, alliance.secretariat)
    }


@pytest.mark.parametrize(
    "kind", ["marketplace", *(pytest.param(kind, marks=pytest.mark.soak) for kind in ("holder", "secretariat"))]
)
@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    database=None,
)
def test_any_request_is_answered_as_the_schema_says(case: Any, kind: str, keys: dict[str, str]) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {keys[kind]}"}, checks=CHECKS)


def test_every_route_says_what_it_is_for_and_which_errors_there_are() -> None:
    routes = [
        (path, method, route) for path, some in schema.raw_schema["paths"].items() for method, route in some.items()
    ]
    assert len(routes) > 20
    for path, method, route in routes:
        assert route.get("summary"), f"{method} {path}"
        assert route.get("description"), f"{method} {path}"
        assert {"401", "403", "404", "422", "429"} <= set(map(str, route["responses"])), f"{method} {path}"
