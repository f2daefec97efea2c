"""Signing in by OpenID Connect, with a real provider on this machine: it says who someone is, not who is a member."""

import json
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import oidc_provider_mock
import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialApp
from alliance import Alliance
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from guildmark.hub.members.models import Organisation, Person

pytestmark = pytest.mark.django_db


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Gives the redirect itself, as it is the site that goes on with it."""

    def redirect_request(self, *_: Any) -> None:
        """Never followed."""
        return


@pytest.fixture
def provider(alliance: Alliance, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A provider, known to the site; its address."""
    with oidc_provider_mock.run_server_in_thread() as server:
        address = f"http://localhost:{server.server_port}"
        SocialApp.objects.create(
            provider="openid_connect", provider_id="company", name="Company", client_id="guildmark", secret="secret",
            settings={"server_url": address},
        )  # fmt: skip
        allowed = replace(settings.OUTWARD_POLICY, loopback_ports=frozenset([server.server_port]))
        monkeypatch.setattr(settings, "OUTWARD_POLICY", allowed)
        yield address


def known(provider: str, email: str, **claims: Any) -> None:
    """Tell the provider of someone."""
    body = json.dumps({"email": email, **claims}).encode()
    asked = urllib.request.Request(
        f"{provider}/users/{urllib.parse.quote(email)}", body, {"Content-Type": "application/json"}, method="PUT"
    )
    urllib.request.urlopen(asked, timeout=10).close()


def signed_in_as(client: Client, email: str) -> HttpResponse:
    """Go to the provider, say there who one is, and come back."""
    there = client.post("/account/oidc/company/login/").headers["Location"]
    form = urllib.parse.urlencode({"sub": email}).encode()
    try:
        urllib.request.build_opener(NoRedirect).open(there, form, timeout=10)
    except urllib.error.HTTPError as answer:
        back = answer.headers["Location"]
    parts = urllib.parse.urlsplit(back)
    return client.get(f"{parts.path}?{parts.query}")  # type: ignore[return-value]


def who(client: Client) -> str | None:
    """Who is signed in."""
    return client.session.get("_auth_user_id")


def test_a_member_signs_in_elsewhere_by_the_address_that_was_invited(alliance: Alliance, provider: str) -> None:
    person = alliance.person(alliance.bazaar, "reviewer")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    known(provider, person.email, email_verified=True, name="Another name")
    client = Client()
    assert "Company" in client.get("/account/login/").content.decode()
    answer = signed_in_as(client, person.email)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert who(client) == str(person.pk)
    assert client.get("/review/").status_code == 200
    person.refresh_from_db()
    assert person.name == "reviewer 1"  # what the provider calls them changes nothing here


def test_whoever_is_no_member_is_let_in_by_no_provider(alliance: Alliance, provider: str) -> None:
    known(provider, "stranger@company.example", email_verified=True)
    client = Client()
    signed_in_as(client, "stranger@company.example")
    assert who(client) is None
    assert not Person.objects.filter(email="stranger@company.example").exists()


def test_an_address_that_the_provider_did_not_verify_is_nobodys(alliance: Alliance, provider: str) -> None:
    person = alliance.person(alliance.bazaar, "administrator")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    known(provider, person.email, email_verified=False)
    client = Client()
    signed_in_as(client, person.email)
    assert who(client) is None


def test_the_second_factor_is_asked_for_after_signing_in_elsewhere_too(alliance: Alliance, provider: str) -> None:
    Organisation.objects.filter(pk=alliance.bazaar.pk).update(needs_second_factor=True)
    person = alliance.person(alliance.bazaar)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    known(provider, person.email, email_verified=True)
    client = Client()
    signed_in_as(client, person.email)
    assert client.get("/members/").headers["Location"] == "/account/2fa/totp/activate/"


def test_a_provider_inside_the_network_is_not_spoken_to(
    alliance: Alliance, provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "OUTWARD_POLICY", replace(settings.OUTWARD_POLICY, loopback_ports=frozenset()))
    client = Client()
    answer = client.post("/account/oidc/company/login/", follow=True)
    assert (answer.status_code, answer.redirect_chain) == (200, [("/account/login/", 302)])
    assert "The other site does not answer" in answer.content.decode()
    assert who(client) is None
