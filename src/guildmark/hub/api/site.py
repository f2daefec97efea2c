"""The API as a whole: who may call it, how errors look, and which routes there are."""

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError
from ninja.errors import ValidationError as ShapeError
from pydantic import ConfigDict

from guildmark.hub.api import actions, cases, check, events, exports, findings, look_up, me, rights, tactics
from guildmark.hub.api.key_auth import KeyAuth
from guildmark.hub.api.throttle import KeyThrottle
from guildmark.records import InputError


class ErrorOut(Schema):
    """What is wrong and what to do about it; some errors tell more beside."""

    model_config = ConfigDict(extra="allow")
    detail: str


# What any route may answer beside what it says itself.
ERRORS = {
    400: "The body cannot be read at all.",
    401: "No key, or one that no longer counts.",
    403: "The key may not do this.",
    404: "Not there, or not this organisation's to see.",
    413: "The body is too large: send it in several requests.",
    422: "Input that cannot be used; `detail` says what, where, and what to do.",
    429: "Too many requests of this key: wait as Retry-After says.",
}


class DescribedAPI(NinjaAPI):
    """An API whose description tells the errors too."""

    def get_openapi_schema(self, *arguments: Any, **named: Any) -> Any:
        """The description of all routes."""
        schema = super().get_openapi_schema(*arguments, **named)
        shape = ErrorOut.model_json_schema()
        schema["components"]["schemas"][shape["title"]] = shape
        content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{shape['title']}"}}}
        for route in schema["paths"].values():
            for operation in route.values():
                for status, told in ERRORS.items():
                    operation["responses"].setdefault(status, {"description": told, "content": content})
        return schema


api = DescribedAPI(
    title="Guildmark",
    version="1",
    description="Findings in, cases and rights out, and a check of listings before they are published.",
    auth=KeyAuth(),
    throttle=KeyThrottle(),
    docs_url=None,
    urls_namespace="api",
)


def _told(request: HttpRequest, status: int, what: str, **more: Any) -> HttpResponse:
    return api.create_response(request, {"detail": what, **more}, status=status)


@api.exception_handler(PermissionDenied)
def forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    """The key lacks an ability."""
    return _told(request, 403, str(error) or "This key may not do this.")


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    """Not there, or not to be seen: the same answer."""
    return _told(request, 404, "There is nothing here, or it is not yours to see.")


@api.exception_handler(ValidationError)
def not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A value that the site does not accept."""
    fields = getattr(error, "message_dict", None)
    return _told(request, 422, " ".join(error.messages), **({"fields": fields} if fields else {}))


@api.exception_handler(InputError)
def not_usable(request: HttpRequest, error: InputError) -> HttpResponse:
    """Input that cannot be used, with place, value and next step; where there are several faults, each by itself."""
    faults = [asdict(fault) for fault in getattr(error, "faults", ())]
    return _told(request, 422, str(error), **({"faults": faults} if faults else {}))


@api.exception_handler(ShapeError)
def wrong_shape(request: HttpRequest, error: ShapeError) -> HttpResponse:
    """A body or parameter of another shape than the route's."""
    return _told(request, 422, "The request does not have the shape that this route asks for.", errors=error.errors)


@api.exception_handler(AuthenticationError)
def no_key(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """No key, or one that does not count."""
    return _told(request, 401, "No key, or one that no longer counts. Send it as Authorization: Bearer gm_…")


@api.exception_handler(RequestDataTooBig)
def too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    """A body that is larger than the site takes."""
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return _told(request, 413, f"The body has more than {most:,} bytes. Send it in several requests.")


@api.exception_handler(findings.WrongKindError)
def wrong_kind(request: HttpRequest, error: findings.WrongKindError) -> HttpResponse:
    """A body of a kind that is not taken."""
    return _told(request, 415, str(error))


for area in (me, findings, cases, actions, look_up, events, exports, check):
    api.add_router("", area.router)
api.add_router("rights/", rights.router)
api.add_router("tactics/", tactics.router)
