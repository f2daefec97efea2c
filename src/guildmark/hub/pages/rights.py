"""Pages of rights: the list, one right with its files, and each of its versions."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guildmark.hub.members.actor import Actor
from guildmark.hub.members.gate import ActorRequest
from guildmark.hub.members.wall import one_of, seen
from guildmark.hub.pages.acting import acting
from guildmark.hub.pages.rights_shown import before, compared, shown_version
from guildmark.hub.registry import drafts, files, standing
from guildmark.hub.registry.acting import acts_for, holders_to_act_for
from guildmark.hub.registry.blobs import path_of
from guildmark.hub.registry.content import files_named
from guildmark.hub.registry.current import in_index
from guildmark.hub.registry.listing import found, newest_seen, one_right, version_of
from guildmark.hub.registry.models import RIGHT_STATES, Right, RightFile, RightVersion

ON_A_PAGE = 50
FILES_SHOWN = 200  # of a role


@require_GET
def rights(request: ActorRequest) -> HttpResponse:
    """Rights by code, searched and by state; htmx asks for the rows alone."""
    actor = acting(request, "rights.see")
    search, state = request.GET.get("search", "")[:200], request.GET.get("state", "")
    state = state if state in RIGHT_STATES else ""
    rows = found(actor, search=search, state=state)
    if after := request.GET.get("after", "").replace("\x00", "")[:80]:
        rows = rows.filter(code__gt=after)
    page = list(rows[: ON_A_PAGE + 1])
    shown = page[:ON_A_PAGE]
    open_ones = seen(RightVersion, actor).filter(right__in=shown, state__in=drafts.OPEN)
    open_states = {version.right_id: version for version in open_ones.only("right_id", "state", "number")}
    listed = [{"right": one, "open": open_states.get(one.pk)} for one in shown]
    told = {
        "listed": listed,
        "search": search,
        "state": state,
        "states": RIGHT_STATES,
        "next": shown[-1].code if len(page) > ON_A_PAGE else "",
        "registers": bool(holders_to_act_for(actor)) and actor.may("rights.change"),
        "any": bool(listed) or bool(search or state or after),
    }
    part = bool(getattr(request, "htmx", False))
    return render(request, "pages/rights/parts/rows.html" if part else "pages/rights/rights.html", told)


@require_GET
def right(request: ActorRequest, code: str) -> HttpResponse:
    """One right: the version that counts, what is open, its files, and all versions."""
    actor = acting(request, "rights.see")
    own = one_right(actor, code)
    newest = newest_seen(actor, own)
    version = own.current if own.current_id else newest
    mine = acts_for(actor, own.holder)
    versions = seen(RightVersion, actor).filter(right=own).defer("content").order_by("-number")[:100]
    told: dict[str, Any] = {
        "right": own,
        "shown": shown_version(_with_right(version, own), actor) if version else None,
        "open": newest if newest and newest.state in drafts.OPEN else None,
        "refused": newest if newest and newest.state == "refused" else None,
        "versions": versions,
        "pictures": _files(actor, own, ("picture", "figure"), version),
        "documents": _files(actor, own, ("document",), version),
        "catalogue": _files(actor, own, ("catalogue",), version) if mine else [],
        "mine": mine,
        "changes": mine and actor.may("rights.change"),
        "stops": actor.may("rights.verify"),
        "stopped": own.state == "withdrawn" and standing.was_stopped(own),
        "index": in_index(own) if own.state == "verified" else None,
    }
    return render(request, "pages/rights/right.html", told)


@require_GET
def version(request: ActorRequest, code: str, number: int) -> HttpResponse:
    """One version, and what it changed."""
    actor = acting(request, "rights.see")
    own = version_of(actor, one_right(actor, code), number)
    earlier = before(own, actor)
    told = {
        "right": own.right,
        "version": own,
        "shown": shown_version(own, actor),
        "before": earlier,
        "compared": compared(earlier, own, actor) if earlier else None,
    }
    return render(request, "pages/rights/version.html", told)


@require_POST
def act(request: ActorRequest, code: str) -> HttpResponse:
    """Begin the next version, withdraw a right, or restore it."""
    actor = acting(request, "rights.change", "rights.verify")
    own = one_right(actor, code)
    try:
        match request.POST.get("do"):
            case "begin":
                drafts.begin_draft(own, by=actor)
                return redirect("rights-draft", code)
            case "withdraw":
                standing.withdraw(own, by=actor, note=request.POST.get("words", "")[:5_000])
            case "restore":
                standing.restore(own, by=actor)
            case _:
                messages.error(request, _("Nothing was asked for."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("rights-right", code)


@require_GET
def download(request: ActorRequest, code: str, file: str) -> FileResponse:
    """A file as it was brought: for the holder's side, and documents for the secretariat, which verifies by them."""
    actor = acting(request, "rights.see")
    own = one_right(actor, code)
    rows = seen(RightFile, actor).select_related("blob").filter(right=own)
    if not acts_for(actor, own.holder):
        rows = rows.filter(role="document")
    kept = one_of(rows, pk=file)
    answer = FileResponse(
        path_of(kept.blob_id).open("rb"), content_type=kept.blob.media_type, as_attachment=True, filename=kept.name
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


def _with_right(version: RightVersion, right: Right) -> RightVersion:
    version.right = right
    return version


def _files(actor: Actor, right: Right, roles: tuple[str, ...], version: RightVersion | None) -> list[RightFile]:
    """The files that a version names, among those that the actor sees."""
    named = files_named(version.content) if version else {}
    rows = seen(RightFile, actor).select_related("blob").filter(right=right, role__in=roles).order_by("added_at", "pk")
    return [file for file in rows[: files.MOST_FILES] if file.blob_id in named.get(file.role, ())][:FILES_SHOWN]
