"""Single texts fold as the matcher folds them, once and for all."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildmark.text.base import base_tables
from guildmark.text.buffers import text_buffers
from guildmark.text.folded import light_words, plain_letters
from guildmark.text.verify import light_hashes

MIXED = st.text(st.one_of(st.characters(), st.sampled_from("àßﬁ微信カ카ａ𝐖аІ1１① .,-@")), max_size=30)


@pytest.mark.parametrize(
    ("text", "words", "letters"),
    [
        ("  Über-Größe ＯＲＶＡＮＥ!", "uber grosse orvane", "  uber-grosse orvane!"),
        ("微 信 號：karen", "微信号 karen", "微 信 号:karen"),
        ("𝐖𝐡𝐚𝐭𝐬 app", "whats app", "whats app"),
        ("kаrеn_88", "kаrеn 88", "karen_88"),  # two Cyrillic letters: another word, though it looks the same
        ("①③⓪", "", "130"),
    ],
)
def test_words_keep_what_honest_people_tell_apart_and_letters_what_is_seen(text: str, words: str, letters: str) -> None:
    assert light_words(text) == words
    assert plain_letters(text) == letters


@given(MIXED)
def test_what_is_folded_folds_to_itself(text: str) -> None:
    assert light_words(light_words(text)) == light_words(text)
    assert plain_letters(plain_letters(text)) == plain_letters(text)


@given(MIXED, MIXED)
def test_equal_words_are_equal_to_the_matcher(left: str, right: str) -> None:
    tables = base_tables()[0]
    data, offsets = text_buffers(pa.array([left, light_words(left), right, light_words(right)]))
    hashes = np.zeros(4, np.uint64)
    light_hashes(data, offsets, tables.fold, tables.expansions, hashes)
    symbols = {ord(sign) for sign in "@$!|+€£¢¥§"}
    if not symbols & {ord(char) for char in left} and light_words(left):
        assert hashes[0] == hashes[1]
    if light_words(left) == light_words(right) and light_words(left) and not symbols & set(map(ord, left + right)):
        assert hashes[0] == hashes[2]
