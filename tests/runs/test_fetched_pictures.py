"""Pictures that listings name by address: fetched once in a stage of its own, and the same for all that comes after."""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from invented_photos import photo
from running import left_over, processes_of, results, rows, scan, start

sys.path.append(str(Path(__file__).parents[1] / "guard"))
from hostile_server import Server, answer, serving

from guildmark.engine import ContextEvaluator
from guildmark.guard import FetchPolicy
from guildmark.records import InputError
from guildmark.runs.request import PictureSources

pytest.importorskip("httpcore")


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as one:
        one.answers = {
            "/copy.jpg": answer(photo(1, quality=60), ETag='"1"'),
            "/other.jpg": answer(photo(2), Last_Modified="Tue, 24 Nov 2026 12:00:00 GMT"),
            "/plain.jpg": answer(photo(3)),
            "/moved.jpg": answer(b"", "301 Moved", Location="/copy.jpg"),
            "/inward.jpg": answer(b"", "302 Found", Location="http://169.254.169.254/latest/meta-data/"),
            "/page.jpg": answer(b"<!DOCTYPE html><html>soft 404</html>"),
            "/drawing.svg": answer(b"<svg/>", Content_Type="image/png"),
            "/long.jpg": answer(photo(4) + bytes(3 << 20)),
            "/short.jpg": answer(photo(5)[:100], Content_Length=5000, Connection="close"),
            "/cut.jpg": answer(photo(6)[:150]),
        }
        yield one


def sources(*servers: Server, **changes: Any) -> PictureSources:
    ports = frozenset(server.port for server in servers)
    usual = {"per_second": 1000.0, "whole_seconds": 5.0, "tries": 1, "most_bytes": 1 << 20}
    return PictureSources(fetch=FetchPolicy(**usual | {"loopback_ports": ports} | changes))


def catalogue(path: Path, *addresses: str | None, copies: int = 20) -> Path:
    """Listings of which one in `copies` names a picture, and the last of which names the first again."""
    content = [
        {"listing_id": f"L{n}", "title": "Orvane bag" if n % copies == 0 else "garden hose",
         "pictures": [{"uri": addresses[n // copies]}] if n % copies == 0 else None}
        for n in range(copies * len(addresses))
    ]  # fmt: skip
    content.append({"listing_id": "again", "title": "Orvane bag", "pictures": [{"uri": addresses[0]}]})
    kind = pa.schema([("listing_id", pa.string()), ("title", pa.string()),
                      ("pictures", pa.list_(pa.struct([("uri", pa.string())])))])  # fmt: skip
    pq.write_table(pa.Table.from_pylist(content, kind), path)
    return path


def of(server: Server, *names: str) -> list[str]:
    return [f"http://127.0.0.1:{server.port}/{name}" for name in names]


def everything(server: Server) -> list[str]:
    """Every answer of the server, and addresses that never reach it."""
    return [
        *of(server, *(name[1:] for name in server.answers), "gone.jpg"), "http://127.0.0.1:22/a", "https://10.0.0.1/a",
        "file:///etc/passwd", f"http://user:word@127.0.0.1:{server.port}/copy.jpg", "local.jpg",
    ]  # fmt: skip


NOT_READ = {"address refused": 5, "broken off": 1, "damaged": 1, "kind not read": 1, "no picture": 1, "not found": 1,
            "too large": 1}  # fmt: skip


def record(out: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((out / "run.json").read_text("utf-8"))
    return told


def copied(out: Path) -> list[str]:
    return sorted(
        row["listing_id"] for row in rows(out / "signals.parquet") if row["detector"] == "official_picture_copied"
    )


def test_addresses_are_fetched_once_and_every_failure_is_a_counted_reason(
    looking: ContextEvaluator, tmp_path: Path, server: Server
) -> None:
    listings = catalogue(tmp_path / "listings.parquet", *everything(server))
    result = scan(looking, listings, tmp_path / "out", pictures=sources(server))
    assert copied(tmp_path / "out") == ["L0", "L60", "again"]
    told = record(tmp_path / "out")["pictures"]
    assert told == {
        "given": 17, "read": 5, "only_named": 1, "looked_at": 5, "not_read": NOT_READ, "from": ["addresses"],
    }  # fmt: skip
    assert result.counts["values_set_aside"] == sum(NOT_READ.values())
    assert result.counts["scanned"] == result.counts["rows_read"]
    asked = Counter(server.paths())
    assert asked["/copy.jpg"] == 2  # by its own address and by the one that leads to it
    assert all(count == 1 for path, count in asked.items() if path != "/copy.jpg")
    assert left_over(tmp_path / "out") == set()


def test_nothing_is_fetched_unless_it_is_asked_for(looking: ContextEvaluator, tmp_path: Path, server: Server) -> None:
    listings = catalogue(tmp_path / "listings.parquet", *everything(server))
    scan(looking, listings, tmp_path / "out")
    (tmp_path / "album").mkdir()
    scan(looking, listings, tmp_path / "out2", pictures=PictureSources(tmp_path / "album"))
    assert server.asked == []
    assert record(tmp_path / "out")["pictures"]["only_named"] == 17
    told = record(tmp_path / "out2")["pictures"]
    assert (told["only_named"], told["not_read"]) == (15, {"address refused": 1, "not found": 1})


def test_the_results_are_the_same_bytes_for_any_number_of_workers(
    looking: ContextEvaluator, tmp_path: Path, server: Server
) -> None:
    listings = catalogue(tmp_path / "listings.parquet", *everything(server))
    scan(looking, listings, tmp_path / "one", pictures=sources(server), report=True)
    scan(looking, listings, tmp_path / "two", pictures=sources(server), report=True, workers=2)
    assert results(tmp_path / "one") == results(tmp_path / "two")
    assert Counter(server.paths())["/other.jpg"] == 2  # once a run, not once a worker or a pass


def test_what_was_fetched_is_not_fetched_again_with_a_state_while_the_host_says_that_it_stands(
    looking: ContextEvaluator, tmp_path: Path, server: Server
) -> None:
    listings = catalogue(tmp_path / "listings.parquet", *of(server, "copy.jpg", "other.jpg", "plain.jpg"))
    options = {"pictures": sources(server), "state": tmp_path / "state"}
    scan(looking, listings, tmp_path / "out", **options)
    first = copied(tmp_path / "out")
    for path in ("/copy.jpg", "/other.jpg"):
        server.answers[path] = answer(b"", "304 Not Modified", Content_Length=None)
    server.asked.clear()
    again = scan(looking, listings, tmp_path / "out", **options)
    assert copied(tmp_path / "out") == first == ["L0", "again"]
    assert (again.counts["scanned"], again.counts["unchanged"]) == (0, 61)
    asked = {entry.line.split()[1]: entry.headers for entry in server.asked}
    assert asked["/copy.jpg"]["If-None-Match"] == '"1"'
    assert asked["/other.jpg"]["If-Modified-Since"] == "Tue, 24 Nov 2026 12:00:00 GMT"
    assert not {"If-None-Match", "If-Modified-Since"} & set(asked["/plain.jpg"])
    # A picture that was swapped behind the same address is seen, and only its listings are judged again.
    server.answers["/other.jpg"] = answer(photo(1, quality=70))
    swapped = scan(looking, listings, tmp_path / "out", **options)
    assert copied(tmp_path / "out") == ["L0", "L20", "again"]
    assert swapped.counts["scanned"] == 1


def test_a_snapshot_lets_go_of_the_pictures_that_nothing_names_any_more(
    looking: ContextEvaluator, tmp_path: Path, server: Server
) -> None:
    def kept() -> int:
        return len(list((tmp_path / "state" / "pictures").glob("??/*")))

    options = {"pictures": sources(server), "state": tmp_path / "state"}
    both = catalogue(tmp_path / "both.parquet", *of(server, "copy.jpg", "other.jpg"))
    one = catalogue(tmp_path / "one.parquet", *of(server, "copy.jpg"))
    scan(looking, both, tmp_path / "out", **options)
    scan(looking, one, tmp_path / "out", **options)
    assert kept() == 2  # the other listing is not in today's input, which does not say that it is gone
    scan(looking, one, tmp_path / "out", **options, snapshot=True)
    assert kept() == 1


def test_a_fetched_picture_that_was_damaged_on_the_disk_stops_the_run_with_what_to_do(
    looking: ContextEvaluator, tmp_path: Path, server: Server
) -> None:
    listings = catalogue(tmp_path / "listings.parquet", *of(server, "copy.jpg"))

    def damage(stage: str, done: int, total: int) -> None:
        del total
        if stage.startswith("detect") and done == 0:
            for path in (tmp_path / "state" / "pictures").glob("??/*"):
                path.write_bytes(b"\0" * path.stat().st_size)

    options = {"pictures": sources(server), "state": tmp_path / "state"}
    with pytest.raises(InputError, match=r"is gone or damaged since it was fetched. Remove .*pictures and run"):
        scan(looking, listings, tmp_path / "out", **options, progress=damage)


def test_a_host_that_fails_costs_its_own_pictures_and_no_others(
    looking: ContextEvaluator, tmp_path: Path, server: Server
) -> None:
    with serving() as broken:
        broken.answers = {f"/{number}.jpg": b"" for number in range(40)}
        bad = [f"http://localhost:{broken.port}/{number}.jpg" for number in range(40)]
        listings = catalogue(tmp_path / "listings.parquet", *of(server, "copy.jpg", "other.jpg"), *bad)
        scan(looking, listings, tmp_path / "out", pictures=sources(server, broken, failures_before_giving_up=3))
        asked = len(broken.asked)
    told = record(tmp_path / "out")["pictures"]
    assert told["read"] == 3
    assert set(told["not_read"]) == {"broken off", "host given up"}
    assert sum(told["not_read"].values()) == 40
    assert told["not_read"]["broken off"] == asked <= 5  # three in a row, and those that were under way
    assert copied(tmp_path / "out") == ["L0", "again"]


def test_without_what_fetches_a_run_says_what_to_install(
    looking: ContextEvaluator, tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guildmark.runs.pictures.fetching.find_spec", lambda name: None)
    listings = catalogue(tmp_path / "listings.parquet", *of(server, "copy.jpg"))
    with pytest.raises(InputError, match=r"Install guildmark\[fetch\]"):
        scan(looking, listings, tmp_path / "out", pictures=sources(server))


@pytest.mark.parametrize("state", [False, pytest.param(True, marks=pytest.mark.soak)])
def test_a_scan_killed_while_it_fetches_asks_for_nothing_twice_and_leaves_the_same_bytes(
    looking: ContextEvaluator, tmp_path: Path, server: Server, state: bool
) -> None:
    def slowly(connection: Any, asked: Any) -> None:
        time.sleep(0.03)
        number = int(asked.line.split()[1].strip("/.jpg"))
        connection.sendall(answer(photo(1 if number % 10 == 0 else 100 + number), Connection="close"))

    names = [f"{number}.jpg" for number in range(1, 81)]
    server.answers |= {f"/{name}": slowly for name in names}
    listings = catalogue(tmp_path / "listings.parquet", *of(server, *names), copies=1)
    options = {"pictures": {"ports": [server.port]}} | ({"state": tmp_path / "state"} if state else {})
    for _ in range(3):
        process = start(looking, listings, tmp_path / "out", **options)
        before = len(server.asked)
        while len(server.asked) < before + 15 and process.poll() is None:
            time.sleep(0.01)
        for number in processes_of(process.pid):
            os.kill(number, 9)
        assert process.wait() == -9, process.communicate()[1]
    assert not (tmp_path / "out" / "CURRENT").exists()
    policy = FetchPolicy(per_second=1000, loopback_ports=frozenset({server.port}))
    kept = {"state": tmp_path / "state"} if state else {}
    scan(looking, listings, tmp_path / "out", pictures=PictureSources(fetch=policy), **kept)
    # Two connections were under way at each of the three kills, and what came since the last note is fetched again.
    again = Counter(Counter(server.paths()).values())
    assert again[1] >= 80 - 3 * 4
    kept = {"state": tmp_path / "state2"} if state else {}
    scan(looking, listings, tmp_path / "undisturbed", pictures=PictureSources(fetch=policy), **kept)
    assert results(tmp_path / "out") == results(tmp_path / "undisturbed")
    assert left_over(tmp_path / "out") == set()
    assert copied(tmp_path / "out") == sorted(f"L{number}" for number in range(9, 80, 10))


def test_a_resumed_run_sees_what_was_fetched_before_though_the_host_gives_something_else_now(
    looking: ContextEvaluator, tmp_path: Path, server: Server
) -> None:
    listings = catalogue(tmp_path / "listings.parquet", *of(server, "copy.jpg", "other.jpg"))

    def stop(stage: str, done: int, total: int) -> None:
        del done, total
        if stage.startswith("detect"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scan(looking, listings, tmp_path / "out", pictures=sources(server), progress=stop)
    server.answers["/copy.jpg"] = answer(photo(7))
    server.asked.clear()
    scan(looking, listings, tmp_path / "out", pictures=sources(server))
    assert server.asked == []
    assert copied(tmp_path / "out") == ["L0", "again"]


def test_an_interrupt_while_a_host_is_waited_for_ends_the_run_at_once(
    looking: ContextEvaluator, tmp_path: Path, server: Server
) -> None:
    """A host that asks to wait a minute, and one that never answers: neither holds an interrupt up."""
    server.answers |= {"/busy": answer(b"", "429 Later", Retry_After="59"), "/copy.jpg": answer(photo(1))}
    listings = catalogue(tmp_path / "listings.parquet", *of(server, "copy.jpg", "busy"))
    policy = replace(sources(server, tries=2, whole_seconds=60.0, longest_wait_seconds=60.0).fetch)

    def interrupt(stage: str, done: int, total: int) -> None:
        del total
        if stage == "pictures" and done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scan(looking, listings, tmp_path / "out", pictures=PictureSources(fetch=policy), progress=interrupt)
