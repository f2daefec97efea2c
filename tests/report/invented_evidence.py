"""Titles, marks and evidence that are invented, many of them meant to break the page that shows them."""

import random
from dataclasses import dataclass
from typing import Any

from guildmark.records import SIGNAL, picture_id

MARKS = [
    ("ORVANE", "Orvane Atelier"),
    ("Kessolo", "Kessolo SpA"),
    ("Тавринка", "Tavrinka OOO"),
    ("羽澄", "Hazumi KK"),
    ("نورسال", "Norsal"),
    ("Bryndt & Søhl", "Bryndt"),
]
NASTY = [
    "</script><script>window.hacked = 1</script>",
    '<img src=x onerror="window.hacked = 2">',
    "]]><!-- <svg onload=window.hacked=3>",
    "&lt;b&gt;not bold&lt;/b&gt; &amp; so on",
    "{{ 7 * 7 }} {% raw %} ${7*7}",
    "\u202egnp.exe\u202c and \u2066isolated",
    "zero\u200bwidth\u200b\u200b\u200bwords and\u00adsoft hyphens\ufeff",
    "حقيبة يد أصلية ١٠٠٪ مع علبة",
    "תיק עור כמו חדש",
    "👩‍👩‍👧‍👦 family 👜 𝓑𝓪𝓰 🏴 emoji ❤️",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘ letters",
    "nul \x00 bell \x07 non \ufffe\uffff \ufdd0 private \ue000 tag \U000e0041 line\u2028end",
    "高仿 原单 手袋 专柜品质",
    '=HYPERLINK("http://evil.invalid","x")',
    "long" + "er" * 5_000,
]
PLAIN = [
    "tote bag with box",
    "Handtasche neu mit Etikett",
    "sac à main cuir",
    "charger compatible with all models",
    "watch, used, with papers",
    "перчатки кожаные новые",
]
WORDS = ["1:1 mirror quality", "AAA grade", "高仿", "DM for real pics", "réplique", "كوبي"]
DETECTORS = [
    ("mark_in_text", "mark", "for", 9.0),
    ("disguised_mark", "mark", "for", 14.0),
    ("replica_words", "words", "for", 16.5),
    ("price_below_catalogue", "price", "for", 9.5),
    ("seller_not_authorised", "seller", "for", 4.0),
    ("off_platform_contact", "contact", "for", 7.0),
    ("official_picture", "picture", "for", 6.0),
    ("compatible_with", "innocent-use", "against", -18.0),
    ("used_goods", "innocent-use", "against", -6.0),
]


@dataclass
class Listing:
    """An invented listing, as far as its evidence is about it."""

    identity: dict[str, Any]  # marketplace and listing_id
    finding_id: str
    right_id: str
    lead: str
    mark: str
    phrase: str
    tail: str

    @property
    def title(self) -> str:
        return f"{self.lead}{self.mark} {self.phrase} {self.tail}"


def signal_of(
    chance: random.Random, listing: Listing, place: int, strength: float, pictures: list[bytes]
) -> dict[str, Any]:
    """What the detector at this place of `DETECTORS` saw in a listing."""
    name, family, direction, _ = DETECTORS[place]
    signal = dict.fromkeys(SIGNAL.names) | listing.identity
    signal |= {"detector": name, "version": 1, "family": family, "direction": direction, "strength": strength}
    signal |= {"seller_view": "span", "private": False, "scope": "listing"}
    if family != "contact":
        signal |= {"scope": "pair", "right_id": listing.right_id, "finding_id": listing.finding_id}
    return signal | evidence_of(chance, listing, family, pictures)


def evidence_of(chance: random.Random, listing: Listing, family: str, pictures: list[bytes]) -> dict[str, Any]:
    if family in ("mark", "words"):
        seen = listing.mark if family == "mark" else listing.phrase
        start = listing.title.index(seen, len(listing.lead))
        place = {"field": "title", "start": start, "end": start + len(seen)}
        return place | {"text": seen, "excerpt": listing.title, "excerpt_start": 0}
    if family == "price":
        return {"number": 39.9, "reference": 640.0, "unit": "EUR", "private": chance.random() < 0.3}
    if family == "picture" and pictures:
        where = {"picture": picture_id(chance.choice(pictures)), "box": [0.1, 0.1, 0.8, 0.7]}
        return where | {"number": 12.0, "unit": "bits", "note": "cropped"}
    text = f"Ask us. {chance.choice(NASTY)[:200]} 😀 contact V𝘅: seller-{chance.randint(1, 99)} for real pictures"
    start = text.index("contact")
    place = {"field": "description", "start": 5_000 + start, "end": 5_000 + start + 10}
    return place | {"text": text[start : start + 10], "excerpt": text, "excerpt_start": 5_000}
