"""Prices as people write them: "US $1,299.00", "1.299,00 €", "¥12,800", "Rp 150.000"; doubtful ones are set aside."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from guildmark.reading.vocabulary import price_words

LARGEST = Decimal(10) ** 14  # decimal(18,4) holds fourteen digits before the point
DIGITS_KEPT = Decimal("0.0001")
NEGATIVE = "the price is negative; write what is asked or leave it empty"

# A point or comma in front belongs to the number, unless it ends a word: ".99" is less than one, "Rs.99" is not.
_NUMBER = re.compile(r"(?:(?<![\w/.,])[.,])?\d+(?:[.,']\d+)*(?: \d{3}(?!\d)(?:[.,']\d+)*)*(?:[.,](?=[-–—]))?")
_LOOSE = re.compile(r"(?:^|[^\w/])[.,]$|\w,$")  # a separator in front that belongs to neither word nor number
_MINUS_AFTER = re.compile(r"\d[-–—](?:\s|$)")  # how some ledgers write less than nothing; "10.-" and "500/-" are none
_EXPONENT = re.compile(r"[-+]?\d+(?:\.\d+)?[eE][-+]?\d{1,3}")  # as programs write numbers
_NOT_FINITE = re.compile(r"[-+]?(?:nan|inf|infinity|∞)")
_RANGE = re.compile(r"[-–—~〜]|(?<!\w)(?:to|bis|a|à)(?!\w)", re.IGNORECASE)
_FINE_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\t"), " ")
_SIGNS = {ord("\u2019"): "'", ord("٫"): ".", ord("٬"): ",", ord("−"): "-", ord("﹣"): "-"}
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u061c\u2060\ufeff"), None)


@dataclass(frozen=True, slots=True)
class Price:
    """What a text says about a price. A reason tells why the amount or the currency was set aside."""

    amount: Decimal | None
    currency: str | None = None  # ISO 4217
    basis: str | None = None  # one of `records.PRICE_BASES`
    reason: str | None = None


@lru_cache(maxsize=65_536)
def parse_price(  # noqa: PLR0911 (one a doubt)
    text: str, currency: str | None, decimal: str | None = None, usual: str | None = None
) -> Price:
    """Read a price; `currency` is what the row says, `decimal` the column's decimal separator if known.

    `usual` is the currency where neither the row nor the text names one.

    Doubtful texts are never guessed: "1.299" may be 1299 or 1.299 unless the currency or `decimal` settles it, and
    "$" alone keeps its amount but no currency. An empty text is no price and has no reason.
    """
    plain, stated = _plain(text), currency or usual
    if not plain or plain.lower() in price_words().missing:
        return Price(None, currency)
    if _NOT_FINITE.fullmatch(plain.lower()):
        return Price(None, stated, reason="the price is not a finite number; write a number or leave it empty")
    if _EXPONENT.fullmatch(plain) and abs(float(plain)) < LARGEST:
        plain = f"{Decimal(plain):.4f}"
    numbers = list(_NUMBER.finditer(plain))
    if not numbers:
        return Price(None, stated, reason="the price holds no number; write one or leave it empty")
    words, basis, ranged = _around(plain, numbers)
    if len(numbers) > 1 and not ranged:
        return Price(None, stated, reason="the price holds several numbers; give the one that is asked")
    signs, basis, unknown = _understood(words, basis)
    if unknown:
        return Price(None, stated, reason=f"the words {unknown!r} beside the price are not understood")
    found, doubt = _currency(signs, currency, usual)
    style = found or currency or next((price_words().signs[sign][0] for sign in sorted(signs)), None)
    amounts = [_amount(number.group(), style, decimal) for number in numbers]
    if None in amounts or _LOOSE.search(plain[: numbers[0].start()]):
        return Price(
            None, found, basis, "the separator may stand for thousands or decimals; give `decimal` in a column map"
        )
    amount, *higher = [amount for amount in amounts if amount is not None]
    if _negative(plain, numbers[0].start()):
        return Price(None, found, basis, NEGATIVE)
    if any(end < amount for end in higher):
        return Price(None, found, basis, "the second of two prices is the lower; give the one that is asked")
    if amount >= LARGEST:
        return Price(None, found, basis, "the price is too large: at most fourteen digits before the point")
    return Price(amount.quantize(DIGITS_KEPT), found, basis, doubt)


def _plain(text: str) -> str:
    text = text.translate(_FINE_SPACES).translate(_SIGNS).translate(_INVISIBLE)
    if not text.isascii():
        text = "".join(_narrow(character) for character in text)
    return text.strip()


def _narrow(character: str) -> str:
    """Digits of any script and full-width signs as ASCII."""
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    return unicodedata.normalize("NFKC", character) if "\uff01" <= character <= "\uffee" else character


def _around(plain: str, numbers: "list[re.Match[str]]") -> tuple[list[str], str | None, bool]:
    """The words before and after the numbers; whether two numbers are the ends of a range."""
    before, after = plain[: numbers[0].start()], plain[numbers[-1].end() :]
    words = [before, after]
    ranged = False
    if len(numbers) == 2:
        between = plain[numbers[0].end() : numbers[1].start()]
        joint = _RANGE.search(between)
        ranged = joint is not None
        if joint is not None:
            words += [between[: joint.start()], between[joint.end() :]]
    return words, "from" if ranged else None, ranged


def _understood(words: list[str], basis: str | None) -> tuple[set[str], str | None, str]:
    """Which money signs stand in the words, what they say about the basis, and what is left over."""
    known = price_words()
    signs: set[str] = set()
    left: list[str] = []
    for part in words:
        for piece in _pieces(part.lower()):
            if piece in known.signs:
                signs.add(piece)
            elif piece in known.basis:
                basis = basis or known.basis[piece]
            elif piece not in known.filler:
                left.append(piece)
    return signs, basis, " ".join(left)


@lru_cache(maxsize=4096)
def _pieces(text: str) -> tuple[str, ...]:
    """A text cut into known words, the longest first; what is not known is kept as it is."""
    known = price_words()
    pieces: list[str] = []
    while text := text.lstrip(" -–—+:;,./()[]*~|").rstrip():
        for end in range(len(text), 0, -1):
            piece = text[:end].strip(" .:")
            cuts_word = end < len(text) and text[end - 1].isalpha() and text[end].isalpha() and text[end].isascii()
            if not cuts_word and (piece in known.signs or piece in known.basis or piece in known.filler):
                break
        else:
            end = next((place for place, sign in enumerate(text) if sign == " "), len(text))
            piece = text[:end]
        pieces.append(piece)
        text = text[end:]
    return tuple(pieces)


def _currency(signs: set[str], given: str | None, usual: str | None) -> tuple[str | None, str | None]:
    """The currency that signs and row agree on, and the reason where they do not."""
    if not signs:
        return given or usual, None
    candidates = set.intersection(*(set(price_words().signs[sign]) for sign in signs))
    if given is not None and given not in candidates:
        return None, f"the price says {'/'.join(sorted(signs))}, the currency says {given}"
    stated = given or usual
    if stated in candidates:
        return stated, None
    if len(candidates) == 1:
        return candidates.pop(), None
    if not candidates:
        return None, f"the signs {' and '.join(sorted(signs))} stand for different currencies"
    none = f", and {usual}, which the column map gives, is none of them; name the row's own" if usual else ""
    return None, f"{'/'.join(sorted(signs))} is used by several currencies{none or '; give `currency` in a column map'}"


def _amount(number: str, currency: str | None, decimal: str | None) -> Decimal | None:
    """The number's value, or nothing where its separators can be read in two ways."""
    number = number.rstrip(".,")
    separators = [sign for sign in number if not sign.isdigit()]
    if not separators:
        return Decimal(number)
    last = separators[-1]
    head, _, tail = number.rpartition(last)
    if decimal is not None:
        if last == decimal and separators.count(last) > 1:
            return None
        is_decimal: bool | None = last == decimal
    elif last in " '":
        is_decimal = False
    elif len(set(separators)) > 1 and separators.count(last) == 1:
        is_decimal = True
    elif separators.count(last) > 1:
        is_decimal = False
    else:
        is_decimal = _is_decimal(head, last, tail, currency)
    if is_decimal is None:
        return None
    whole = (head or "0") if is_decimal else number
    if not _grouped(whole):
        return None
    digits = re.sub(r"\D", "", whole)
    return Decimal(f"{digits}.{tail}") if is_decimal else Decimal(digits)


def _is_decimal(head: str, separator: str, tail: str, currency: str | None) -> bool | None:
    """Whether the only separator of a number comes before decimals; nothing where that is open."""
    if len(tail) != 3 or len(head) > 3 or head in ("", "0"):
        return True
    words = price_words()
    group = words.group.get(currency or "")
    if group is None or group not in ".,":
        return False if currency is not None and words.minor.get(currency) == 0 else None
    if separator == group:
        return False
    return True if words.minor[currency or ""] == 3 else None


def _grouped(whole: str) -> bool:
    """Whether the separators stand where thousands (or, in India, hundreds of thousands) are grouped."""
    return re.fullmatch(r"\d+|\d{1,3}([.,' ])\d{3}(?:\1\d{3})*|\d{1,2}(?:,\d{2})*,\d{3}", whole) is not None


def _negative(plain: str, start: int) -> bool:
    """Whether a minus stands before or after the amount, or brackets around it as in a ledger."""
    before = plain[:start].rstrip(" $€£¥")
    bracketed = plain.startswith("(") and plain.endswith(")")
    return before.endswith("-") or plain.startswith("-") or bracketed or _MINUS_AFTER.search(plain) is not None
