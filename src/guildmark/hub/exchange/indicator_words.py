"""The words in which people read of indicators: kinds, how each is given, and why a value is none."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from guildmark.indicators import KINDS, Block, Indicator

KIND_WORDS = {
    "picture": gettext_lazy("Picture"),
    "embedding": gettext_lazy("Vector of a picture"),
    "phone": gettext_lazy("Telephone number"),
    "email": gettext_lazy("E-mail address"),
    "chat": gettext_lazy("Name in a chat app"),
    "account": gettext_lazy("Account"),
    "domain": gettext_lazy("Domain"),
    "address": gettext_lazy("Web address"),
    "postal_address": gettext_lazy("Postal address"),
    "seller": gettext_lazy("Seller"),
    "text": pgettext_lazy("a kind of indicator", "Text"),
}
# How each is given: the end of a sentence.
GIVEN = {
    "picture": gettext_lazy("a PDQ hash of 64 hexadecimal digits, as “guildmark tactics picture FILE” prints it"),
    "embedding": gettext_lazy("the SHA-256 of the model, a colon, and the vector as float16 in base64"),
    "phone": gettext_lazy("a telephone number with + and its country, or a national one with its region"),
    "email": gettext_lazy("an e-mail address, as name@shop.example"),
    "chat": gettext_lazy("an app, a colon and a name, as “wechat: karen_88”"),
    "account": gettext_lazy("a service, a colon and a name, as “paypal: pay@shop.example”"),
    "domain": gettext_lazy("a domain of the seller’s own, as shop.example"),
    "address": gettext_lazy("a page below a domain that many share, as builder.example/shop-12"),
    "postal_address": gettext_lazy("street, number and town, with commas between them"),
    "seller": gettext_lazy("a marketplace, a colon and the seller’s id there, as “market: s-123”"),
    "text": gettext_lazy("a sentence of at most 400 letters, as the seller writes it"),
}
# Why a list that ships has a value, by the name of the list.
LISTED = {
    "plain pictures": gettext_lazy("the picture has too little structure to be told from others"),
    "words of everybody": gettext_lazy("honest sellers write it too"),
    "provider of mail": gettext_lazy("everybody has a mailbox there: give the address"),
    "chat service": gettext_lazy("it is a chat service: give the name of the person there"),
    "social network or payment service": gettext_lazy("it is a network or a payment service: give the account there"),
    "marketplace": gettext_lazy("it is a marketplace: give the seller there, or the page"),
    "shop builder": gettext_lazy("shops of many people stand below it: give the page"),
    "page of links": gettext_lazy("many people list their links there: give the page"),
    "link shortener": gettext_lazy("it leads anywhere: give the page"),
    "courier": gettext_lazy("parcels of everybody are tracked there"),
}
SHOWN = 80  # characters of a value in an error


def shown(value: str) -> str:
    """A value as an error quotes it."""
    plain = " ".join(value.split())
    return plain if len(plain) <= SHOWN else f"{plain[:SHOWN]}…"


def no_form(kind: str, value: str, region: str) -> str:
    """Why a value has no form as an indicator of this kind, and what to write instead."""
    if kind not in KINDS:
        return _("“%(kind)s” is no kind of indicator. Kinds: %(kinds)s.") % {
            "kind": shown(kind),
            "kinds": ", ".join(KINDS),
        }
    if kind == "phone" and not region and not value.strip().startswith(("+", "00")):
        return _("“%(value)s” may be a number of any country. Write it with + and its country, or name its region.") % {
            "value": shown(value)
        }
    return _("“%(value)s” cannot be read as: %(kind)s. Give %(given)s.") % {
        "value": shown(value),
        "kind": KIND_WORDS[kind],
        "given": GIVEN[kind],
    }


def blocked(one: Indicator, block: Block) -> str:
    """Why a value must not be used, as people read it."""
    return _("“%(value)s” is no indicator: %(why)s.") % {
        "value": shown(one.value),
        "why": LISTED.get(block.list_name, block.told),
    }


def not_looked_for(one: Indicator) -> str:
    """Why no scan looks for a value, as people read it."""
    if one.kind == "seller":
        return _("A scan sees no ids of sellers: this one is held against the sellers of cases.")
    if one.kind == "embedding":
        return _("Vectors are compared by who looks at pictures, not by scans.")
    return _("“%(value)s” is an ordinary word, or too short or too long for a scan to look for it.") % {
        "value": shown(one.value)
    }
