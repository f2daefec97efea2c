"""The page of a delivery says how many listings the scan judged, where it was told."""

from collections.abc import Callable

import pytest
from alliance import Alliance
from django.test import Client

from guildmark.hub.cases.intake import bring

pytestmark = pytest.mark.django_db


def test_a_delivery_says_how_many_listings_were_scanned_where_that_is_known(
    alliance: Alliance, browse: Callable[..., Client]
) -> None:
    by = alliance.actor(alliance.bazaar, "analyst")
    client = browse(alliance.bazaar, "analyst")
    for run, scanned, said in (("one", 1, "1 listing was scanned."), ("two", 12, "12 listings were scanned.")):
        intake = bring([], run=run, context="", by=by, scanned=scanned).intake
        assert said in client.get(f"/deliveries/{intake.pk}/").content.decode()
    unknown = bring([], run="three", context="", by=by).intake
    assert "scanned." not in client.get(f"/deliveries/{unknown.pk}/").content.decode()
