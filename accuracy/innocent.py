"""Measures whom the scan accuses among listings that a reader called innocent, and which excuses it fails to hear."""

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from halves import HALVES
from innocent_labels import EXPECTED, FOLDER, KINDS, WIDER, WIDER_RIGHTS, read_innocent, read_suspects
from inputs import prepare
from ledger import Ledger
from measure import REVIEW_OR_ABOVE, Share
from scanning import Scanned, scan_set
from sets import EvaluationSet, data_folder, read_sets

import guildmark
from guildmark.reading import open_catalogue
from guildmark.rights import read_rights

WIDER_SUFFIX = " (wider rights)"  # the ledger's name of a set that was scanned with the wider rights


@dataclass(frozen=True, slots=True)
class Judged:
    """What the scan said of one labelled pair of listing and mark.

    `label` is the kind of innocent use, or the grade of a suspect; `mark_seen` whether the scan named the mark at all;
    `excused` whether a detector fired that ought to speak for such a use; `detectors` are all that fired.
    """

    set_name: str
    listing_id: str
    right_id: str
    label: str
    language: str
    half: str
    seller: str
    mark_seen: bool
    in_review: bool
    would_act: bool
    excused: bool
    detectors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Shares of one group of labelled pairs; sellers count once, and as accused when one of their pairs is."""

    name: str
    half: str
    seen: Share  # the mark was found, of all pairs
    review: Share  # in review, of all pairs
    sellers: Share  # sellers with a pair in review, of all sellers
    excused: Share  # an excuse was heard, of the pairs whose mark was found

    def to_json(self) -> dict[str, Any]:
        """All shares with their intervals."""
        shares = ("seen", "review", "sellers", "excused")
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

    @property
    def languages(self) -> list[str]:
        """Languages, the most frequent first."""
        return [name for name, _ in Counter(j.language for j in self.innocent).most_common()]

    def accused(self) -> list[Judged]:
        """The innocent pairs that were put in review."""
        return [j for j in self.innocent if j.in_review]

    def to_json(self) -> dict[str, Any]:
        """All groups, the accused with what fired, and the suspects."""
        return {
            "absent": self.absent,
            "all": [group("all", half, [j for j in self.innocent if j.half == half]).to_json() for half in HALVES],
            "by_kind": [g.to_json() for half in HALVES for g in self.groups(lambda j: j.label, half, KINDS)],
            "by_language": [
                g.to_json() for half in HALVES for g in self.groups(lambda j: j.language, half, self.languages)
            ],
            "accused": [asdict(j) for j in self.accused()],
            "suspects": [
                {"half": half} | share.to_json() for half in HALVES for share in (suspects_in_review(self, half),)
            ],
        }


def measure_innocent(ledger: Ledger, scanned: Iterable[str]) -> InnocentFigures:
    """Judge every label by what a ledger holds; `scanned` are the names of the sets that it was filled with.

    Errors: ValueError for a label whose listing the scanned set does not have.
    """
    names = set(scanned)
    labels = [(u.set_name, u.listing_id, u.right_id, u.kind, u.language) for u in read_innocent()]
    suspects = [(s.set_name, s.listing_id, s.right_id, s.grade, "") for s in read_suspects()]
    in_ledger = [label for label in labels if _ledger_name(label[0], label[2]) in names]
    absent = sorted({_ledger_name(label[0], label[2]) for label in labels} - names)
    return InnocentFigures(
        innocent=tuple(_judge(ledger, *label) for label in in_ledger),
        suspects=tuple(_judge(ledger, *label) for label in suspects if label[0] in names),
        absent=tuple(absent),
    )


def scan_wider(one: EvaluationSet, data: Path, work: Path, scanned: Scanned) -> None:
    """Scan a set with the wider rights and enter it into the ledger under a name of its own."""
    given, name = prepare(one, data, work), one.name + WIDER_SUFFIX
    catalogue = open_catalogue([given.listings], column_map=given.column_map)
    result = guildmark.scan(given.listings, WIDER_RIGHTS, out=work / "wider", column_map=given.column_map, workers=1)
    scanned.ledger.add_scan(name, catalogue, one.split_by, read_rights(WIDER_RIGHTS), result.folder)
    scanned.runs[name] = result


def group(name: str, half: str, pairs: list[Judged]) -> Group:
    """The shares of these pairs."""
    seen = [j for j in pairs if j.mark_seen]
    accused = {(j.set_name, j.seller) for j in pairs if j.in_review}
    sellers = {(j.set_name, j.seller) for j in pairs}
    return Group(
        name,
        half,
        seen=Share(len(seen), len(pairs)),
        review=Share(sum(j.in_review for j in pairs), len(pairs)),
        sellers=Share(len(accused), len(sellers)),
        excused=Share(sum(j.excused for j in seen), len(seen)),
    )


def suspects_in_review(figures: InnocentFigures, half: str) -> Share:
    """Suspects put in review, of all of a half."""
    pairs = [j for j in figures.suspects if j.half == half]
    return Share(sum(j.in_review for j in pairs), len(pairs))


def table(figures: InnocentFigures) -> str:
    """A Markdown table of both halves: by kind, then by language."""
    lines = [
        "| innocent use | half | pairs | mark seen | in review | of sellers | excuse heard, where the mark was seen |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for half in HALVES:
        every = group("all", half, [j for j in figures.innocent if j.half == half])
        by_kind = figures.groups(lambda j: j.label, half, KINDS)
        by_language = figures.groups(lambda j: j.language, half, figures.languages)
        for g in [every, *by_kind, *(g for g in by_language if g.seen.n)]:
            lines.append(
                f"| {g.name} | {half} | {g.review.n} | {g.seen.percent()} | {g.review.k}: {g.review.per_thousand()} ‰ |"
                f" {g.sellers.k} of {g.sellers.n} | {g.excused.percent()} |"
            )
    return "\n".join(lines)


def main() -> int:
    """Scan the sets that have labels, print the table and who is accused, write the figures; returns the exit code."""
    arguments = _arguments()
    data, labels = data_folder(), [(u.set_name, u.right_id) for u in read_innocent()]
    labels += [(s.set_name, s.right_id) for s in read_suspects()]
    starter = {name for name, right in labels if not right.startswith(WIDER)}
    wider = {name for name, right in labels if right.startswith(WIDER)}
    scanned = Scanned()
    with tempfile.TemporaryDirectory(prefix="guildmark-innocent-") as work:
        for one in read_sets():
            if not (data / one.path).exists():
                continue
            if one.name in starter:
                scan_set(one, data, Path(work) / one.name, scanned, workers=arguments.workers, tell=_tell)
            if one.name in wider:
                scan_wider(one, data, Path(work) / one.name, scanned)
    figures = measure_innocent(scanned.ledger, scanned.runs)
    print(table(figures))
    for j in figures.accused():
        print(f"in review: {j.half} {j.label} {j.set_name} {j.listing_id} {j.right_id}: {', '.join(j.detectors)}")
    for half in HALVES:
        share = suspects_in_review(figures, half)
        print(f"suspects in review, {half}: {share.k} of {share.n}, {share.percent()}")
    arguments.out.write_text(json.dumps(figures.to_json(), indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0


def _judge(ledger: Ledger, set_name: str, listing_id: str, right_id: str, label: str, language: str) -> Judged:
    name = _ledger_name(set_name, right_id)
    listing = ledger.rows("select half, seller from listings where set_name = ? and listing_id = ?", name, listing_id)
    if not listing:
        raise ValueError(f"{FOLDER}: {set_name} has no listing {listing_id!r}; correct the label or leave it out.")
    ((half, seller),) = listing
    key = (name, listing_id, right_id)
    pairs = ledger.rows(
        f"select {REVIEW_OR_ABOVE}, coalesce(would_band = 'act', false) from pairs"
        " where set_name = ? and listing_id = ? and right_id = ?",
        *key,
    )
    ((in_review, would_act),) = pairs or [(False, False)]
    fired = ledger.rows(
        "select distinct detector from fired where set_name = ? and listing_id = ? and right_id = ? order by all", *key
    )
    detectors = tuple(detector for (detector,) in fired)
    excused = any(expected in detectors for expected in EXPECTED.get(label, ()))
    return Judged(
        set_name, listing_id, right_id, label, language, half, seller, bool(pairs), in_review, would_act, excused,
        detectors,
    )  # fmt: skip


def _ledger_name(set_name: str, right_id: str) -> str:
    return set_name + WIDER_SUFFIX if right_id.startswith(WIDER) else set_name


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=FOLDER / "results.json", help="where the figures are written")
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
