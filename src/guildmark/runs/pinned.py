"""Reading inputs that were pinned: what is read is what the digest in a task's name was taken of."""

from pathlib import Path

from guildmark.reading import Slice, read_slice
from guildmark.reading.input_file import InputFile
from guildmark.reading.slices import Chunk
from guildmark.records import InputError
from guildmark.runs.request import Shared


def read_pinned(shared: Shared, piece: Slice) -> Chunk:
    """Read a slice of a file that stands still.

    Errors: `InputError` when the file is not what it was when its digest was taken, before or after it was read.
    """
    file = shared.catalogue.files[piece.file_index]
    _check(file)
    chunk = read_slice(shared.catalogue, piece)
    _check(file)
    return chunk


def changed(path: str | Path) -> InputError:
    """The error for an input that does not stand still."""
    return InputError(f"{path}: changed while it was read. Run the command again when it stands still.")


def _check(file: InputFile) -> None:
    try:
        found = Path(file.path).stat()
    except OSError:
        raise changed(file.path) from None
    if (found.st_size, found.st_mtime_ns) != (file.bytes, file.modified_ns):
        raise changed(file.path)
