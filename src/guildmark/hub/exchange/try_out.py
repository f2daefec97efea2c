"""A tactic tried on what the site keeps of a marketplace's listings: the evaluator of every scan, its counts kept."""

from collections import defaultdict
from dataclasses import asdict, dataclass

from guildmark.hub.cases.models import Case
from guildmark.hub.enforcement.models import REVERSALS, Action
from guildmark.hub.exchange.kept import judged_with, newest_kept
from guildmark.hub.members.models import Organisation
from guildmark.records import BANDS
from guildmark.tactics import Used

AT_ONCE = 500
CLEAR, REVIEW, ACT = BANDS


@dataclass(slots=True)
class Counts:
    """Exact counts: for the marketplace whose listings they are, and nobody else.

    `infringing` and `cleared` are cases among those hit that people decided; `overturned` of them had been acted on
    first, and that was lifted. `to_review` and `to_act` are listings that it would raise by its weight; `new_sellers`
    are those of hit listings of whom no case was found infringing and none was acted on. `unread` could not be judged.
    """

    listings: int = 0
    unread: int = 0
    hits: int = 0
    sellers: int = 0
    new_sellers: int = 0
    infringing: int = 0
    cleared: int = 0
    overturned: int = 0
    to_review: int = 0
    to_act: int = 0

    def as_json(self) -> dict[str, int]:
        """By name."""
        return asdict(self)


def try_on(organisation: Organisation, tactic: Used, most_listings: int) -> Counts:
    """Judge the newest kept listings of a marketplace with one tactic. Takes a minute or so: it is the worker's."""
    counts = Counts()
    judged = judged_with(tactic, organisation.pk, newest_kept(organisation, most_listings))
    if judged is None:
        return counts
    evaluation, counts.unread = judged
    counts.listings = len(evaluation.read_facts) + counts.unread
    hit = {  # listing and right: bands with it and without it
        (row["listing_id"], row["right_id"]): (row["would_band"], row["without_band"])
        for row in evaluation.hits.to_pylist()
    }
    _count(organisation, hit, counts)
    return counts


def _count(organisation: Organisation, hit: dict[tuple[str, str], tuple[str, str]], counts: Counts) -> None:
    bands: dict[str, tuple[str, str]] = {}
    for (listing, _), (band, without) in hit.items():
        before = bands.get(listing, (CLEAR, CLEAR))
        bands[listing] = (max(before[0], band, key=BANDS.index), max(before[1], without, key=BANDS.index))
    counts.hits = len(bands)
    counts.to_review = sum(band == REVIEW and without == CLEAR for band, without in bands.values())
    counts.to_act = sum(band == ACT and without != ACT for band, without in bands.values())
    sellers: dict[str, bool] = defaultdict(bool)  # whether anything was found of them before
    names = list(bands)
    for start in range(0, len(names), AT_ONCE):
        _count_cases(organisation, names[start : start + AT_ONCE], hit, counts, sellers)
    counts.sellers, counts.new_sellers = len(sellers), sum(not known for known in sellers.values())


def _count_cases(
    organisation: Organisation,
    listings: list[str],
    hit: dict[tuple[str, str], tuple[str, str]],
    counts: Counts,
    sellers: dict[str, bool],
) -> None:
    cases = list(
        Case.objects.filter(organisation=organisation, listing_id__in=listings).values_list(
            "pk", "listing_id", "right__code", "seller_id", "state", "outcome"
        )
    )
    reversed_cases = set(
        Action.objects.filter(
            case__in=[case[0] for case in cases], state="lifted", ended_why__in=REVERSALS
        ).values_list("case", flat=True)
    )
    for key, listing, right, seller, state, outcome in cases:
        sellers[seller or f"listing {listing}"] |= False
        if (listing, right) in hit and state == "decided":
            counts.infringing += outcome == "infringing"
            counts.cleared += outcome == "not"
            counts.overturned += key in reversed_cases
    named = {seller for *_, seller, _state, _outcome in cases if seller}
    guilty = Case.objects.filter(organisation=organisation, seller_id__in=named, state="decided", outcome="infringing")
    acted = Action.objects.filter(organisation=organisation, seller_id__in=named, taken_at__isnull=False)
    for seller in {*guilty.values_list("seller_id", flat=True), *acted.values_list("seller_id", flat=True)}:
        sellers[seller] = True
