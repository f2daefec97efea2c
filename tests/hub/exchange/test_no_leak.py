"""What is shared is read by whom its marking lets read it, and by nobody else, wherever the site says anything.

Things of every kind under every marking carry a word of their own in each part. Everybody walks every address: people
of every member, their keys, and nobody. An address is walked with what is shared when it answers otherwise about it
than about what never was, so that a new address walks along by itself. Who may read is worked out here anew,
from the words of the Traffic Light Protocol, not asked of the site.
"""

import io
import logging
import random
import re
import zipfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import pyarrow.parquet as pq
import pytest
from alliance import Alliance
from django.core import mail
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from shared_made import circle, tactic_text

from guildmark.hub.cases.models import Case, TacticHit
from guildmark.hub.events.lease import work_once
from guildmark.hub.exchange import content, drafts, indicators, sharing, uses
from guildmark.hub.exchange.letter import write_letters
from guildmark.hub.exchange.marking import IN_CIRCLES
from guildmark.hub.exchange.models import TLP, Circle, Item, ItemVersion
from guildmark.hub.members.keys import make_key
from guildmark.hub.members.models import Organisation, Person
from guildmark.hub.members.organisations import admit
from guildmark.hub.members.roles import HOLDER, ROLES, key_abilities_of
from guildmark.hub.taxii.models import FOR_ALL
from guildmark.stix import object_id

pytestmark = pytest.mark.django_db
LEADS = ("administrator", "senior reviewer")
OWN_ACCOUNT = ("account/", "language/", "admin/")  # about oneself, or the site's own machine
LISTS = ({"which": "own"}, {"which": "handed"}, {"format": "parquet"})
WRONG = {"do": "no such thing", "tlp": "PURPLE", "kind": "fax", "value": "x", "outcome": "not", "format": "xml"}
SHARED_WORD = "qqshared"  # every word of this test begins with it
NUMBER = "+44 7700 900456"


@dataclass
class Marked:
    """Something shared, its words, and who may read it."""

    item: Item
    words: tuple[str, ...]
    state: str
    within: frozenset[UUID] = frozenset()  # members of its circles
    attachment: UUID | None = None
    secret_author: tuple[str, ...] = ()  # key and name of one who is not named

    def may_read(self, organisation: Organisation | None, role: str) -> bool:
        """Whether somebody may, by the words of TLP 2.0 and of what is a draft, handed over or recalled."""
        if organisation is None:
            return False
        leads = role in LEADS
        if organisation.pk == self.item.owner_id:
            return self.item.tlp != "RED" or leads
        if self.state == "handed":
            return organisation.kind == "secretariat" and leads
        if self.state != "shared":
            return False
        if self.item.tlp in ("GREEN", "CLEAR"):
            return True
        return organisation.pk in self.within and (self.item.tlp != "RED" or leads)


@dataclass
class Site:
    """The alliance with all that is shared in it."""

    alliance: Alliance
    author: Organisation
    bags: Circle
    case: Case
    marked: list[Marked] = field(default_factory=list)

    @property
    def members(self) -> tuple[Organisation, ...]:
        """Every organisation."""
        one = self.alliance
        return (one.arvo, one.brill, one.bazaar, one.souk, one.secretariat, self.author)


@pytest.fixture
def site(alliance: Alliance, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Each kind under each marking, named and not, drafts, what waits for the secretariat, and what was recalled."""
    # Running the examples of a dozen tactics takes two minutes, and is tested elsewhere.
    monkeypatch.setattr(content, "try_examples", lambda tactics: ([], []))
    author = admit(HOLDER, "Quiet author", by=None, needs_second_factor=False)
    bags = circle(alliance, alliance.arvo, alliance.bazaar, author, name=f"{SHARED_WORD}circle")
    case = alliance.case(alliance.bazaar, alliance.right(alliance.brill))
    made = Site(alliance, author, bags, case)
    snapshot = case.found.get().snapshot
    snapshot.content |= {"description": f"Call {NUMBER}"}
    snapshot.save()
    for kind in ("tactic", "advice", "indicator"):
        for tlp in TLP:
            share(made, kind, tlp, alliance.arvo)
        for tlp in ("RED", "AMBER", "GREEN"):
            share(made, kind, tlp, author, anonymous=True)
        share(made, kind, "AMBER", alliance.arvo, state="draft")
        share(made, kind, "AMBER", author, anonymous=True, state="handed")
        share(made, kind, "GREEN", alliance.arvo, state="recalled")
    share(made, "phone", "AMBER", alliance.arvo)
    share(made, "phone", "RED", alliance.bazaar)
    use_some(made)
    return made


def share(made: Site, kind: str, tlp: str, owner: Organisation, *, anonymous: bool = False, state: str = "") -> None:
    """Make one, with a word of its own in each part."""
    by, word = made.alliance.actor(owner), f"{SHARED_WORD}{len(made.marked):03d}"
    version, words = write(kind, word, by)
    within = [] if tlp in ("GREEN", "CLEAR") else [made.bags]
    item = version.item
    if state != "draft":
        sharing.share(item, tlp, within, by=by, anonymous=anonymous, meant=True)
    if anonymous and state != "handed":
        sharing.relay(item, by=made.alliance.actor(made.alliance.secretariat))
    if state == "recalled":
        for market in (made.alliance.bazaar,) if kind == "tactic" else ():
            uses.take_up(item, by=made.alliance.actor(market))
        sharing.recall(item, f"{word}recalled", by=by)
    item.refresh_from_db()
    members = frozenset((made.alliance.arvo.pk, made.alliance.bazaar.pk, made.author.pk)) if within else frozenset()
    attached = item.attachments.first()
    made.marked.append(
        Marked(
            item,
            words,
            state or "shared",
            members,
            attached.pk if attached else None,
            (str(owner.pk), owner.name.lower()) if anonymous else (),
        )
    )


def write(kind: str, word: str, by: Any) -> tuple[ItemVersion, tuple[str, ...]]:
    """A draft, and the words that stand in its parts."""
    if kind == "tactic":
        text = tactic_text(f"{word}title", f"{word}said").replace("in chat.", f"in chat, {word}why.")
        text = text.replace("a case of our own", f"{word}source").replace(
            "Honest sellers who", f"{word}alarm sellers who"
        )
        parts = ("title", "said", "why", "source", "alarm")
        return drafts.draft_tactic(text, by=by), tuple(word + part for part in parts)
    if kind == "advice":
        files = [(f"{word}name.txt", f"{word}bytes".encode())]
        version = drafts.draft_advice(f"{word}title", f"How: {word}prose", by=by, files=files)
        return version, tuple(word + part for part in ("title", "prose", "name", "bytes"))
    value = NUMBER if kind == "phone" else f"karen@{word}shop.com"
    version = indicators.draft_indicator("phone" if kind == "phone" else "email", value, "", f"{word}why", by=by)
    return version, (f"{word}why",) if kind == "phone" else (f"{word}shop", f"{word}why")


def use_some(made: Site) -> None:
    """Bazaar uses what programs may use; a tactic of which Brill reads nothing hits a case about Brill's right."""
    lead = made.alliance.actor(made.alliance.bazaar)
    for one in made.marked:
        if one.state == "shared" and one.item.tlp != "RED" and one.item.kind == "tactic":
            uses.take_up(one.item, by=lead)
    hidden = next(one for one in made.marked if one.item.tlp == "AMBER" and one.state == "shared")
    TacticHit.objects.create(
        case=made.case, organisation=made.alliance.bazaar, tactic=hidden.item.pk, version=1, mode="shadow",
        band="review", without_band="clear",
    )  # fmt: skip
    found = made.case.found.get()
    told = found.finding["contributions"][0] | {"detector": f"tactic/{hidden.item.pk}"}
    found.finding |= {"contributions": [*found.finding["contributions"], told]}
    found.signals = [*found.signals, found.signals[0] | {"detector": f"tactic/{hidden.item.pk}"}]
    found.save()


@dataclass(frozen=True)
class Reader:
    """Somebody who walks the site."""

    name: str
    client: Client
    organisation: Organisation | None
    role: str


def readers(made: Site, roles: Collection[str]) -> Iterator[Reader]:
    """Nobody, and of each organisation these roles and a key that may do all that one can."""
    yield Reader("nobody", Client(), None, "")
    for organisation in made.members:
        for role in roles:
            client = Client()
            client.force_login(made.alliance.person(organisation, role))
            yield Reader(f"{role} of {organisation}", client, organisation, role)
        yield Reader(f"key of {organisation}", key_of(made, organisation), organisation, "key")


def addresses(patterns: Any = None, before: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every route of the site, and its parameters with their kinds."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if route.startswith(OWN_ACCOUNT):
            continue
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, {name: kind or "str" for kind, name in re.findall(r"<(?:(\w+):)?(\w+)>", route)}


def filled(route: str, kinds: dict[str, str], key: UUID, attachment: UUID | None) -> str:
    """The address of something: its id wherever one is asked for."""
    for name, kind in kinds.items():
        value = attachment or key if name == "attachment" else key if kind in ("uuid", "str", "slug") else 1
        route = re.sub(rf"<(?:\w+:)?{name}>", str(value), route)
    return f"/{route}"


def said(answer: HttpResponse) -> str:
    """All that an answer says, packed or not, in small letters."""
    data = b"".join(answer) if answer.streaming else answer.content
    parts = [data.decode("utf-8", "replace"), *(f"{name}: {value}" for name, value in answer.headers.items())]
    if data.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts += [name + archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    if data.startswith(b"PAR1"):
        parts.append(str(pq.read_table(io.BytesIO(data)).to_pylist()))
    return "\n".join(parts).lower()


def asked(client: Client, method: str, path: str, values: dict[str, str]) -> HttpResponse:
    """An answer, of which nothing stays."""
    with transaction.atomic():
        answer = getattr(client, method)(path, values)
        transaction.set_rollback(True)
    return answer


def told_apart(made: Site, subjects: Sequence[tuple[UUID, UUID | None]]) -> list[tuple[str, dict[str, str]]]:
    """The routes that answer otherwise about one of these than about what never was, to any of those who may most."""
    one = made.alliance
    clients = [Client(), Client(), Client()]
    for client, organisation in zip(clients, (one.arvo, one.bazaar, one.secretariat), strict=True):
        client.force_login(one.person(organisation))
    clients += [key_of(made, organisation) for organisation in (one.arvo, one.bazaar)]
    return [
        (route, kinds)
        for route, kinds in addresses()
        if kinds and any(knows(client, route, kinds, subjects) for client in clients)
    ]


def knows(client: Client, route: str, kinds: dict[str, str], subjects: Sequence[tuple[UUID, UUID | None]]) -> bool:
    """Whether a route tells any of these from what never was."""
    never = filled(route, kinds, UUID(int=7), UUID(int=7))
    for method in ("get", "post"):
        before = asked(client, method, never, {})
        for key, extra in subjects:
            path = filled(route, kinds, key, extra)
            answer = asked(client, method, path, {})
            if answer.status_code != before.status_code:
                return True
    return False


def key_of(made: Site, organisation: Organisation) -> Client:
    """A program with a key that may do all that one can."""
    key = make_key(f"k {uuid4()}", key_abilities_of(organisation.kind), by=made.alliance.actor(organisation))
    return Client(headers={"Authorization": f"Bearer {key}"})


def routes(made: Site) -> list[tuple[str, str]]:
    """Method and path of all that is asked about what is shared, its circle, its feeds, and a case that it hit."""
    green = [one for one in made.marked if one.item.tlp == "GREEN" and one.state == "shared"]
    asks = []
    for route, kinds in told_apart(made, [(one.item.pk, one.attachment) for one in green]):
        asks += [("get", filled(route, kinds, one.item.pk, one.attachment)) for one in made.marked]
        few = {(one.item.kind, one.item.tlp in IN_CIRCLES, one.state): one for one in made.marked}
        asks += [("post", filled(route, kinds, one.item.pk, one.attachment)) for one in few.values()]
    assert len(asks) > 6 * len(made.marked), "the addresses of what is shared are found by what they answer"
    for one in made.marked:
        for collection in (FOR_ALL, made.bags.pk):
            at = f"/taxii2/exchange/collections/{collection}/objects/{object_id(one.item.kind, one.item.pk)}/"
            asks += [("get", f"{at}?match[version]=all"), ("get", f"{at}versions/")]
    for key in (made.bags.pk, made.case.key, FOR_ALL):
        for route, kinds in told_apart(made, [(key, None)]):
            asks += [(method, filled(route, kinds, key, None)) for method in ("get", "post")]
    return asks


def answers(client: Client, asks: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What is told to somebody who asks for everything: what was asked, and all that the answer says."""
    for route, kinds in addresses():
        if not kinds:
            text = said(asked(client, "get", f"/{route}", {}))
            yield f"get /{route}", text
            yield f"post /{route}", said(asked(client, "post", f"/{route}", WRONG))
            if SHARED_WORD in text or "export" in route:
                for values in LISTS:
                    yield f"get /{route} {values}", said(asked(client, "get", f"/{route}", values))
    for method, path in asks:
        yield f"{method} {path}", said(asked(client, method, path, WRONG if method == "post" else {}))


def walk(site: Site, roles: Collection[str], caplog: pytest.LogCaptureFixture) -> None:
    """Every organisation in these roles, and nobody, asks for everything."""
    caplog.set_level(logging.INFO)
    of_word = {word: one for one in site.marked for word in one.words}
    asks = routes(site)
    for reader in readers(site, roles):
        seen: set[str] = set()
        may = {word for word, one in of_word.items() if one.may_read(reader.organisation, reader.role)}
        for what, text in answers(reader.client, asks):
            if SHARED_WORD not in text:
                continue
            there = {word for word in of_word if word in text}
            assert there <= may, f"{reader.name}: {what} tells {sorted(there - may)}"
            assert site.bags.name not in text or knows_circle(site, reader), f"{reader.name}: {what} names the circle"
            for one in {of_word[word].item.pk: of_word[word] for word in there}.values():
                hidden = one.secret_author and not knows_author(one, reader)
                named = hidden and any(word in text for word in one.secret_author)
                assert not named, f"{reader.name}: {what} names an author"
            seen |= there
        expected = {word for word in may if reader.role != "key" or is_told_to_keys(of_word[word])}
        assert expected - seen == set(), f"{reader.name} may read these and finds them nowhere"
    assert SHARED_WORD not in caplog.text.lower(), "what is shared stands in no log"


@pytest.mark.soak  # every address as many readers: minutes
def test_what_is_shared_is_found_where_its_marking_lets_it_be_and_nowhere_else(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    """One role each time, and all below."""
    walk(site, (random.SystemRandom().choice(list(ROLES)),), caplog)


@pytest.mark.soak
def test_no_role_of_any_member_finds_more_than_its_own(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    walk(site, tuple(ROLES), caplog)


def knows_circle(site: Site, reader: Reader) -> bool:
    """Members of a circle, and the secretariat, which forms it."""
    members = (site.alliance.arvo, site.alliance.bazaar, site.author, site.alliance.secretariat)
    return reader.organisation in members


def knows_author(one: Marked, reader: Reader) -> bool:
    """Its own organisation, and those of the secretariat who share without a name."""
    assert reader.organisation is not None
    relays = reader.organisation.kind == "secretariat" and reader.role in LEADS
    return reader.organisation.pk == one.item.owner_id or relays


def is_told_to_keys(one: Marked) -> bool:
    """Programs read tactics as they stand, and values in feeds; all else is for people, or in feeds in part."""
    return one.item.kind in ("tactic", "indicator") and one.state == "shared"


def test_letters_go_to_authors_alone_and_name_nothing_to_others(site: Site) -> None:
    write_letters(timezone.now())
    work_once()
    of_word = {word: one for one in site.marked for word in one.words}
    for letter in mail.outbox:
        for address in letter.recipients():
            person = Person.objects.get(email=address)
            text = f"{letter.subject} {letter.body}".lower()
            there = {word for word in of_word if word in text}
            told = {word for word in there if not of_word[word].may_read(person.organisation, person.role)}
            assert not told, f"{address} is told {told}"
