"""The wall between organisations: every page and every route, walked as every role with what belongs to others.

An answer about another's row must be the answer about a row that never was: same status, same text. No word of another
organisation may show anywhere. A new address without an entry below fails the test, so that none is forgotten.
"""

import ast
import io
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alliance import Alliance
from django.core import serializers
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from rights_made import PDF
from shared_made import circle, shared, tactic_text

import guildmark.hub
from guildmark.hub.cases import audits, claim, decide, golden, queues, referrals
from guildmark.hub.cases.models import Case, Draw, Golden, Preview, Queue, Referral, SnapshotPicture, Turn
from guildmark.hub.enforcement.answers import give_answer
from guildmark.hub.enforcement.models import Action, Brake, Delivery
from guildmark.hub.enforcement.policies import propose_policy
from guildmark.hub.enforcement.policy import shipped_text
from guildmark.hub.events.lease import work_once
from guildmark.hub.exchange import backtest, drafts, indicators, sharing, uses
from guildmark.hub.exchange.confidence import choose
from guildmark.hub.exchange.models import UseChange
from guildmark.hub.members.keys import make_key
from guildmark.hub.members.models import ApiKey, Invitation, Organisation, Person
from guildmark.hub.members.organisations import admit
from guildmark.hub.members.people import invite
from guildmark.hub.members.roles import ROLES, key_abilities_of
from guildmark.hub.members.wall import walled
from guildmark.hub.registry.blobs import keep
from guildmark.hub.registry.models import PowerOfAttorney, Right, RightFile, RightVersion
from guildmark.hub.registry.weights import propose_weights
from guildmark.hub.searches.models import Example, Hit
from guildmark.hub.searches.question import Question
from guildmark.hub.searches.standing import keep_search
from guildmark.hub.stores.models import Store
from guildmark.hub.taxii.models import Brought

pytestmark = pytest.mark.django_db

# Words that may be seen by nobody outside of the organisation, and by nobody but both sides of a case.
INNER_BAZAAR, CASE_BAZAAR, INNER_ARVO = "Qqinnerbazaar", "Qqcasebazaar", "Qqinnerarvo"
APPS = ("members", "registry", "cases", "searches", "enforcement", "stores", "exchange", "disclosure", "taxii")
OWN_ACCOUNT = ("account/", "language/", "admin/", "me/")  # about oneself, or the site's own machine: tested elsewhere
NOWHERE = {
    "secret": "no-such-secret", "digest": "0" * 64, "code": "no-such-right", "number": 7, "delivery": 777_777,
    "token": "no-such-token", "language": "xx",
}  # fmt: skip
# What the secretariat has to do with: it suspends members and verifies rights.
OF_THE_SECRETARIAT = {
    ("members-suspend", "organisation"), ("rights-picture", "file"), ("rights-power", "key"),
    ("rights-power-act", "key"), ("rights-power-document", "key"), ("circles-circle", "key"),
}  # fmt: skip
ASKED = {
    "note": "a note", "question": "a question", "outcome": "not", "role": "observer", "email": "x@y.example",
    "words": "because", "name": "A name", "to": str(uuid.uuid4()), "per_slice": "3", "days": "30",
}  # fmt: skip
# What forms may ask for by `do`; each is tried.
DOES: dict[str, tuple[str, ...]] = {
    "cases-change": ("take", "reopen", "golden", "retire"),
    "members-person": ("role", "let go", "erase"),
    "members-key": ("rotate", "revoke"),
    "review-leave": ("skip", "release", "hand over", "refer"),
    "members-suspend": ("suspend",),
    "rights-act": ("begin", "withdraw", "restore"),
    "rights-change-file": ("use", "leave out", "private", "public"),
    "rights-power-act": ("approve", "end"),
    "lead-weights-act": ("approve", "activate", "retire"),
    "lead-policy-act": ("approve", "activate", "retire"),
    "actions-act": ("approve", "refuse", "lift", "buyers"),
    "verify-look": ("approve", "refuse"),
    "circles-circle": ("add", "remove", "end"),
    "tactics-act": ("recall", "retire", "let go", "drop", "relay", "hand back"),
    "tactics-use": (
        "take up",
        "sample",
        "propose",
        "stop",
        "shadow",
        "backtest",
        "false alarm",
        "no false alarm",
        "seen",
    ),
    "tactics-backtest": ("approve", "refuse"),
    "tactics-confidence": ("choose", "take back"),
    "tactics-change": ("approve", "refuse"),
}


@pytest.fixture
def theirs(alliance: Alliance) -> dict[tuple[str, str], Any]:
    """What belongs to Bazaar, and to Arvo whose right its cases are about, by address and name of the parameter."""
    reviewer = alliance.person(alliance.bazaar, "reviewer")
    for organisation, word in ((alliance.bazaar, INNER_BAZAAR), (alliance.arvo, INNER_ARVO)):
        for role in ROLES:
            alliance.person(organisation, role)
        Person.objects.filter(organisation=organisation).update(name=f"{word} person")
    right = alliance.right(alliance.arvo)
    words = {"title": f"{CASE_BAZAAR} bag", "seller_name": f"{CASE_BAZAAR} shop"}
    opened, decided, referred = (
        alliance.case(alliance.bazaar, right, f"L-{n}", harm=9.0 - n, **words) for n in range(3)
    )
    actor, lead = alliance.actor(alliance.bazaar, "reviewer"), alliance.actor(alliance.bazaar, "senior reviewer")
    picture = Preview.objects.create(organisation=alliance.bazaar, digest="d" * 64, jpeg=b"jpeg")
    SnapshotPicture.objects.create(snapshot=opened.found.get().snapshot, digest=picture.digest, place=0)
    official = RightFile.objects.create(
        right=right, blob=keep(drawn_picture(), "image/jpeg"), role="picture", name=f"{INNER_ARVO}.jpg", private=True
    )
    draft = Right.objects.create(holder=alliance.arvo, code="qq-draft", kind="trademark", mark=f"{INNER_ARVO} mark")
    RightVersion.objects.create(right=draft, number=1, content={"mark": f"{INNER_ARVO} mark"})
    paper = RightFile.objects.create(
        right=draft, blob=keep(drawn_picture(), "image/jpeg"), role="picture", name=f"{INNER_ARVO}.jpg"
    )
    third = admit("holder", "An agent", by=None)
    paper_of = {"document": keep(PDF, "application/pdf"), "valid_from": "2026-01-01", "valid_to": "2099-01-01"}
    power = PowerOfAttorney.objects.create(holder=alliance.arvo, agent=third, **paper_of)
    weights = propose_weights(f"{INNER_BAZAAR} weights", "weights: {mark_in_text: {db: 1.0}}", by=lead)
    [decision] = decide.decide(decided, "infringing", by=actor, note=f"{INNER_BAZAAR} note")
    queue = queues.save_queue(f"{INNER_BAZAAR} queue", {"health": True}, by=lead)
    draw = audits.ask_for_draw(3, 30, 7, by=lead)
    work_once()
    secret = make_key(f"{INNER_BAZAAR} key", ["check"], by=alliance.actor(alliance.bazaar))
    assert secret
    invite(alliance.bazaar, f"{INNER_BAZAAR.lower()}@x.example", "reviewer", by=alliance.actor(alliance.bazaar))
    example = Example.objects.create(organisation=alliance.bazaar, given_by=actor.id, digest="e" * 64, jpeg=b"jpeg")
    search = keep_search(f"{INNER_BAZAAR} search", Question(text="bag"), by=actor, example=example)
    Hit.objects.create(search=search, case=opened)
    action = Action.objects.get(case=decided, target="listing")
    answer = give_answer(action.statement, f"{INNER_BAZAAR} answer", [("paper.jpg", io.BytesIO(drawn_picture()))])
    policy = propose_policy(f"{INNER_BAZAAR} policy", shipped_text(), {"cases": 0}, by=lead)
    brake = Brake.objects.create(organisation=alliance.bazaar, rule=f"{INNER_BAZAAR} rule", why="volume")
    store = Store.objects.get(organisation=alliance.bazaar)
    dead = Delivery.objects.filter(organisation=alliance.bazaar).first()
    assert dead is not None
    shared_here = shared_by_bazaar(alliance)
    entries = {
        **shared_here,
        ("actions-action", "key"): action.pk,
        ("actions-act", "key"): action.pk,
        ("action", "key"): action.pk,  # of the API
        ("actions-again", "delivery"): dead.pk,
        ("actions-store", "key"): store.pk,
        ("replies-reply", "key"): answer.pk,
        ("replies-erase", "key"): answer.pk,
        ("replies-page", "paper"): answer.papers.get().pk,
        ("lead-policy-file", "key"): policy.pk,
        ("lead-policy-act", "key"): policy.pk,
        ("lead-release", "key"): brake.pk,
        ("statement", "token"): "no-such-token",  # whoever has a real one may read: it is the seller's
        ("lead-words-read", "language"): "xx",
        ("*", "code"): draft.code,
        ("*", "example"): example.pk,
        ("*", "search"): search.pk,
        ("*", "number"): 1,
        ("*", "intake"): opened.found.get().intake_id,
        ("*", "key"): opened.key,
        ("*", "digest"): picture.digest,
        ("*", "file"): paper.pk,
        ("members-suspend", "organisation"): alliance.bazaar.pk,
        ("members-withdraw", "invitation"): Invitation.objects.get().pk,
        ("members-person", "person"): reviewer.pk,
        ("members-key", "key"): ApiKey.objects.get().pk,
        ("join", "secret"): "no-such-secret",
        ("review-turn", "turn"): claim.take(opened, by=actor).pk,
        ("review-undo", "decision"): decision.pk,
        ("audit-next", "draw"): draw.pk,
        ("cases-case", "key"): opened.key,
        ("cases-change", "key"): decided.key,
        ("cases-tell", "key"): decided.key,
        ("cases-picture", "key"): opened.key,
        ("cases-picture", "digest"): picture.digest,
        ("rights-picture", "file"): official.pk,
        ("rights-power", "key"): power.pk,
        ("lead-weights-file", "key"): weights.pk,
        ("answers-answer", "referral"): referrals.refer(referred, by=actor, question="Yours?").pk,
        ("lead-remove-queue", "queue"): queue.pk,
        ("lead-retire-golden", "key"): golden.set_golden(decided, by=lead).pk,
    }
    entries["rights-power-act", "key"] = entries["rights-power-document", "key"] = power.pk
    entries["lead-weights-act", "key"] = weights.pk
    entries["review-settle", "turn"] = entries["review-leave", "turn"] = entries["review-turn", "turn"]
    return entries


def shared_by_bazaar(alliance: Alliance) -> dict[tuple[str, str], Any]:
    """A tactic and advice that Bazaar shares in a circle of its own, and how it uses the tactic."""
    lead = alliance.actor(alliance.bazaar, "senior reviewer")
    own = circle(alliance, alliance.bazaar, name="Qq circle")
    item = shared(alliance, alliance.bazaar, "AMBER", [own], text=tactic_text(f"{INNER_BAZAAR} tactic"))
    assert item.current is not None
    use = uses.take_up(item, by=lead)
    choose(item, 0.5, f"{INNER_BAZAAR} choice", by=lead)
    change = UseChange.objects.create(use=use, version=item.current, mode="review", db=1.0, proposed_by=lead.id)
    test = backtest.ask_for_backtest(item, alliance.bazaar, by=lead)
    files = [(f"{INNER_BAZAAR}.txt", INNER_BAZAAR.encode())]
    told = indicators.draft_indicator("email", f"x@{INNER_BAZAAR}.com", "", f"{INNER_BAZAAR} knows", by=lead).item
    sharing.share(told, "AMBER", [own], by=lead, meant=True)
    advice = drafts.draft_advice(f"{INNER_BAZAAR} advice", "Words.", by=lead, files=files).item
    brought = Brought.objects.create(
        organisation=alliance.bazaar, by=lead.id, failures=[{"id": INNER_BAZAAR, "message": INNER_BAZAAR}]
    )
    return {
        ("*", "collection"): own.pk,
        ("*", "name"): f"indicator--{item.pk}",
        ("*", "status"): brought.pk,
        ("circles-circle", "key"): own.pk,
        ("tactics-indicator", "key"): told.pk,
        ("tactics-item", "key"): item.pk,
        ("tactics-rewrite", "key"): item.pk,
        ("tactics-share", "key"): item.pk,
        ("tactics-act", "key"): item.pk,
        ("tactics-use", "key"): item.pk,
        ("tactics-confidence", "key"): item.pk,
        ("tactic", "key"): item.pk,  # of the API
        ("tactics-change", "key"): change.pk,
        ("tactics-backtest", "key"): test.pk,
        ("tactics-attachment", "key"): advice.pk,
        ("tactics-attachment", "attachment"): advice.attachments.get().pk,
    }


def drawn_picture() -> bytes:
    """A small picture that can be decoded."""
    from PIL import Image

    stream = io.BytesIO()
    Image.linear_gradient("L").save(stream, "JPEG")
    return stream.getvalue()


def addresses(patterns: Any = None, before: str = "") -> Iterator[tuple[str, str, dict[str, str]]]:
    """Every address of the site: its name, its route, and its parameters with their kinds."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if not route.startswith(OWN_ACCOUNT):
                yield from addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and not route.startswith(OWN_ACCOUNT):
            found = re.findall(r"<(?:(\w+):)?(\w+)>", route)
            yield pattern.name or route, route, {name: kind or "str" for kind, name in found}


def address(name: str, route: str, values: dict[tuple[str, str], Any] | None, kinds: dict[str, str]) -> str:
    """The address with what belongs to others, or with what never was."""
    path = "/" + route
    for parameter in kinds:
        if values is None:
            value = NOWHERE.get(parameter, uuid.UUID(int=7))
        else:
            value = values[(name, parameter) if (name, parameter) in values else ("*", parameter)]
        path = re.sub(rf"<(?:\w+:)?{parameter}>", str(value), path)
    return path


def outsiders(alliance: Alliance, where: str) -> Iterator[tuple[str, Client]]:
    """Everybody of another organisation, in every role, and a key that may do all that one can."""
    if where == "nobody":
        yield "nobody", Client()
        return
    organisation = getattr(alliance, where)
    for role in ROLES:
        client = Client()
        client.force_login(alliance.person(organisation, role))
        yield role, client
    with transaction.atomic():
        key = make_key("all", key_abilities_of(organisation.kind), by=alliance.actor(organisation))
    yield "key", Client(headers={"Authorization": f"Bearer {key}"})


def told(answer: HttpResponse, path: str) -> tuple[int, str]:
    """What an answer says, without what differs in any two answers, and without the address itself."""
    text = b"".join(answer) if answer.streaming else answer.content
    plain = re.sub(r'csrfmiddlewaretoken" value="[^"]+"|X-CSRFToken": "[^"]+"', "", text.decode("utf-8", "replace"))
    where = answer.headers.get("Location", "")
    return answer.status_code, (plain + where).replace(path, "")


def dump() -> dict[tuple[str, str], str]:
    """Every walled row, as it is now."""
    rows: dict[tuple[str, str], str] = {}
    for model in sorted(walled(), key=lambda one: one.__name__):
        for one in model._default_manager.all():
            for stamp in ("last_login", "last_used_at"):  # this test signs in, and uses a key of its own
                if hasattr(one, stamp):
                    setattr(one, stamp, None)
            rows[model.__name__, str(one.pk)] = serializers.serialize("json", [one])
    return rows


@pytest.mark.parametrize("where", ["nobody", "souk", "brill", "secretariat"])
def test_nothing_of_another_organisation_is_read_changed_or_guessed(
    alliance: Alliance, theirs: dict[tuple[str, str], Any], where: str
) -> None:
    everybody = list(outsiders(alliance, where))  # who signs in is written down too
    before = dump()
    walked = 0
    if where == "secretariat":
        theirs = theirs | dict.fromkeys(OF_THE_SECRETARIAT, uuid.UUID(int=7))
    for who, client in everybody:
        for name, route, kinds in addresses():
            path, nowhere = address(name, route, theirs, kinds), address(name, route, None, kinds)
            for method, asked in asks(name, route, who):
                answer = getattr(client, method)(path, asked)
                said = told(answer, path)
                leaked = [word for word in (INNER_BAZAAR, CASE_BAZAAR, INNER_ARVO) if word in said[1]]
                assert not leaked, f"{who}: {method} {path} tells {leaked}"
                if kinds:
                    same = told(getattr(client, method)(nowhere, asked), nowhere)
                    assert said == same, f"{who}: {method} {path} differs from what never was"
                walked += 1
    after = dump()
    assert {key: row for key, row in after.items() if key in before} == before
    assert walked > 100


def asks(name: str, route: str, who: str) -> Iterator[tuple[str, dict[str, str]]]:
    """What is tried at an address; what a page makes of one's own is not another's. Roles that may less only look."""
    yield "get", {}
    for do in DOES.get(name, ("",)):
        if "<" in route and who in ("nobody", "administrator", "reviewer", "key"):
            yield "post", {**ASKED, **({"do": do} if do else {})}


def test_the_holder_of_a_right_sees_its_cases_and_nothing_of_how_the_marketplace_works(
    alliance: Alliance, theirs: dict[tuple[str, str], Any]
) -> None:
    for role in ROLES:
        client = Client()
        client.force_login(alliance.person(alliance.arvo, role))
        case = client.get(f"/cases/{theirs['cases-case', 'key']}/")
        assert CASE_BAZAAR in case.content.decode()
        for name, route, kinds in addresses():
            path = address(name, route, theirs, kinds)
            assert INNER_BAZAAR not in told(client.get(path), path)[1], f"{role}: {path}"
        for name in ("review-turn", "audit-next", "lead-remove-queue", "members-person", "members-key"):
            route, kinds = next((route, kinds) for one, route, kinds in addresses() if one == name)
            assert client.get(address(name, route, theirs, kinds)).status_code in (403, 404, 405)


def test_the_marketplace_sees_nothing_that_the_holder_keeps_to_itself(
    alliance: Alliance, theirs: dict[tuple[str, str], Any]
) -> None:
    for role in ROLES:
        client = Client()
        client.force_login(alliance.person(alliance.bazaar, role))
        for name, route, kinds in addresses():
            path = address(name, route, theirs, kinds)
            assert INNER_ARVO not in told(client.get(path), path)[1], f"{role}: {path}"


def test_each_model_with_an_organisation_has_a_rule() -> None:
    from django.apps import apps

    own = {model for label in APPS for model in apps.get_app_config(label).get_models()}
    # Reached only through a case, a right or a delivery that is seen; publications through what is told of them.
    inside = (
        "Approval Audience Blob Drawn Followed Generation IntakeBatch PictureBand Preview Publication RuleHour Second "
        "Snapshot SnapshotPicture StoreListing"
    )
    assert {model.__name__ for model in own - walled()} == set(inside.split())


def test_pages_and_routes_reach_rows_through_the_wall_alone() -> None:
    root = Path(guildmark.hub.__file__).parent
    wrong = []
    taxii = [root / "taxii" / f"{name}.py" for name in ("asking", "collections", "media", "paging", "views")]
    for file in [*root.glob("pages/**/*.py"), *root.glob("api/**/*.py"), *taxii]:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager", "_base_manager"):
                wrong.append(f"{file.name}:{node.lineno}")
    assert wrong == []


def test_what_stands_in_the_tables_of_this_test_is_what_it_says(
    alliance: Alliance, theirs: dict[tuple[str, str], Any]
) -> None:
    """The test above would pass on an empty site: its rows are there, and those whose they are see them."""
    client = Client()
    client.force_login(alliance.person(alliance.bazaar, "senior reviewer"))
    for path, word in (
        ("/cases/", CASE_BAZAAR),
        ("/lead/", INNER_BAZAAR),
        (f"/cases/{theirs['cases-change', 'key']}/", INNER_BAZAAR),
    ):
        assert word in client.get(path).content.decode(), path
    with transaction.atomic():
        key = make_key("feeds", ["exchange.see", "exchange.take"], by=alliance.actor(alliance.bazaar))
    feed = f"/taxii2/exchange/collections/{theirs['*', 'collection']}/objects/"
    assert INNER_BAZAAR in Client(headers={"Authorization": f"Bearer {key}"}).get(feed).content.decode()
    assert client.get(f"/cases/{theirs['cases-picture', 'key']}/pictures/{'d' * 64}/").content == b"jpeg"
    for model in (Case, Queue, Golden, Referral, Turn, Draw, Organisation):
        assert model.objects.exists()
