"""Pictures that are named by files below a folder: read once to pin them, and again when their rows are read."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from guildmark.guard import RefusedError, read_below
from guildmark.pictures import MOST_BYTES, check_kind
from guildmark.records import picture_id
from guildmark.runs.pictures.manifest import Manifest, Settled
from guildmark.runs.pinned import changed

OnDone = Callable[[int], None]

AT_ONCE = 256  # names, after which what was found is written down
THREADS = 4  # reading and digesting both run beside each other


def pin_files(manifest: Manifest, root: Path, on_done: OnDone) -> None:
    """Settle all open names of files."""
    with ThreadPoolExecutor(THREADS) as threads:
        after = b""
        while names := manifest.open_names("", after, AT_ONCE):
            found = list(threads.map(lambda uri: (uri, pinned_file(root, uri)), [uri for _, uri in names]))
            manifest.settle(found)
            on_done(len(found))
            after = names[-1][0]


def pinned_file(root: Path, uri: str) -> Settled:
    """What a name stands for: a picture below the folder, or the reason why there is none."""
    try:
        data = read_below(root, uri, MOST_BYTES)
        check_kind(data)
    except RefusedError as error:
        return Settled(kind=error.kind, reason=str(error))
    return Settled(picture_id(data), len(data))


def read_file(root: Path, uri: str, digest: str) -> bytes:
    """The bytes that a name stood for. Errors: InputError when they are others now, or gone."""
    try:
        data = read_below(root, uri, MOST_BYTES)
    except RefusedError:
        raise changed(root / uri) from None
    if picture_id(data) != digest:
        raise changed(root / uri)
    return data
