"""E-mail addresses, without the parts that their provider passes over."""

import re
from functools import cache
from typing import Any

from guildmark.indicators.forms.web import host_of
from guildmark.indicators.lists import shipped_list
from guildmark.records import InputError
from guildmark.text.folded import plain_letters

LOCAL_PART = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")  # RFC 5322, atoms
LONGEST_LOCAL_PART = 64  # RFC 5321


def email_of(value: str) -> str:
    """The address in small letters; a tag, and dots where the provider passes them over, are left out.

    Errors: InputError for what is no address.
    """
    local, at, host = value.strip("<>").removeprefix("mailto:").rpartition("@")
    local = plain_letters(local).strip()
    if not at or not LOCAL_PART.fullmatch(local) or len(local) > LONGEST_LOCAL_PART:
        raise InputError(f"{value!r} is no e-mail address. Write it as name@shop.example.")
    name = host_of(host)
    provider = _providers().get(name)
    if provider:
        name = provider.get("same_as", name)
        local = local.split("+", 1)[0] or local if provider.get("tags") else local
        local = "".join(sign for sign in local if sign not in provider.get("ignores", "")) or local
    return f"{local}@{name}"


@cache
def _providers() -> dict[str, Any]:
    """How a provider reads addresses, by each of its domains."""
    return {
        name: {**entry, "same_as": entry["domains"][0] if entry.get("one_mailbox") else name}
        for entry in shipped_list("mail_providers")["providers"]
        for name in entry["domains"]
    }
