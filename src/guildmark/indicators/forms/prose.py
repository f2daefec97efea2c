"""Stretches of text and postal addresses, folded as the matcher folds words."""

from guildmark.records import InputError
from guildmark.text.folded import light_words

MOST_LETTERS = 200  # of a stretch of text: more is a whole description, which two shops seldom write alike
FEWEST_PARTS = 2


def text_of(value: str) -> str:
    """Its words, without case, accents and signs. Errors: InputError where there is no word, or too many."""
    words = light_words(value)
    if not any(sign.isalnum() for sign in words):
        raise InputError(f"{value[:80]!r} holds no letter and no digit. Give a sentence of the text.")
    if len(words) > MOST_LETTERS:
        raise InputError(
            f"{value[:40]!r}… has {len(words):,} letters, more than {MOST_LETTERS}. Give the sentence that is telling."
        )
    return words


def postal_address_of(value: str) -> str:
    """Its parts as they stand, folded as words. Errors: InputError for a single word, or without a number.

    Streets and towns are written in too many ways for one form: what is written otherwise is another indicator.
    """
    words = text_of(value)
    if len(words.split()) < FEWEST_PARTS and words.isascii():
        raise InputError(f"{value!r} is a single word. Give street, number and town.")
    if not any(sign.isdigit() for sign in words):
        raise InputError(f"{value!r} has no number. A street or a town alone is shared by many: give the number too.")
    return words
