"""What the matcher sees through, and what honest writing it leaves alone."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from guildmark.text.automaton import Pattern, compile_patterns
from guildmark.text.base import base_tables
from guildmark.text.layout import (
    ACCENTS,
    EXACT,
    FULL,
    GLUED,
    HIDDEN,
    LEET,
    LITERAL,
    LOOKALIKE,
    SHOUTED,
    SPLIT,
    STYLED,
    TYPO,
)
from guildmark.text.matcher import Matcher

MARKS = {
    "Blokkendra": FULL, "Kaldrune": FULL, "Montalvique": FULL, "Quorveg": FULL, "Talvimore": FULL, "Karvess": FULL,
    "Vexi": FULL, "Klizund": FULL, "Stone Ravik Club": FULL, "Tavrik 5": FULL, "Пианто": FULL, "ڤارينكا": FULL,
    "バルカート": FULL, "알마루": FULL, "LQ": SHOUTED, "Xorx": FULL, "Изи": FULL, "H&Q": LITERAL,
    "Zor": EXACT, "Korba": FULL,
}  # fmt: skip

Hits = list[tuple[str, str, int]]


@pytest.fixture(scope="module")
def see() -> Callable[[str], Hits]:
    """A function from a text to its hits: mark, what was seen, flags."""
    tables, ordinary = base_tables()
    marks = list(MARKS)
    patterns = [Pattern(mark, 0, mode, i) for i, (mark, mode) in enumerate(MARKS.items())]
    compiled = compile_patterns(patterns, ordinary, tables)
    matcher = Matcher(compiled.automaton)

    def see(text: str) -> Hits:
        hits: Any = matcher.match(pa.array([text]), [0])
        return [(marks[compiled.values[h["pattern"]]], text[h["start"] : h["end"]], int(h["flags"])) for h in hits]

    return see


@pytest.mark.parametrize(
    ("mark", "written", "flags"),
    [
        ("Blokkendra", "BᏞOKKEИÐЯA", LOOKALIKE),
        ("Kaldrune", "Ka∣đяʋոє", LEET | LOOKALIKE),
        ("Montalvique", "Moпtalviԛuє", LOOKALIKE),
        ("Montalvique", "M0n+4lv1qu3", LEET),
        ("Montalvique", "M0n+4lv19u3", LEET),  # 9 for q
        ("Quorveg", "Quorve9", LEET),  # and for g
        ("Stone Ravik Club", "St0ne Rav1k C1ub", LEET),
        ("Stone Ravik Club", "Stone Ravyk Club", TYPO),
        ("Talvimore", "TALVI\u3164MORE", HIDDEN),
        ("Talvimore", "Talvi\U000e0041more", HIDDEN),
        ("Talvimore", "Talvi\U000e0100more", HIDDEN),
        ("Talvimore", "Talvimore\u0336\u0301", ACCENTS),
        ("Talvimore", "🄣⒜⒧⒱⒤⒨⒪⒭⒠", STYLED),
        ("Talvimore", "ǝɹoɯᴉʌlɐʇ", LOOKALIKE),
        ("Blokkendra", "Blokken_dra", SPLIT),
        ("Blokkendra", "Blok💎kendra", SPLIT),
        ("Stone Ravik Club", "StoneRa*vikClub", SPLIT),
        ("Klizund", "Klixund", TYPO),  # l and i stand for each other, and so side by side
        ("Klizund", "Kliuznd", TYPO),
        ("Tavrik 5", "𝐓𝐚𝐯𝐫𝐢𝐤 5", STYLED),
        ("Tavrik 5", "Таvrik 5", LOOKALIKE),
        ("LQ", "𝐋𝐐", STYLED),
        ("LQ", "ＬＱ", 0),
        ("H&Q", "𝐇&\u200b𝐐", STYLED | HIDDEN),
        ("Пианто", "Пиaнтo", LOOKALIKE),
        ("Пианто", "пuaнmo", LOOKALIKE),
        ("ڤارينكا", "ڤارینکا", 0),  # Persian letters for Arabic ones
        ("バルカート", "バル力ート", LOOKALIKE),
        ("バルカート", "バルカ-ト", TYPO),
        ("バルカート", "ﾊﾞﾙｶｰﾄ", 0),
        ("알마루", "ㅇㅏㄹㅁㅏㄹㅜ", SPLIT),
        ("알마루", "알마루", 0),
    ],
)
def test_a_disguised_mark_is_seen_and_its_disguise_named(
    see: Callable[[str], Hits], mark: str, written: str, flags: int
) -> None:
    assert (mark, written, flags) in see(f"new {written} bag")


@pytest.mark.parametrize(
    ("text", "mark", "seen", "flags"),
    [
        ("bestTalvimoreshop", "Talvimore", "Talvimore", GLUED),
        ("2026TALVIMOREbest", "Talvimore", "TALVIMORE", GLUED),
        ("7talvimore88", "Talvimore", "talvimore", 0),
        ("#TalvimoreShop", "Talvimore", "Talvimore", GLUED),
        ("#talvimore_official", "Talvimore", "talvimore", 0),
        ("VEXIshoes", "Vexi", "VEXI", GLUED),  # four letters, at a case border
        ("karvessstyle", "Karvess", "karvess", GLUED),  # both have the s at their border
        ("newWexi", "Vexi", "", 0),
    ],
)
def test_a_glued_mark_is_cut_out(see: Callable[[str], Hits], text: str, mark: str, seen: str, flags: int) -> None:
    assert see(text) == ([(mark, seen, flags)] if seen else [])


@pytest.mark.parametrize(
    "text",
    [
        "vexioutlet",  # too short to be glued without a case border
        "когда корова",  # ordinary words of another alphabet
        "КОЯВА",  # all Cyrillic, and one letter is only drawn alike
        "Zоr",  # a look-alike in a short mark of one alphabet is seen, see below; this stands for quiet neighbours
        "lq",  # a shouted mark in small letters
        "60ml Vex 4you",
        "vex1shoe",
        "Tavrik 6",
        "Tavrlk 5",  # marks with digits are seen through other letters, not through misspellings
        "🇱🇶LED",
        "follow ɪǫ and 𝐈𝐐",  # an i is no l
        "box 53x0rx7 cm",  # measures
        "Giày 𝐧𝐞̂𝐧",  # a Latin word in another style is no mark of another alphabet
        "Nuahto",  # Latin letters for a Cyrillic mark, not all of them alike
    ],
)
def test_honest_writing_is_left_alone(see: Callable[[str], Hits], text: str) -> None:
    assert [hit for hit in see(text) if hit[0] != "Zor"] == []


def test_a_look_alike_in_a_short_mark_is_seen_when_alphabets_are_mixed(see: Callable[[str], Hits]) -> None:
    assert see("new Zоr bag") == [("Zor", "Zоr", LOOKALIKE)]
