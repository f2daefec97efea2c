"""The shapes in which rights go in and out of the API."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from guildmark.hub.members.actor import Actor
from guildmark.hub.registry.acting import acts_for
from guildmark.hub.registry.models import Right, RightFile, RightVersion
from guildmark.hub.registry.private import held_back, item_count, shown_to


class RightOut(Schema):
    """A right. `version` is the number of the one that counts."""

    code: str
    holder: str
    kind: str
    mark: str
    state: str
    version: int | None
    made_at: datetime

    @staticmethod
    def of(right: Right) -> "RightOut":
        """What is told of a right in lists."""
        return RightOut(
            code=right.code,
            holder=right.holder.name,
            kind=right.kind,
            mark=right.mark,
            state=right.state,
            version=right.current.number if right.current else None,
            made_at=right.made_at,
        )


class Page(Schema):
    """Some rights by code; `next` is the `after` of the page that follows, null on the last."""

    rights: list[RightOut]
    next: str | None


class VersionOut(Schema):
    """A version: an entry of a rights file as far as the key may see it. `held_back` names parts that are private."""

    number: int
    state: str
    content: dict[str, Any]
    catalogue_items: int
    held_back: list[str]
    made_at: datetime
    submitted_at: datetime | None
    settled_at: datetime | None
    refused_why: str

    @staticmethod
    def of(version: RightVersion, actor: Actor) -> "VersionOut":
        """What an actor is told of a version."""
        return VersionOut(
            number=version.number,
            state=version.state,
            content=shown_to(actor, version),
            catalogue_items=item_count(version.content),
            held_back=[] if acts_for(actor, version.right.holder) else held_back(version.content),
            made_at=version.made_at,
            submitted_at=version.submitted_at,
            settled_at=version.settled_at,
            refused_why=version.refused_why,
        )


class RightWhole(RightOut):
    """A right with the newest version that the key may see."""

    newest: VersionOut | None


class ContentIn(Schema):
    """An entry of a rights file without right_id, holder and version. Files are named by digest once they are added."""

    content: dict[str, Any]


class RegisterIn(ContentIn):
    """A new right; `holder` is the id of whom an agent acts for."""

    holder: UUID | None = None


class WordsIn(Schema):
    """Why, in words."""

    words: str = Field("", max_length=5_000)


class FileOut(Schema):
    """A file of a right. `report` tells of a catalogue how many rows were taken and what was set aside."""

    id: UUID
    digest: str
    role: str
    name: str
    private: bool
    counts: bool
    media_type: str
    size_bytes: int
    report: dict[str, Any]

    @staticmethod
    def of(file: RightFile) -> "FileOut":
        """What the holder's side is told of a file."""
        return FileOut(
            id=file.pk,
            digest=file.blob_id,
            role=file.role,
            name=file.name,
            private=file.private,
            counts=file.counts,
            media_type=file.blob.media_type,
            size_bytes=file.blob.size_bytes,
            report=file.report,
        )


class AddedOut(Schema):
    """How it went: `brought` = `added` + `known` + `set_aside`."""

    brought: int
    added: list[FileOut]
    known: int
    set_aside: int
    problems: list[str]
