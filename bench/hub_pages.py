"""How long pages of the site take on a million cases: python bench/hub_pages.py [--cases 1000000] [--keep].

Each page is asked for twenty times by Django's own client, in one process, so that what is timed is the page and the
database: no network, no wait for another's request. The floor is a page of the same frame with nothing in it, asked for
in the same rounds. What people do (taking a case up, deciding one or two hundred, undoing) is timed by its request too.
`--site FOLDER` keeps the filled site there, and takes it up again the next time.

For PostgreSQL: tools/with-postgres .venv/bin/python bench/hub_pages.py.
"""

import argparse
import gc
import json
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

PLACE = Path(__file__).parent
ROUNDS, WRITES, CLUSTERS = 20, 20, 3
LIKE = 200  # cases that are decided as one, as many as one decision may settle
FAR = 100_000  # cases before those of a far page
MOST_MS, USUAL_MS = 200, 100
PEER = "peer: the rows of a far page by an offset, without a page"
FLOOR = "floor: a page of the frame with nothing in it"

sys.path.insert(0, str(PLACE.parent / "tests" / "hub"))


def main() -> None:
    """Fill a site, and time its pages."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="guildmark-bench-") as temporary:
        folder = Path(options.site or temporary)
        os.environ["GUILDMARK_HUB"] = str(folder)
        os.environ["DJANGO_SETTINGS_MODULE"] = "guildmark.hub.settings"
        import django

        django.setup()
        from django.core.management import call_command
        from hub_site import fill, site

        call_command("migrate", verbosity=0)
        began = time.perf_counter()
        filled = folder / "filled"
        people = site() if filled.exists() else fill(options.cases, Path(temporary))
        filled.touch()
        seconds = time.perf_counter() - began
        told = {
            "measured": datetime.now(UTC).date().isoformat(), "cores": len(os.sched_getaffinity(0)),
            "load_before": round(os.getloadavg()[0], 1), "cases": options.cases, "filled_seconds": round(seconds),
            "rounds": ROUNDS, "pages": timed(people), "writes": written(people),
        }  # fmt: skip
    told["load_after"] = round(os.getloadavg()[0], 1)
    database = "PostgreSQL" if os.environ.get("GUILDMARK_DATABASE") else "SQLite"
    path = PLACE / "hub_pages.json"
    kept = json.loads(path.read_text("utf-8")) if path.exists() else {}
    kept[f"{database}, {options.cases:,} cases"] = told
    print(_page({database: told}))
    if options.keep:
        path.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", "utf-8")
        (PLACE / "hub_pages.md").write_text(_page(kept), "utf-8")


def timed(people: Any) -> dict[str, dict[str, float]]:
    """Median and worst of each page in milliseconds, and how many queries it asks of the database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    pages = {**_pages(people), **_programs(people), PEER: _by_offset(people)}
    took: dict[str, list[float]] = {name: [] for name in pages}
    queries: dict[str, int] = {}
    for number in range(-1, ROUNDS):  # the first compiles templates
        for name, ask in pages.items():
            began = time.perf_counter()
            if number < 0:
                with CaptureQueriesContext(connection) as seen:
                    answer = ask()
                queries[name] = len(seen)
            else:
                answer = ask()
                took[name].append((time.perf_counter() - began) * 1_000)
            assert answer.status_code == 200, (name, answer.status_code)
        if number < 0:  # as a worker of `guildmark serve` does when it has begun
            gc.collect()
            gc.freeze()
    return {name: {**_ms(values), "queries": queries[name]} for name, values in took.items()}


def _pages(people: Any) -> dict[str, Callable[[], Any]]:
    from django.conf import settings

    from guildmark.hub.cases import claim
    from guildmark.hub.cases.models import Case, Intake, Queue, Referral, Snapshot
    from guildmark.hub.enforcement.models import Action, Answer
    from guildmark.hub.enforcement.tokens import statement_link
    from guildmark.hub.members.actor import actor_of_person
    from guildmark.hub.registry.models import Right, RightVersion
    from guildmark.hub.searches.keys import words
    from guildmark.hub.stores.models import Store

    lead, holder, secretariat = (_signed_in(one) for one in (people.lead, people.holder, people.secretariat))
    rows = Case.objects.filter(organisation=people.alliance.bazaar)
    big = Right.objects.get(mark="Velmora")
    rare = Right.objects.get(code="mark-150")
    waiting, decided = rows.filter(state="open").order_by("-harm", "id"), rows.filter(state="decided")
    far = waiting.values_list("key", flat=True)[min(FAR, waiting.count() // 2)]
    late = decided.order_by("-decided_at", "id").values_list("key", flat=True)[min(FAR, decided.count() // 2)]
    held = Case.objects.filter(holder=people.alliance.arvo, state="open").order_by("-harm", "id")
    far_held = held.values_list("key", flat=True)[min(FAR, held.count() // 2)]
    listing = waiting.values_list("listing_id", flat=True)[50]
    titles = Counter(word for title in rows.values_list("title", flat=True)[:5_000] for word in words(title))
    common = [word for word, _ in titles.most_common(5)]
    address = Snapshot.objects.filter(found__case__in=waiting[50:51], url__gt="").values_list("url", flat=True).first()
    assert address is not None
    like = cluster(people)[0]
    by = actor_of_person(people.lead)
    turn = claim.take(like, by=by)
    claim.release(claim.take(waiting[7], by=by), by=by)
    intake = Intake.objects.filter(organisation=people.alliance.bazaar).order_by("-begun_at").first()
    set_aside = Intake.objects.get(run="run-299")
    asked = Referral.objects.filter(case__holder=people.alliance.arvo, answered_at__isnull=True).first()
    submitted = RightVersion.objects.filter(state="submitted").first()
    action = Action.objects.filter(organisation=people.alliance.bazaar, state="standing").order_by("-proposed_at")[0]
    waits = Answer.objects.filter(organisation=people.alliance.bazaar, outcome="").order_by("due_at", "id")[0]
    largest = Store.objects.filter(organisation=people.alliance.bazaar).order_by("-points", "id")[0]
    queues = {queue.name: queue.pk for queue in Queue.objects.filter(organisation=people.alliance.bazaar)}
    lead_paths = {
        "start": "/",
        "review: all queues, with how much waits": "/review/",
        "review: a case with 200 like ones": f"/review/{turn.pk}/",
        "review: nothing waits in a queue": f"/review/next/?queue={queues['No category']}",
        "cases, open": "/cases/",
        "cases, open, far in": f"/cases/?after={far}",
        "cases, open, of a right with 30 % of all": f"/cases/?right={big.pk}",
        "cases, open, of a rare right": f"/cases/?right={rare.pk}",
        "cases, open, in a band": "/cases/?band=act",
        "cases, open, of a right, in a band": f"/cases/?right={big.pk}&band=act",
        "cases, with the holder": "/cases/?state=referred",
        "cases, decided": "/cases/?state=decided",
        "cases, decided, far in": f"/cases/?state=decided&after={late}",
        "cases, decided, of a right with 30 % of all": f"/cases/?state=decided&right={big.pk}",
        "cases, decided, of a rare right": f"/cases/?state=decided&right={rare.pk}",
        "cases of a seller with thousands": "/cases/?q=S-0",
        "cases of a seller with thousands, decided": "/cases/?state=decided&q=S-0",
        "cases of a seller and a right": f"/cases/?right={rare.pk}&q=S-0",
        "cases of a listing": f"/cases/?q={listing}",
        "cases by an id that is not there": "/cases/?q=nothing",
        "a case": f"/cases/{waiting[50].key}/",
        "a case of a seller with thousands": f"/cases/{waiting.filter(seller_id='S-0')[0].key}/",
        "a case that was decided": f"/cases/{decided.order_by('-id')[0].key}/",
        "look up: the address of a listing": f"/look-up/?q={quote(address)}",
        "look up: the commonest word": f"/look-up/?q={quote(common[0])}",
        "look up: the five commonest words": f"/look-up/?q={quote(' '.join(common))}",
        "look up: a word and one that never stands beside it": f"/look-up/?q={quote(common[0])}+nowhere",
        "look up: a right with 30 % of all": f"/look-up/?right={big.code}",
        "quality": "/lead/",
        "deliveries": "/deliveries/",
        "a delivery": f"/deliveries/{intake.pk}/",
        "a delivery with 2,000 rows set aside": f"/deliveries/{set_aside.pk}/",
        "rights": "/rights/",
        "rights, searched": "/rights/?search=mark-15",
        "a right with a large catalogue": f"/rights/{big.code}/",
        "actions that wait": "/actions/?state=proposed",
        "actions that stand": "/actions/?state=standing",
        "actions that were lifted": "/actions/?state=lifted",
        "an action": f"/actions/{action.pk}/",
        "stores, most points first": "/actions/stores/",
        "the store with most strikes": f"/actions/stores/{largest.pk}/",
        "answers of sellers": "/sellers/",
        "an answer of a seller": f"/sellers/{waits.pk}/",
        "where actions go": "/actions/connection/",
        "policies": "/lead/policy/",
        "licences": "/lead/licences/",
        "a statement, as its seller reads it": statement_link(waits.statement_id)[len(settings.PUBLIC_URL) :],
        "figures in the open": "/figures/",
        "one's own settings": "/me/",
    }
    holder_paths = {
        "holder: start": "/",
        "holder: cases, open": "/cases/",
        "holder: cases, open, far in": f"/cases/?after={far_held}",
        "holder: cases, decided": "/cases/?state=decided",
        "holder: cases, decided, of a right": f"/cases/?state=decided&right={big.pk}",
        "holder: cases, in a band": "/cases/?band=act",
        "holder: cases of a seller with thousands": "/cases/?q=S-0",
        "holder: cases by an id that is not there": "/cases/?q=nothing",
        "holder: a case": f"/cases/{held[50].key}/",
        "holder: look up: the commonest word": f"/look-up/?q={quote(common[0])}",
        "holder: look up: a right with 30 % of all": f"/look-up/?right={big.code}",
        "holder: questions": "/answers/",
        "holder: a question": f"/answers/{asked.pk}/",
        "holder: rights": "/rights/",
        "holder: a right with a large catalogue": f"/rights/{big.code}/",
        "holder: its version": f"/rights/{big.code}/versions/1/",
    }
    secretariat_paths = {
        "secretariat: start": "/",
        "secretariat: rights": "/rights/",
        "secretariat: members": "/members/",
        "secretariat: what waits to be verified": "/verify/",
        "secretariat: a version to verify": f"/verify/{submitted.right.code}/{submitted.number}/",
    }
    return {
        name: _asked(client, path)
        for client, paths in (
            (_signed_in(people.idle), {FLOOR: "/"}),
            (secretariat, secretariat_paths),
            (lead, lead_paths),
            (holder, holder_paths),
        )
        for name, path in paths.items()
    }


def _programs(people: Any) -> dict[str, Callable[[], Any]]:
    from django.test import Client

    from guildmark.hub.cases.models import Intake
    from guildmark.hub.events.models import Event
    from guildmark.hub.members.keys import make_key
    from guildmark.hub.members.roles import key_abilities_of
    from guildmark.hub.registry.models import Right

    made = people.alliance
    big = Right.objects.get(mark="Velmora").code
    newest = Event.objects.order_by("-id").values_list("id", flat=True)[0]
    set_aside = Intake.objects.get(run="run-299").pk
    case = made.bazaar.cases.filter(state="decided").order_by("-id")[0].key

    def by(organisation: Any) -> Client:
        secret = make_key("bench", key_abilities_of(organisation.kind), by=made.actor(organisation))
        return Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {secret}"})

    market, holder, small = by(made.bazaar), by(made.arvo), by(made.brill)

    def after(client: Client, path: str, more: int) -> str:
        """The cursor that so many pages lead to."""
        follow = ""
        for _ in range(more):
            follow = client.get(f"/api/v1/{path}&after={follow}").json()["next"] or follow
        return f"/api/v1/{path}&after={follow}"

    def events(client: Client, organisation: Any, number: int) -> str:
        from guildmark.hub.api.cursors import sealed

        return f"/api/v1/events?after={sealed(made.actor(organisation), 'events', number)}"

    asked = {
        "program: cases, 500": (market, "/api/v1/cases?limit=500"),
        "program: cases, 500, some pages on": (market, after(market, "cases?limit=500", 10)),
        "program: cases of a right with 30 % of all": (market, f"/api/v1/cases?right={big}"),
        "program: cases, decided, in a band": (market, "/api/v1/cases?state=decided&band=act"),
        "program: a case, whole": (market, f"/api/v1/cases/{case}"),
        "program: cases of a holder": (holder, "/api/v1/cases"),
        "program: cases, decided, of a holder": (holder, "/api/v1/cases?state=decided"),
        "program: events from the first": (market, "/api/v1/events"),
        "program: events from the middle": (market, events(market, made.bazaar, newest // 2)),
        "program: events of a small holder": (small, events(small, made.brill, newest // 3)),
        "program: deliveries": (market, "/api/v1/intakes"),
        "program: rows of a delivery set aside": (market, f"/api/v1/intakes/{set_aside}/set-aside"),
        "program: rights": (market, "/api/v1/rights"),
        "program: a right with a large catalogue": (holder, f"/api/v1/rights/{big}"),
    }
    return {name: _asked(client, path) for name, (client, path) in asked.items()}


def _by_offset(people: Any) -> Callable[[], Any]:
    """What paginators do: the same rows of the far page, found by counting up to them."""
    from django.http import HttpResponse

    from guildmark.hub.cases.models import Case

    def ask() -> HttpResponse:
        rows = Case.objects.filter(organisation=people.alliance.bazaar, state="open").order_by("-harm", "id")
        before = min(FAR, rows.count() // 2)
        return HttpResponse(str(len(rows.select_related("right", "organisation")[before : before + 50])))

    return ask


def _asked(client: Any, path: str) -> Callable[[], Any]:
    return lambda: client.get(path, follow=True)


def cluster(people: Any) -> list[Any]:
    """Open cases of one cluster, as many as one decision may settle, or as there are of the largest."""
    from django.db.models import Count

    from guildmark.hub.cases.models import Case

    rows = Case.objects.filter(organisation=people.alliance.bazaar, state="open", claimed_by__isnull=True)
    sizes = rows.exclude(cluster="").values("cluster", "right").annotate(size=Count("id"))
    largest = sizes.order_by("-size", "cluster").first()
    return list(rows.filter(cluster=largest["cluster"], right=largest["right"]).order_by("id")[: LIKE + 1])


def written(people: Any) -> dict[str, dict[str, float]]:
    """Median and worst of what people do, by the request that does it, in milliseconds."""
    from guildmark.hub.cases import claim
    from guildmark.hub.cases.models import Case, Decision, Turn
    from guildmark.hub.members.actor import actor_of_person

    client, by = _signed_in(people.lead), actor_of_person(people.lead)
    took: dict[str, list[float]] = {}

    def did(name: str, path: str, told: dict[str, Any] | None = None) -> Any:
        began = time.perf_counter()
        answer = client.get(path) if told is None else client.post(path, told)
        took.setdefault(name, []).append((time.perf_counter() - began) * 1_000)
        assert answer.status_code == 302, (name, answer.status_code)
        return answer

    def begun() -> Turn:
        return Turn.objects.filter(person=by.id, ended_at__isnull=True).order_by("-begun_at").first()

    def newest() -> Decision:
        return Decision.objects.filter(person=by.id, part="queue").order_by("-at").first()

    for turn in Turn.objects.filter(person=by.id, ended_at__isnull=True):
        claim.release(turn, by=by)
    for _ in range(WRITES):
        did("take the next case", "/review/next/")
        did("skip it", f"/review/{begun().pk}/leave/", {"do": "skip"})
    for case in Case.objects.filter(organisation=by.organisation, state="open").order_by("id")[2_000 : 2_000 + WRITES]:
        did("take a certain case", f"/cases/{case.key}/change/", {"do": "take"})
        did("decide it", f"/review/{begun().pk}/decide/", {"outcome": "not"})
        did("undo that", f"/review/decisions/{newest().pk}/undo/", {})
        did("put it to the holder", f"/review/{begun().pk}/leave/", {"do": "refer", "note": "Is it yours?"})
    for _ in range(CLUSTERS):
        first, *others = cluster(people)
        turn = claim.take(first, by=by)
        also = {"outcome": "infringing", "also": [str(one.key) for one in others]}
        name = f"decide {LIKE} and one as one"
        did(name, f"/review/{turn.pk}/decide/", also)
        did(f"undo that ({LIKE} and one)", f"/review/decisions/{newest().pk}/undo/", {})
        did(name, f"/review/{begun().pk}/decide/", also)
    return {name: _ms(values) for name, values in took.items()}


def _signed_in(person: Any) -> Any:
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    return client


def _ms(values: list[float]) -> dict[str, float]:
    return {"median": round(statistics.median(values), 1), "worst": round(max(values), 1)}


def _page(kept: dict[str, Any]) -> str:
    """The page of figures, in Markdown."""
    lines = ["# Pages of the site\n"]
    for name, told in kept.items():
        over = [page for page, ms in told["pages"].items() if ms["worst"] > MOST_MS or ms["median"] > USUAL_MS]
        lines.append(
            f"## {name}\n\nMeasured {told['measured']} on {told['cores']} cores (load {told['load_before']} before, "
            f"{told['load_after']} after), each page {told['rounds']} times in turn, milliseconds. The goal is "
            f"{MOST_MS} at most; over it, or over {USUAL_MS} in the middle: {', '.join(over) or 'none'}.\n"
        )
        lines.append("| page | median | worst | queries |\n|---|---:|---:|---:|")
        lines += [
            f"| {page} | {ms['median']} | {ms['worst']} | {ms['queries']} |" for page, ms in told["pages"].items()
        ]
        lines.append("\n| what people do | median | worst |\n|---|---:|---:|")
        lines += [f"| {what} | {ms['median']} | {ms['worst']} |" for what, ms in told["writes"].items()]
        lines.append("")
    lines.append("How the site was filled says `bench/hub_site.py`; what each row asks for, `bench/hub_pages.py`.")
    return "\n".join(lines) + "\n"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000, help="how many, in thousands (default: 1,000,000)")
    parser.add_argument("--site", help="a folder in which the filled site is kept")
    parser.add_argument("--keep", action="store_true", help="write bench/hub_pages.json and .md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
