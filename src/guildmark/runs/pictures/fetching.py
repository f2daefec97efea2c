"""Pictures that are named by addresses: fetched in one stage, so that manners towards hosts hold over a whole run."""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Event
from typing import Any

from guildmark.guard import FetchPolicy, RefusedError
from guildmark.pictures import check_kind
from guildmark.records import InputError
from guildmark.runs.pictures.manifest import Manifest, Settled
from guildmark.runs.pictures.store import Store, put

OnDone = Callable[[int], None]
THREADS = 16  # each holds one answer, of 20 MB at most
NAMES_AT_ONCE = 100  # of a host, read from the manifest
Known = tuple[str, int, str, str]  # digest, bytes, ETag, Last-Modified
Fetched = tuple[str, Settled, tuple[str, str]]  # the address, what it gave, and its version


def check_installed() -> None:
    """Errors: InputError when what fetches is not installed."""
    if find_spec("httpcore") is None:
        raise InputError("pictures cannot be fetched: the HTTP library is missing. Install guildmark[fetch].")


def fetch_pictures(manifest: Manifest, store: Store, policy: FetchPolicy, on_done: OnDone) -> None:
    """Settle all open names that are addresses; what was fetched is on the disk before it is noted."""
    guard: Any = import_module("guildmark.guard.fetch")  # needs the extra `fetch`
    stopped = Event()
    fetcher = guard.Fetcher(policy, stopped=stopped)
    threads = ThreadPoolExecutor(THREADS)
    try:
        fetch = partial(_fetch_one, fetcher, guard.Version, store.folder)
        for found in _Turns(manifest, store, policy.connections_per_host, threads, fetch):
            store.note((uri, one.digest, one.bytes, *version) for uri, one, version in found if one.digest is not None)
            manifest.settle([(uri, one) for uri, one, _ in found])
            on_done(len(found))
    finally:
        stopped.set()
        threads.shutdown(wait=False, cancel_futures=True)
        fetcher.close()  # what is still at work ends with its connection
        threads.shutdown(wait=True)


def _fetch_one(fetcher: Any, version: Any, folder: Path, uri: str, known: Known | None) -> Fetched:
    try:
        got = fetcher.fetch(uri, None if known is None else version(known[2], known[3]), check_kind)
    except RefusedError as error:
        return uri, Settled(kind=error.kind, reason=str(error)), ("", "")
    told = (got.version.etag, got.version.last_modified)
    if got.data is None and known is not None:
        return uri, Settled(known[0], known[1]), told
    return uri, Settled(put(folder, got.data), len(got.data)), told


class _Turns:
    """Gives each host as many threads as it may have connections, in turn, and what came, as it comes."""

    def __init__(
        self, manifest: Manifest, store: Store, each: int, threads: ThreadPoolExecutor, fetch: Callable[..., Fetched]
    ) -> None:
        self._manifest, self._store, self._each, self._threads, self._fetch = manifest, store, each, threads, fetch
        self._hosts = deque(host for host in manifest.open_hosts() if host)
        self._names: dict[str, deque[str]] = {}
        self._after: dict[str, bytes] = {}
        self._at_work: Counter[str] = Counter()
        self._running: dict[Future[Fetched], str] = {}

    def __iter__(self) -> Iterator[list[Fetched]]:
        """Lists of what came since the last one."""
        while True:
            self._start()
            if not self._running:
                return
            ended = wait(self._running, return_when=FIRST_COMPLETED).done
            for future in ended:
                host = self._running.pop(future)
                self._at_work[host] -= 1
            yield [future.result() for future in ended]

    def _start(self) -> None:
        """Start what may be started, a name of each host at a time."""
        idle = 0
        while self._hosts and len(self._running) < THREADS and idle < len(self._hosts):
            host = self._hosts[0]
            self._hosts.rotate(-1)
            if self._at_work[host] >= self._each:
                idle += 1
                continue
            uri = self._next(host)
            if uri is None:
                self._hosts.remove(host)
                continue
            idle = 0
            self._at_work[host] += 1
            self._running[self._threads.submit(self._fetch, uri, self._store.known(uri))] = host

    def _next(self, host: str) -> str | None:
        names = self._names.setdefault(host, deque())
        if not names:
            more = self._manifest.open_names(host, self._after.get(host, b""), NAMES_AT_ONCE)
            names.extend(uri for _, uri in more)
            self._after[host] = more[-1][0] if more else self._after.get(host, b"")
        return names.popleft() if names else None
