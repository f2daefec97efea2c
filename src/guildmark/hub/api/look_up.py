"""Looking up by example, and searches that stand, as programs use them."""

from base64 import b64decode
from binascii import Error
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from guildmark.hub.api.asking import Limit, asking
from guildmark.hub.api.cases import CaseOut, told
from guildmark.hub.api.cursors import opened, sealed
from guildmark.hub.api.shapes import Shape
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.wall import one, seen
from guildmark.hub.searches.examples import give_example
from guildmark.hub.searches.look_up import Answers, answers, answers_of, work_out
from guildmark.hub.searches.models import Example, Hit, Search
from guildmark.hub.searches.question import LONGEST_TEXT, Question
from guildmark.hub.searches.standing import LONGEST_NAME, end_search, keep_search
from guildmark.records import InputError

router = Router(tags=["look-up"])

Likeness = Literal["", "named", "lookalike", "pictures"]
Way = Literal["itself", "picture", "near", "official", "contact", "seller", "words", "all"]
LONGEST_PICTURE = 40 << 20  # characters of Base64


class QuestionIn(Shape):
    """What to look for: a text (an address, a number, a telephone number, words), a right, how near to it."""

    text: str = Field("", max_length=LONGEST_TEXT)
    right: str = Field("", max_length=100, description="The right_id.")
    likeness: Likeness = Field("", description="By which evidence it comes near to the right; empty for any.")


class PictureIn(QuestionIn):
    """A picture, as Base64 of its bytes, and what else has to be so."""

    picture: str = Field(min_length=1, max_length=LONGEST_PICTURE)


class SearchIn(QuestionIn):
    """A question that stands. `example` is the id that looking a picture up gave."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    example: UUID | None = None


class AlikeOut(Schema):
    """Cases that are alike in one way, the newest first. `more`: ask for this way after the key of the last one.
    `cut`: the words are common, so that only the newest listings were looked through."""

    way: Way
    cases: list[CaseOut]
    more: bool
    cut: bool


class LookedUpOut(Schema):
    """What is alike, way by way. `example` names a picture that was given, for further pages and searches."""

    example: UUID | None
    alike: list[AlikeOut]


class SearchOut(Schema):
    """A search that stands, or stood until `ended_at`."""

    id: UUID
    name: str
    text: str
    right: str
    likeness: str
    example: UUID | None
    made_at: datetime
    ended_at: datetime | None


class HitOut(Schema):
    """A case that a search found."""

    at: datetime
    case: CaseOut


class HitsOut(Schema):
    """What a search found, the newest first. `next` asks for those before."""

    search: SearchOut
    hits: list[HitOut]
    next: str | None


@router.get("/look-up", response=LookedUpOut, summary="Look listings up")
def look_up(
    request: HttpRequest,
    text: Annotated[str, Query(max_length=LONGEST_TEXT)] = "",
    right: Annotated[str, Query(max_length=100)] = "",
    likeness: Likeness = "",
    example: UUID | None = None,
    way: Annotated[Way | None, Query(description="Only what is alike in this way.")] = None,
    after: Annotated[UUID | None, Query(description="The key of the last case of the page before.")] = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    """Every like listing with its case, by an address, a number, a contact, words of a title, a right or a picture."""
    actor = asking(request, "cases.see")
    given = one(Example, actor, pk=example) if example else None
    asked = work_out(Question.of({"q": text, "right": right, "likeness": likeness}), given, actor)
    if way is not None:
        return _told(actor, given, [answers_of(way, asked, actor, limit, str(after or ""))])
    return _told(actor, given, answers(asked, actor, limit))


@router.post("/look-up", response=LookedUpOut, summary="Look a picture up")
def look_up_picture(request: HttpRequest, asked: PictureIn) -> dict[str, Any]:
    """Every listing with the same picture, one that is nearly the same, or a copy of the same official picture."""
    actor = asking(request, "cases.see")
    try:
        data = b64decode(asked.picture, validate=True)
    except (Error, ValueError):
        raise InputError("picture: is not Base64. Send the bytes of a picture, encoded.") from None
    example = give_example(data, by=actor)
    return _told(actor, example, answers(work_out(_question(asked), example, actor), actor, 50))


@router.get("/searches", response=list[SearchOut], summary="List searches")
def searches(request: HttpRequest) -> list[dict[str, Any]]:
    """The searches of the organisation that stand."""
    rows = seen(Search, asking(request, "cases.see")).filter(ended_at__isnull=True)
    return [_search(search) for search in rows.order_by("-made_at", "id")]


@router.post("/searches", response=SearchOut, summary="Let a question stand")
def keep(request: HttpRequest, asked: SearchIn) -> dict[str, Any]:
    """What is found from now on is held against it."""
    actor = asking(request, "searches.keep")
    example = one(Example, actor, pk=asked.example) if asked.example else None
    if not asked.name.isprintable():
        raise ValidationError({"name": "The name has characters that cannot be shown."})
    return _search(keep_search(asked.name, _question(asked), by=actor, example=example))


@router.get("/searches/{search}", response=HitsOut, summary="What a search found")
def found(request: HttpRequest, search: UUID, after: str = "", limit: Limit = 50) -> dict[str, Any]:
    """The cases that a search found, each once."""
    actor = asking(request, "cases.see")
    own = one(Search, actor, pk=search)
    rows = seen(Hit, actor).filter(search=own)
    if after:
        rows = rows.filter(pk__lt=int(opened(actor, "hits", after)[0]))
    page = list(rows.order_by("-id").select_related("case__organisation", "case__right", "case__holder")[:limit])
    last = page[-1] if len(page) == limit else None
    return {
        "search": _search(own),
        "hits": [{"at": hit.at, "case": told(actor, hit.case)} for hit in page],
        "next": None if last is None else sealed(actor, "hits", last.pk),
    }


@router.post("/searches/{search}/end", response=SearchOut, summary="End a search")
def end(request: HttpRequest, search: UUID) -> dict[str, Any]:
    """It finds no more; what it found stays."""
    actor = asking(request, "searches.keep")
    own = one(Search, actor, pk=search)
    end_search(own, by=actor)
    own.refresh_from_db()
    return _search(own)


def _question(asked: QuestionIn) -> Question:
    return Question.of({"q": asked.text, "right": asked.right, "likeness": asked.likeness})


def _told(actor: Actor, example: Example | None, groups: list[Answers]) -> dict[str, Any]:
    alike = [
        {"way": one.way, "cases": [told(actor, case) for case in one.cases], "more": one.more, "cut": one.cut}
        for one in groups
    ]
    return {"example": example.pk if example else None, "alike": alike}


def _search(search: Search) -> dict[str, Any]:
    question = Question.of(search.question)
    return {
        "id": search.pk, "name": search.name, "text": question.text, "right": question.right,
        "likeness": question.likeness, "example": search.example_id, "made_at": search.made_at,
        "ended_at": search.ended_at,
    }  # fmt: skip
