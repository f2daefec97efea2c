"""The language of a listing: as it says, else by its script and by small words; our own guess, and a rough one."""

import re
import unicodedata
from collections import Counter
from functools import cache

from guildmark.redteam.listing.target import Row
from guildmark.redteam.texts.phrases import phrases

WORD = re.compile(r"[^\W\d_]+")
SCRIPTS = {"HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "ARABIC": "ar", "CYRILLIC": "ru", "THAI": "th"}
FOREIGN_SHARE = 0.2  # of the letters: less of a script is a name or an ornament
# Characters that one of the two ways to write Chinese lacks, by frequency in offers of goods.
TRADITIONAL = frozenset("這個為與國來時們學會發現對開關質優選購買賣價錢條雙鞋褲裝電動機車網紅綠藍黃銀貨專業實體")
SIMPLIFIED = frozenset("这个为与国来时们学会发现对开关质优选购买卖价钱条双裤装电动机车网红绿蓝黄银货专业实体")
FEWEST_WORDS = 2  # one small word alone may as well be a name or a size
DEFAULT = "en"


def languages_known() -> tuple[str, ...]:
    """Languages that there are phrases for."""
    return tuple(phrases())


def language_of(row: Row, default: str = DEFAULT) -> str:
    """A language that there are phrases for: what the listing says, else the guess, else the default."""
    said = (row.get("language") or "").replace("_", "-")
    if said:
        known = {code.casefold(): code for code in phrases()} | ALIASES
        for code in (said.casefold(), said.split("-")[0].casefold()):
            if code in known:
                return known[code]
    return guess(" ".join(filter(None, (row.get("title"), row.get("description")))), default)


ALIASES = {
    "zh": "zh-Hans", "zh-cn": "zh-Hans", "zh-sg": "zh-Hans", "zh-tw": "zh-Hant", "zh-hk": "zh-Hant", "zh-mo": "zh-Hant",
    "ms": "id", "in": "id",
}  # fmt: skip


def guess(text: str, default: str = DEFAULT) -> str:
    """By script where that tells, else by the small words of each language that has any in the text."""
    letters = [letter for letter in text[:2000] if letter.isalpha()]
    scripts = Counter(unicodedata.name(letter, "?").split(" ")[0] for letter in letters)
    for script, code in SCRIPTS.items():
        if scripts[script] > FOREIGN_SHARE * len(letters):
            return code
    if scripts["CJK"] > FOREIGN_SHARE * len(letters):
        seen = set(letters)
        return (
            "zh-Hant" if len((seen & TRADITIONAL) - SIMPLIFIED) > len((seen & SIMPLIFIED) - TRADITIONAL) else "zh-Hans"
        )
    words = Counter(WORD.findall(text.casefold()))
    scores = {code: sum(words[word] for word in small) for code, small in _small_words().items()}
    best = max(scores, key=lambda code: scores[code], default=default)
    return best if scores.get(best, 0) >= max(FEWEST_WORDS, scores.get(default, 0) + 1) else default


@cache
def _small_words() -> dict[str, tuple[str, ...]]:
    return {code: one.small_words for code, one in phrases().items() if one.small_words}
