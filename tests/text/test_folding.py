"""The fold tables: what each code point is to the matcher."""

import pytest

from guildmark.text.base import base_tables
from guildmark.text.folding import CODE_MASK, EXPANDS_BIT, LOOKALIKE_BIT
from guildmark.text.spellings import light_codes, literal_codes

TABLES = base_tables()[0]
DEEP, LIGHT = 0, 1


def codes_of(char: str, which: int) -> list[int]:
    packed = int(TABLES.fold[ord(char), which])
    if packed & int(EXPANDS_BIT):
        return [int(c) for c in TABLES.expansions[packed & CODE_MASK] if c]
    return [packed & CODE_MASK] if packed else []


def folded(text: str, which: int) -> str:
    return "".join(chr(code) for char in text for code in codes_of(char, which) if code)


def test_light_folding_twice_is_folding_once_for_every_code_point() -> None:
    wrong = []
    for code in range(0x110000):
        char = chr(code)
        once = folded(char, LIGHT)
        if folded(once, LIGHT) != once:
            wrong.append((hex(code), once, folded(once, LIGHT)))
    assert wrong == []


def test_deep_folding_twice_is_folding_once_for_every_code_point() -> None:
    wrong = []
    for code in range(0x110000):
        char = chr(code)
        once = folded(char, DEEP)
        if folded(once, DEEP) != once:
            wrong.append((hex(code), once, folded(once, DEEP)))
    assert wrong == []


@pytest.mark.parametrize(
    ("disguised", "plain"),
    [
        ("Ｏｒｖａｎｅ", "orvane"),  # full width
        ("𝐎𝓻𝕧𝖆𝗻𝚎", "orvane"),  # mathematical alphabets
        ("ⓞⓡⓥⓐⓝⓔ", "orvane"),  # enclosed
        ("🅾🆁🆅🅰🅽🅴", "orvane"),
        ("Οrvаnе", "orvane"),  # Greek and Cyrillic look-alikes
        ("ØRVÅNÉ", "orvane"),
        ("ᴏʀᴠᴀɴᴇ", "orvane"),  # small capitals
        ("ⒶⒷ", "ab"),
    ],
)
def test_what_looks_like_letters_folds_to_them(disguised: str, plain: str) -> None:
    assert folded(disguised, DEEP) == plain


@pytest.mark.parametrize(
    ("traditional", "simplified"), [("國", "国"), ("適用於", "适用于"), ("錶", "表"), ("體驗", "体验")]
)
def test_traditional_chinese_folds_to_simplified(traditional: str, simplified: str) -> None:
    assert folded(traditional, LIGHT) == folded(simplified, LIGHT) == simplified


def test_what_is_not_drawn_has_no_letter() -> None:
    for char in "\u200b\u200d\u2060\ufeff\u00ad\u202e\u034f\ufe0f":
        assert folded(char, DEEP) == "", hex(ord(char))


def test_digits_of_all_scripts_are_digits() -> None:
    assert folded("٣۴५９", LIGHT) == "3459"


def test_accents_are_no_look_alikes() -> None:
    for char in "éüñçåžø":
        assert not TABLES.fold[ord(char), DEEP] & LOOKALIKE_BIT, char


def test_thai_vowels_and_voiced_kana_keep_what_they_mean() -> None:
    assert folded("กิ", LIGHT) != folded("ก", LIGHT)
    assert folded("ガ", LIGHT) != folded("カ", LIGHT)


def test_symbols_stand_in_literal_phrases() -> None:
    assert literal_codes("1:1", TABLES) == [ord("1"), ord(":"), ord("1")]
    assert light_codes("1:1", TABLES) == [ord("1"), ord("1")]
