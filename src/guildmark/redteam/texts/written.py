"""Further ways to write a mark, beside those that the sample market uses, some of which depend on the language."""

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from guildmark.redteam.dice import Dice
from guildmark.redteam.texts.phrases import phrases

RIGHT_TO_LEFT, END_OF_OVERRIDE = "\u202e", "\u202c"
REGIONAL_A = 0x1F1E6
HALF_WIDTH = (0xFF66, 0xFF9E)
HALF_WIDTH_VOICES = {"\u3099": "\uff9e", "\u309a": "\uff9f"}
COMPATIBILITY_JAMO = (0x3131, 0x3164)


@cache
def tables() -> dict[str, Any]:
    """The tables of `letters.yaml`."""
    text = files("guildmark.redteam.texts").joinpath("letters.yaml").read_text("utf-8")
    raw: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return raw


def some(places: list[int], dice: Dice, strength: float) -> set[int]:
    """A share of the places, at least one where there are any."""
    return set(dice.sample(places, max(1, round(strength * len(places))))) if places else set()


def full_width(mark: str, dice: Dice, strength: float, language: str) -> str:
    """Letters as wide as Han characters, up to the share `strength`."""
    chosen = some([place for place, letter in enumerate(mark) if "!" <= letter <= "~"], dice, strength)
    return "".join(chr(ord(letter) + 0xFEE0) if place in chosen else letter for place, letter in enumerate(mark))


def masked_mark(mark: str, dice: Dice, strength: float, language: str) -> str:
    """Letters behind stars or circles; the first one stays, and at low strength most of the others."""
    chosen = some([place for place, letter in enumerate(mark) if place and letter.isalnum()], dice, strength)
    mask = dice.pick(tables()["masks"])
    return "".join(mask if place in chosen else letter for place, letter in enumerate(mark))


def initials_only(mark: str, dice: Dice, strength: float, language: str) -> str:
    """The first letters of each word: about half of them at strength 0, one at strength 1."""
    kept = [word[: max(1, round(len(word) * 0.6 * (1 - strength)))] for word in mark.split()]
    short = " ".join(kept)
    return mark if short == mark else dice.pick((short, ". ".join(kept) + ".", "".join(kept)))


def dropped_vowels(mark: str, dice: Dice, strength: float, language: str) -> str:
    """Vowels left out, behind the first letter."""
    chosen = some(
        [place for place, letter in enumerate(mark) if place and letter.lower() in "aeiouàâéèêôöüу"], dice, strength
    )
    return "".join(letter for place, letter in enumerate(mark) if place not in chosen)


def reversed_mark(mark: str, dice: Dice, strength: float, language: str) -> str:
    """Written backwards from the end on: the last three letters at strength 0, all of them at 1."""
    count = max(3, round(strength * len(mark)))
    return mark[: len(mark) - count] + mark[: -count - 1 : -1] if count < len(mark) else mark[::-1]


def direction_override(mark: str, dice: Dice, strength: float, language: str) -> str:
    """Written backwards between signs that make it show forwards again."""
    count = max(2, round(strength * len(mark)))
    start = len(mark) - min(count, len(mark))
    return f"{mark[:start]}{RIGHT_TO_LEFT}{mark[start:][::-1]}{END_OF_OVERRIDE}"


def emoji_letters(mark: str, dice: Dice, strength: float, language: str) -> str:
    """Emoji that look like letters, or hearts and stars between the letters of scripts that have none."""
    places = [place for place, letter in enumerate(mark) if letter.isascii() and letter.isalpha()]
    if not places:
        signs, gaps = tables()["between_emoji"], some(list(range(1, len(mark))), dice, strength)
        return "".join((dice.pick(signs) if place in gaps else "") + letter for place, letter in enumerate(mark))
    chosen = some(places, dice, strength)
    return "".join(_emoji(letter) if place in chosen else letter for place, letter in enumerate(mark))


def _emoji(letter: str) -> str:
    known: str | None = tables()["emoji"].get(letter.lower())
    return known or chr(REGIONAL_A + ord(letter.upper()) - ord("A"))


def upside_down(mark: str, dice: Dice, strength: float, language: str) -> str:
    """Letters that stand on their head: some in place at low strength, from 0.7 on all, in reversed order."""
    table: dict[str, str] = tables()["upside_down"]
    places = [place for place, letter in enumerate(mark) if table.get(letter.lower(), letter.lower()) != letter.lower()]
    chosen = set(places) if strength >= 0.7 else some(places, dice, strength)
    turned = [table[letter.lower()] if place in chosen else letter for place, letter in enumerate(mark)]
    return "".join(reversed(turned)) if strength >= 0.7 and chosen else "".join(turned)


def markup_in_mark(mark: str, dice: Dice, strength: float, language: str) -> str:
    """Empty tags between the letters, or letters as numbers of HTML."""
    if dice.chance(0.5):
        chosen = some(list(range(len(mark))), dice, strength)
        return "".join(f"&#{ord(letter)};" if place in chosen else letter for place, letter in enumerate(mark))
    tag, gaps = dice.pick(tables()["tags"]), some(list(range(1, len(mark))), dice, strength)
    return "".join((tag if place in gaps else "") + letter for place, letter in enumerate(mark))


def homophone(mark: str, dice: Dice, strength: float, language: str) -> str:
    """Written by ear: other letters, syllables or characters of the same sound."""
    han, hangul = tables()["han_homophones"], tables()["hangul_homophones"]
    if not re.search(r"[A-Za-z]", mark):
        table = han | hangul
        chosen = some([place for place, letter in enumerate(mark) if letter in table], dice, strength)
        return "".join(table[letter] if place in chosen else letter for place, letter in enumerate(mark))
    sounds: dict[str, str] = tables()["by_ear"]
    spans = list(re.finditer("|".join(sorted(sounds, key=len, reverse=True)), mark.lower()))
    chosen = some(list(range(len(spans))), dice, strength * 0.6)  # more than that nobody reads any more
    text, end = "", 0
    for number, span in enumerate(spans):
        if number in chosen:
            sound = sounds[span[0]]
            text += mark[end : span.start()] + (sound.capitalize() if mark[span.start()].isupper() else sound)
            end = span.end()
    return text + mark[end:]


def hashtag_mark(mark: str, dice: Dice, strength: float, language: str) -> str:
    """One tag of the mark and other words, from one word more to three."""
    words = dice.sample(tables()["hashtags"], 1 + round(strength * 2))
    joined = re.sub(r"\W+", "", mark) or mark
    front = [joined.lower(), *words] if dice.chance(0.6) else [words[0], joined.lower(), *words[1:]]
    return "#" + dice.pick(("", "_")).join(front)


def half_width_kana(mark: str, dice: Dice, strength: float, language: str) -> str:
    """Katakana at half the width, up to the share `strength`."""
    narrow = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(*HALF_WIDTH)}
    chosen = some(
        [place for place, letter in enumerate(mark) if unicodedata.normalize("NFD", letter)[0] in narrow],
        dice,
        strength,
    )
    return "".join(
        "".join(narrow.get(part, HALF_WIDTH_VOICES.get(part, part)) for part in unicodedata.normalize("NFD", letter))
        if place in chosen else letter
        for place, letter in enumerate(mark)
    )  # fmt: skip


def jamo_apart(mark: str, dice: Dice, strength: float, language: str) -> str:
    """Hangul syllables taken apart into the letters of the keyboard, up to the share `strength`."""
    chosen = some([place for place, letter in enumerate(mark) if "가" <= letter <= "힣"], dice, strength)
    return "".join(_apart(letter) if place in chosen else letter for place, letter in enumerate(mark))


def _apart(syllable: str) -> str:
    keys = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(*COMPATIBILITY_JAMO)}
    out = ""
    for part in unicodedata.normalize("NFD", syllable):
        sound = unicodedata.name(part).rsplit(" ", 1)[-1]
        out += keys.get(part) or unicodedata.lookup(f"HANGUL LETTER {sound}")
    return out


def code_words(mark: str, dice: Dice, strength: float, language: str) -> str:
    """A word that insiders know in place of the mark, with its first letter at low strength, without it from 0.5 on."""
    known = phrases()[language].code
    with_initial = [text for text in known if "{initial}" in text]
    without = [text for text in known if "{initial}" not in text]
    return dice.pick(with_initial if strength < 0.5 else without).format(initial=mark[0].upper())
