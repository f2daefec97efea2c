"""What buyers write under the listings."""

from datetime import timedelta

from guildmark.redteam.dice import Dice
from guildmark.redteam.market.draft import Draft

Review = tuple[str, float, timedelta]  # text, rating from 1 to 5, how long after the listing was made


def reviews_of(dice: Dice, draft: Draft) -> list[Review]:
    """The reviews of one listing, most often none; complaints where the draft asks for them."""
    words = draft.seller.language.reviews
    found: list[Review] = []
    for _ in range(draft.complaints):
        found.append((dice.pick(words["fake"]), float(dice.whole(1, 2)), _later(dice)))
    if draft.complaints or dice.chance(0.18):
        for _ in range(dice.whole(1, 3)):
            found.append((dice.pick(words["good"]), float(dice.whole(3, 5)), _later(dice)))
    if dice.chance(0.012):
        found.append((dice.pick(words["innocent"]), float(dice.whole(3, 5)), _later(dice)))
    return found


def _later(dice: Dice) -> timedelta:
    return timedelta(minutes=dice.whole(2_000, 30_000))
