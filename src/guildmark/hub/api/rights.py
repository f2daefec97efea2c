"""Rights by program: list and read them, register and change them, bring files, and take the rights file for scans."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Field, File, Form, Query, Router, Status
from ninja.files import UploadedFile

from guildmark.hub.api.rights_schemas import (
    AddedOut,
    ContentIn,
    FileOut,
    Page,
    RegisterIn,
    RightOut,
    RightWhole,
    VersionOut,
    WordsIn,
)
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.models import Organisation
from guildmark.hub.members.wall import one, one_of, seen
from guildmark.hub.registry import approval, drafts, files, standing
from guildmark.hub.registry.blobs import path_of
from guildmark.hub.registry.listing import found, newest_seen, one_right, version_of
from guildmark.hub.registry.models import Right, RightFile, RightVersion
from guildmark.hub.registry.take import rights_zip

router = Router(tags=["rights"])

PAGE = 100
Kind = Literal["trademark", "design", "copyright"]
Role = Literal["picture", "figure", "document", "catalogue"]
Code = Annotated[str, Field(max_length=80)]


@router.get("", response=Page, summary="List rights")
def list_rights(
    request: HttpRequest,
    search: Annotated[str, Query(max_length=200)] = "",
    state: Literal["", "draft", "verified", "withdrawn"] = "",
    after: Annotated[str, Query(max_length=80)] = "",
) -> Page:
    """Rights that the key may see, by code, 100 at a time."""
    actor = _actor(request, "rights.see")
    rights = found(actor, search=search, state=state)
    if after:
        rights = rights.filter(code__gt=after.replace("\x00", ""))
    some = list(rights[: PAGE + 1])
    follows = some[PAGE - 1].code if len(some) > PAGE else None
    return Page(rights=[RightOut.of(right) for right in some[:PAGE]], next=follows)


@router.get("file", summary="Take the rights file for scans", response={200: None, 304: None})
def take_rights(request: HttpRequest) -> HttpResponse | FileResponse:
    """A zip of the verified rights, as a folder that `guildmark scan --rights` reads. Its ETag changes when they do."""
    zipped = rights_zip(_actor(request, "rights.take"))
    etag = f'"{zipped.digest}"'
    if etag in [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]:
        answer: HttpResponse | FileResponse = HttpResponse(status=304)
    else:
        answer = FileResponse(zipped.path().open("rb"), content_type="application/zip", filename="rights.zip")
    answer["ETag"], answer["Cache-Control"] = etag, "private, no-cache"
    return answer


@router.post("", response={201: RightWhole}, summary="Register a right")
def register(request: HttpRequest, told: RegisterIn) -> Status[RightWhole]:
    """Register a right, which begins as a draft."""
    actor = _actor(request, "rights.change")
    holder = None if told.holder is None else one(Organisation, actor, pk=told.holder)
    right = drafts.register_right(told.content, by=actor, holder=holder)
    return Status(201, _whole(actor, right))


@router.get("{code}", response=RightWhole, summary="Read a right")
def read_right(request: HttpRequest, code: Code) -> RightWhole:
    """A right with its newest version."""
    actor = _actor(request, "rights.see")
    return _whole(actor, one_right(actor, code))


@router.get("{code}/versions/{number}", response=VersionOut, summary="Read a version")
def read_version(request: HttpRequest, code: Code, number: Annotated[int, Field(ge=1, le=1_000_000)]) -> VersionOut:
    """One version of a right."""
    actor = _actor(request, "rights.see")
    return VersionOut.of(version_of(actor, one_right(actor, code), number), actor)


@router.post("{code}/draft", response=VersionOut, summary="Begin the next version")
def begin(request: HttpRequest, code: Code) -> VersionOut:
    """Begin the next version as a draft; gives the one that is open already."""
    actor = _actor(request, "rights.change")
    return VersionOut.of(drafts.begin_draft(one_right(actor, code), by=actor), actor)


@router.put("{code}/draft", response=VersionOut, summary="Change the draft")
def change(request: HttpRequest, code: Code, told: ContentIn) -> VersionOut:
    """Put other content into the draft, whole."""
    actor = _actor(request, "rights.change")
    return VersionOut.of(drafts.change_draft(_draft(actor, code), told.content, by=actor), actor)


@router.post("{code}/submit", response=VersionOut, summary="Submit the draft")
def submit(request: HttpRequest, code: Code) -> VersionOut:
    """Put the draft before the secretariat."""
    actor = _actor(request, "rights.change")
    return VersionOut.of(approval.submit(_draft(actor, code), by=actor), actor)


@router.post("{code}/withdraw", response=RightWhole, summary="Withdraw a right")
def withdraw(request: HttpRequest, code: Code, told: WordsIn) -> RightWhole:
    """Take a right out of the next index."""
    actor = _actor(request, "rights.change")
    return _whole(actor, standing.withdraw(one_right(actor, code), by=actor, note=told.words))


@router.post("{code}/restore", response=RightWhole, summary="Restore a right")
def restore(request: HttpRequest, code: Code) -> RightWhole:
    """Bring a withdrawn right back as it was."""
    actor = _actor(request, "rights.change")
    return _whole(actor, standing.restore(one_right(actor, code), by=actor))


@router.get("{code}/files", response=list[FileOut], summary="List the files of a right")
def list_files(
    request: HttpRequest, code: Code, after: UUID | None = None, role: Literal["", Role] = ""
) -> list[FileOut]:
    """Files of a right by id, 100 at a time; for the holder's side."""
    actor = _actor(request, "rights.change")
    listed = seen(RightFile, actor).select_related("blob").filter(right=one_right(actor, code)).order_by("pk")
    listed = listed.filter(pk__gt=after) if after else listed
    listed = listed.filter(role=role) if role else listed
    return [FileOut.of(file) for file in listed[:PAGE]]


@router.get("{code}/files/{file}", summary="Read a file of a right", response={200: None})
def read_file(request: HttpRequest, code: Code, file: UUID) -> FileResponse:
    """The bytes of a file as they are kept; for the holder's side."""
    actor = _actor(request, "rights.change")
    kept = one_of(seen(RightFile, actor).select_related("blob"), right=one_right(actor, code), pk=file)
    stream = path_of(kept.blob_id).open("rb")
    return FileResponse(stream, content_type=kept.blob.media_type, as_attachment=True, filename=kept.name)


@router.post("{code}/files", response={201: AddedOut}, summary="Add files to the draft")
def add_files(
    request: HttpRequest,
    code: Code,
    role: Form[Role],
    brought: Annotated[list[UploadedFile], File(alias="files")],
    private: Form[bool] = False,
) -> Status[AddedOut]:
    """Add pictures, figures, documents or a catalogue; pictures also many at once in a zip."""
    actor = _actor(request, "rights.change")
    added = files.add_files(_draft(actor, code), role, _streams(brought), by=actor, private=private)
    shown = [FileOut.of(file) for file in added.added]
    told = AddedOut(
        brought=added.brought, added=shown, known=added.known, set_aside=added.set_aside, problems=added.problems
    )
    return Status(201, told)


def _streams(brought: list[UploadedFile]) -> Iterator[tuple[str, Any]]:
    for file in brought:
        yield file.name or "", file.file


def _actor(request: HttpRequest, ability: str) -> Actor:
    actor: Actor = request.auth  # type: ignore[attr-defined]
    actor.require(ability)
    return actor


def _draft(actor: Actor, code: str) -> RightVersion:
    """The open version of a right: commands say when it is no draft."""
    right = one_right(actor, code)
    versions = seen(RightVersion, actor).select_related("right__holder", "right__current").filter(right=right)
    newest = versions.order_by("-number").first()
    return newest if newest is not None else one_of(versions, pk=None)


def _whole(actor: Actor, right: Right) -> RightWhole:
    version = newest_seen(actor, right)
    return RightWhole(
        **RightOut.of(right).model_dump(), newest=None if version is None else VersionOut.of(version, actor)
    )
