"""What an indicator is: a kind and a value in its one form, with an id that is the same wherever it was told."""

import uuid
from dataclasses import dataclass, field

from guildmark.records.ids import NAMESPACE, SEPARATOR

PICTURE, EMBEDDING, TEXT = "picture", "embedding", "text"
PHONE, EMAIL, CHAT, ACCOUNT = "phone", "email", "chat", "account"
DOMAIN, ADDRESS, POSTAL, SELLER = "domain", "address", "postal_address", "seller"
# What each is given as; told in errors and by the command line.
KINDS = {
    PICTURE: "a PDQ hash of 64 hexadecimal digits, as `guildmark tactics picture FILE` prints it",
    EMBEDDING: "the SHA-256 of the model, a colon, and the vector as float16 in base64",
    PHONE: "a telephone number in its international form (+39 …), or a national one with its region",
    EMAIL: "an e-mail address",
    CHAT: "an app, a colon and a name: `wechat: karen_88`",
    ACCOUNT: "a service, a colon and a name: `paypal: pay@shop.example`",
    DOMAIN: "a domain of the seller's own: shop.example",
    ADDRESS: "a web address below a domain that many share: `builder.example/shop-12`",
    POSTAL: "a postal address, its parts with commas between them",
    SELLER: "a marketplace, a colon and the seller's id there: `market: s-123`",
    TEXT: "a stretch of text, as the seller writes it",
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """A known-bad value in its one form. `written` is how it was given; it does not tell indicators apart."""

    kind: str
    value: str
    written: str = field(default="", compare=False)

    @property
    def id(self) -> str:
        """UUID5 over kind and value: the same value told by two members is one indicator."""
        return str(uuid.uuid5(NAMESPACE, SEPARATOR.join(("indicator", self.kind, self.value))))

    @property
    def service(self) -> str:
        """The app, service or marketplace of a chat name, an account or a seller; else empty."""
        return self.value.partition(":")[0] if self.kind in (CHAT, ACCOUNT, SELLER) else ""

    @property
    def name(self) -> str:
        """The value without its service."""
        return self.value.partition(":")[2] if self.service else self.value
