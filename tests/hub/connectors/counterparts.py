"""For each connector a real other side, by which it is held to what all connectors promise.

A new connector brings a counterpart here; without one, the test of conformance fails.
"""

import base64
import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any, ClassVar

from own_shop import Shop
from receiver import FINE, receiving, refusing

from guildmark.guard import FetchPolicy
from guildmark.hub.connectors import CONNECTORS, Connector
from guildmark.hub.enforcement.states import INNOCENT

UNKNOWN = "999999999"  # no listing has this name


class Counterpart(ABC):
    """What the test must be able to see and do on the other side."""

    reads_back: ClassVar[bool]  # the connector looks whether what was said to be done is done
    keeps_numbers: ClassVar[bool]  # an older state changes nothing even where the newer one restored everything
    keeps_stores: ClassVar[bool]  # stores can be suspended and closed there
    bad_secrets: ClassVar[tuple[str, ...]]  # that no connector can be made with

    address: str
    secret: str
    wrong_secret: str  # of the right form

    @property
    @abstractmethod
    def listings(self) -> list[str]:
        """Names of five listings at least that are for sale, of which a test may take any."""

    @property
    @abstractmethod
    def store(self) -> str:
        """The name of a store."""

    @abstractmethod
    def offers(self, name: str) -> bool:
        """Whether anybody may see and buy a listing."""

    @abstractmethod
    def changes(self, name: str) -> int:
        """How often a listing was changed."""

    @abstractmethod
    def lie(self, lies: bool) -> None:
        """Say from now on that all is done, and do nothing."""

    @abstractmethod
    def away(self) -> AbstractContextManager[None]:
        """Nobody is there for a while."""

    def connector(self, secret: str | None = None) -> Connector:
        """A connector to it, made as a worker makes it."""
        port = int(self.address.split(":")[2].split("/")[0])
        kind = next(kind for kind, made in COUNTERPARTS.items() if made is type(self))
        policy = FetchPolicy(loopback_ports=frozenset({port}))
        return CONNECTORS[kind](self.address, self.secret if secret is None else secret, policy)


class WebhookReceiver(Counterpart):
    """A program of a marketplace that takes webhooks, as the how-to says."""

    reads_back, keeps_numbers, keeps_stores = False, True, True
    bad_secrets = ("", "whsec_!")

    def __init__(self, stack: ExitStack, shop: Callable[[], Shop]) -> None:
        self._stack = stack
        self.secret = _secret()
        self.wrong_secret = _secret()
        self.receiver = stack.enter_context(receiving())
        self.receiver.secret = self.secret
        self.receiver.behave = refusing(UNKNOWN, final=True)
        self.address = self.receiver.address

    @property
    def listings(self) -> list[str]:
        return [f"L-{number}" for number in range(5)]

    @property
    def store(self) -> str:
        return "S-1"

    def offers(self, name: str) -> bool:
        known = self.receiver.states.get(("listing", name))
        return known is None or known["state"]["availability"] == "listed"

    def changes(self, name: str) -> int:
        known = self.receiver.states.get(("listing", name))
        return sum(self.receiver.made[f"{known['key'].rpartition(':')[0]}:{n}"] for n in range(99)) if known else 0

    def lie(self, lies: bool) -> None:
        self.receiver.behave = (lambda *_: FINE) if lies else refusing(UNKNOWN, final=True)

    @contextmanager
    def away(self) -> Iterator[None]:
        self.receiver.deaf = True
        try:
            yield
        finally:
            self.receiver.deaf = False


class OscarShop(Counterpart):
    """A django-oscar shop in processes of its own."""

    reads_back, keeps_numbers, keeps_stores = True, False, False
    bad_secrets = ("", ":no name", "no-ascii-tökén", "two\nlines")

    def __init__(self, stack: ExitStack, shop: Callable[[], Shop]) -> None:
        self.shop = shop()
        self.address, self.secret = self.shop.address, self.shop.secret
        self.wrong_secret = self.secret + "?"
        self._listings = self.shop.new_products(5)

    @property
    def listings(self) -> list[str]:
        return [str(number) for number in self._listings]

    @property
    def store(self) -> str:
        return str(self.shop.made["partners"]["Third"])

    def offers(self, name: str) -> bool:
        seen, sold = self.shop.page(int(name)) == 200, self.shop.sells(int(name))
        assert seen == sold, "what is off the pages is not sold either, and the other way round"
        return seen

    def changes(self, name: str) -> int:
        return self.shop.told(name)

    def lie(self, lies: bool) -> None:
        self.shop.behave(lies=lies)

    @contextmanager
    def away(self) -> Iterator[None]:
        self.shop.kill()
        try:
            yield
        finally:
            self.shop.start()


COUNTERPARTS: dict[str, type[Counterpart]] = {"webhook": WebhookReceiver, "oscar": OscarShop}


def state(target: str, name: str, number: int = 1, **changed: Any) -> dict[str, Any]:
    """What a connector is told, as `enforcement.outbox.content` makes it."""
    return {
        "key": f"0b9f7f1e-0000-4000-8000-000000000000:{target}-{name}:{number}",
        "target": target,
        "id": name,
        "number": number,
        "state": INNOCENT[target] | changed,
        "store_closed": False,
        "actions": [],
    }


def _secret() -> str:
    return "whsec_" + base64.b64encode(os.urandom(32)).decode()
