"""The clients that others use, against a served site: taxii2-client, and stix2's source of a collection."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from own_site import OwnSite
from stix2 import Filter, Indicator, TAXIICollectionSource
from taxii2client.exceptions import AccessError
from taxii2client.v21 import ApiRoot, Collection, Server, as_pages

BEGIN = """
from alliance import organisations
from shared_made import circle
from guildmark.hub.exchange import drafts, indicators, sharing
from guildmark.hub.exchange.models import Item
from guildmark.hub.members.keys import make_key
from guildmark.hub.members.models import Organisation
from guildmark.hub.members.roles import key_abilities_of

def share(alliance, words, tlp="GREEN", within=(), item=None):
    by = alliance.actor(alliance.arvo)
    version = drafts.draft_advice("Advice", words, by=by, item=item)
    return str(sharing.share(version.item, tlp, within, by=by, meant=True).pk)

def tell(alliance, kind, value):
    by = alliance.actor(alliance.arvo)
    version = indicators.draft_indicator(kind, value, "", "A test purchase", by=by)
    return str(sharing.share(version.item, "GREEN", (), by=by, meant=True).pk)
"""
MAKE = """
alliance = organisations()
items = [share(alliance, f"Advice {number}") for number in range(5)]
share(alliance, "Advice 5", "AMBER", [circle(alliance, alliance.arvo, alliance.souk)])
share(alliance, "Better", item=items[0])
values = [tell(alliance, *told) for told in (("domain", "orvane-outlet.example"), ("phone", "+44 7700 900123"))]
keys = {
    one.name: make_key("k", key_abilities_of(one.kind), by=alliance.actor(one)) for one in Organisation.objects.all()
}
print(json.dumps({"items": items, "values": values, "keys": keys}))
"""


class Made:
    """A served site: five pieces of advice that all members read, one of them in two versions, one of a circle, and two
    known-bad values."""

    def __init__(self, site: OwnSite, address: str) -> None:
        self.site, self.address = site, address
        told = site.run(BEGIN + MAKE)
        self.names = [f"report--{item}" for item in told["items"]]
        self.values = [f"indicator--{value}" for value in told["values"]]
        self._keys = told["keys"]

    def signed_in(self, member: str) -> dict[str, str]:
        return {"user": "anybody", "password": self._keys[member]}

    def collection(self, member: str, alias: str) -> Collection:
        root = ApiRoot(f"{self.address}/taxii2/exchange/", **self.signed_in(member))
        return next(one for one in root.collections if one.alias == alias)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    site = OwnSite(Path(tmp_path_factory.mktemp("site")))
    with site.served() as address:
        yield Made(site, address)


def test_a_client_finds_its_way_and_reads_page_by_page(made: Made) -> None:
    server = Server(f"{made.address}/taxii2/", **made.signed_in("Souk"))
    assert server.title == "Guildmark"
    [root] = server.api_roots
    assert isinstance(root, ApiRoot) and root.versions == ["application/taxii+json;version=2.1"]
    everything, own, inbox = root.collections
    assert (everything.title, own.title, inbox.can_write) == ("For all members", "Circle: Bags", True)
    for per_request in (0, 2, 9):
        pages = list(as_pages(everything.get_objects, per_request=per_request))
        told = [one for page in pages for one in page["objects"]]
        assert len({one["id"] for one in told}) == len(told) == 11
        listed = [one for page in as_pages(everything.get_manifest, per_request=per_request) for one in page["objects"]]
        assert [one["id"] for one in listed] == [one["id"] for one in told]
    assert len(own.get_objects(type="report")["objects"]) == 1


def test_stix2_reads_a_collection_as_a_source(made: Made) -> None:
    source = TAXIICollectionSource(made.collection("Souk", "all"))
    assert source.get(made.names[0]).description == "Better\n"
    assert len(source.all_versions(made.names[0])) == 2
    assert len(source.query([Filter("type", "=", "report")])) == 5


def test_others_read_known_bad_values_as_any_indicator(made: Made) -> None:
    found = made.collection("Souk", "all")
    told = found.get_objects(type="indicator")["objects"]
    assert [(one["id"], one["pattern"]) for one in told] == [
        (made.values[0], "[domain-name:value = 'orvane-outlet.example']"),
        (made.values[1], "[x-guildmark-phone:value = '+447700900123']"),
    ]
    source = TAXIICollectionSource(found)
    [domain] = source.query([Filter("type", "=", "indicator"), Filter("pattern", "contains", "domain-name")])
    assert (domain.id, domain.pattern_type, domain.description) == (made.values[0], "stix", "A test purchase")
    assert domain.valid_until > domain.valid_from


def test_a_client_brings_an_indicator_of_another_maker(made: Made) -> None:
    green = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
    own = Indicator(
        name="Shop of fakes", pattern="[url:value = 'https://builder.example/shop-12']", pattern_type="stix",
        valid_from="2026-11-01T00:00:00Z", object_marking_refs=[green],
    )  # fmt: skip
    unread = own.new_version(pattern="[url:value LIKE 'https://builder.example/%']")
    inbox = made.collection("Bazaar", "inbox")
    status = inbox.add_objects(json.dumps({"objects": [json.loads(one.serialize()) for one in (own, unread)]}))
    assert (status.success_count, status.failure_count) == (1, 1)
    assert "no single comparison" in status.failures[0]["message"]


def test_a_client_asks_for_versions(made: Made) -> None:
    found = made.collection("Souk", "all")
    versions = found.object_versions(made.names[0])["versions"]
    assert len(versions) == 2
    assert found.get_object(made.names[0])["objects"][0]["description"] == "Better\n"
    earlier = found.get_object(made.names[0], version=versions[0])["objects"]
    assert [one["description"] for one in earlier] == ["Advice 0\n"]


def test_a_client_brings_objects_and_follows_what_became_of_them(made: Made) -> None:
    told: dict[str, Any] = made.collection("Souk", "all").get_object(made.names[1])["objects"][0]
    own = told | {"id": "report--5f0c7a52-3b1d-4a57-9d0b-0d5c2f6f3a11"}
    del own["extensions"]
    status = made.collection("Bazaar", "inbox").add_objects(json.dumps({"objects": [own]}))
    assert (status.status, status.success_count, status.failure_count) == ("complete", 1, 0)
    status.refresh()
    assert status.success_count == 1


def test_a_client_deletes_nothing_and_sees_a_recall(made: Made) -> None:
    found = made.collection("Souk", "all")
    with pytest.raises(AccessError):
        found.delete_object(made.names[4])
    recall = f"from alliance import Alliance\nitem = Item.objects.get(pk={made.names[4][8:]!r})\n" + (
        "from guildmark.hub.members.actor import actor_of_person\nfrom guildmark.hub.members.models import Person\n"
        "by = actor_of_person(Person.objects.get(organisation=item.owner))\nsharing.recall(item, 'Wrong.', by=by)\n"
    )
    made.site.run(BEGIN + recall)
    assert found.get_object(made.names[4])["objects"][0]["revoked"] is True
