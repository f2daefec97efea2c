"""A mark written in another script, by our own tables of sounds: whole, or only its first syllables."""

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from guildmark.redteam.dice import Dice

ONSET = "sch|sh|ch|th|ph|ts|kh|gh|ck|[bcdfghjklmnpqrstvwxyz]"
CHUNK = re.compile(rf"(?P<onset>{ONSET})?(?P<vowel>[aeiou])|(?P<alone>{ONSET})")
SAME_AS = {"sch": "sh", "ts": "z", "kh": "h", "gh": "g", "ck": "k"}  # for scripts of syllables
VOWELS = "aeiou"
HANGUL_FIRST, CODAS_OF_VOWEL, CODAS = 0xAC00, 28 * 21, 28
HANGUL_ONSETS = {
    "": 11, "b": 7, "c": 15, "ch": 14, "d": 3, "f": 17, "g": 0, "h": 18, "j": 12, "k": 15, "l": 5, "m": 6, "n": 2,
    "p": 17, "ph": 17, "q": 15, "r": 5, "s": 9, "sh": 9, "t": 16, "th": 9, "v": 7, "w": 11, "x": 15, "y": 11, "z": 12,
}  # fmt: skip
HANGUL_VOWELS = {"a": 0, "e": 5, "i": 20, "o": 8, "u": 13, "": 18}
HANGUL_CODAS = {"n": 4, "m": 16, "l": 8, "r": 8, "k": 1, "c": 1, "p": 17, "b": 17, "t": 19, "s": 19}


@cache
def tables() -> dict[str, dict[str, Any]]:
    """The tables of `scripts.yaml`."""
    text = files("guildmark.redteam.texts").joinpath("scripts.yaml").read_text("utf-8")
    raw: dict[str, dict[str, Any]] = YAML(typ="safe", pure=True).load(text)
    return raw


@cache
def scripts() -> tuple[str, ...]:
    """The scripts that a Latin mark can be written in."""
    return (*tables()["letters"], *tables()["rows"], "hangul")


def swapped_script(mark: str, dice: Dice, strength: float, language: str) -> str:
    """The mark in another script, mostly that of the listing's language; at low strength its first syllables only.

    A mark in Latin letters goes into any of the scripts, one in another script into Latin letters.
    """
    plain = "".join(part for part in unicodedata.normalize("NFD", mark) if not unicodedata.combining(part))
    if not re.search(r"[A-Za-z]", plain):
        return to_latin(mark, strength)
    own = tables()["of_language"].get(language)
    script = own if own and dice.chance(0.7) else dice.pick(scripts())
    return written_in(script, plain, strength)


def written_in(script: str, mark: str, strength: float = 1.0) -> str:
    """A mark in Latin letters, its first chunks up to the share `strength` written in the script, at least one."""
    chunks = chunked(script, mark.lower())
    share = max(1, round(strength * len(chunks)))
    parts: list[str] = []
    end = 0
    for start, stop, sound in chunks[:share]:
        gap = mark[end:start]
        parts.append(gap if gap.strip() else "" if script in tables()["rows"] or script == "hangul" else gap)
        parts.append(_cased(sound, mark[start:stop]) if script in tables()["letters"] else sound)
        end = stop
    joined = "".join(parts)
    return (_with_codas(joined) if script == "hangul" else joined) + mark[end:]


def chunked(script: str, mark: str) -> list[tuple[int, int, str]]:
    """Start, end and sound of each chunk of a mark in lower-case Latin letters; a doubled consonant sounds once."""
    if script in tables()["letters"]:
        table: dict[str, str] = tables()["letters"][script]
        groups = re.compile("|".join(sorted(table, key=len, reverse=True)))
        found = [(match.start(), match.end(), table[match[0]]) for match in groups.finditer(mark)]
        return [
            (start, stop, "" if mark[stop : stop + 1] == mark[start:stop] else sound) for start, stop, sound in found
        ]
    chunks = []
    for match in CHUNK.finditer(mark):
        onset = match["onset"] or match["alone"] or ""
        doubled = match["alone"] and mark[match.end() : match.end() + 1] == match["alone"]
        sound = "" if doubled else syllable(script, SAME_AS.get(onset, onset), match["vowel"] or "")
        chunks.append((match.start(), match.end(), sound))
    return chunks


def syllable(script: str, onset: str, vowel: str) -> str:
    """A consonant with a vowel, or either alone."""
    if script == "hangul":
        if not vowel and onset in HANGUL_CODAS:
            return f"\0{onset}"  # becomes the end of the syllable before, where there is one
        return chr(HANGUL_FIRST + HANGUL_ONSETS[onset] * CODAS_OF_VOWEL + HANGUL_VOWELS[vowel] * CODAS)
    row: list[str] = tables()["rows"][script][onset]
    return row[VOWELS.index(vowel) if vowel else 5]


def _with_codas(text: str) -> str:
    """Consonants that stand alone, as the end of the syllable before or with the weak vowel."""
    out = ""
    for match in re.finditer(r"\0(.)|([^\0])", text, re.DOTALL):
        consonant = match[1]
        if consonant is None:
            out += match[2]
        elif out and 0xAC00 <= ord(out[-1]) <= 0xD7A3 and (ord(out[-1]) - HANGUL_FIRST) % CODAS == 0:
            out = out[:-1] + chr(ord(out[-1]) + HANGUL_CODAS[consonant])
        else:
            out += chr(HANGUL_FIRST + HANGUL_ONSETS[consonant] * CODAS_OF_VOWEL + HANGUL_VOWELS[""] * CODAS)
    return out


def _cased(sound: str, seen: str) -> str:
    if seen.isupper() and len(seen) > 0:
        return sound.upper()
    return sound.capitalize() if seen[:1].isupper() else sound


def to_latin(mark: str, strength: float) -> str:
    """A mark of another script in Latin letters, its first letters up to the share `strength`, at least one."""
    places = [place for place, letter in enumerate(mark) if latin_of(letter)]
    chosen = set(places[: max(1, round(strength * len(places)))])
    return "".join(latin_of(letter) if place in chosen else letter for place, letter in enumerate(mark))


@cache
def latin_of(letter: str) -> str:
    """The sound of a letter; empty where we do not know it."""
    name = unicodedata.name(letter, "")
    if name.startswith(("HIRAGANA LETTER ", "KATAKANA LETTER ", "HANGUL SYLLABLE ")):
        return name.split(" ")[-1].lower()
    if letter == "ー":
        return "-"
    if name.startswith("THAI CHARACTER ") and " O" in name.split("CHARACTER ")[1].replace("O ", " O "):
        return name.split(" ")[2].rstrip("O").lower()
    return _inverted().get(letter.lower(), "")


@cache
def _inverted() -> dict[str, str]:
    inverted: dict[str, str] = {}
    for table in tables()["letters"].values():
        for sound, letters in sorted(table.items(), key=lambda entry: len(entry[0])):
            inverted.setdefault(letters, sound)
    for onset, row in tables()["rows"]["han"].items():
        for vowel, letters in zip((*VOWELS, ""), row, strict=True):
            if letters:
                inverted.setdefault(letters, onset + vowel)
    return inverted
