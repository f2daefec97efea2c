"""Names at services: chat names, accounts of payment and of social networks, sellers of marketplaces."""

import re
from difflib import get_close_matches
from functools import cache
from typing import Any

from guildmark.indicators.forms.mail import email_of
from guildmark.indicators.forms.phone import phone_of
from guildmark.indicators.indicator import ACCOUNT, CHAT, PHONE, SELLER
from guildmark.indicators.lists import shipped_list
from guildmark.records import InputError
from guildmark.text.folded import light_words, plain_letters

NUMBER = re.compile(r"\+?[\d\s().-]{7,}")
IBAN = re.compile(r"[a-z]{2}\d{2}[a-z0-9]{11,30}")  # ISO 13616
LONGEST_NAME = 120


def chat_of(value: str, region: str = "") -> tuple[str, str]:
    """The kind and value of a name in an app: `chat`, or `phone` where the app knows people by their number.

    Errors: InputError for an app that is not known, or a name that it does not give out.
    """
    service, name = _split(CHAT, value)
    app = _known("chat_services").get(service)
    if app is None:
        names = sorted({entry["id"] for entry in _known("chat_services").values()})
        close = get_close_matches(service, list(_known("chat_services")), n=1)
        hint = f" Did you mean {_known('chat_services')[close[0]]['id']!r}?" if close else ""
        raise InputError(f"app {service!r} of {value!r} is not known.{hint} Known: {', '.join(names)}.")
    plain = _from_link(plain_letters(name), app).lstrip("@ ").strip()
    has_number = plain.startswith("+") or plain != plain_letters(name).lstrip("@ ").strip()
    if app["known_by"] != "name" and NUMBER.fullmatch(plain) and (region or has_number):
        return PHONE, phone_of(plain if region or plain.startswith("+") else f"+{plain}", region)
    if not re.fullmatch(app["names"], plain):
        told = f"has names of {app['told']}" if app["known_by"] != "phone" else "knows people by their number"
        also = ", or a telephone number as +39 …" if app["known_by"] != "name" else ""
        raise InputError(f"{name!r} is no name of {app['id']}, which {told}. Copy the name once more{also}.")
    return CHAT, f"{app['id']}:{plain}"


def account_of(value: str) -> str:
    """A service and the name there, in small letters. Errors: InputError without a service or a name."""
    service, name = _split(ACCOUNT, value)
    known = _known("account_services").get(service)
    plain = _from_link(plain_letters(name), known or {}).lstrip("@ ").strip()
    if service == "iban":
        plain = re.sub(r"[\s-]", "", plain)
        if not IBAN.fullmatch(plain) or int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 != 1:
            raise InputError(f"{name!r} is no IBAN: its check digits do not fit. Copy it once more.")
    elif "@" in plain:
        plain = email_of(plain)
    elif NUMBER.fullmatch(plain) and plain.startswith("+"):
        plain = phone_of(plain)
    if not any(sign.isalnum() for sign in plain):
        raise InputError(f"{name!r} is no name: it has no letter and no digit. Write `{_EXAMPLES[ACCOUNT]}`.")
    return f"{known['id'] if known else service}:{plain}"


def seller_of(value: str) -> str:
    """A marketplace and the seller's id there, which stays as it is. Errors: InputError without either."""
    service, name = _split(SELLER, value)
    known = _known("marketplaces").get(service)
    return f"{known['id'] if known else service}:{name}"


def _split(kind: str, value: str) -> tuple[str, str]:
    service, _, name = (part.strip() for part in value.replace("：", ":").partition(":"))
    folded = light_words(service).replace(" ", "")
    if not folded or not name or service.lower() in ("http", "https"):
        raise InputError(f"{value!r} does not say of which service. Write `service: name`, as `{_EXAMPLES[kind]}`.")
    if len(name) > LONGEST_NAME:
        raise InputError(f"{name[:40]!r}… has {len(name)} characters. A name has {LONGEST_NAME} at most.")
    return folded, name


_EXAMPLES = {CHAT: "wechat: karen_88", ACCOUNT: "paypal: pay@shop.example", SELLER: "market: s-123"}


def _from_link(name: str, service: dict[str, Any]) -> str:
    """The name within a link to it: t.me/name."""
    bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", name)
    for link in service.get("links", ()):
        if bare.startswith(link):
            return re.split(r"[/?#]", bare.removeprefix(link), maxsplit=1)[0]
    return name


@cache
def _known(name: str) -> dict[str, Any]:
    """The services of a list by each of their names, folded."""
    return {
        light_words(called).replace(" ", ""): entry
        for entry in shipped_list(name)["services"]
        for called in (entry["id"], *entry.get("called", ()))
    }
