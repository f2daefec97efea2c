"""Disguises in words: the mark written otherwise, moved aside or left out, and what is said beside it."""

from guildmark.redteam.dice import Dice
from guildmark.redteam.disguises.kinds import Disguise, Put
from guildmark.redteam.listing.target import CannotError, Target
from guildmark.redteam.listing.writing import add_sentence, add_to_title, forms_of, rewrite, take_out
from guildmark.redteam.texts.phrases import Phrases, phrases
from guildmark.redteam.texts.spellings import WRITTEN

NO_BRANDS = ("OEM", "No Brand", "Generic", "Other", "-")
FEWEST_TAGS, MOST_TAGS = 3, 25


def written(slug: str) -> Put:
    """The disguise that writes the mark otherwise wherever it stands."""
    write = WRITTEN[slug]

    def put(target: Target, dice: Dice, strength: float) -> None:
        rewrite(target, lambda text: write(text, dice, strength, target.language))

    return put


def said(target: Target) -> Phrases:
    """What sellers write in the listing's language."""
    return phrases()[target.language]


def first_form(target: Target) -> str:
    """The mark as it first stands in the listing. Errors: `CannotError` when it stands nowhere any more."""
    forms = forms_of(target)
    if not forms:
        raise CannotError("the mark stands nowhere any more")
    return forms[0]


def compatible_excuse(target: Target, dice: Dice, strength: float) -> None:
    """The mark is said to be only what the goods fit; from strength 0.5 on it also leaves the brand."""
    _around_title(target, dice.pick(said(target).compatible))
    if strength >= 0.5:
        target.row["brand"] = None


def style_excuse(target: Target, dice: Dice, strength: float) -> None:
    """The mark is said to be only a manner; from strength 0.5 on it also leaves the brand."""
    manner = dice.pick(said(target).style)
    _around_title(target, f"{{rest}} {manner}")
    if strength >= 0.5:
        target.row["brand"] = None


def _around_title(target: Target, pattern: str) -> None:
    form = first_form(target)
    rest = target.written.sub("", target.row.get("title") or "")
    target.row["title"] = " ".join(pattern.format(mark=form, rest=" ".join(rest.split())).split())


def replica_words(target: Target, dice: Dice, strength: float) -> None:
    """Words for the grade of a copy behind the title, one to three."""
    for word in dice.sample(said(target).grade, 1 + round(strength * 2)):
        add_to_title(target, word)


def authenticity_claim(target: Target, dice: Dice, strength: float) -> None:
    """Sentences that protest that the goods are genuine, one to three."""
    for sentence in dice.sample(said(target).claim, 1 + round(strength * 2)):
        add_sentence(target, sentence, first=True)


def same_factory(target: Target, dice: Dice, strength: float) -> None:
    """Sentences that the goods are not original, but as good; one to three."""
    for sentence in dice.sample(said(target).denial, 1 + round(strength * 2)):
        add_sentence(target, sentence)


def hashtag_stuffing(target: Target, dice: Dice, strength: float) -> None:
    """Many other marks as tags behind the description, so that the own one drowns."""
    others = target.surroundings.other_marks
    if not others:
        raise CannotError("there is no other mark to name")
    tags = dice.sample(others, round(FEWEST_TAGS + strength * (MOST_TAGS - FEWEST_TAGS)))
    add_sentence(target, " ".join("#" + "".join(tag.split()) for tag in tags))


def mark_moved_aside(target: Target, dice: Dice, strength: float) -> None:
    """The mark leaves title and brand: for the description at low strength, then a variant, then an attribute."""
    form = first_form(target)
    take_out(target)
    row, word = target.row, dice.pick(said(target).sign)
    if strength < 1 / 3:
        add_sentence(target, f"{word} {form}")
    elif strength < 2 / 3:
        plain = {"sku": None, "title": f"{word} {form}", "price": row.get("price"), "picture": None}
        row["variants"] = [*(row.get("variants") or ()), plain]
    else:
        row["attributes"] = [*(row.get("attributes") or ()), (word, form)]


def false_brand_field(target: Target, dice: Dice, strength: float) -> None:
    """The brand says that there is none, or from strength 0.5 on names another mark."""
    others = target.surroundings.other_marks
    brand = dice.pick(others) if strength >= 0.5 and others else dice.pick(NO_BRANDS)
    if brand == target.row.get("brand"):
        raise CannotError("the brand says so already")
    target.row["brand"] = brand


WORDS: tuple[Disguise, ...] = (
    *(Disguise(slug, "text", written(slug)) for slug in WRITTEN),
    Disguise("mark-moved-aside", "text", mark_moved_aside),
    Disguise("compatible-excuse", "text", compatible_excuse),
    Disguise("style-excuse", "text", style_excuse),
    Disguise("replica-words", "text", replica_words),
    Disguise("authenticity-claim", "text", authenticity_claim),
    Disguise("same-factory", "text", same_factory),
    Disguise("hashtag-stuffing", "text", hashtag_stuffing),
    Disguise("false-brand-field", "text", false_brand_field),
)
