"""Puts disguises on any catalogue that a scan can read, and leaves it with the truth beside it."""

import json
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from guildmark.guard import output_folder
from guildmark.reading import Catalogue, cut, read_slice
from guildmark.records import LISTING, InputError
from guildmark.redteam.attack import truth
from guildmark.redteam.attack.mixes import Mix
from guildmark.redteam.attack.officials import Officials
from guildmark.redteam.attack.wear import Worn, wear
from guildmark.redteam.dice import Dice
from guildmark.redteam.disguises import DISGUISES
from guildmark.redteam.listing import CannotError, Mention, OpenMarks, Row, Surroundings, language_of
from guildmark.rights import RightsFile
from guildmark.runs.pictures.beside import check_folder, with_files

LISTINGS, BEFORE, TRUTH, RECORD = "listings.parquet", "before.parquet", "truth.parquet", "redteam.json"
SEARCHED = ["title", "brand", "description"]
MOST_OTHER_MARKS = 500
PICTURES_REMEMBERED = 12
PICTURE_DICTIONARY_BYTES = 96 << 20


@dataclass(slots=True)
class Attack:
    """What was done, in numbers: each listing that was read is in exactly one of the counts."""

    out: Path
    read: int = 0
    rejected: int = 0  # rows that are no listing
    unnamed: int = 0  # name no mark of the rights openly
    ordinary: int = 0  # name only marks that are also ordinary words
    left: int = 0  # name a mark and were not drawn
    barred: int = 0  # were drawn, and no mix could be put on
    disguised: int = 0
    added: int = 0  # rows that disguises put beside
    worn: Counter[str] = field(default_factory=Counter)  # listings by mix
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)  # attempts by mix and reason
    two_times: bool = False


def disguise_catalogue(
    catalogue: Catalogue,
    rights: RightsFile,
    mixes: tuple[Mix, ...],
    *,
    share: float,
    seed: int,
    out: Path,
    language: str = "",
    pictures: Path | None = None,
) -> Attack:
    """Write `listings.parquet`, `truth.parquet`, `redteam.json` and, where time matters, `before.parquet`.

    Of the listings that name a mark of the rights openly, about `share` are drawn; each wears the mix that was worn
    least so far among those that can be put on it. Below `pictures` are the files that listings name as their
    pictures; those of listings in disguise come with their bytes. Everything else stays as it was read, in its
    order. The same arguments, input and library versions give the same bytes. Memory is that of one slice of the input.

    Errors: `InputError` when the input lies in the way of the output, or no listing names a mark; then nothing is left.
    """
    if not 0 < share <= 1:
        raise InputError(f"--share {share:g} is no share. Give a number above 0, up to 1.")
    if pictures is not None:
        check_folder(pictures)
    folder = output_folder(out)
    for file in catalogue.files:
        if Path(file.path).resolve().parent == folder and Path(file.path).name in (LISTINGS, BEFORE, TRUTH):
            raise InputError(f"{file.path}: would be written over. Give --out another folder.")
    attack = Attack(out)
    attack.two_times = any(DISGUISES[part.slug].two_times for mix in mixes for part in mix.parts)
    names = [LISTINGS, TRUTH, *([BEFORE] if attack.two_times else [])]
    with ExitStack() as stack:
        parts = {name: folder / f".{name}.part" for name in names}
        for part in parts.values():
            stack.callback(part.unlink, missing_ok=True)
        with ExitStack() as files:
            write = {name: files.enter_context(_writer(parts[name], _schema(name))) for name in names}
            drawing = _Drawing(rights, mixes, share, seed, language, attack, pictures)
            for now, before, rows in drawing.slices(catalogue):
                write[LISTINGS].write_table(now)
                write[TRUTH].write_table(truth.table(rows))
                if attack.two_times:
                    write[BEFORE].write_table(before)
        if not attack.disguised:
            raise InputError(_why_none(attack))
        for name, part in parts.items():
            part.replace(folder / name)
        if not attack.two_times:
            (folder / BEFORE).unlink(missing_ok=True)
        _record(folder / RECORD, catalogue, rights, mixes, share, seed, attack)
    return attack


class _Drawing:
    """Goes through the listings and gives each that is drawn a mix."""

    def __init__(
        self,
        rights: RightsFile,
        mixes: tuple[Mix, ...],
        share: float,
        seed: int,
        language: str,
        attack: Attack,
        files: Path | None,
    ) -> None:
        self._files = files
        self._mixes, self._share, self._seed, self._language, self._attack = mixes, share, seed, language, attack
        self._marks = OpenMarks(rights.rights)
        self._officials = Officials(rights)
        self._names = tuple(right.mark for right in rights.rights[:MOST_OTHER_MARKS] if not right.generic)
        self._pictures: deque[bytes] = deque(maxlen=PICTURES_REMEMBERED)

    def slices(self, catalogue: Catalogue) -> Iterator[tuple[pa.Table, pa.Table, list[dict[str, Any]]]]:
        """For each slice of the input: its listings now, at the earlier point in time, and the truth."""
        for piece in cut(catalogue):
            chunk = read_slice(catalogue, piece)
            self._attack.read += chunk.rows_read
            self._attack.rejected += chunk.rows_read - chunk.listings.num_rows
            worn: dict[int, Worn] = {}
            texts = chunk.listings.select(SEARCHED).to_pylist()
            for place, text in enumerate(texts):
                found = self._dressed(text, chunk.listings, place)
                if found is not None:
                    worn[place] = found
            rows = [one for place in sorted(worn) for one in worn[place].truth]
            now = {place: one.now for place, one in worn.items()}
            before = {place: one.before for place, one in worn.items()}
            yield replaced(chunk.listings, now), replaced(chunk.listings, before), rows

    def _dressed(self, text: Row, listings: pa.Table, place: int) -> Worn | None:
        """The listing in disguise; null where it stays as it is. Counts it either way."""
        attack = self._attack
        mention = self._marks.find(text)
        if mention is None:
            attack.unnamed += 1
        elif mention.only_ordinary:
            attack.ordinary += 1
        else:
            row = listings.slice(place, 1).to_pylist()[0]
            dice = Dice(f"{self._seed}/{row['marketplace']}/{row['listing_id']}")
            if not dice.chance(self._share):
                attack.left += 1
                return None
            return self._in_a_mix(row if self._files is None else with_files(row, self._files), mention, dice)
        return None

    def _in_a_mix(self, row: Row, mention: Mention, dice: Dice) -> Worn | None:
        attack = self._attack
        others = tuple(name for name in self._names if name != mention.right.mark)
        surroundings = Surroundings(self._officials, others, tuple(self._pictures))
        language = self._language or language_of(row)
        for mix in sorted(self._mixes, key=lambda one: attack.worn[one.name]):
            try:
                worn = wear(row, mention, mix, Dice(f"{dice.roll()}/{mix.name}"), language, surroundings)
            except CannotError as reason:
                attack.refused[mix.name, str(reason)] += 1
                continue
            attack.worn[mix.name] += 1
            attack.disguised += 1
            attack.added += len(worn.now) - 1
            self._pictures.extend(one["data"] for one in row.get("pictures") or () if one["data"])
            return worn
        attack.barred += 1
        return None


def replaced(listings: pa.Table, rows: dict[int, list[Row]]) -> pa.Table:
    """The table with some rows replaced by others, none or several, in the same order."""
    if not rows:
        return listings
    order: list[int] = []
    new: list[Row] = []
    for place in range(listings.num_rows):
        if place in rows:
            order.extend(range(listings.num_rows + len(new), listings.num_rows + len(new) + len(rows[place])))
            new.extend(rows[place])
        else:
            order.append(place)
    both = pa.concat_tables([listings, pa.Table.from_pylist(new, schema=LISTING)])
    return both.take(pa.array(order, pa.int64())).combine_chunks()


def _schema(name: str) -> pa.Schema:
    return truth.TRUTH if name == TRUTH else LISTING


def _writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    return pq.ParquetWriter(path, schema, compression="zstd", dictionary_pagesize_limit=PICTURE_DICTIONARY_BYTES)


def _why_none(attack: Attack) -> str:
    if attack.barred:
        mix, reason = attack.refused.most_common(1)[0][0]
        return f"none of the disguises could be put on any listing; {mix}: {reason}. Ask for others, or for all."
    if attack.left:
        return f"{attack.left:,} listings name a mark, and none was drawn. Give a larger --share, up to 1."
    return (
        f"none of {attack.read:,} rows names a mark of these rights openly ({attack.ordinary:,} name one that is an"
        " ordinary word). Give rights whose marks stand in the listings."
    )


def _record(
    path: Path,
    catalogue: Catalogue,
    rights: RightsFile,
    mixes: tuple[Mix, ...],
    share: float,
    seed: int,
    attack: Attack,
) -> None:
    """What was asked and done, without a time, so that the same call leaves the same bytes."""
    counts = {name: getattr(attack, name) for name in COUNTS}
    refused = [{"mix": mix, "because": why, "times": n} for (mix, why), n in sorted(attack.refused.items())]
    document = {
        "files": [{"name": Path(file.path).name, "sha256": file.sha256} for file in catalogue.files],
        "rights": {"name": rights.name, "digest": rights.digest},
        "mixes": [mix.name for mix in mixes],
        "share": share,
        "seed": seed,
        "counts": counts,
        "worn": dict(sorted(attack.worn.items())),
        "refused": refused,
    }
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")


COUNTS = ("read", "rejected", "unnamed", "ordinary", "left", "barred", "disguised", "added")
