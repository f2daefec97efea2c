"""What the scan says of listings that a reader called innocent: whom it accuses, and which excuses it fails to hear."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from halves import HALVES
from innocent_labels import EXPECTED, FOLDER, KINDS, WIDER, read_innocent, read_suspects
from ledger import Ledger
from measure import REVIEW_OR_ABOVE, Share

from guildmark.assessment import read_policy, read_weights

WIDER_SUFFIX = " (wider rights)"  # the ledger's name of a set that was scanned with the wider rights


@dataclass(frozen=True, slots=True)
class Judged:
    """What the scan said of one labelled pair of listing and mark.

    `label` is the kind of innocent use, or the grade of a suspect; `named` is false where the scan left the mark alone:
    an ordinary word without its goods, or a word beside it that the right calls innocent. `excused` says whether a
    detector fired that ought to speak for such a use, `fragile` whether a price below the floor, did it speak too,
    would put the pair in review; `detectors` are all that fired.
    """

    set_name: str
    listing_id: str
    right_id: str
    label: str
    language: str
    half: str
    seller: str
    named: bool
    in_review: bool
    would_act: bool
    excused: bool
    fragile: bool
    detectors: tuple[str, ...]

    @property
    def listing(self) -> tuple[str, str]:
        """The key of the listing among all sets."""
        return self.set_name, self.listing_id


@dataclass(frozen=True, slots=True)
class Group:
    """Shares of one group of labelled pairs; sellers count once, and as accused when one of their pairs is."""

    name: str
    half: str
    named: Share  # the scan named the mark, of all pairs
    review: Share  # in review, of all pairs
    sellers: Share  # sellers with a pair in review, of all sellers
    excused: Share  # an excuse was heard, of the pairs that were named
    fragile: Share  # would be in review were its price too low, of the pairs that were named

    def to_json(self) -> dict[str, Any]:
        """All shares with their intervals."""
        shares = ("named", "review", "sellers", "excused", "fragile")
        return {"name": self.name, "half": self.half} | {name: getattr(self, name).to_json() for name in shares}


@dataclass(frozen=True, slots=True)
class InnocentFigures:
    """Every labelled pair as it was judged, and what is absent."""

    innocent: tuple[Judged, ...]
    suspects: tuple[Judged, ...]
    absent: tuple[str, ...]  # sets with labels that were not scanned

    def groups(self, by: Callable[[Judged], str], half: str, names: Iterable[str]) -> list[Group]:
        """One group for each name, of the innocent pairs of a half; `by` says to which a pair belongs."""
        return [group(name, half, [j for j in self.innocent if by(j) == name and j.half == half]) for name in names]

    def every(self, half: str) -> Group:
        """All innocent pairs of a half."""
        return group("all", half, [j for j in self.innocent if j.half == half])

    def by_kind(self, half: str) -> list[Group]:
        """A group for each kind of innocent use."""
        return self.groups(lambda j: j.label, half, KINDS)

    def by_language(self, half: str) -> list[Group]:
        """A group for each language of which the half has pairs, the most frequent first."""
        languages = Counter(j.language for j in self.innocent if j.half == half)
        return self.groups(lambda j: j.language, half, [name for name, _ in languages.most_common()])

    def accused(self) -> list[Judged]:
        """The innocent pairs that were put in review."""
        return [j for j in self.innocent if j.in_review]

    def suspects_in_review(self, half: str) -> Share:
        """Suspects put in review, of all of a half."""
        pairs = [j for j in self.suspects if j.half == half]
        return Share(sum(j.in_review for j in pairs), len(pairs))

    def to_json(self) -> dict[str, Any]:
        """All groups, the accused with what fired, and the suspects."""
        return {
            "absent": self.absent,
            "listings": {half: len({j.listing for j in self.innocent if j.half == half}) for half in HALVES},
            "all": [self.every(half).to_json() for half in HALVES],
            "by_kind": [g.to_json() for half in HALVES for g in self.by_kind(half)],
            "by_language": [g.to_json() for half in HALVES for g in self.by_language(half)],
            "accused": [asdict(j) for j in self.accused()],
            "suspects_in_review": {half: self.suspects_in_review(half).to_json() for half in HALVES},
        }


def measure_innocent(ledger: Ledger, scanned: Iterable[str]) -> InnocentFigures:
    """Judge every label by what a ledger holds; `scanned` are the names of the sets that it was filled with.

    Errors: ValueError for a label whose listing the scanned set does not have.
    """
    names = set(scanned)
    labels = [(u.set_name, u.listing_id, u.right_id, u.kind, u.language) for u in read_innocent()]
    suspects = [(s.set_name, s.listing_id, s.right_id, s.grade, "") for s in read_suspects()]
    of_ledger = {label: ledger_name(label[0], label[2]) for label in labels}
    return InnocentFigures(
        innocent=tuple(_judge(ledger, *label) for label in labels if of_ledger[label] in names),
        suspects=tuple(_judge(ledger, *label) for label in suspects if label[0] in names),
        absent=tuple(sorted(set(of_ledger.values()) - names)),
    )


def group(name: str, half: str, pairs: list[Judged]) -> Group:
    """The shares of these pairs."""
    named = [j for j in pairs if j.named]
    accused = {(j.set_name, j.seller) for j in pairs if j.in_review}
    sellers = {(j.set_name, j.seller) for j in pairs}
    return Group(
        name,
        half,
        named=Share(len(named), len(pairs)),
        review=Share(sum(j.in_review for j in pairs), len(pairs)),
        sellers=Share(len(accused), len(sellers)),
        excused=Share(sum(j.excused for j in named), len(named)),
        fragile=Share(sum(j.fragile for j in named), len(named)),
    )


def ledger_name(set_name: str, right_id: str) -> str:
    """The name under which the ledger has the scan of a set that looked for this right."""
    return set_name + WIDER_SUFFIX if right_id.startswith(WIDER) else set_name


def _judge(ledger: Ledger, set_name: str, listing_id: str, right_id: str, label: str, language: str) -> Judged:
    name = ledger_name(set_name, right_id)
    listing = ledger.rows("select half, seller from listings where set_name = ? and listing_id = ?", name, listing_id)
    if not listing:
        raise ValueError(f"{FOLDER}: {set_name} has no listing {listing_id!r}; correct the label or leave it out.")
    key = (name, listing_id, right_id)
    pairs = ledger.rows(
        f"select {REVIEW_OR_ABOVE}, coalesce(would_band = 'act', false), score_db from pairs"
        " where set_name = ? and listing_id = ? and right_id = ?",
        *key,
    )
    fired = ledger.rows(
        "select distinct detector from fired where set_name = ? and listing_id = ? and right_id = ? order by all", *key
    )
    detectors = tuple(detector for (detector,) in fired)
    ((half, seller),) = listing
    ((in_review, would_act, score_db),) = pairs or [(False, False, float("-inf"))]
    return Judged(
        set_name=set_name,
        listing_id=listing_id,
        right_id=right_id,
        label=label,
        language=language,
        half=half,
        seller=seller,
        named=bool(pairs),
        in_review=in_review,
        would_act=would_act,
        excused=any(expected in detectors for expected in EXPECTED.get(label, ())),
        fragile=score_db + read_weights().db["price_below_floor"] >= read_policy().review_db,
        detectors=detectors,
    )
