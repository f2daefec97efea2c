"""How long the live check takes under load: python bench/hub_check.py. Writes bench/hub_check.json and .md.

A site is served by `guildmark serve`, with an index of so many rights, some with official pictures. `bench/load.py`, a
process of its own, sends 50 and 200 requests a second, each for one listing: without pictures, or with one that nobody
has seen before; of a mix of which one in eight has a finding, as in what marketplaces list, and of suspects alone,
which all have one. They share the machine with whatever else runs there: each one's share is told beside.
"""

import argparse
import contextlib
import csv
import io
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

HERE = Path(__file__).parent
GOALS_MS = {"text": 25, "a new picture": 80, "text, suspects alone": 25, "a new picture, suspects alone": 80}
# 3,634 of the 30,345 listings of the sets that are presumed clean name a mark: accuracy/README.md.
SHARE_WITH_FINDING = 3_634 / 30_345
LISTINGS, SEED = 3_000, 11
TICKS = os.sysconf("SC_CLK_TCK")

sys.path.insert(0, str(HERE.parent / "tests" / "hub"))


def main() -> None:
    """Measure, and keep the figures."""
    options = _options()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="guildmark-bench-") as temporary:
        place = Path(temporary)
        environment = os.environ | {
            "GUILDMARK_HUB": str(place / "site"), "DJANGO_SETTINGS_MODULE": "guildmark.hub.settings",
        }  # fmt: skip
        os.environ |= environment
        key, context = _site(place, options.rights)
        suspects = _suspects(place, context)
        bodies: dict[str, list[str]] = {}
        for name, made in (("text", _texts(place)), ("a new picture", _pictures(place))):
            alone = [body for listing, body in made.items() if listing in suspects]
            others = [body for listing, body in made.items() if listing not in suspects]
            bodies |= {name: _mixed(alone, others), f"{name}, suspects alone": alone}
        with _served(environment, options) as served:
            runs = [(name, rate) for name in options.what for rate in options.per_second]
            told = [_under_load(name, rate, served, key, bodies[name], place, options.seconds) for name, rate in runs]
    figures = {
        "measured": datetime.now(UTC).date().isoformat(),
        "cores": len(os.sched_getaffinity(0)),
        "load_before": round(load, 1),
        "rights": options.rights,
        "workers": options.workers,
        "threads": options.threads,
        "runs": told,
    }
    print(json.dumps(figures, indent=1))
    if options.keep:
        (HERE / "hub_check.json").write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
        (HERE / "hub_check.md").write_text(_page(figures), "utf-8")


def _site(place: Path, rights: int) -> tuple[str, Any]:
    """A site whose index has so many rights: a key of its marketplace, and the compiled context."""
    import django

    django.setup()
    from alliance import organisations
    from django.conf import settings
    from django.core.management import call_command

    from guildmark.engine import compile_context
    from guildmark.hub.members.keys import make_key
    from guildmark.hub.registry.models import Generation
    from guildmark.redteam import bench_rights, make_market
    from guildmark.rights import read_rights

    call_command("migrate", verbosity=0)
    made = organisations()
    market = place / "market"
    make_market(market, listings=LISTINGS, seed=SEED, pictures=True)
    own = len(read_rights(market / "rights.yaml").rights)
    with (market / "others.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["right_id", "holder", "kind", "mark", "goods"])
        for right in bench_rights(rights - own, SEED):
            rows.writerow([right.right_id, right.holder, right.kind, right.mark, "|".join(right.goods)])
    together = place / "rights"
    together.mkdir()
    for path in market.iterdir():
        if path.suffix in (".yaml", ".csv") or path.is_dir():
            (together / path.name).symlink_to(path)
    root = Path(settings.HUB_FOLDER)
    context = compile_context(read_rights(together), root / "compiled" / "contexts")
    folder = str(context.folder.relative_to(root))
    Generation.objects.create(digest=context.digest, folder=folder, rights=context.about["count"])
    return make_key("bench", ["check"], by=made.actor(made.bazaar)), context


def _suspects(place: Path, context: Any) -> set[str]:
    """The listings of the market that have a finding, by their text alone."""
    from guildmark.engine.check import check_many

    rows = [_plain(row) for row in _rows(place)]
    return {row["listing_id"] for row, told in zip(rows, check_many(rows, context), strict=True) if told.findings}


def _mixed(alone: list[str], others: list[str]) -> list[str]:
    """All others, and so many suspects that their share is that of an everyday market, in an order by chance."""
    dice = random.Random(SEED)
    wanted = min(len(alone), round(len(others) * SHARE_WITH_FINDING / (1 - SHARE_WITH_FINDING)))
    mixed = [*others, *dice.sample(alone, wanted)]
    dice.shuffle(mixed)
    return mixed


def _texts(place: Path) -> dict[str, str]:
    """Bodies of one listing each, without pictures, by the listing."""
    return {row["listing_id"]: json.dumps({"listings": [_plain(row)]}) for row in _rows(place) if row["title"]}


def _pictures(place: Path) -> dict[str, str]:
    """Bodies with a picture each that differs from all others: the market's own, saved anew, a little brighter."""
    from PIL import Image, ImageEnhance

    bodies = {}
    for number, row in enumerate(_rows(place)):
        data = next((one["data"] for one in row["pictures"] or [] if one["data"]), None)
        if data is None:
            continue
        picture = Image.open(io.BytesIO(data)).convert("RGB")
        stream = io.BytesIO()
        ImageEnhance.Brightness(picture).enhance(1 + (number % 97) / 2_000).save(stream, "JPEG", quality=88)
        told = _plain(row) | {"pictures": [{"data": b64encode(stream.getvalue()).decode()}]}
        bodies[row["listing_id"]] = json.dumps({"listings": [told]})
    return bodies


def _rows(place: Path) -> list[dict[str, Any]]:
    return pq.read_table(place / "market" / "listings.parquet").to_pylist()


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """A listing as a program sends it."""
    kept = ("listing_id", "seller_id", "seller_name", "title", "description", "brand", "category", "condition",
            "currency", "ships_from", "gtin")  # fmt: skip
    told = {name: row[name] for name in kept if row[name] is not None}
    return told | ({} if row["price"] is None else {"price": float(row["price"])})


@contextlib.contextmanager
def _served(environment: dict[str, str], options: argparse.Namespace) -> Iterator[tuple[int, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [
        sys.executable, "-m", "guildmark", "serve", "--no-work", "--port", str(port), "--workers", str(options.workers),
        "--threads", str(options.threads),
    ]  # fmt: skip
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
                break
            time.sleep(0.5)
        time.sleep(options.settle)  # until its workers have opened the index
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(60)


def _under_load(
    name: str, per_second: float, served: tuple[int, int], key: str, bodies: list[str], place: Path, seconds: float
) -> dict[str, Any]:
    port, pid = served
    path = place / f"{name.replace(' ', '-')}.jsonl"
    path.write_text("\n".join(bodies) + "\n", "utf-8")
    plan = {"port": port, "key": key, "bodies": str(path), "threads": 64}
    _sent(place, plan | {"per_second": 20, "seconds": 5})  # so that all is loaded
    before, began = (_used(pid), _busy()), time.perf_counter()
    told = _sent(place, plan | {"per_second": per_second, "seconds": seconds})
    spent = time.perf_counter() - began
    server, all_of_them = (_used(pid) - before[0]) / spent, (_busy() - before[1]) / spent
    about = {"with": name, "asked_per_second": per_second, "goal_p99_ms": GOALS_MS[name]}
    others = max(0.0, all_of_them - server - told["cores_of_the_generator"])
    return {**about, **told, "cores_of_the_server": round(server, 2), "cores_of_others": round(others, 2)}


def _busy() -> float:
    """Seconds that all cores together were busy."""
    user, nice, system, _idle, _wait, irq, soft, steal, *_ = map(
        int, Path("/proc/stat").read_text().splitlines()[0].split()[1:]
    )
    return (user + nice + system + irq + soft + steal) / TICKS


def _sent(place: Path, plan: dict[str, Any]) -> dict[str, Any]:
    path = place / "plan.json"
    path.write_text(json.dumps(plan))
    done = subprocess.run([sys.executable, str(HERE / "load.py"), str(path)], capture_output=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _used(pid: int) -> float:
    """Seconds that a process and its children have had."""
    seconds = 0.0
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError):
            parts = (place / "stat").read_text().rpartition(")")[2].split()
            if int(place.name) == pid or int(parts[1]) == pid:
                seconds += (int(parts[11]) + int(parts[12])) / TICKS
    return seconds


def _page(figures: dict[str, Any]) -> str:
    lines = [
        "# The live check under load\n",
        f"Measured {figures['measured']} on {figures['cores']} cores (load {figures['load_before']} before it began),"
        f" {figures['rights']:,} rights, {figures['workers']} workers of {figures['threads']} threads. Requests come by"
        " chance, one listing each; a request's time counts from when it was due.\n",
        "| a listing with | a second | p50 | p90 | p99 | goal | p99.9 | longest | failed | cores: server | generator"
        " | others |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for one in figures["runs"]:
        times = [f"{one[key]:,} ms" for key in ("p50_ms", "p90_ms", "p99_ms", "goal_p99_ms", "p999_ms", "longest_ms")]
        shares = [one["failed"], one["cores_of_the_server"], one["cores_of_the_generator"], one["cores_of_others"]]
        lines.append(f"| {one['with']} | {one['asked_per_second']:g} | {' | '.join(map(str, [*times, *shares]))} |")
    lines.append("\nRepeat it with `python bench/hub_check.py --keep`.")
    return "\n".join(lines) + "\n"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rights", type=int, default=5_000, help="how many rights (default: 5,000)")
    parser.add_argument("--per-second", type=float, nargs="+", default=[50, 200], help="requests (default: 50, 200)")
    parser.add_argument("--what", nargs="+", choices=list(GOALS_MS), default=list(GOALS_MS), help="kinds of requests")
    parser.add_argument("--seconds", type=float, default=30, help="of each run (default: 30)")
    parser.add_argument("--workers", type=int, default=2, help="of the server (default: 2)")
    parser.add_argument("--threads", type=int, default=8, help="of a worker (default: 8)")
    parser.add_argument("--settle", type=float, default=15, help="seconds before the first request (default: 15)")
    parser.add_argument("--keep", action="store_true", help="write bench/hub_check.json and .md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
