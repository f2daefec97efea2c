"""Addresses: taken apart once, by rules that leave nothing to guess, and the machines that they may lead to."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urljoin, urlsplit

from guildmark.guard.policy import FetchPolicy
from guildmark.guard.refused import ADDRESS_REFUSED, RefusedError

PORTS = {"http": 80, "https": 443}
LONGEST = 4096  # characters of an address
KEPT = "%/:@!$&'()*+,;=~-._"  # characters that stay as they are in a path; a query keeps `?` too
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = re.compile(rf"(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})*\.?")
_GLOBAL = IPv6Network("2000::/3")  # all that IANA has given out for the public
# Ways of writing an IPv4 address within IPv6, by which a private one could pass: RFC 6052, 3056 and 4380.
_TRANSLATED, _SIX_TO_FOUR, _TEREDO = IPv6Network("64:ff9b::/96"), IPv6Network("2002::/16"), IPv6Network("2001::/32")
_DOCUMENTATION = IPv6Network("3fff::/20")  # RFC 9637, which older versions of Python do not know
# Public by number, but answered by the machine's own cloud: the platform address of Azure.
_OF_CLOUDS = frozenset({IPv4Address("168.63.129.16")})


@dataclass(frozen=True, slots=True)
class Address:
    """An address in the parts by which it is fetched; `str` writes it."""

    scheme: str
    host: str  # a name in ASCII, or an IP address without brackets
    port: int
    target: str  # path and query, in ASCII

    @property
    def authority(self) -> str:
        """The host as a request names it, with its port unless that is the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def parse_address(text: str, policy: FetchPolicy) -> Address:
    """Take an address apart. Errors: RefusedError for another scheme or port, credentials, or what is no host name."""
    if len(text) > LONGEST:
        raise RefusedError(f"the address has {len(text):,} characters; at most {LONGEST:,} are read", ADDRESS_REFUSED)
    if any(character <= " " or character in '\\<>"^`{|}\x7f' for character in text.strip()):
        raise RefusedError("the address holds spaces or characters that none may hold", ADDRESS_REFUSED)
    text = text.strip()
    try:
        parts = urlsplit(f"https:{text}" if text.startswith("//") else text)
        port, name = parts.port, parts.hostname or ""
    except ValueError as error:
        raise RefusedError(f"the address cannot be read: {error}", ADDRESS_REFUSED) from None
    if parts.scheme not in PORTS:
        raise RefusedError(f"only http and https are fetched, not {parts.scheme or 'a name'!r}", ADDRESS_REFUSED)
    if "@" in parts.netloc:
        raise RefusedError("the address holds credentials; write it without them", ADDRESS_REFUSED)
    port = PORTS[parts.scheme] if port is None else port
    if port not in policy.ports and port not in policy.loopback_ports:
        raise RefusedError(_wrong_port(port, policy), ADDRESS_REFUSED)
    target = quote(parts.path or "/", safe=KEPT) + (f"?{quote(parts.query, safe=KEPT + '?')}" if parts.query else "")
    return Address(parts.scheme, _host(name), port, target)


def redirected(address: Address, location: str, policy: FetchPolicy) -> Address:
    """Where an answer sends on to. Errors: RefusedError as for any address, and where it would leave https."""
    try:
        joined = urljoin(str(address), location.strip())
    except ValueError as error:
        raise RefusedError(f"the redirect cannot be read: {error}", ADDRESS_REFUSED) from None
    onward = parse_address(joined, policy)
    if address.scheme == "https" and onward.scheme == "http":
        raise RefusedError(f"the redirect leads from https to http: {onward}", ADDRESS_REFUSED)
    return onward


def check_ip(text: str, port: int, policy: FetchPolicy) -> None:
    """Let a connection go to a public machine only. Errors: RefusedError for any other."""
    ip = ip_address(text.partition("%")[0])
    if ip.is_loopback and port in policy.loopback_ports:
        return
    if not is_public(ip):
        raise RefusedError(f"the host is at {ip}, which is no public address", ADDRESS_REFUSED)
    if port not in policy.ports:
        raise RefusedError(_wrong_port(port, policy), ADDRESS_REFUSED)


def is_public(ip: IPv4Address | IPv6Address) -> bool:
    """Whether anybody on the internet could reach it: nothing private, shared, local, special or mapped to such."""
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(ip.ipv4_mapped)
        if ip in _TRANSLATED:
            return is_public(IPv4Address(int(ip) & 0xFFFF_FFFF))
        special = any(ip in network for network in (_SIX_TO_FOUR, _TEREDO, _DOCUMENTATION))
        return ip in _GLOBAL and ip.is_global and not special
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and ip not in _OF_CLOUDS


def _wrong_port(port: int, policy: FetchPolicy) -> str:
    return f"port {port} is not fetched from, only {' and '.join(map(str, sorted(policy.ports)))}"


def _host(name: str) -> str:
    """A host in ASCII and lower case. Errors: RefusedError when it is neither a name nor an IP address."""
    if ":" in name:
        try:
            return str(IPv6Address("" if "%" in name else name))
        except ValueError:
            raise RefusedError(f"{name!r} is no IPv6 address", ADDRESS_REFUSED) from None
    try:
        ascii_name = name.encode("idna").decode().lower()
    except UnicodeError:
        raise RefusedError(f"{name!r} is no host name", ADDRESS_REFUSED) from None
    if not _HOST.fullmatch(ascii_name):
        raise RefusedError(f"{name!r} is no host name", ADDRESS_REFUSED)
    return ascii_name
