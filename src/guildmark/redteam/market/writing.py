"""Titles and descriptions: patterns of a language whose slots are drawn."""

from collections.abc import Callable

from guildmark.redteam.dice import Dice
from guildmark.redteam.market.goods import goods
from guildmark.redteam.market.language import Language, Words
from guildmark.redteam.market.marks import Mark

SHORTEST_TITLE, LONGEST_TITLE = 30, 120  # code points
SHORTEST_TEXT, LONGEST_TEXT = 100, 800
KEPT = frozenset({"noun", "material", "colour", "size", "model", "audience", "part", "percent"})  # one value a listing

ORNAMENTS = ("🔥", "✨", "★", "❤️", "⚡", "✅")


class Slots(dict[str, str]):
    """What fills a pattern; a slot that was not given is drawn, and kept where a listing has only one such value."""

    def __init__(self, dice: Dice, language: Language, kind: str, brand: str, model: str = "") -> None:
        super().__init__(brand=brand, mark=brand)
        if model:
            self["model"] = model
        self.dice = dice
        self.language = language
        self.kind = kind
        self.group, self.stuff = goods()[kind].group, goods()[kind].stuff

    def __missing__(self, name: str) -> str:
        value = self._draw(name)
        if name in KEPT:
            self[name] = value
        return value

    def _draw(self, name: str) -> str:
        if name in POOLS:
            return self.dice.pick(POOLS[name](self))
        if name in NUMBERS:
            return NUMBERS[name](self.dice)
        raise KeyError(f"Slot '{{{name}}}' of language '{self.language.code}' is not known.")


POOLS: dict[str, Callable[[Slots], Words]] = {
    "noun": lambda slots: slots.language.nouns[slots.kind],
    "part": lambda slots: slots.language.accessories.get(slots.kind, slots.language.accessories["other"]),
    "adj": lambda slots: slots.language.lists["adjectives"],
    "colour": lambda slots: slots.language.lists["colours"],
    "offer": lambda slots: slots.language.lists["offers"],
    "audience": lambda slots: slots.language.lists["audience"] if slots.group == "wear" else ("",),
    "material": lambda slots: slots.language.materials[slots.stuff],
    "feature": lambda slots: slots.language.features[slots.stuff],
    "size": lambda slots: goods()[slots.kind].sizes,
}
NUMBERS: dict[str, Callable[[Dice], str]] = {
    "model": lambda dice: f"{dice.pick('ABCDEGHKLMPRSTVX')}{dice.pick('ADFJKLNPRSWX')}-{dice.whole(10, 9999)}",
    "number": lambda dice: str(dice.whole(2, 90)),
    "year": lambda dice: str(dice.whole(2017, 2025)),
    "percent": lambda dice: str(dice.whole(6, 10) * 5),
}


def title(slots: Slots) -> str:
    """A title of 30 to 120 code points, unless its words do not allow it."""
    dice, language = slots.dice, slots.language
    text = long_enough(tidy(dice.pick(language.lists["titles"]).format_map(slots)), slots)
    look = dice.roll()
    if look < 0.04:
        return text.upper()
    if look < 0.1:
        return f"{dice.pick(ORNAMENTS)}{text}"
    return text[0].upper() + text[1:] if look < 0.6 else text


def long_enough(text: str, slots: Slots) -> str:
    """The title, lengthened by features and offers until it has 30 code points."""
    while len(text) < SHORTEST_TITLE:
        more = slots["feature" if slots.dice.chance(0.6) else "offer"]
        if more not in text:
            text = f"{text} {more}"
    return text


def around(slots: Slots, patterns: Words, text: str) -> str:
    """A title set into a pattern such as `used {title}`."""
    slots["title"] = text
    return tidy(slots.dice.pick(patterns).format_map(slots))


def tidy(text: str) -> str:
    """Without the gaps and stray commas that empty slots leave."""
    if "  " in text or text[0] in " ,/" or text[-1] in " ,/" or " ," in text:
        text = " ".join(text.split()).replace(" ,", ",").strip(" ,/")
    return text


def description(slots: Slots, first: tuple[str, ...] = (), last: tuple[str, ...] = ()) -> str:
    """Sentences up to a drawn length, the given ones at their ends; skewed towards short ones."""
    dice, language = slots.dice, slots.language
    target = SHORTEST_TEXT + (LONGEST_TEXT - SHORTEST_TEXT - 150) * dice.roll() ** 2
    pools = (language.sentences["any"], language.sentences[slots.stuff], language.lists["service"])
    patterns: dict[str, str] = {pattern: pattern.format_map(slots) for pattern in first}
    length = sum(map(len, patterns.values())) + sum(map(len, last))
    start = dice.whole(0, 100)
    for turn in range(40):
        if length >= target:
            break
        pool = pools[0 if turn < 2 else 1 + (turn & 1)] if turn < 8 else pools[turn % 3]
        pattern = pool[(start + turn * 7) % len(pool)]
        if pattern not in patterns:
            sentence = patterns[pattern] = pattern.format_map(slots)
            length += len(sentence)
    chosen = list(patterns.values())
    chosen.extend(text.format_map(slots) for text in last)
    glue = "\n" if dice.chance(0.25) else (language.joiner and " ")
    return glue.join(chosen)


def written(dice: Dice, mark: Mark, language: Language) -> str:
    """The mark as an honest seller writes it: in Latin letters, in the language's own, or both."""
    local = mark.spellings.get(language.code)
    if local and dice.chance(0.6):
        return f"{mark.latin} {local}" if dice.chance(0.45) else local
    text = mark.mark if dice.chance(0.5) else mark.latin
    turn = dice.roll()
    if turn < 0.2:
        return text.upper()
    return text.lower() if turn < 0.28 else text
