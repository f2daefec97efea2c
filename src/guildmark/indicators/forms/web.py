"""Domains, and web addresses below domains that many share."""

import re
from functools import cache
from ipaddress import ip_address
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import idna
from publicsuffixlist import PublicSuffixList

from guildmark.indicators.lists import shipped_list
from guildmark.records import InputError

DEFANGED = ((r"\[\.\]|\(\.\)|\[dot\]", "."), (r"^hxxp", "http"))  # as people write what nobody shall click
SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.I)
PORTS = {80, 443, None}
KEPT = "/:@!$&'()*+,;=~-._"  # characters that stay as they are in a path


def domain_of(value: str) -> str:
    """The domain that somebody registered, below its public suffix, in ASCII.

    Errors: InputError for what is no domain, is a public suffix, or names a page.
    """
    host, rest = _split(value)
    if rest:
        raise InputError(f"{value!r} names a page. Give it as `address`, or the domain {host!r} alone.")
    return registered(host)


def address_of(value: str) -> str:
    """Host, path and query, without scheme, `www.`, fragment and what only counts visitors.

    Errors: InputError for what is no address, and for a whole domain.
    """
    host, rest = _split(value)
    if not rest and host == registered(host):
        raise InputError(f"{value!r} is a whole domain. Give it as `domain`, or name the page on it.")
    return f"{host}{rest}"


def registered(host: str) -> str:
    """The part of a host that somebody registered. Errors: InputError for a public suffix."""
    found = _suffixes().privatesuffix(host)
    if found is None:
        raise InputError(f"{host!r} is where others register domains. Give the domain below it.")
    return str(found)


def host_of(value: str) -> str:
    """A host name in ASCII and small letters. Errors: InputError for what is none."""
    try:
        host = idna.encode(value.strip().rstrip("."), uts46=True, std3_rules=True).decode()
    except idna.IDNAError as error:
        raise InputError(f"{value!r} is no domain: {error}. Write it as shop.example.") from None
    if "." not in host:
        raise InputError(f"{value!r} is no domain: it has no point. Write it as shop.example.")
    try:
        ip_address(host)
    except ValueError:
        return host
    raise InputError(f"{value!r} is an IP address. Servers are shared and change hands: give the domain.")


def in_unicode(address: str) -> str:
    """A domain or an address as people read it, its host in its own letters."""
    host, slash, rest = address.partition("/")
    return (idna.decode(host) if "xn--" in host else host) + slash + rest


def _split(value: str) -> tuple[str, str]:
    """Host, and path with query; neither ends in a slash."""
    text = value.strip()
    for pattern, plain in DEFANGED:
        text = re.sub(pattern, plain, text, flags=re.I)
    try:
        parts = urlsplit(text if SCHEME.match(text) else f"https://{text}")
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise InputError(f"{value!r} is no web address: {error}. Write it as shop.example/page.") from None
    if parts.scheme.lower() not in ("http", "https") or "@" in parts.netloc or " " in text:
        raise InputError(f"{value!r} is no web address. Write it as shop.example/page, without a name before an @.")
    name = host_of(host).removeprefix("www.") + ("" if port in PORTS else f":{port}")
    path = quote(unquote(parts.path), safe=KEPT).rstrip("/")
    asked = [(key, text) for key, text in parse_qsl(parts.query, keep_blank_values=True) if not _only_counts(key)]
    return name, path + (f"?{urlencode(asked)}" if asked else "")


def _only_counts(key: str) -> bool:
    """Whether a part of a query only counts visitors."""
    known = shipped_list("tracking_parameters")
    return key.lower() in known["names"] or key.lower().startswith(tuple(known["beginnings"]))


@cache
def _suffixes() -> PublicSuffixList:
    """The snapshot that the library brings; nothing is fetched."""
    return PublicSuffixList()
