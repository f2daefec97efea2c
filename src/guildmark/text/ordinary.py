"""Ordinary words of the listing languages: what guards against reading a word as a misspelt mark."""

from functools import cache

import pyarrow as pa

LANGUAGES = (
    "ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fil", "fr", "he", "hi", "hu", "id", "it", "ja",
    "ko", "lt", "lv", "ms", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sv", "tr", "uk", "vi", "zh",
)  # fmt: skip


@cache
def ordinary_words() -> pa.LargeStringArray:
    """Words that are written at least once in a million words of their language.

    Source: the small lists of `wordfreq` 3 (Robyn Speer, 2022), whose edition is fixed with the lock file.
    """
    from wordfreq import get_frequency_dict  # noqa: PLC0415 - reads its lists from disk

    words: set[str] = set()
    for language in LANGUAGES:
        words.update(get_frequency_dict(language, wordlist="small"))
    return pa.array(sorted(words), pa.large_string())
