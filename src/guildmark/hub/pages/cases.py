"""Cases: the list, one case with its history, and the pictures of both sides."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from guildmark.hub.cases import claim, decide, golden
from guildmark.hub.cases.beside import asked_and_answered, decided_before, seller_record
from guildmark.hub.cases.models import BANDS, STATES, Case, Decision, Golden
from guildmark.hub.cases.private_parts import blank_unsent, preview_of
from guildmark.hub.cases.timeline import timeline
from guildmark.hub.cases.walks import of_listing_or_seller, place_of, walked, walks_of
from guildmark.hub.enforcement.models import LIFTED_WHY, Action
from guildmark.hub.exchange.known import known_in
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.gate import ActorRequest
from guildmark.hub.members.wall import one, one_of, seen
from guildmark.hub.pages.acting import acting
from guildmark.hub.pages.case_shown import shown_to
from guildmark.hub.pages.indicators import known_rows
from guildmark.hub.pages.review import official_pictures
from guildmark.hub.registry.blobs import path_of
from guildmark.hub.registry.models import Right, RightFile
from guildmark.pictures import thumbnail_jpeg

ON_A_PAGE = 50
OFFICIAL_SIDE = 640  # pixels


@require_GET
def cases(request: ActorRequest) -> HttpResponse:
    """The list of cases in a state: most harm first, decided ones newest first; each page is a walk along an index."""
    actor = acting(request, "cases.see")
    state = request.GET.get("state") or "open"
    if state not in STATES:
        raise Http404
    after = request.GET.get("after")
    newest_first = state == "decided"
    place = place_of(one(Case, actor, key=after), newest_first=newest_first) if after else None
    try:
        page = walked(_chosen(request, actor, state), newest_first=newest_first, after=place, most=ON_A_PAGE + 1)
    except ValidationError as error:
        raise Http404 from error
    blank_unsent(page)
    asked = request.GET.copy()
    asked.pop("after", None)
    return render(
        request,
        "pages/cases/list.html",
        {
            "cases": page[:ON_A_PAGE],
            "next": page[ON_A_PAGE - 1].key if len(page) > ON_A_PAGE else None,
            "asked": asked.urlencode(),
            "state": state,
            "states": STATES,
            "bands": BANDS,
            "rights": seen(Right, actor).order_by("mark")[:500],
            "after": after,
        },
    )


def _chosen(request: ActorRequest, actor: Actor, state: str) -> list[QuerySet[Case]]:
    """The walks that a list is made of. Errors: ValidationError for what is no key of a right."""
    walks = [rows.select_related("right", "organisation") for rows in walks_of(actor, state)]
    if right := request.GET.get("right"):
        walks = [rows.filter(right__in=[right]) for rows in walks]
    if (band := request.GET.get("band")) in BANDS and state != "decided":
        walks = [rows.filter(band=band) for rows in walks]
    if asked := request.GET.get("q", "").strip():
        walks = of_listing_or_seller(walks, asked)
    return walks


@require_GET
def case(request: ActorRequest, key: str) -> HttpResponse:
    """One case: what was found, what was decided, and all that happened."""
    actor = acting(request, "cases.see")
    own = one_of(seen(Case, actor).select_related("right", "organisation", "holder"), key=key)
    referrals, answers = asked_and_answered(own, actor)
    decisions = seen(Decision, actor).filter(case=own).order_by("-at")
    if not actor.may("cases.lead"):
        decisions = decisions.filter(part__in=("queue", "answer"))
    return render(
        request,
        "pages/cases/case.html",
        {
            "case": own,
            "shown": shown_to(actor, own),
            "official": official_pictures(own, actor),
            "before": decided_before(own, actor),
            "record": seller_record(own, actor),
            "referrals": referrals,
            "answers": answers,
            "decisions": decisions,
            "actions": seen(Action, actor).filter(case=own).order_by("-proposed_at"),
            "why": LIFTED_WHY,
            "moments": timeline(own, actor),
            "known": known_rows(known_in(own, actor), actor),
            "golden": seen(Golden, actor).filter(case=own, retired_at__isnull=True).first(),
            "inside": own.organisation_id == actor.organisation.id,
        },
    )


@require_POST
def change(request: ActorRequest, key: str) -> HttpResponse:
    """Take a case up, reopen it, or make it golden."""
    actor = acting(request, "cases.decide")
    own = one(Case, actor, key=key)
    try:
        match request.POST.get("do"):
            case "take":
                return redirect("review-turn", claim.take(own, by=actor).pk)
            case "reopen":
                decide.reopen(own, by=actor, note=request.POST.get("note", "")[:4_000])
            case "golden":
                golden.set_golden(own, by=actor)
            case "retire":
                golden.retire_golden(one(Golden, actor, case=own), by=actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("cases-case", own.key)


@cache_control(private=True, max_age=86_400, immutable=True)
@require_GET
def picture(request: ActorRequest, key: str, digest: str) -> HttpResponse:
    """A preview of a listing's picture, for those who see the case."""
    actor = acting(request, "cases.see")
    own = one(Case, actor, key=key)
    preview = preview_of(own, digest)
    if preview is None:
        raise Http404
    return HttpResponse(bytes(preview.jpeg), content_type="image/jpeg")


@cache_control(private=True, max_age=86_400, immutable=True)
@require_GET
def official_picture(request: ActorRequest, file: str) -> HttpResponse:
    """An official picture, made small, for those who see it."""
    actor = acting(request, "rights.see")
    own = one_of(seen(RightFile, actor).filter(role__in=("picture", "figure")), pk=file)
    jpeg = thumbnail_jpeg(path_of(own.blob_id).read_bytes(), OFFICIAL_SIDE)
    if not isinstance(jpeg, bytes):
        raise Http404
    return HttpResponse(jpeg, content_type="image/jpeg")
