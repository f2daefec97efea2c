"""Sends requests at a steady rate, whether or not they are answered in time: `python bench/load.py PLAN`, by hub_check.

Each request has the moment at which it is due, and its time counts from then: a server that stands still for a second
is charged for all that came in that second (an open loop). Connections are kept open. PLAN is JSON: `port`, `key`,
`bodies` (a file with a body a line), `per_second`, `seconds`, `threads`.
"""

import http.client
import json
import random
import resource
import sys
import threading
import time
from pathlib import Path
from typing import Any

SEED = 5


def main() -> None:
    """Send, and print what happened as JSON."""
    plan = json.loads(Path(sys.argv[1]).read_text())
    bodies = Path(plan["bodies"]).read_bytes().splitlines()
    due = _arrivals(plan["per_second"], plan["seconds"])
    began = time.perf_counter() + 0.5
    waits: list[float] = [0.0] * len(due)
    failed: list[str] = []
    turn = iter(range(len(due)))
    lock = threading.Lock()

    def send() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", plan["port"], timeout=30)
        headers = {"Authorization": f"Bearer {plan['key']}", "Content-Type": "application/json"}
        while True:
            with lock:
                number = next(turn, None)
            if number is None:
                return
            moment = began + due[number]
            time.sleep(max(0.0, moment - time.perf_counter()))
            try:
                connection.request("POST", "/api/v1/check", bodies[number % len(bodies)], headers)
                answer = connection.getresponse()
                body = answer.read()
                if answer.status != 200 or b'"error": null' not in body:
                    failed.append(f"{answer.status} {body[:200]!r}")
            except (OSError, http.client.HTTPException) as error:
                failed.append(repr(error))
                connection.close()
            waits[number] = time.perf_counter() - moment

    threads = [threading.Thread(target=send) for _ in range(plan["threads"])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps(_told(waits, failed, seconds, used.ru_utime + used.ru_stime)))


def _arrivals(per_second: float, seconds: float) -> list[float]:
    """Moments of requests that come by chance, as those of many sellers do."""
    dice = random.Random(SEED)
    moments, now = [], 0.0
    while now < seconds:
        moments.append(now)
        now += dice.expovariate(per_second)
    return moments


def _told(waits: list[float], failed: list[str], seconds: float, used_seconds: float) -> dict[str, Any]:
    ordered = sorted(waits)

    def share(part: float) -> float:
        return round(1_000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))], 1)

    return {
        "requests": len(waits),
        "per_second": round(len(waits) / seconds, 1),
        "p50_ms": share(0.5),
        "p90_ms": share(0.9),
        "p99_ms": share(0.99),
        "p999_ms": share(0.999),
        "longest_ms": round(1_000 * ordered[-1], 1),
        "failed": len(failed),
        "failures": failed[:3],
        "cores_of_the_generator": round(used_seconds / seconds, 2),
    }


if __name__ == "__main__":
    main()
