"""People join by invitation, run their organisation, and let programs in by keys."""

import re
from collections.abc import Callable

import pytest
from alliance import PASSWORD, Alliance
from django.test import Client
from django.utils import timezone

from guildmark.hub.events.lease import work_once
from guildmark.hub.events.models import Event, Message
from guildmark.hub.members.keys import actor_with_key
from guildmark.hub.members.models import ApiKey, Invitation, Organisation, Person

pytestmark = pytest.mark.django_db
Browse = Callable[..., Client]


def test_whoever_is_invited_joins_with_name_and_password_and_the_link_then_no_longer_counts(
    alliance: Alliance, browse: Browse, client: Client
) -> None:
    browse(alliance.bazaar).post("/members/own/invite/", {"email": "New@Bazaar.example", "role": "reviewer"})
    [message] = Message.objects.all()
    assert message.payload["to"] == "new@bazaar.example"
    link = re.search(r"/join/\S+", message.payload["body"])
    assert link is not None
    assert "Join Bazaar" in client.get(link.group()).content.decode()
    weak = client.post(link.group(), {"name": "Someone new", "password": "short"})
    assert "too short" in weak.content.decode()
    assert client.post(link.group(), {"name": "Someone new", "password": PASSWORD}).status_code == 302
    person = Person.objects.get(email="new@bazaar.example")
    assert (person.organisation, person.role) == (alliance.bazaar, "reviewer")
    assert client.get("/me/").status_code == 200
    assert Client().get(link.group()).status_code == 410
    kinds = list(Event.objects.order_by("id").values_list("kind", flat=True))
    assert kinds[-2:] == ["person.invited", "person.joined"]


def test_the_worker_sends_the_invitation(alliance: Alliance, browse: Browse, mailoutbox: list) -> None:
    browse(alliance.bazaar).post("/members/own/invite/", {"email": "new@bazaar.example", "role": "reviewer"})
    assert work_once() == 1
    assert mailoutbox[0].to == ["new@bazaar.example"]
    assert work_once() == 0


def test_a_secret_of_a_link_is_kept_nowhere(alliance: Alliance, browse: Browse) -> None:
    browse(alliance.bazaar).post("/members/own/invite/", {"email": "new@bazaar.example", "role": "reviewer"})
    secret = re.search(r"/join/(\S+)/", Message.objects.get().payload["body"]).group(1)
    assert secret not in str(list(Invitation.objects.values()) + list(Event.objects.values()))


def test_signing_in_asks_for_a_second_factor_where_the_organisation_needs_one(alliance: Alliance) -> None:
    Organisation.objects.filter(pk=alliance.bazaar.pk).update(needs_second_factor=True)
    person = alliance.person(alliance.bazaar)
    client = Client()
    answer = client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 302
    assert client.get("/members/").headers["Location"] == "/account/2fa/totp/activate/"
    assert client.get("/account/2fa/totp/activate/", follow=True).status_code == 200


def test_nobody_can_sign_up_without_an_invitation(client: Client, alliance: Alliance) -> None:
    answer = client.post("/account/signup/", {"email": "any@one.example", "password1": PASSWORD})
    assert Person.objects.count() == 0
    assert answer.status_code in (200, 302)


def test_a_key_is_shown_once_kept_hashed_and_works_until_it_is_revoked(alliance: Alliance, browse: Browse) -> None:
    client = browse(alliance.bazaar)
    page = client.post("/members/own/keys/", {"name": "nightly scan", "abilities": ["cases.bring", "check"]})
    secret = re.search(r"gm_[\w-]{43}", page.content.decode()).group()
    assert secret not in client.get("/members/own/").content.decode()
    key = ApiKey.objects.get()
    assert secret not in str(ApiKey.objects.values())
    actor = actor_with_key(secret)
    assert actor is not None
    assert (actor.organisation, actor.abilities) == (alliance.bazaar, {"cases.bring", "check"})
    client.post(f"/members/own/keys/{key.pk}/", {"do": "revoke"})
    assert actor_with_key(secret) is None


def test_a_rotated_key_goes_on_for_a_week_beside_its_successor(alliance: Alliance, browse: Browse) -> None:
    client = browse(alliance.bazaar)
    page = client.post("/members/own/keys/", {"name": "scan", "abilities": ["check"]}).content.decode()
    old = re.search(r"gm_[\w-]{43}", page).group()
    key = ApiKey.objects.get()
    page = client.post(f"/members/own/keys/{key.pk}/", {"do": "rotate"}).content.decode()
    new = re.search(r"gm_[\w-]{43}", page).group()
    assert actor_with_key(old) is not None
    assert actor_with_key(new) is not None
    ApiKey.objects.filter(pk=key.pk).update(expires_at=timezone.now())
    assert actor_with_key(old) is None
    assert actor_with_key(new).abilities == {"check"}


def test_a_key_of_a_holder_cannot_be_given_what_only_marketplaces_do(alliance: Alliance, browse: Browse) -> None:
    browse(alliance.arvo).post("/members/own/keys/", {"name": "x", "abilities": ["check"]})
    assert ApiKey.objects.count() == 0


def test_the_last_administrator_stays_one(alliance: Alliance, browse: Browse) -> None:
    client, person = browse(alliance.bazaar), alliance.person(alliance.bazaar)
    for asked in ({"do": "role", "role": "observer"}, {"do": "let go"}):
        client.post(f"/members/own/people/{person.pk}/", asked)
        person.refresh_from_db()
        assert (person.role, person.is_active) == ("administrator", True)


def test_what_is_personal_of_someone_who_left_can_be_erased_and_the_record_stays(
    alliance: Alliance, browse: Browse
) -> None:
    client, person = browse(alliance.bazaar), alliance.person(alliance.bazaar, "reviewer")
    address = f"/members/own/people/{person.pk}/"
    client.post(address, {"do": "erase"})
    person.refresh_from_db()
    assert person.erased_at is None
    email, name = person.email, person.name
    client.post(address, {"do": "let go"})
    client.post(address, {"do": "erase"})
    person.refresh_from_db()
    assert (person.name, person.is_active, person.has_usable_password()) == ("", False, False)
    everything = str(list(Person.objects.values()) + list(Event.objects.values()) + list(Invitation.objects.values()))
    assert email not in everything
    assert name not in everything
    assert Event.objects.filter(subject=person.id).count() == 2


def test_the_secretariat_admits_a_marketplace_and_suspends_and_restores_it(alliance: Alliance, browse: Browse) -> None:
    client = browse(alliance.secretariat)
    asked = {"kind": "marketplace", "name": "Agora", "country": "GR", "email": "first@agora.example"}
    assert "short name" in client.post("/members/", asked).content.decode()
    assert client.post("/members/", asked | {"marketplace": "agora"}).status_code == 302
    agora = Organisation.objects.get(name="Agora")
    assert Invitation.objects.get().organisation == agora
    person = alliance.person(agora)
    Organisation.objects.filter(pk=agora.pk).update(needs_second_factor=False)
    inside = Client()
    inside.force_login(person)
    assert inside.get("/members/").status_code == 200
    client.post(f"/members/{agora.pk}/suspend/")
    assert inside.get("/members/").status_code == 403
    client.post(f"/members/{agora.pk}/suspend/", {"restore": "1"})
    assert inside.get("/members/").status_code == 200


def test_what_is_not_theirs_says_who_may(alliance: Alliance, browse: Browse) -> None:
    answer = browse(alliance.bazaar, "observer").get("/members/own/")
    assert answer.status_code == 403
    assert "Administrator" in answer.content.decode()
