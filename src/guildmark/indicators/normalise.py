"""Values that members saw at work with fakes, brought to one form each."""

from collections.abc import Callable

from guildmark.indicators.forms.account import account_of, chat_of, seller_of
from guildmark.indicators.forms.mail import email_of
from guildmark.indicators.forms.phone import phone_of
from guildmark.indicators.forms.picture import embedding_of, picture_of
from guildmark.indicators.forms.prose import postal_address_of, text_of
from guildmark.indicators.forms.web import address_of, domain_of
from guildmark.indicators.indicator import (
    ACCOUNT,
    ADDRESS,
    CHAT,
    DOMAIN,
    EMAIL,
    EMBEDDING,
    KINDS,
    PHONE,
    PICTURE,
    POSTAL,
    SELLER,
    TEXT,
    Indicator,
)
from guildmark.records import InputError
from guildmark.records.did_you_mean import did_you_mean

LONGEST_VALUE = 16_384  # characters; an embedding of 4,096 numbers has 11,000
_OF_A_REGION: dict[str, Callable[[str, str], tuple[str, str]]] = {
    PHONE: lambda value, region: (PHONE, phone_of(value, region)),
    CHAT: chat_of,
}
_FORMS: dict[str, Callable[[str], str]] = {
    PICTURE: picture_of,
    EMBEDDING: embedding_of,
    EMAIL: email_of,
    ACCOUNT: account_of,
    DOMAIN: domain_of,
    ADDRESS: address_of,
    POSTAL: postal_address_of,
    SELLER: seller_of,
    TEXT: text_of,
}


def normalise(kind: str, value: str, region: str = "") -> Indicator:
    """The indicator of a value as somebody wrote it; `region` (ISO 3166-1 alpha-2) is where a national number is of.

    A chat name that is a telephone number becomes a telephone number, whichever app it was told of.
    Errors: InputError with the value and the next step.
    """
    if kind not in KINDS:
        raise InputError(f"kind {kind!r} is not known.{did_you_mean(kind, KINDS)} Kinds: {', '.join(KINDS)}.")
    written = " ".join(value.split())
    if not written:
        raise InputError(f"the value of a {kind} is empty. Give {KINDS[kind]}.")
    if len(written) > LONGEST_VALUE:
        raise InputError(
            f"{written[:40]!r}… has {len(written):,} characters, more than {LONGEST_VALUE:,}. Give {KINDS[kind]}."
        )
    if kind in _OF_A_REGION:
        kind, normal = _OF_A_REGION[kind](written, region)
    else:
        normal = _FORMS[kind](written)
    return Indicator(kind, normal, written)
