"""Actions a second, held; closing a large store; how soon a killed worker's work goes on: python bench/hub_actions.py.

Writes bench/hub_actions.json and .md. Everything runs as on a site: findings that a licence lets act come in by the
command of the intake (BATCH of them in a message), each becomes an action with its reasons, strike,
state and events in one transaction, and a worker of its own process signs and posts the states to a receiver of its own
process on loopback, which checks the signature and sets each state once. Beside it: reviewers' decisions one at a time.
Floors: the bare insertion of the very rows that were left, and posting the same states to the same receiver alone.
Peer: one post for each state, as most webhooks are sent.

For PostgreSQL: tools/with-postgres .venv/bin/python bench/hub_actions.py.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TESTS = HERE.parent / "tests" / "hub"
BATCH = 200  # findings of a message: a scan sends up to 1,000 in one; so many come once a second at the asked rate
SELLERS_SHARE = 5  # listings of a seller
GOAL_PER_SECOND = 200
TABLES = ("enforcement_action", "enforcement_statement", "enforcement_target", "enforcement_delivery", "stores_strike")
RECEIVER = """
import json, signal, sys, threading, time
from receiver import receiving
with receiving() as receiver:
    receiver.secret = sys.argv[1]
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    print(receiver.address, flush=True)
    ended.wait()
    twice = sum(count > 1 for count in receiver.made.values())
    print(json.dumps({"heard": len(receiver.heard), "made": len(receiver.made), "twice": twice,
                      "cpu_seconds": time.process_time()}), flush=True)
"""

sys.path.insert(0, str(TESTS))
sys.path.insert(0, str(TESTS / "enforcement"))


def main() -> None:
    """Measure, and keep the figures."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="guildmark-bench-") as temporary:
        os.environ["GUILDMARK_HUB"] = str(Path(temporary) / "site")
        os.environ["DJANGO_SETTINGS_MODULE"] = "guildmark.hub.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        told = {
            "measured": datetime.now(UTC).date().isoformat(),
            "cores": len(os.sched_getaffinity(0)),
            "load_before": round(os.getloadavg()[0], 1),
            **_measured(options),
        }
    database = "PostgreSQL" if os.environ.get("GUILDMARK_DATABASE") else "SQLite"
    path = HERE / "hub_actions.json"
    kept = json.loads(path.read_text("utf-8")) if path.exists() else {}
    kept[database] = told
    print(json.dumps(told, indent=1))
    if options.keep:
        path.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", "utf-8")
        (HERE / "hub_actions.md").write_text(_page(kept), "utf-8")


def _measured(options: argparse.Namespace) -> dict[str, Any]:
    from alliance import organisations

    made = organisations()
    people = {role: made.actor(made.bazaar, role) for role in ("reviewer", "senior reviewer", "administrator")}
    with _receiver(made, people) as receiver, _worker() as worker:
        held = _held(made, people, worker, options)
        singly = _singly(made, people, options.singly)
        _drained()
        closing = _closing(people, worker, options.store)
        recovery = _recovery(made, worker, options.waiting)
        posted = _posted(receiver)
    return {"held": held, "singly": singly, "closing": closing, "recovery": recovery, "posting": posted,
            "receiver": receiver["said"]}  # fmt: skip


@contextmanager
def _receiver(made: Any, people: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A receiver in a process of its own, to which the marketplace is connected."""
    from dataclasses import replace

    from django.conf import settings
    from django.utils import timezone
    from licensed import licensed_weights

    from guildmark.hub.connectors.webhook import new_secret
    from guildmark.hub.enforcement.connect import connect
    from guildmark.hub.enforcement.models import Connection, PolicyFile
    from guildmark.hub.enforcement.policy import shipped_text
    from guildmark.hub.members.sealed import seal
    from guildmark.hub.registry.models import WeightsFile

    rule = "rules:\n  - {name: by licence, when: {band: act}, measures: [pause]}\n"
    text = shipped_text().replace("rules:\n", rule, 1).replace("most: 20000", "most: 100000000")
    PolicyFile.objects.create(organisation=made.bazaar, name="bench", text=text, active_from=timezone.now())
    weights = {"name": "bench", "text": licensed_weights(), "active_from": timezone.now()}
    WeightsFile.objects.create(organisation=made.bazaar, **weights)
    secret, environment = new_secret(), os.environ | {"PYTHONPATH": f"{TESTS}:{TESTS / 'enforcement'}"}
    process = subprocess.Popen(
        [sys.executable, "-c", RECEIVER, secret], env=environment, stdout=subprocess.PIPE, text=True
    )  # fmt: skip
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    port = address.split(":")[2].split("/")[0]
    os.environ["GUILDMARK_LOOPBACK_PORTS"] = port
    settings.OUTWARD_POLICY = replace(settings.OUTWARD_POLICY, loopback_ports=frozenset({int(port)}))
    connect("webhook", address, "", by=people["administrator"])
    Connection.objects.update(secret=seal(secret))
    told: dict[str, Any] = {"address": address, "secret": secret}
    yield told
    process.terminate()
    told["said"] = json.loads(process.communicate(timeout=60)[0].splitlines()[-1])


class _Worker:
    """`guildmark work` in a process of its own."""

    def __init__(self) -> None:
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-m", "guildmark", "work"])

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _worker() -> Iterator[_Worker]:
    worker = _Worker()
    try:
        yield worker
    finally:
        worker.process.send_signal(signal.SIGTERM)
        worker.process.wait(60)


def _held(made: Any, people: dict[str, Any], worker: _Worker, options: argparse.Namespace) -> dict[str, Any]:
    """So many actions a second, for so long: how far behind it fell, and how long states took to be done."""
    from delivered import row, verified_right
    from django.db import close_old_connections

    from guildmark.hub.cases.intake import bring

    verified_right(made.arvo, "bench")
    by, count = people["administrator"], 0
    bring([_row(row, 10**9)], run="warm", context="", by=by)
    _drained()
    cpu, began, worker_cpu = time.process_time(), time.perf_counter(), worker.cpu_seconds()
    behind = 0.0
    while (spent := time.perf_counter() - began) < options.seconds:
        due = count / options.rate
        if due > spent:
            time.sleep(due - spent)
        else:
            behind = max(behind, spent - due)
        bring([_row(row, count + n) for n in range(BATCH)], run=f"run-{count}", context="", by=by)
        close_old_connections()  # as at the end of each request
        count += BATCH
    took = time.perf_counter() - began
    own, of_worker = (time.process_time() - cpu) / took, (worker.cpu_seconds() - worker_cpu) / took
    waits = _drained()
    return {
        "asked_per_second": options.rate, "seconds": round(took), "actions": count,
        "per_second": round(count / took, 1),
        "most_behind_seconds": round(behind, 2), "after_the_end_seconds": round(waits, 1),
        "done_after_seconds": _lags(), "cores_taking": round(own, 2), "cores_worker": round(of_worker, 2),
        "floor_per_second": _floor(count // BATCH),
    }  # fmt: skip


def _row(row: Any, number: int) -> Any:
    seller = f"s{number // SELLERS_SHARE}"
    return row(f"B{number}", "bench", band="act", score_db=15.0, finding={"seller_id": seller, "seller_name": seller})


def _drained() -> float:
    """Wait until nothing waits any more; the seconds that it took."""
    from guildmark.hub.enforcement.models import Delivery

    began = time.perf_counter()
    while Delivery.objects.filter(status="waiting").exists():
        time.sleep(0.2)
    return time.perf_counter() - began


def _lags() -> dict[str, float]:
    """From when a listing's state was to be told until the marketplace had done it: middle, 99th of a hundred, most."""
    from guildmark.hub.enforcement.models import Delivery

    rows = Delivery.objects.filter(status="acknowledged", target__kind="listing").values_list("due_at", "ended_at")
    lags = sorted((ended - due).total_seconds() for due, ended in rows)
    return {"p50": round(lags[len(lags) // 2], 2), "p99": round(lags[len(lags) * 99 // 100], 2),
            "worst": round(lags[-1], 2)}  # fmt: skip


def _floor(transactions: int) -> int:
    """Actions a second of the bare insertion of the rows that were left, into copies of their tables."""
    from django.db import connection, transaction

    kept = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table}")
            names = [column[0] for column in cursor.description]
            kept[table] = names, [tuple(map(_again, row)) for row in cursor.fetchall()]
            cursor.execute(f"CREATE TABLE bench_{table} AS SELECT * FROM {table} WHERE 1 = 0")
    began = time.perf_counter()
    for part in range(transactions):
        with transaction.atomic(), connection.cursor() as cursor:
            for table, (names, values) in kept.items():
                some = values[part * len(values) // transactions : (part + 1) * len(values) // transactions]
                if some:
                    marks = ", ".join(["%s"] * len(names))
                    cursor.executemany(f"INSERT INTO bench_{table} ({', '.join(names)}) VALUES ({marks})", some)
    took = time.perf_counter() - began
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"DROP TABLE bench_{table}")
    return round(transactions * BATCH / took)


def _again(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value


def _singly(made: Any, people: dict[str, Any], number: int) -> dict[str, Any]:
    """Decisions of reviewers, one case at a time, each with everything that follows from it."""
    from guildmark.hub.cases.decide import decide

    right = made.right(made.arvo)
    cases = [made.case(made.bazaar, right, f"S-{n}", seller_id=f"one-{n // SELLERS_SHARE}") for n in range(number)]
    began = time.perf_counter()
    for case in cases:
        decide(case, "infringing", by=people["reviewer"])
    return {"decisions": number, "per_second": round(number / (time.perf_counter() - began), 1)}


def _closing(people: dict[str, Any], worker: _Worker, listings: int) -> dict[str, Any]:
    """From the second yes until every listing of a store is down, and until the marketplace has done it."""
    from django.db import transaction

    from guildmark.hub.enforcement import act
    from guildmark.hub.enforcement.models import Target
    from guildmark.hub.events.record import SITE
    from guildmark.hub.stores.batches import MOST_TOLD, tell_listings

    store = None
    for start in range(0, listings, MOST_TOLD):
        names = [f"M{n}" for n in range(start, min(start + MOST_TOLD, listings))]
        store = tell_listings("large", names, by=people["administrator"])
    assert store is not None
    facts = {"step": "closing", "points": 120, "at": 120}
    wanted = act.Wanted(
        subject=store.pk, target="store", name="large", seller_id="large", measure="close-store",
        rule="ladder: closing", policy="bench", eyes=2, facts=facts,
    )  # fmt: skip
    with transaction.atomic():
        [closing] = act.propose_all(store.organisation_id, [wanted], by=SITE)
    act.approve(closing, by=people["senior reviewer"])
    began, cpu = time.perf_counter(), worker.cpu_seconds()
    act.approve(closing, by=people["administrator"])
    while Target.objects.filter(down_with=closing.pk).count() < listings:
        time.sleep(0.2)
    down = time.perf_counter() - began
    _drained()
    done = time.perf_counter() - began
    used = (worker.cpu_seconds() - cpu) / done
    act.lift(closing, by=people["senior reviewer"], note="bench")
    began = time.perf_counter()
    while Target.objects.filter(down_with=closing.pk).exists():
        time.sleep(0.2)
    _drained()
    return {"listings": listings, "down_seconds": round(down, 1), "done_seconds": round(done, 1),
            "undone_seconds": round(time.perf_counter() - began, 1), "cores_worker": round(used, 2)}  # fmt: skip


def _recovery(made: Any, worker: _Worker, waiting: int) -> dict[str, Any]:
    """A worker is killed while it sends many states; another begins at once: until its first, and until its last."""
    from django.utils import timezone

    from guildmark.hub.enforcement.models import Delivery, Target
    from guildmark.hub.enforcement.outbox import tell

    worker.kill()
    names = list(Target.objects.filter(kind="listing").order_by("id").values_list("name", flat=True)[:waiting])
    from django.db import transaction

    with transaction.atomic():
        tell(made.bazaar.pk, {("listing", name): made.bazaar.pk for name in names}, due_at=timezone.now())
    worker.start()
    while Delivery.objects.filter(status="waiting").count() > len(names) * 9 // 10:
        time.sleep(0.1)
    worker.kill()
    left = Delivery.objects.filter(status="waiting").count()
    began = time.perf_counter()
    worker.start()
    while Delivery.objects.filter(status="waiting").count() == left:
        time.sleep(0.1)
    first = time.perf_counter() - began
    _drained()
    took = time.perf_counter() - began
    return {"waiting": left, "first_after_seconds": round(first, 1), "all_after_seconds": round(took, 1),
            "per_second_once_going": round(left / (took - first))}  # fmt: skip


def _posted(receiver: dict[str, Any]) -> dict[str, int]:
    """States a second that are posted to the receiver by themselves: as many at once as a delivery has, and singly."""
    from django.conf import settings

    from guildmark.hub.connectors.webhook import Webhook
    from guildmark.hub.enforcement.models import Delivery

    contents = list(Delivery.objects.order_by("-id").values_list("content", flat=True)[:3_000])
    way = Webhook(receiver["address"], receiver["secret"], settings.OUTWARD_POLICY)

    def posted(size: int, some: Sequence[Any]) -> int:
        began = time.perf_counter()
        for start in range(0, len(some), size):
            way.set_states(some[start : start + size])
        return round(len(some) / (time.perf_counter() - began))

    floor, peer = posted(Webhook.most_at_once, contents), posted(1, contents[:1_000])
    way.close()
    return {"floor_per_second": floor, "peer_per_second": peer}


def _page(kept: dict[str, Any]) -> str:
    lines = [
        "# Actions of the alliance's site\n",
        "Made by `python bench/hub_actions.py --keep`; all machines and loads stand in [hub_actions.json]"
        "(hub_actions.json).\n",
    ]
    for database, told in sorted(kept.items(), reverse=True):
        held, closing, recovery = told["held"], told["closing"], told["recovery"]
        done, posting, heard = held["done_after_seconds"], told["posting"], told["receiver"]
        lines += [
            f"## {database}, {told['cores']} cores, {told['measured']}\n",
            f"- Asked for {held['asked_per_second']} actions a second for {held['seconds']} s, {BATCH} at a time:"
            f" {held['per_second']} a second ({held['actions']:,}), at most {held['most_behind_seconds']} s behind."
            f" Done at the marketplace after {done['p50']} s in the middle, {done['p99']} s for 99 of 100, at most"
            f" {done['worst']} s; {held['after_the_end_seconds']} s after the last nothing waited. Taking them used"
            f" {held['cores_taking']} cores, the worker {held['cores_worker']}. Floor: the bare rows,"
            f" {held['floor_per_second']:,} actions a second.",
            f"- Decisions of reviewers one at a time, by one process: {told['singly']['per_second']} a second.",
            f"- A store of {closing['listings']:,} listings: all down on the site after {closing['down_seconds']} s,"
            f" all done at the marketplace after {closing['done_seconds']} s (worker: {closing['cores_worker']} cores);"
            f" undone whole after {closing['undone_seconds']} s.",
            f"- A worker killed with {recovery['waiting']:,} states waiting: the next one's first was done after"
            f" {recovery['first_after_seconds']} s (the dead one's lease is half a minute), its last after"
            f" {recovery['all_after_seconds']} s, {recovery['per_second_once_going']:,} a second.",
            f"- Posting alone: {posting['floor_per_second']:,} states a second, 100 in a message (the floor of"
            f" delivering); {posting['peer_per_second']:,} with a message each (as most webhooks are sent).",
            f"- The receiver heard {heard['heard']:,} states, made {heard['made']:,}, none twice"
            f" ({heard['twice']} were); it used {heard['cpu_seconds']:.0f} s of one core.\n",
        ]
    return "\n".join(lines)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--rate", type=int, default=GOAL_PER_SECOND)
    parser.add_argument("--singly", type=int, default=500)
    parser.add_argument("--store", type=int, default=100_000)
    parser.add_argument("--waiting", type=int, default=100_000)
    parser.add_argument("--keep", action="store_true", help="write the figures beside this file")
    return parser.parse_args()


if __name__ == "__main__":
    main()
