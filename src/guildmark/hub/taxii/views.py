"""The resources of TAXII 2.1: discovery, the one root, its collections with their objects, and status.

Source: OASIS, "TAXII Version 2.1", OASIS Standard, 10 June 2021. Ranges, and with them 416, went out with TAXII 2.0.
"""

import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from guildmark.hub.members.actor import Actor
from guildmark.hub.members.wall import one
from guildmark.hub.taxii.asking import Resource
from guildmark.hub.taxii.collections import collections_of, one_collection, readable, writable
from guildmark.hub.taxii.inbox import bring, status_of
from guildmark.hub.taxii.media import MOST_BYTES, STIX, TAXII, TaxiiError, answer, answer_text, written
from guildmark.hub.taxii.models import Brought
from guildmark.hub.taxii.paging import Page, page

TITLE = "Guildmark"
MOST_OBJECTS = 200  # brought at once


class Discovery(Resource):
    """Where to go: the one root."""

    def get(self, request: HttpRequest, actor: Actor) -> HttpResponse:
        """The discovery resource."""
        root = settings.PUBLIC_URL + reverse("taxii-root")
        told = {"title": TITLE, "description": "What members of an alliance against counterfeits share."}
        return answer(told | {"default": root, "api_roots": [root]})


class Root(Resource):
    """The root."""

    def get(self, request: HttpRequest, actor: Actor) -> HttpResponse:
        """The API root resource."""
        return answer({"title": TITLE, "versions": [TAXII], "max_content_length": MOST_BYTES})


class Collections(Resource):
    """What the key may read and write."""

    def get(self, request: HttpRequest, actor: Actor) -> HttpResponse:
        """The collections resource."""
        return answer({"collections": [one.told() for one in collections_of(actor)]})


class OneCollection(Resource):
    """One of them."""

    def get(self, request: HttpRequest, actor: Actor, collection: str) -> HttpResponse:
        """The collection resource."""
        return answer(one_collection(actor, collection).told())


class Objects(Resource):
    """The objects of a collection, and bringing more."""

    def get(self, request: HttpRequest, actor: Actor, collection: str) -> HttpResponse:
        """An envelope of objects."""
        return _envelope(page(actor, readable(actor, collection), request.GET))

    def post(self, request: HttpRequest, actor: Actor, collection: str) -> HttpResponse:
        """Bring objects; the answer says what became of each."""
        writable(actor, collection)
        return answer(status_of(bring(_objects(request), by=actor)), 202)


class OneObject(Resource):
    """One object of a collection."""

    def get(self, request: HttpRequest, actor: Actor, collection: str, name: str) -> HttpResponse:
        """An envelope of its versions, of which the newest is given where nothing else is asked for."""
        return _envelope(page(actor, readable(actor, collection), request.GET, name))

    def delete(self, request: HttpRequest, actor: Actor, collection: str, name: str) -> HttpResponse:
        """Refused: what was shared is recalled by its author, and stays known as recalled."""
        one_collection(actor, collection)
        raise TaxiiError(403, "Nothing is deleted here.", "Its author recalls it, on the site.")


class Versions(Resource):
    """The versions of an object."""

    def get(self, request: HttpRequest, actor: Actor, collection: str, name: str) -> HttpResponse:
        """The versions resource."""
        found = page(actor, readable(actor, collection), request.GET, name, every=True)
        return _told(found, "versions", [written(row.version) for row in found.rows])


class Manifest(Resource):
    """What there is in a collection, without its contents."""

    def get(self, request: HttpRequest, actor: Actor, collection: str) -> HttpResponse:
        """The manifest resource."""
        found = page(actor, readable(actor, collection), request.GET)
        rows = [
            {
                "id": row.object_id, "date_added": written(row.added_at), "version": written(row.version),
                "media_type": STIX,
            }
            for row in found.rows
        ]  # fmt: skip
        return _told(found, "objects", rows)


class Status(Resource):
    """What became of objects that were brought."""

    def get(self, request: HttpRequest, actor: Actor, status: str) -> HttpResponse:
        """The status resource."""
        try:
            return answer(status_of(one(Brought, actor, pk=status)))
        except Http404 as error:
            raise TaxiiError(404, str(error)) from None


def _objects(request: HttpRequest) -> list[Any]:
    """The objects of an envelope. Errors: TaxiiError."""
    try:
        told = json.loads(request.body, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise TaxiiError(400, "The body is not JSON.") from None
    objects = told.get("objects") if isinstance(told, dict) else None
    if not isinstance(objects, list) or not objects:
        raise TaxiiError(422, "The body is no envelope with objects.", 'Send {"objects": […]}.')
    if len(objects) > MOST_OBJECTS:
        raise TaxiiError(
            413, f"The envelope holds more than {MOST_OBJECTS} objects.", "Bring them in several requests."
        )
    return objects


def _no_number(text: str) -> None:
    raise ValueError(text)


def _envelope(found: Page) -> HttpResponse:
    """Objects as they are kept: each is JSON already."""
    parts = [f'"more": true, "next": {json.dumps(found.next)}'] if found.next else []
    parts += [f'"objects": [{", ".join(row.text for row in found.rows)}]'] if found.rows else []
    return answer_text("{" + ", ".join(parts) + "}", headers=found.headers)


def _told(found: Page, name: str, rows: list[Any]) -> HttpResponse:
    # The standard has `next` in envelopes alone; clients that page manifests ask with it.
    more = {"more": True, "next": found.next} if found.next else {}
    return answer(more | ({name: rows} if rows else {}), headers=found.headers)
