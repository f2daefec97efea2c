"""The letter to buyers of a dangerous good, as a delivery carries it: the marketplace, which knows them, sends it."""

from datetime import timedelta
from typing import Any

from guildmark.hub.enforcement.models import Action, Statement
from guildmark.hub.enforcement.reviewed import is_reviewed
from guildmark.hub.wording import Wording, wording

# Article 32 of Regulation (EU) 2022/2065: the six months before the marketplace knew, which are 184 days at most.
BOUGHT_WITHIN = timedelta(days=184)
# Which advice goes with which kinds of goods (`records.GOODS`).
ADVICE = {
    "food": ("food", "tea", "coffee", "wine", "spirits", "beer", "supplements"),
    "cosmetics": ("cosmetics", "skincare", "haircare", "toothcare", "perfume"),
    "medicine": ("medicine", "supplements"),
    "batteries": ("batteries", "chargers", "vapes"),
    "children": ("baby", "toys"),
    "electrical": ("chargers",),
}


def letter_of(action: Action, statement: Statement) -> dict[str, Any] | None:
    """The letter; None where none is to be sent. `key` is the same however often it is heard.

    It gives advice about health, so that English stands below words that nobody has reviewed.
    """
    if action.buyers_told_at is None:
        return None
    words, english = wording(statement.language), wording("en")
    texts = [_text(words, action, statement)]
    if words is not english and not is_reviewed(words, action.organisation_id):
        texts.append(_text(english, action, statement))
    return {
        "key": f"buyers:{action.pk}",
        "language": words.language,
        "subject": words.say("buyers.subject", **_named(statement)),
        "text": "\n\n".join(texts),
        "bought_since": ((action.taken_at or action.buyers_told_at) - BOUGHT_WITHIN).date().isoformat(),
    }


def _text(words: Wording, action: Action, statement: Statement) -> str:
    goods = set(statement.facts.get("goods", ()))
    advice = [words.say(f"buyers.{name}") for name, kinds in ADVICE.items() if goods & set(kinds)]
    seller = (action.case.seller_name if action.case else "") or action.seller_id
    sold_by = [words.say("buyers.seller", seller=seller)] if seller else []  # Article 32(1)(b)
    found = words.say("buyers.found", **_named(statement))
    return "\n".join([found, *sold_by, words.say("buyers.stop"), *advice, words.say("buyers.money")])


def _named(statement: Statement) -> dict[str, str]:
    return {name: str(statement.facts.get(name) or "") for name in ("title", "mark")}
