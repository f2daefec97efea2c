"""The catalogue: every file of the input, pinned, with the rules by which its columns become listings."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from guildmark.guard import named_in_unicode
from guildmark.reading import parquet, sample, sniff
from guildmark.reading.column_map import ColumnMap, read_map, resolve, some_names, unique_names
from guildmark.reading.derived_columns import folder_values
from guildmark.reading.encodings import encoding_of
from guildmark.reading.habits import POINT_FORMATS, with_habits
from guildmark.reading.input_file import InputFile
from guildmark.reading.paths import expand, what_instead
from guildmark.reading.streams import TextStream
from guildmark.records import DEFAULT_MARKETPLACE, InputError, Reject

HEAD_BYTES = 1 << 18
SAMPLE_PLACES = 4
NAMED_FORMATS = POINT_FORMATS  # their names of fields are published, so that none is a guess


@dataclass(frozen=True)
class Catalogue:
    """What a run reads. Equal inputs give an equal catalogue; `to_json` keeps it for a run that goes on later."""

    files: tuple[InputFile, ...]
    notes: tuple[Reject, ...]  # what was guessed, and what could not be opened
    marketplace: str
    supplied: tuple[str, ...]  # the columns of LISTING that the input fills

    @property
    def fields(self) -> frozenset[str]:
        """The columns of LISTING that the input supplies; detectors that need others are off."""
        return frozenset(self.supplied)

    @property
    def ids_are_row_numbers(self) -> bool:
        """Whether a listing is known by its place only, so that it cannot be followed from run to run."""
        return any(rule.row for file in self.files for rule in file.rules)

    def to_json(self) -> dict[str, Any]:
        """A JSON object that `from_json` reads back."""
        return {
            "files": [file.to_json() for file in self.files],
            "notes": [note.as_json() for note in self.notes],
            "marketplace": self.marketplace,
            "supplied": list(self.supplied),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        return cls(
            files=tuple(InputFile.from_json(file) for file in data["files"]),
            notes=tuple(Reject(**note) for note in data["notes"]),
            marketplace=data["marketplace"],
            supplied=tuple(data["supplied"]),
        )


def open_catalogue(
    paths: Sequence[str | Path],
    *,
    format: str | None = None,
    column_map: Path | None = None,
    marketplace: str = DEFAULT_MARKETPLACE,
) -> Catalogue:
    """Find, recognise and pin the files behind paths, folders and globs.

    A file that cannot be read is left out and named in the notes.
    Errors: `InputError` where a path does not exist, the map or the format is wrong, or no file holds listings.
    """
    wanted = None if format is None else sniff.check_format(format)
    chart = None if column_map is None else read_map(Path(column_map))
    found, notes = expand(paths)
    files: list[InputFile] = []
    refused: list[str] = []
    for path in found:
        try:
            pinned = _with_columns(pin(path, wanted), notes)
        except (OSError, InputError) as error:
            reason = f"the file cannot be read: {getattr(error, 'strerror', None) or error}"
            notes.append(_note(str(path), None, "", reason))
            refused.append(str(error))
        else:
            files.append(pinned)
    if chart is not None:
        _check_map(chart, files, notes)
    ready = [ruled for file in files if (ruled := _with_rules(file, chart, notes, refused)) is not None]
    if not ready:
        raise InputError(refused[0] if refused else "there is no file to read: the folders hold none.")
    supplied = sorted({name for file in ready for name in sample.supplied_fields(file)} | {"marketplace"})
    return Catalogue(tuple(ready), tuple(notes), marketplace, tuple(supplied))


def pin(path: Path, wanted: str | None = None) -> InputFile:
    """What a file is and the digest of its bytes, read once from end to end.

    Errors: `OSError` where it cannot be read; `InputError` where its kind is not known.
    """
    named_in_unicode(path)
    if not path.is_file():
        raise InputError(f"{path}: {what_instead(path)}")
    found = path.stat()
    size, modified_ns = found.st_size, found.st_mtime_ns
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        if wanted == "parquet" or (wanted is None and sniff.is_parquet(head)):
            if reason := parquet.trouble(str(path)):
                raise InputError(f"{path}: {reason}.")
            return InputFile(str(path), "parquet", size, digest, modified_ns=modified_ns)
        if wanted is None:
            sniff.refuse_what_is_no_text(head, str(path))
        packing = sniff.compression_of(head)
        samples = [head]
        for part in range(1, SAMPLE_PLACES):
            file.seek(max(HEAD_BYTES, size * part // SAMPLE_PLACES))
            samples.append(file.read(HEAD_BYTES))
    unpacked = InputFile(str(path), wanted or "csv", size, digest, compression=packing, modified_ns=modified_ns)
    if packing:
        samples = [TextStream(unpacked).read(HEAD_BYTES)]
    encoding, skip, _ = encoding_of(samples)
    text = TextStream(replace(unpacked, encoding=encoding, skip_bytes=skip)).read(HEAD_BYTES).decode("utf-8", "replace")
    line, named = sniff.delimiter_line(text)
    skip += len(line.encode(encoding))
    text = text[len(line) :]
    kind = wanted or ("csv" if named else sniff.format_of(text, str(path)))
    delimiter = {"tsv": "\t", "csv": named or sniff.delimiter_of(text)}.get(kind, ",")
    return replace(unpacked, format=kind, encoding=encoding, skip_bytes=skip, delimiter=delimiter)


def _with_columns(file: InputFile, notes: list[Reject]) -> InputFile:
    columns, kinds = sample.columns_of(file)
    names, doubled = unique_names(columns)
    inner, folders = sample.inner_names(file), folder_values(file.path)
    for name in doubled:
        notes.append(_note(file.path, name, name, "the column's name stands twice; the later one was given a number"))
    if file.encoding != "utf-8":
        notes.append(_note(file.path, None, file.encoding, f"the text is not UTF-8; it was read as {file.encoding}"))
    return replace(file, columns=names, kinds=kinds, inner=inner, folders=folders)


def _check_map(chart: ColumnMap, files: list[InputFile], notes: list[Reject]) -> None:
    """A map must fit its input; where columns can only be sampled, a name that was not seen is told."""
    columns = tuple(dict.fromkeys(name for file in files for name in file.names))
    sampled = any(file.format not in ("parquet", "csv", "tsv") for file in files)
    for name, message in chart.unknown_columns(columns) if files else []:
        if not sampled:
            raise InputError(message)
        notes.append(_note(chart.path, name, name, message))


def _with_rules(file: InputFile, chart: ColumnMap | None, notes: list[Reject], refused: list[str]) -> InputFile | None:
    """The file with its rules; nothing where it has rows but no id."""
    if not file.columns:
        notes.append(_note(file.path, None, "", "the file holds no rows"))
    rules, guessed = resolve(file.names, chart)
    ruled = replace(file, rules=rules, attributes=None if chart is None else chart.attributes)
    if file.columns and not any(rule.field == "listing_id" for rule in rules):
        message = (
            f"{file.path}: no column is known as the listing's id. Columns: {some_names(file.names)}."
            " Write a column map with 'listing_id: COLUMN', or 'listing_id: {row: true}' to number the rows;"
            " `guildmark scan --suggest-map FILE` proposes one."
        )
        notes.append(_note(file.path, None, "", message))
        refused.append(message)
        return None
    if file.format not in NAMED_FORMATS:
        for rule in guessed:
            reason = f"read as {rule.field}; a column map can say otherwise"
            notes.append(_note(file.path, ", ".join(rule.columns), rule.field, reason))
    return replace(ruled, rules=tuple(with_habits(rule, ruled, notes) for rule in rules))


def _note(file: str, column: str | None, value: str, reason: str) -> Reject:
    return Reject(file, None, column, value, reason, rejects_row=False)
