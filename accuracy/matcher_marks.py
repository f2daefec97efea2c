"""The marks that the matcher is measured with: invented ones in any number, and those of the starter list."""

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from halves import half

from guildmark.records import Right
from guildmark.redteam import bench_rights
from guildmark.redteam.dice import Dice
from guildmark.redteam.market.goods import goods
from guildmark.rights import read_rights
from guildmark.text.ordinary import ordinary_words

SHORT_MARKS, DIGIT_MARKS = 150, 300
CONSONANTS = "BCDFGHJKLMNPQRSTVWXZ"


@dataclass(frozen=True, slots=True)
class MarkList:
    """A list of rights; and per script the marks to disguise, each with the half that it falls into."""

    name: str
    rights: tuple[Right, ...]
    by_script: dict[str, tuple[tuple[str, str], ...]]


def invented(count: int) -> MarkList:
    """Invented marks, with some short ones and some that hold a digit among them."""
    rights = bench_rights(count)
    dice = Dice(f"{count}/matcher")
    latin = [r.mark for r in rights if script_of(r.mark) == "latin"]
    digits = [f"{dice.pick(latin).split(' ')[0]} {dice.whole(2, 9)}" for _ in range(DIGIT_MARKS)]
    shorts = ["".join(dice.sample(CONSONANTS, dice.whole(2, 3))) for _ in range(SHORT_MARKS)]
    extra = [
        Right(right_id=f"extra-{i:04}", holder=f"{mark} Ltd", kind="trademark", mark=mark, goods=("bags",))
        for i, mark in enumerate(dict.fromkeys(digits + shorts))
    ]
    return _listed(f"{count:,} invented", (*rights, *extra), [r.mark for r in (*rights, *extra)])


def like_words(count: int) -> MarkList:
    """Invented marks that sound like words, as brands do: each three letters follow each other in some ordinary word.

    Words of Latin languages as they stand in `wordfreq`; no mark is a word of the list.
    """
    words = [w for w in ordinary_words().to_pylist() if w.isascii() and w.isalpha() and len(w) >= 4]
    following: dict[str, str] = {}
    for word in words:
        padded = f"^^{word}$"
        for at in range(len(padded) - 2):
            key = padded[at : at + 2]
            following[key] = following.get(key, "") + padded[at + 2]
    dice, known, marks = Dice(f"{count}/like words"), set(words), dict[str, None]()
    while len(marks) < count:
        word = "^^"
        while not word.endswith("$"):
            word += dice.pick(following[word[-2:]])
        if 4 <= len(word) - 3 <= 12 and word[2:-1] not in known:
            marks[word[2:-1].capitalize()] = None
    kinds = list(goods())
    rights = tuple(
        Right(right_id=f"word-{i:05}", holder=f"{mark} Ltd", kind="trademark", mark=mark, goods=(dice.pick(kinds),))
        for i, mark in enumerate(marks)
    )
    return _listed(f"{count:,} like words", rights, list(marks))


def starter() -> MarkList:
    """The starter list; generic marks and spellings are left out, since nothing near them is looked for."""
    rights = tuple(read_rights("starter").rights)
    plain = [m for r in rights if not r.generic for m in (r.mark, *r.spellings) if m not in r.generic_spellings]
    return _listed("starter list", rights, plain)


def _listed(name: str, rights: tuple[Right, ...], marks: Sequence[str]) -> MarkList:
    by_script: dict[str, list[tuple[str, str]]] = {}
    for mark in dict.fromkeys(marks):
        if script := script_of(mark):
            by_script.setdefault(script, []).append((mark, half(mark)))
    return MarkList(name, rights, {script: tuple(_mixed(found)) for script, found in by_script.items()})


def _mixed(marks: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """In an order that says nothing, so that the first few are a fair sample."""
    return sorted(marks, key=lambda mark: hashlib.blake2b(mark[0].encode(), digest_size=8).digest())


def script_of(mark: str) -> str:
    """The class of a mark: its script, or `short` or `digit`; empty when it is of several."""
    plain = "".join(c for c in mark if c.isalnum())
    if any(c.isdigit() for c in plain):
        return "digit" if sum(c.isalpha() for c in plain) >= 4 and mark.replace(" ", "").isalnum() else ""
    if not mark.replace(" ", "").isalpha() and not all(c.isalpha() or c in "ー・ " for c in mark):
        return ""
    scripts = {unicodedata.name(c).split(" ")[0] for c in plain if c != "ー"}
    names = {"LATIN": "latin", "CYRILLIC": "cyrillic", "KATAKANA": "katakana", "HANGUL": "hangul", "CJK": "han"}
    names["ARABIC"] = "arabic"
    script = names.get(scripts.pop(), "") if len(scripts) == 1 else ""
    if script == "latin" and len(plain) < 4:
        return "short"
    return script


def length_class(mark: str) -> str:
    """How long a mark is; in letters."""
    count = sum(c.isalpha() for c in mark)
    return "4-5" if count <= 5 else "6-8" if count <= 8 else "9+"
