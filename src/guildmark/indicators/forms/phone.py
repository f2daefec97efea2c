"""Telephone numbers in the form of ITU-T E.164, and the ways in which listings write them."""

import phonenumbers

from guildmark.records import InputError
from guildmark.text.folded import plain_letters

FEWEST_DIGITS = 7  # without the country's: shorter ones are codes that a whole country shares


def phone_of(value: str, region: str = "") -> str:
    """`+` and digits. Errors: InputError for a national number without a region, or what is no number."""
    plain = plain_letters(value)
    where = region.strip().upper()
    if where and where not in phonenumbers.SUPPORTED_REGIONS:
        raise InputError(f"region {region!r} of {value!r} is not known. Write two letters of ISO 3166-1, as IT.")
    if not where and not plain.lstrip("( ").startswith("+"):
        raise InputError(
            f"{value!r} may be a number of any country. Write it as +39 …, or name its region, as IT (ISO 3166-1)."
        )
    try:
        number = phonenumbers.parse(plain, where or None)
    except phonenumbers.NumberParseException as error:
        raise InputError(f"{value!r} is no telephone number: {str(error).partition(') ')[2]} Check it.") from None
    normal = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if not phonenumbers.is_possible_number(number) or len(str(number.national_number)) < FEWEST_DIGITS:
        raise InputError(
            f"{value!r} has too few or too many digits for a number of +{number.country_code}. "
            "Check it; short numbers that a whole country shares are no indicators."
        )
    return normal


def spellings_of(phone: str) -> tuple[str, ...]:
    """A number as listings write it: with +, with 00 and, where it then begins with 0, as its own country does."""
    number = phonenumbers.parse(phone, None)
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    own = "".join(sign for sign in national if sign.isdigit())
    return tuple(dict.fromkeys((phone, f"00{phone[1:]}", own)))
