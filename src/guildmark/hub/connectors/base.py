"""What every connector is: told some states, it says of each whether it is done; and how it says that nothing is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from guildmark.guard import FetchPolicy
from guildmark.records import Reject

State = Mapping[str, Any]  # the content of a delivery: see `enforcement.outbox.content`


class ReceiverError(Exception):
    """Nothing of what was sent is known to be done: all of it is sent again later, not before `wait_seconds`."""

    def __init__(self, why: str, wait_seconds: float = 0.0) -> None:
        super().__init__(why)
        self.wait_seconds = wait_seconds


class UnansweredError(ReceiverError):
    """Nobody answered."""


class GoneError(Exception):
    """The receiver asked for nothing to be sent any more."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one state. `final` says that trying again is of no use."""

    done: bool
    why: str = ""
    final: bool = False


@dataclass(frozen=True, slots=True)
class Pulled:
    """A page of what a shop has. Each of the products that `seen` counts is a listing, a variant of one, not for sale
    to the public, or set aside: a reject that rejects its row."""

    listings: list[dict[str, Any]]  # columns of LISTING, without the marketplace
    seen: int
    variants: int
    hidden: int
    rejects: list[Reject]
    told: int | None = None  # how many products the shop says that it has


class Connector(Protocol):
    """A way to a marketplace. Made for some deliveries, and closed after them."""

    kind: ClassVar[str]
    label: ClassVar[Any]  # what people read
    secret_help: ClassVar[Any]  # what the secret is; empty where the site makes it itself
    most_at_once: ClassVar[int]

    def __init__(self, address: str, secret: str, policy: FetchPolicy) -> None:
        """Errors: InputError for an address or a secret that cannot be used."""

    def set_states(self, states: Sequence[State]) -> list[Outcome]:
        """Have these states set; an outcome for each, in their order. Never two of one target at once.

        Errors: ReceiverError when it is not known of any; GoneError.
        """

    def close(self) -> None:
        """End connections."""


class Shop(Connector, Protocol):
    """A connector to a shop that also gives out what it sells."""

    def listings(self) -> Iterator[Pulled]:
        """Everything that is for sale, page by page.

        Errors: ReceiverError where the shop cannot be reached, or breaks off.
        """
