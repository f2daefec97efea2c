"""How far fetching may go: a policy of sizes, times, ports and manners."""

from dataclasses import dataclass, field

MEGABYTE = 1 << 20
REQUESTS_OF_A_CONNECTION = 10  # a second, when an answer takes a tenth of one


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """What the guard allows when it fetches. Units: bytes, seconds, requests a second."""

    most_bytes: int = 20 * MEGABYTE  # of one answer
    connect_seconds: float = 10.0
    whole_seconds: float = 30.0  # of one address with its redirects, without waiting for its turn
    redirects: int = 5
    tries: int = 2
    connections_per_host: int = 2
    per_second: float = 10.0  # requests to one host
    longest_wait_seconds: float = 60.0  # that a host may ask for by Retry-After
    failures_before_giving_up: int = 5  # of one host, one after the other
    ports: frozenset[int] = frozenset({80, 443})
    loopback_ports: frozenset[int] = field(default_factory=frozenset)  # of this machine, which tests allow

    @classmethod
    def at_rate(cls, per_second: float) -> "FetchPolicy":
        """The usual policy at another rate, with a connection more for each ten requests a second."""
        usual = cls()
        connections = max(usual.connections_per_host, 1 + int(per_second // REQUESTS_OF_A_CONNECTION))
        return cls(per_second=per_second, connections_per_host=connections)
