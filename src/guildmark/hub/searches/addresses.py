"""Addresses of listings, written alike: what two copies of a link differ in without leading elsewhere is left out."""

import re
from functools import cache
from importlib.resources import files
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

from ruamel.yaml import YAML

_HOST = re.compile(r"(?:[\w-]+\.)+[^\W\d_][\w-]+")  # its last part begins with a letter: 9.99/kg is a price
_NUMBERS = re.compile(r"[\w.-]*\d[\w.-]*")
SHORTEST_NUMBER = 3
MOST_NUMBERS = 12


def canonical(address: str) -> str:
    """An address as it is compared: no scheme, no www, no fragment, no tracking; empty where it is none.

    >>> canonical("HTTPS://www.Bazaar.example:443/item/7/?utm_source=x&colour=red#photos")
    'bazaar.example/item/7?colour=red'
    """
    parts = _split(address)
    if parts is None:
        return ""
    tracking, prefixes = _tracking()
    kept = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.lower() not in tracking and not name.lower().startswith(prefixes)
    )
    path = unquote(parts.path).rstrip("/")
    return _host(parts) + path + (f"?{urlencode(kept)}" if kept else "")


def host_of(address: str) -> str:
    """The host of an address, as `canonical` writes it; empty where it is none."""
    return canonical(address).partition("/")[0].partition("?")[0]


def numbers_in(address: str) -> list[str]:
    """What in an address may be the number of a listing: parts of its path and values of its query with digits."""
    parts = _split(address)
    if parts is None:
        return []
    values = [value for _, value in parse_qsl(parts.query)]
    pieces = [piece for text in (unquote(parts.path), *values) for piece in re.split(r"[/,;:]", text)]
    found: dict[str, None] = {}
    for piece in pieces:
        stem = piece.rpartition(".")[0] if piece.lower().endswith((".html", ".htm")) else piece
        for one in (stem, *_NUMBERS.findall(stem), *re.split(r"[-_]", stem)):
            if len(one) >= SHORTEST_NUMBER and any(letter.isdigit() for letter in one):
                found[one] = None
    return list(found)[:MOST_NUMBERS]


def _split(address: str) -> SplitResult | None:
    text = address.strip()
    if not text or any(letter.isspace() for letter in text):
        return None
    has_scheme = "://" in text
    try:
        parts = urlsplit(text if has_scheme else f"//{text}")
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return None
    # Without a scheme only what has a path: "arvo.bag" may be words, "arvo.example/item/7" is an address.
    if parts.scheme not in ("", "http", "https") or not _HOST.fullmatch(host):
        return None
    return parts if has_scheme or parts.path.strip("/") or parts.query else None


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    return host if parts.port in (None, 80, 443) else f"{host}:{parts.port}"


@cache
def _tracking() -> tuple[frozenset[str], tuple[str, ...]]:
    document = YAML(typ="safe", pure=True).load((files(__package__) / "tracking.yaml").read_text("utf-8"))
    return frozenset(document["names"]), tuple(document["prefixes"])
