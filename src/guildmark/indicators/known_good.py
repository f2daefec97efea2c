"""What is known to be good or shared by everybody, and why it stops a value from being an indicator."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from guildmark.guard import read_bounded
from guildmark.indicators.indicator import ACCOUNT, ADDRESS, CHAT, DOMAIN, EMAIL, PICTURE, POSTAL, TEXT, Indicator
from guildmark.indicators.lists import shipped_list
from guildmark.indicators.normalise import normalise
from guildmark.indicators.trade import said_by_everybody
from guildmark.records import InputError
from guildmark.records.yaml_error import yaml_error

MOST_BYTES = 8 << 20
FIELDS = ("kind", "value", "region", "why", "source")
SAME_PICTURE_BITS = 31  # as the publisher of PDQ has it
# PDQ sets the bits above the median: a hash with far fewer or more is of a picture without any structure.
HALF_OF_BITS = 128


@dataclass(frozen=True, slots=True)
class Block:
    """Why a value is no indicator: the list that has it, a sentence, and where the list has it from."""

    list_name: str
    told: str
    source: str = ""


@dataclass(frozen=True)
class KnownGood:
    """Values that somebody vouches for, by kind and value: a holder's hot lines, domains, pictures and sellers."""

    blocks: Mapping[tuple[str, str], Block] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[tuple[Indicator, str, str]]) -> "KnownGood":
        """From indicators, each with why it is good and a source."""
        return cls(
            {
                (one.kind, one.value): Block(
                    "known good", f"{one.value} is known good: {why or 'listed as such'}", source
                )
                for one, why, source in entries
            }
        )

    def joined(self, other: "KnownGood") -> "KnownGood":
        """Both; of the same value, what stands in the other."""
        return KnownGood({**self.blocks, **other.blocks})

    def block(self, kind: str, value: str) -> Block | None:
        """Why a value is good, if it is."""
        return self.blocks.get((kind, value))


def read_known_good(path: Path) -> KnownGood:
    """Read a holder's own list: `known_good:` with entries of kind, value, region, why and source.

    Errors: InputError with the file, the number of the entry, the value and the next step.
    """
    try:
        document: Any = YAML(typ="safe", pure=True).load(read_bounded(path, MOST_BYTES).decode("utf-8-sig"))
    except (YAMLError, UnicodeDecodeError) as error:
        raise yaml_error(path, error) from None
    entries = document.get("known_good") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise InputError(
            f"{path}: holds no list `known_good:`. Write `- {{kind: phone, value: +39 …, why: our hot line}}` below it."
        )
    found = []
    for number, entry in enumerate(entries, 1):
        place = f"{path}, entry {number}"
        if not isinstance(entry, dict) or not {"kind", "value"} <= entry.keys() or set(entry) - set(FIELDS):
            raise InputError(f"{place}: {entry!r} is no entry. Give kind and value; region, why and source may follow.")
        told = {name: str(entry.get(name) or "") for name in FIELDS}
        try:
            found.append((normalise(told["kind"], told["value"], told["region"]), told["why"], told["source"]))
        except InputError as error:
            raise InputError(f"{place}: {error}") from None
    return KnownGood.of(found)


def check_indicator(indicator: Indicator, known_good: KnownGood | None = None) -> Block | None:
    """Why a value must not be used as an indicator, by what is given and by the lists that ship; None when it may."""
    given = known_good or KnownGood()
    if (own := given.block(indicator.kind, indicator.value)) is not None:
        return own
    if indicator.kind in (DOMAIN, ADDRESS, EMAIL):
        return _host_block(indicator, given)
    if indicator.kind == PICTURE:
        return _picture_block(indicator.value, given)
    if indicator.kind in (TEXT, POSTAL):
        told = said_by_everybody(indicator.value)
        return Block("words of everybody", told) if told else None
    if indicator.kind in (CHAT, ACCOUNT):
        return _name_block(indicator, given)
    return None


def _host_block(indicator: Indicator, given: KnownGood) -> Block | None:
    """Domains of holders stand for all that is below them; shared domains for themselves, few for all below."""
    host = indicator.value.rpartition("@")[2].partition("/")[0].partition("?")[0].partition(":")[0]
    for name in _above(host):
        if (own := given.block(DOMAIN, name)) is not None:
            return own
        shared = _shared().get(name)
        if shared is None:
            continue
        list_name, told, whole, mailboxes = shared
        if indicator.kind == EMAIL and mailboxes:
            return None
        if whole or indicator.kind == EMAIL or (name == host and indicator.value == host):
            return Block(list_name, f"{name} is a {list_name}: {told}")
    return None


def _above(host: str) -> list[str]:
    """A host and the domains above it, down to what somebody registered in the end."""
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]


def _picture_block(value: str, given: KnownGood) -> Block | None:
    bits = int(value, 16)
    if abs(bits.bit_count() - HALF_OF_BITS) > SAME_PICTURE_BITS:
        return Block("plain pictures", "the picture has too little structure to be told from others")
    for (kind, known), block in given.blocks.items():
        if kind == PICTURE and (bits ^ int(known, 16)).bit_count() <= SAME_PICTURE_BITS:
            return block
    return None


def _name_block(indicator: Indicator, given: KnownGood) -> Block | None:
    """An account that is an address of mail is blocked as that address is."""
    if "@" in indicator.name.lstrip("@"):
        return check_indicator(Indicator(EMAIL, indicator.name), given)
    return None


@cache
def _shared() -> dict[str, tuple[str, str, bool, bool]]:
    """Domains that many share: the list, why, whether all below is shared too, and whether they give out mailboxes."""
    found: dict[str, tuple[str, str, bool, bool]] = {}
    for kind, name, why in (
        ("chat service", "chat_services", "give the name of the person there, as `chat`"),
        ("social network or payment service", "account_services", "give the account there, as `account`"),
        ("marketplace", "marketplaces", "give the seller there, as `seller`, or the page, as `address`"),
    ):
        for entry in shipped_list(name)["services"]:
            found.update(dict.fromkeys(entry.get("domains", ()), (kind, why, False, False)))
    for entry in shipped_list("shared_domains")["lists"]:
        told = f"{entry['why']}. Give the page, as `address`" if not entry.get("whole") else entry["why"]
        for domains in entry["domains"].values():
            found.update(dict.fromkeys(domains, (entry["kind"], told, entry.get("whole", False), False)))
    for entry in shipped_list("mail_providers")["providers"]:
        for domain in entry["domains"]:
            found[domain] = ("provider of mail", "everybody has a mailbox there. Give the address", False, True)
    return found
