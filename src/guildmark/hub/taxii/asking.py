"""What every request of TAXII passes: who asks, whether it speaks the same, and how errors are told."""

import base64
import binascii
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from guildmark.hub.members.actor import Actor
from guildmark.hub.members.buckets import Buckets
from guildmark.hub.members.keys import actor_with_key
from guildmark.hub.taxii.media import MOST_BYTES, TAXII, TaxiiError, accepts, error_answer, is_content

_BUCKETS = Buckets(per_second=20.0, in_hand=600.0)  # a first pull of a large feed is many pages in a row
NO_KEY = (
    "Send a key of your organisation as the password of HTTP Basic, with any user, or as Authorization: Bearer gm_…"
)


class Resource(View):
    """A resource of TAXII: answers keys alone, whoever may be signed in. Methods take the request, the actor, names."""

    http_method_names = ["get", "post", "delete", "head"]  # noqa: RUF012 - as the base class declares it

    def dispatch(self, request: HttpRequest, *args: Any, **names: Any) -> HttpResponseBase:
        """Check what the standard has every request checked for, in this order, and answer."""
        try:
            actor = _actor(request)
            method = (request.method or "").lower()
            method = "get" if method == "head" else method
            handler = getattr(self, method, None) if method in self.http_method_names else None
            if handler is None:
                raise TaxiiError(405, f"{request.method} is not done here.")
            if not accepts(request.headers.get("Accept", "")):
                raise TaxiiError(406, "What you accept is not given here.", f"Accept: {TAXII}")
            if method == "post":
                _check_body(request)
            answer: HttpResponse = handler(request, actor, **names)
        except RequestDataTooBig:
            return error_answer(_too_large())
        except TaxiiError as error:
            return error_answer(error)
        return answer

    @classmethod
    def route(cls) -> Any:
        """The view as a route has it: no sign-in by session, so no token against forged forms either."""
        return csrf_exempt(login_not_required(cls.as_view()))


def _check_body(request: HttpRequest) -> None:
    if not is_content(request.headers.get("Content-Type", "")):
        raise TaxiiError(415, "The body is not of a kind that is taken.", f"Content-Type: {TAXII}")
    length = request.headers.get("Content-Length", "0") or "0"
    if not length.isdigit() or int(length) > MOST_BYTES:
        raise _too_large()


def _too_large() -> TaxiiError:
    return TaxiiError(413, f"The body has more than {MOST_BYTES:,} bytes.", "Bring it in several requests.")


def _actor(request: HttpRequest) -> Actor:
    """Whom the key stands for. Errors: TaxiiError without one that counts."""
    kind, _, told = request.headers.get("Authorization", "").partition(" ")
    secret = told.strip()
    if kind.lower() == "basic":
        try:
            secret = base64.b64decode(secret, validate=True).decode().partition(":")[2]
        except (binascii.Error, ValueError):
            secret = ""
    actor = actor_with_key(secret) if kind.lower() in ("basic", "bearer") else None
    if actor is None:
        raise TaxiiError(401, "No key, or one that no longer counts.", NO_KEY)
    if not actor.may("exchange.take") and not actor.may("exchange.write"):
        raise TaxiiError(
            403, "This key may neither read nor bring what is shared.",
            "Make one that may read what members share and take it, or bring drafts.",
        )  # fmt: skip
    if not _BUCKETS.take(actor.id):
        raise TaxiiError(429, "This key asks too often.", "Ask again in a second, or for more at once.")
    return actor
