"""Pages on which indicators are told: a value, a table, what a case shows; and shared, several alike."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from guildmark.hub.cases.models import Case
from guildmark.hub.exchange import drafts, sharing
from guildmark.hub.exchange.indicator_words import KIND_WORDS
from guildmark.hub.exchange.indicators import MOST_BYTES, draft_indicator, draft_table, share_all
from guildmark.hub.exchange.models import Item
from guildmark.hub.exchange.of_case import Proposal, proposals, share_of_case
from guildmark.hub.exchange.rarity import ask_to_count
from guildmark.hub.exchange.sharing import UnusualError
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.gate import ActorRequest
from guildmark.hub.members.wall import one, seen
from guildmark.hub.pages.acting import acting, told_in
from guildmark.hub.pages.indicator_forms import TableForm, ValueForm, WhyForm
from guildmark.hub.pages.tactic_write import ShareForm

MOST_SHARED = 2_000
MOST_SHOWN = 200  # of rows that were set aside


@require_http_methods(["GET", "POST"])
def tell(request: ActorRequest) -> HttpResponse:
    """Tell a value, or a table of them: kept as drafts."""
    actor = acting(request, drafts.WRITE)
    posted = request.method == "POST"
    is_table = posted and "table" in request.FILES
    value, table = ValueForm(request.POST if posted and not is_table else None), TableForm()
    told: dict[str, Any] = {}
    if is_table:
        table = TableForm(request.POST, request.FILES)
        told = _table(table, actor)
    elif posted and value.is_valid():
        try:
            version = draft_indicator(**value.cleaned_data, by=actor)
            messages.success(request, _("Kept as a draft. Nobody else reads it until it is shared."))
            return redirect("tactics-indicator", version.item_id)
        except ValidationError as error:
            told_in(value, error)
    wrong = bool(value.errors or table.errors)
    told |= {"value": value, "table": table, "most": MOST_BYTES >> 20}
    return render(request, "pages/indicators/tell.html", told, status=422 if wrong else 200)


@require_http_methods(["GET", "POST"])
def share_many(request: ActorRequest) -> HttpResponse:
    """Share the chosen drafts, or all of one's drafts of indicators, alike."""
    actor = acting(request, sharing.SHARE)
    asked = request.POST if request.method == "POST" else request.GET
    own = seen(Item, actor).filter(owner=actor.organisation, kind="indicator", ended_at__isnull=True)
    own = own.filter(versions__shared_at__isnull=True).exclude(state="handed").distinct()
    if "all" not in asked:
        own = own.filter(pk__in=[key for key in asked.getlist("item")[:MOST_SHARED] if _is_uuid(key)])
    items = list(own.order_by("made_at", "pk")[:MOST_SHARED])
    if not items:
        messages.info(request, _("Choose drafts to share first."))
        return redirect("tactics-indicators")
    form = ShareForm(request.POST or None, actor=actor)

    def share(given: dict[str, Any], *, meant: bool) -> int:
        return len(
            share_all(items, given["tlp"], list(given["circles"]), by=actor, anonymous=given["anonymous"], meant=meant)
        )

    unusual, done = _shared(request, form, share)
    if done is not None:
        messages.success(
            request, ngettext("%(count)d value shared.", "%(count)d values shared.", done) % {"count": done}
        )
        return redirect("tactics-indicators")
    told = {"items": items, "form": form, "unusual": unusual, "every": "all" in asked, "kinds": KIND_WORDS}
    return render(request, "pages/indicators/share.html", told, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
def of_case(request: ActorRequest, key: str) -> HttpResponse:
    """What of a case may be told: chosen by tick, shared alike."""
    actor = acting(request, sharing.SHARE)
    case = one(Case, actor, key=key)
    try:
        found = proposals(case, by=actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("cases-case", case.key)
    if request.POST.get("do") == "count":
        return _count(request, case, found, actor)
    posted = request.POST or None
    form, why = ShareForm(posted, actor=actor), WhyForm(posted)
    chosen = request.POST.getlist("value")

    def share(given: dict[str, Any], *, meant: bool) -> int:
        told = why.cleaned_data["why"] if why.is_valid() else ""
        with_whom = {"tlp": given["tlp"], "circles": list(given["circles"]), "anonymous": given["anonymous"]}
        return len(share_of_case(case, chosen, told, by=actor, meant=meant, **with_whom))

    unusual, done = _shared(request, form, share)
    if done is not None:
        messages.success(
            request, ngettext("%(count)d value shared.", "%(count)d values shared.", done) % {"count": done}
        )
        return redirect("cases-case", case.key)
    told = {
        "case": case,
        "found": found,
        "form": form,
        "why": why,
        "unusual": unusual,
        "chosen": chosen,
        "kinds": KIND_WORDS,
        "inside": case.organisation_id == actor.organisation.pk,
    }
    return render(request, "pages/indicators/of_case.html", told, status=422 if request.method == "POST" else 200)


def _table(form: TableForm, actor: Actor) -> dict[str, Any]:
    if not form.is_valid():
        return {}
    file = form.cleaned_data["table"]
    try:
        if file.size > MOST_BYTES:
            raise ValidationError(
                {"table": _("A table has at most %(megabytes)d MB.") % {"megabytes": MOST_BYTES >> 20}}
            )
        done = draft_table(file.read(), by=actor)
    except ValidationError as error:
        told_in(form, error)
        return {}
    return {"done": done, "aside": done.aside[:MOST_SHOWN], "again": done.again[:MOST_SHOWN]}


def _shared(request: ActorRequest, form: forms.Form, share: Callable[..., int]) -> tuple[list[str], int | None]:
    """What is unusual about it, or how many were shared."""
    if request.method != "POST" or not form.is_valid():
        return [], None
    try:
        return [], share(form.cleaned_data, meant="meant" in request.POST)
    except UnusualError as error:
        return error.messages, None
    except ValidationError as error:
        told_in(form, error)
    return [], None


def _count(request: ActorRequest, case: Case, found: list[Proposal], actor: Actor) -> HttpResponse:
    """Have what the values say be worked out, for the marketplace whose case it is."""
    if case.organisation_id != actor.organisation.pk:
        raise Http404
    with transaction.atomic():
        ask_to_count(actor.organisation, [one.indicator for one in found if one.indicator and not one.block])
    messages.success(request, _("It is being worked out. Look again in a minute."))
    return redirect("cases-tell", case.key)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
