"""Disguises of a written mark: each takes the mark and gives back what a seller might write in its place."""

from collections.abc import Callable
from functools import cache
from importlib.resources import files

from ruamel.yaml import YAML

from guildmark.redteam.dice import Dice

Disguise = Callable[[str, Dice, float], str]
"""Takes a mark, chance and a strength from 0 (hardly changed) to 1; gives the mark back where it cannot change it."""

Letters = dict[str, list[str]]


@cache
def tables() -> dict[str, Letters]:
    """The tables of letters, one for each way to swap them."""
    return {name: table for name, table in _raw().items() if isinstance(table, dict) and name != "styles"}


@cache
def _raw() -> dict[str, dict[str, list[str]]]:
    text = files("guildmark.redteam").joinpath("disguised_letters.yaml").read_text("utf-8")
    raw: dict[str, dict[str, list[str]]] = YAML(typ="safe", pure=True).load(text)
    return raw


def _swap(mark: str, dice: Dice, strength: float, table: Letters) -> str:
    """Some letters replaced by others of the table, at least one where there is any."""
    places = [place for place, letter in enumerate(mark) if letter in table]
    if not places:
        return mark
    chosen = dice.sample(places, max(1, round(strength * len(places))))
    letters = list(mark)
    for place in chosen:
        letters[place] = dice.pick(table[letters[place]])
    return "".join(letters)


def look_alike_letters(mark: str, dice: Dice, strength: float) -> str:
    """Letters of another script that look the same; above half strength also rare ones."""
    common = tables()["common"]
    rare = tables()["rare"]
    if strength <= 0.5:
        return _swap(mark, dice, strength, common)
    return _swap(
        mark, dice, strength, {letter: common.get(letter, []) + rare.get(letter, []) for letter in common | rare}
    )


def leet_letters(mark: str, dice: Dice, strength: float) -> str:
    """Digits and signs in place of letters."""
    leet = tables()["leet"]
    return _swap(mark, dice, strength, leet | {letter.upper(): signs for letter, signs in leet.items()})


def misspelt_mark(mark: str, dice: Dice, strength: float) -> str:
    """A letter left out, doubled, swapped with its neighbour or put for another; two from strength 0.7 on."""
    if len(mark) < 5:
        return mark
    for _ in range(2 if strength >= 0.7 and len(mark) >= 8 else 1):
        mark = _slip(mark, dice)
    return mark


def _slip(mark: str, dice: Dice) -> str:
    place = dice.whole(1, len(mark) - 2)
    letter, following = mark[place], mark[place + 1]
    slips = tables()["slips"].get(letter.lower())
    choice = dice.whole(0, 3)
    if choice == 0 and slips:
        other = dice.pick(slips)
        return mark[:place] + (other.upper() if letter.isupper() else other) + mark[place + 1 :]
    if choice == 1 and letter != following:
        return mark[:place] + following + letter + mark[place + 2 :]
    if choice == 2 and letter != " ":
        return mark[:place] + mark[place + 1 :]
    return mark[:place] + letter + mark[place:]


def _between(mark: str, dice: Dice, strength: float, signs: list[str]) -> str:
    """Signs put after some letters, at least after one that has a neighbour."""
    places = set(dice.sample(range(1, len(mark)), max(1, round(strength * (len(mark) - 1)))))
    return "".join((dice.pick(signs) if place in places else "") + letter for place, letter in enumerate(mark))


def zero_width_characters(mark: str, dice: Dice, strength: float) -> str:
    """Characters without width between the letters."""
    return _between(mark, dice, strength, _signs("invisible"))


def combining_characters(mark: str, dice: Dice, strength: float) -> str:
    """Accents, strokes and lines put over the letters."""
    return _between(mark + " ", dice, strength, _signs("combining")).rstrip(" ")


def split_mark(mark: str, dice: Dice, strength: float) -> str:
    """Letters pulled apart, all by the same sign; at low strength in one place only."""
    sign = dice.pick(_signs("separators"))
    return _between(mark, dice, 0.0, [sign]) if strength < 0.3 else sign.join(mark.replace(" ", ""))


def repeated_letters(mark: str, dice: Dice, strength: float) -> str:
    """One to three letters written several times."""
    places = set(dice.sample(range(len(mark)), 1 + round(strength * 2)))
    times = 2 + round(strength * 2)
    return "".join(letter * (times if place in places and letter != " " else 1) for place, letter in enumerate(mark))


def styled_alphabet(mark: str, dice: Dice, strength: float) -> str:
    """Mathematical, circled or squared letters; at low strength only the first ones."""
    capital, small = dice.pick(list(_raw()["styles"].values()))
    upto = max(2, round(strength * len(mark)))
    return "".join(_styled(letter, capital, small) if place < upto else letter for place, letter in enumerate(mark))


def _styled(letter: str, capital: str | int, small: str | int | None) -> str:
    if "a" <= letter <= "z" and small is not None:
        return chr(int(small) + ord(letter) - ord("a"))
    if letter.isascii() and letter.isalpha():
        return chr(int(capital) + ord(letter.upper()) - ord("A"))
    return letter


def full_width(mark: str, dice: Dice, strength: float) -> str:
    """Letters as wide as Han characters."""
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in mark)


def glued_mark(mark: str, dice: Dice, strength: float) -> str:
    """The mark stuck to another word, before, behind or on both sides."""
    words = _signs("glue")
    joined = mark.replace(" ", "").lower() if dice.chance(0.5) else mark.replace(" ", "")
    front = dice.pick(words) if strength > 0.5 else ""
    return front + joined + (dice.pick(words) if not front or strength > 0.8 else "")


def _signs(name: str) -> list[str]:
    return list(_raw()[name])


SPELLINGS: dict[str, Disguise] = {
    "misspelt-mark": misspelt_mark,
    "look-alike-letters": look_alike_letters,
    "leet-letters": leet_letters,
    "zero-width-characters": zero_width_characters,
    "combining-characters": combining_characters,
    "split-mark": split_mark,
    "repeated-letters": repeated_letters,
    "styled-alphabet": styled_alphabet,
    "full-width": full_width,
    "glued-mark": glued_mark,
}
"""The disguises of a written mark by their stable names."""
