"""A site of its own for these tests: a folder that is removed with them, and Django's test database."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator

folder = tempfile.mkdtemp(prefix="guildmark-hub-")
atexit.register(shutil.rmtree, folder, ignore_errors=True)
os.environ["GUILDMARK_HUB"] = folder
os.environ["DJANGO_SETTINGS_MODULE"] = "guildmark.hub.settings"

import django  # noqa: E402 - the environment comes first

django.setup()
# Workers of a parallel run inherit the environment: with this they would set up Django before they have their folder.
del os.environ["DJANGO_SETTINGS_MODULE"]

import pytest  # noqa: E402
from alliance import Alliance, organisations  # noqa: E402
from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import translation  # noqa: E402

from guildmark.hub.members.models import Organisation  # noqa: E402

# A quick hash: what is tested is not how passwords are kept.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def alliance(db: None) -> Alliance:
    """The organisations, none asking for a second factor."""
    return organisations()


@pytest.fixture
def browse(client: Client, alliance: Alliance) -> Callable[..., Client]:
    """A client that is signed in as a person with a role."""

    def sign_in(organisation: Organisation, role: str = "administrator", number: int = 1) -> Client:
        own = Client()
        own.force_login(alliance.person(organisation, role, number))
        return own

    return sign_in


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A test begins and ends in English, whatever language a page of another was asked for in."""
    translation.activate("en")
    yield
    translation.activate("en")
