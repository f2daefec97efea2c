"""Settle what every named picture of a run stands for, before its rows are read: once, for all passes and workers."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow.parquet as pq

from guildmark.guard import RefusedError
from guildmark.guard.address import parse_address
from guildmark.reading import cut
from guildmark.runs.metrics import Metrics
from guildmark.runs.pictures.beside import check_folder
from guildmark.runs.pictures.fetching import check_installed, fetch_pictures
from guildmark.runs.pictures.local import pin_files
from guildmark.runs.pictures.manifest import Manifest, Settled
from guildmark.runs.pictures.named import NAMED, NamedTask, is_address, is_wanted
from guildmark.runs.pictures.store import Store
from guildmark.runs.pool import open_pool
from guildmark.runs.request import Evaluator, PictureSources, PinnedPictures, Progress, ScanRequest, Shared
from guildmark.runs.task import digest_of

STAGE = "pictures"
NAMES_STEP, SETTLED_STEP = "names", "settled"


def settle(
    request: ScanRequest, evaluator: Evaluator, work: Path, state: Path | None, metrics: Metrics, progress: Progress
) -> PinnedPictures | None:
    """What the named pictures of a run stand for; null when it is asked for no others than come with their bytes.

    Killed and called again, it goes on where it was: an address is not asked again that was settled, so that the run
    sees what it saw before. Errors: `InputError` when the folder of pictures is none, or nothing can be fetched.
    """
    sources = request.pictures
    if sources is None:
        return None
    if sources.root is not None:
        check_folder(sources.root)
    if sources.fetch is not None:
        check_installed()
    root = None if sources.root is None else sources.root.resolve()
    folder = work / f"{STAGE}-{digest_of(request.catalogue.to_json(), str(root), repr(sources.fetch))}"
    kept = (work if state is None else state) / STAGE
    manifest, store = Manifest(folder / "manifest.sqlite"), Store(kept)
    try:
        with metrics.stage(STAGE):
            if not manifest.done(NAMES_STEP):
                _add_names(manifest, request, evaluator, folder, sources)
            if not manifest.done(SETTLED_STEP):
                _settle_open(manifest, store, sources, root, progress)
                if request.snapshot:
                    store.keep_only(manifest.digests())
                manifest.finish(SETTLED_STEP)
            return PinnedPictures(folder / "manifest.sqlite", kept, root, manifest.digest())
    finally:
        manifest.close()
        store.close()


def _add_names(
    manifest: Manifest, request: ScanRequest, evaluator: Evaluator, folder: Path, sources: PictureSources
) -> None:
    shared = Shared(request.catalogue, evaluator, None, keeps_state=False)
    pieces = cut(request.catalogue, request.rows_per_slice)
    tasks = [NamedTask(folder / digest_of("named", piece.to_json()), piece) for piece in pieces]
    with open_pool(request.workers, shared) as pool:
        pool.run(tasks, lambda number, result: None)
    for task in tasks:
        names = pq.read_table(task.folder / NAMED).column("uri").to_pylist()
        manifest.add(_with_hosts((name for name in names if name is not None), sources))
    manifest.finish(NAMES_STEP)


def _with_hosts(names: Iterable[str], sources: PictureSources) -> Iterator[tuple[str, str, Settled]]:
    """Each name that is looked for, with the host that it leads to; what no guard would let in is settled here."""
    for name in names:
        try:
            if not is_wanted(name, sources):
                continue
            fetched = sources.fetch is not None and is_address(name)
            host = parse_address(name, sources.fetch).host if sources.fetch is not None and fetched else ""
            yield name, host, Settled()
        except RefusedError as error:
            yield name, "", Settled(kind=error.kind, reason=str(error))


def _settle_open(
    manifest: Manifest, store: Store, sources: PictureSources, root: Path | None, progress: Progress
) -> None:
    total = sum(manifest.open_hosts().values())
    done = 0

    def on_done(count: int) -> None:
        nonlocal done
        done += count
        progress(STAGE, done, total)

    progress(STAGE, 0, total)
    if root is not None:
        pin_files(manifest, root, on_done)
    if sources.fetch is not None:
        fetch_pictures(manifest, store, sources.fetch, on_done)
