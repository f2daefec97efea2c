"""The disguises that the matcher is measured with: what each makes of a mark, and which names it may be given."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from guildmark.redteam import spelling
from guildmark.redteam.dice import Dice
from guildmark.text.layout import ACCENTS, GLUED, HIDDEN, LEET, LOOKALIKE, REPEATED, SPLIT, STYLED, TYPO

LETTERS = Path(__file__).with_name("matcher_letters.yaml")
AS_IT_IS = "as it is"
ALPHABET = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Written:
    """What a seller writes, and where in it the mark stands. Units: code points."""

    text: str
    start: int
    end: int


Make = Callable[[str, Dice], str | Written]


@dataclass(frozen=True, slots=True)
class Disguise:
    """A class of disguise: for marks of which script, and the flags of which at least one must be told (0: none)."""

    name: str
    script: str
    make: Make
    flags: int


@cache
def letters() -> dict[str, Any]:
    """The tables of `matcher_letters.yaml`."""
    tables: dict[str, Any] = YAML(typ="safe", pure=True).load(LETTERS.read_text("utf-8"))
    return tables


def written(mark: str, disguise: Disguise, dice: Dice) -> Written | None:
    """The mark in disguise, or nothing where the disguise cannot change it."""
    made = disguise.make(mark, dice)
    result = made if isinstance(made, Written) else Written(made, 0, len(made))
    return None if disguise.name != AS_IT_IS and result.text == mark else result


def _swap(mark: str, dice: Dice, table: dict[str, Any], share: float) -> str:
    places = [i for i, c in enumerate(mark) if c in table]
    chosen = set(dice.sample(places, max(1, round(share * len(places))))) if places else set()
    return "".join(dice.pick(table[c]) if i in chosen else c for i, c in enumerate(mark))


def _both_cases(table: dict[str, Any]) -> dict[str, Any]:
    return table | {key.upper(): value for key, value in table.items()}


def _faux(mark: str, dice: Dice) -> str:
    return _swap(mark, dice, letters()["faux"], 0.6)


def _everything(mark: str, dice: Dice) -> str:
    tables = (letters()["faux"], spelling.tables()["common"], spelling.tables()["rare"])
    table: dict[str, list[str]] = {}
    for one in tables:
        for letter, others in one.items():
            table[letter] = table.get(letter, []) + others
    return _swap(mark, dice, table, 0.8)


def _leet(mark: str, dice: Dice, share: float) -> str:
    return _swap(mark, dice, _both_cases(letters()["leet"]), share)


def _leet_accents(mark: str, dice: Dice) -> str:
    return _swap(_leet(mark, dice, 0.4), dice, letters()["accents"], 0.5)


def _leet_look_alikes(mark: str, dice: Dice) -> str:
    return _swap(_leet(mark, dice, 0.4), dice, spelling.tables()["common"], 0.4)


def _split(mark: str, dice: Dice, *, once: bool) -> str:
    sign, joined = dice.pick(letters()["separators"]), mark.replace(" ", "")
    at = dice.whole(1, len(joined) - 1)
    return joined[:at] + sign + joined[at:] if once else sign.join(joined)


def _invisible(mark: str, dice: Dice) -> str:
    joined = [c + (dice.pick(letters()["invisible"]) if dice.chance(0.4) else "") for c in mark[:-1]]
    joined[0] = mark[0] + dice.pick(letters()["invisible"])
    return "".join(joined) + mark[-1]


def _stacked(mark: str, dice: Dice) -> str:
    marks = [chr(c) for c in range(0x300, 0x34E)]
    return "".join(c + "".join(dice.sample(marks, dice.whole(1, 7))) for c in mark[:-1]) + mark[-1]


def _upside_down(mark: str, dice: Dice) -> str:
    table = letters()["upside_down"]
    return "".join(table.get(c, c) for c in reversed(mark.lower()))


def _small_capitals(mark: str, dice: Dice) -> str:
    return "".join(letters()["small_capitals"].get(c, c) for c in mark.lower())


def _regional(mark: str, dice: Dice) -> str:
    return "".join(chr(0x1F1E6 + ord(c) - 65) if "A" <= c <= "Z" else c for c in mark.upper())


def _glued(mark: str, dice: Dice, *, front: bool, back: bool) -> Written:
    joined = mark.replace(" ", "")
    joined = dice.pick((joined, joined.lower(), joined.upper()))
    before = dice.pick(letters()["glue_front"]) if front else ""
    after = dice.pick(letters()["glue_back"]) if back else ""
    return Written(before + joined + after, len(before), len(before) + len(joined))


def _numbered(mark: str, dice: Dice) -> Written:
    joined, front = mark.replace(" ", ""), dice.pick(("2026", "100", "7"))
    back = dice.pick(("best", "88", "shop"))
    return Written(front + joined + back, len(front), len(front) + len(joined))


def _camel(mark: str, dice: Dice) -> Written:
    joined = mark.replace(" ", "")
    if dice.chance(0.5):
        joined, back = joined.upper(), dice.pick(("shoes", "shop", "style", "bags"))
        return Written(joined + back, 0, len(joined))
    back = dice.pick(("Shoes", "Shop", "Style", "Bags"))
    return Written("#" + joined + back, 1, 1 + len(joined))


def _hashtag(mark: str, dice: Dice) -> Written:
    joined = mark.replace(" ", "").lower()
    return Written(f"#{joined}_{dice.pick(letters()['glue_back'])}", 1, 1 + len(joined))


def _place(mark: str, dice: Dice) -> int:
    return dice.pick([i for i in range(1, len(mark) - 1) if mark[i].isalpha() and mark[i + 1].isalpha()] or [0])


def _other(mark: str, dice: Dice) -> str:
    at = _place(mark, dice)
    return mark[:at] + dice.pick([c for c in ALPHABET if c != mark[at].lower()]) + mark[at + 1 :]


def _left_out(mark: str, dice: Dice) -> str:
    at = _place(mark, dice)
    return mark[:at] + mark[at + 1 :]


def _added(mark: str, dice: Dice) -> str:
    at = _place(mark, dice)
    return mark[:at] + dice.pick(ALPHABET) + mark[at:]


def _doubled(mark: str, dice: Dice) -> str:
    at = _place(mark, dice)
    return mark[:at] + mark[at] + mark[at:]


def _swapped(mark: str, dice: Dice) -> str:
    at = _place(mark, dice)
    return mark[:at] + mark[at + 1] + mark[at] + mark[at + 2 :]


def _two_edits(mark: str, dice: Dice) -> str:
    first, second = dice.sample((_other, _left_out, _added, _swapped), 2)
    return second(first(mark, dice), dice)


def _entities(mark: str, dice: Dice) -> str:
    chosen = dice.sample(range(len(mark)), max(1, len(mark) // 3))
    return "".join(f"&#{ord(c)};" if i in chosen else c for i, c in enumerate(mark))


def _percent(mark: str, dice: Dice) -> str:
    at = dice.whole(0, len(mark) - 1)
    return f"{mark[:at]}%{ord(mark[at]):02X}{mark[at + 1 :]}"


def _chain(mark: str, dice: Dice) -> str:
    """Two or three of the plain disguises, one upon the other."""
    steps: tuple[Callable[[str, Dice], str], ...] = (
        partial(spelling.look_alike_letters, strength=0.5),
        partial(spelling.repeated_letters, strength=0.2),
        partial(spelling.styled_alphabet, strength=0.4),
        partial(_swap, table=letters()["accents"], share=0.5),
        _faux,
        partial(spelling.zero_width_characters, strength=0.3),
        partial(spelling.combining_characters, strength=0.3),
    )
    for number in sorted(dice.sample(range(len(steps)), dice.whole(2, 3))):
        mark = steps[number](mark, dice)
    return mark


def _half_width(mark: str, dice: Dice) -> str:
    wide = {unicodedata.normalize("NFKC", chr(c)): chr(c) for c in range(0xFF66, 0xFF9E)}
    voiced = {"\u3099": "\uff9e", "\u309a": "\uff9f"}
    return "".join(wide.get(c, voiced.get(c, c)) for c in unicodedata.normalize("NFD", mark))


def _one_kana(mark: str, dice: Dice, table: str) -> str:
    return _swap(mark, dice, letters()[table], 0.3)


def _long_vowel(mark: str, dice: Dice) -> str:
    return mark.replace("ー", dice.pick(("―", "-", "一", "ｰ", "－")))


def _jamo(mark: str, dice: Dice) -> str:
    """Syllables taken apart into the letters of the keyboard (Unicode, Hangul compatibility jamo)."""
    compatible = {unicodedata.normalize("NFKC", chr(c)): chr(c) for c in range(0x3131, 0x3164)}
    parts = "".join(compatible.get(c, c) for c in unicodedata.normalize("NFD", mark))
    return "".join(_as_compatible(c) for c in parts)


def _as_compatible(char: str) -> str:
    if not 0x11A8 <= ord(char) <= 0x11C2:
        return char
    consonant = unicodedata.name(char).rsplit(" ", 1)[-1]
    return unicodedata.lookup(f"HANGUL LETTER {consonant}")


def _conjoining(mark: str, dice: Dice) -> str:
    return unicodedata.normalize("NFD", mark)


def _one_han(mark: str, dice: Dice) -> str:
    places = [i for i, c in enumerate(mark) if c in letters()["han"]]
    if len(mark) < 4 or not places:
        return mark
    at = dice.pick(places)
    return mark[:at] + letters()["han"][mark[at]] + mark[at + 1 :]


OTHER = LOOKALIKE | STYLED
ANY = OTHER | ACCENTS
DISGUISES = (
    Disguise(AS_IT_IS, "any", lambda mark, dice: mark, 0),
    Disguise("look-alikes, some", "latin", partial(spelling.look_alike_letters, strength=0.4), LOOKALIKE | ACCENTS),
    Disguise("look-alikes, rare and many", "latin", partial(spelling.look_alike_letters, strength=1.0), ANY),
    Disguise("letters of other alphabets", "latin", _faux, ANY),
    Disguise("all look-alikes mixed", "latin", _everything, ANY),
    Disguise("digits for letters, some", "latin", partial(_leet, share=0.4), LEET),
    Disguise("digits for letters, all", "latin", partial(_leet, share=1.0), LEET),
    Disguise("digits and accents", "latin", _leet_accents, LEET | ACCENTS),
    Disguise("digits and look-alikes", "latin", _leet_look_alikes, LEET | LOOKALIKE),
    Disguise("zero width", "latin", partial(spelling.zero_width_characters, strength=0.4), HIDDEN),
    Disguise("other invisible characters", "latin", _invisible, HIDDEN),
    Disguise("combining, some", "latin", partial(spelling.combining_characters, strength=0.4), HIDDEN | ACCENTS),
    Disguise("combining, stacked", "latin", _stacked, HIDDEN | ACCENTS),
    Disguise("split in one place", "latin", partial(_split, once=True), SPLIT | TYPO),
    Disguise("split everywhere", "latin", partial(_split, once=False), SPLIT),
    Disguise("split, signs of the market", "latin", partial(spelling.split_mark, strength=0.6), SPLIT),
    Disguise("repeated letters", "latin", partial(spelling.repeated_letters, strength=0.6), REPEATED),
    Disguise("styled alphabets", "latin", partial(spelling.styled_alphabet, strength=1.0), OTHER),
    Disguise("small capitals", "latin", _small_capitals, OTHER),
    Disguise("regional indicators", "latin", _regional, OTHER),
    Disguise("upside down", "latin", _upside_down, OTHER),
    Disguise("full width", "latin", partial(spelling.full_width, strength=1.0), 0),
    Disguise("glued behind", "latin", partial(_glued, front=False, back=True), GLUED),
    Disguise("glued before", "latin", partial(_glued, front=True, back=False), GLUED),
    Disguise("glued on both sides", "latin", partial(_glued, front=True, back=True), GLUED),
    Disguise("glued at a case border", "latin", _camel, GLUED),
    Disguise("glued to numbers", "latin", _numbered, 0),
    Disguise("hashtag", "latin", _hashtag, 0),
    Disguise("typo: other letter", "latin", _other, TYPO),
    Disguise("typo: left out", "latin", _left_out, TYPO | REPEATED),
    Disguise("typo: added", "latin", _added, TYPO | REPEATED),
    Disguise("typo: doubled", "latin", _doubled, TYPO | REPEATED),
    Disguise("typo: neighbours swapped", "latin", _swapped, TYPO | REPEATED),
    Disguise("two edits", "latin", _two_edits, TYPO | REPEATED),
    Disguise("several at once", "latin", _chain, OTHER | HIDDEN | ACCENTS | REPEATED),
    Disguise("numbers of HTML", "latin", _entities, HIDDEN),
    Disguise("percent signs of addresses", "latin", _percent, HIDDEN),
    Disguise("Cyrillic with Latin letters", "cyrillic", partial(spelling.look_alike_letters, strength=0.4), LOOKALIKE),
    Disguise("half-width katakana", "katakana", _half_width, 0),
    Disguise("small and large kana", "katakana", partial(_one_kana, table="small_kana"), LOOKALIKE | TYPO),
    Disguise("Han for kana", "katakana", partial(_one_kana, table="kana"), LOOKALIKE),
    Disguise("other long-vowel marks", "katakana", _long_vowel, 0),
    Disguise("jamo apart", "hangul", _jamo, LOOKALIKE | SPLIT),
    Disguise("conjoining jamo", "hangul", _conjoining, 0),
    Disguise("one Han character swapped", "han", _one_han, LOOKALIKE | TYPO),
    Disguise("Han split", "han", partial(_split, once=False), SPLIT),
    Disguise("Arabic letters swapped", "arabic", lambda mark, dice: _swap(mark, dice, letters()["arabic"], 0.5), 0),
    Disguise("digit mark, look-alikes", "digit", partial(spelling.look_alike_letters, strength=0.4), ANY),
    Disguise("digit mark, styled", "digit", partial(spelling.styled_alphabet, strength=1.0), OTHER),
    Disguise("digit mark, full width", "digit", partial(spelling.full_width, strength=1.0), 0),
    Disguise("digit mark, zero width", "digit", partial(spelling.zero_width_characters, strength=0.4), HIDDEN),
    Disguise("short mark, styled", "short", partial(spelling.styled_alphabet, strength=1.0), OTHER),
    Disguise("short mark, full width", "short", partial(spelling.full_width, strength=1.0), 0),
    Disguise("short mark, zero width", "short", partial(spelling.zero_width_characters, strength=0.4), HIDDEN),
)  # fmt: skip
