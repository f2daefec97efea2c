"""Every disguise of the written mark by its slug, in one form."""

from collections.abc import Callable

from guildmark.redteam import spelling
from guildmark.redteam.dice import Dice
from guildmark.redteam.texts import written
from guildmark.redteam.texts.scripts import swapped_script

Write = Callable[[str, Dice, float, str], str]
"""Takes a mark, chance, a strength from 0 to 1 and a language; gives the mark back where it cannot change it."""


def of_market(name: str) -> Write:
    """A disguise that the sample market uses too, which knows no language."""
    plain = spelling.SPELLINGS[name]

    def write(mark: str, dice: Dice, strength: float, language: str) -> str:
        return plain(mark, dice, strength) if len(mark) > 1 else mark

    return write


WRITTEN: dict[str, Write] = {
    **{name: of_market(name) for name in spelling.SPELLINGS if name != "full-width"},
    "full-width": written.full_width,
    "swapped-script": swapped_script,
    "homophone": written.homophone,
    "masked-mark": written.masked_mark,
    "initials-only": written.initials_only,
    "dropped-vowels": written.dropped_vowels,
    "reversed-mark": written.reversed_mark,
    "direction-override": written.direction_override,
    "upside-down": written.upside_down,
    "emoji-letters": written.emoji_letters,
    "markup-in-mark": written.markup_in_mark,
    "hashtag-mark": written.hashtag_mark,
    "half-width-kana": written.half_width_kana,
    "jamo-apart": written.jamo_apart,
    "code-words": written.code_words,
}
"""The disguises of the written mark by their stable names."""
