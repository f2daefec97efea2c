"""Pages of what members share: the list, and one tactic or piece of advice with its use here."""

from datetime import timedelta
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from guildmark.hub.cases.models import TacticHit
from guildmark.hub.exchange import content, evidence
from guildmark.hub.exchange.backtest import told as told_of
from guildmark.hub.exchange.marking import IN_CIRCLES
from guildmark.hub.exchange.models import (
    KINDS,
    MODES,
    STATES,
    STOPS,
    TLP,
    Attachment,
    Backtest,
    Circle,
    Item,
    ItemVersion,
    Use,
    UseChange,
)
from guildmark.hub.exchange.sharing import UNNAMED
from guildmark.hub.exchange.sightings import called_wrong, given_examples
from guildmark.hub.exchange.uses import version_waits, why_not_taken_up
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.gate import ActorRequest
from guildmark.hub.members.models import Organisation
from guildmark.hub.members.roles import MARKETPLACE
from guildmark.hub.members.wall import one, one_of, seen
from guildmark.hub.pages.acting import acting, start_of
from guildmark.hub.registry.approval import EYES, approvals_of
from guildmark.hub.registry.blobs import path_of
from guildmark.tactics.explain import cost_told, explained

ON_A_PAGE, HITS_SHOWN, TESTS_SHOWN = 50, 20, 10
SOON = timedelta(days=30)


@require_GET
def shared(request: ActorRequest) -> HttpResponse:
    """What one reads: of others, of one's own, what waits for the secretariat; the newest first."""
    actor = acting(request, "exchange.see")
    which = request.GET.get("which") or "all"
    rows = seen(Item, actor).select_related("owner", "current")
    match which:
        case "all":
            rows = rows.filter(state="shared").exclude(kind="indicator")
        case "own":
            rows = rows.filter(owner=actor.organisation).exclude(kind="indicator")
        case "handed":
            rows = rows.filter(state="handed")
        case _:
            raise Http404
    if asked := request.GET.get("q", "").replace("\x00", "").strip():
        rows = rows.filter(title__icontains=asked)
    start = start_of(request)
    page = list(rows.order_by("-made_at", "pk")[start : start + ON_A_PAGE + 1])
    uses = {use.item_id: use for use in seen(Use, actor).filter(item__in=[item.pk for item in page])}
    told = {
        "rows": [
            {"item": item, "source": source_of(item, actor), "use": uses.get(item.pk)} for item in page[:ON_A_PAGE]
        ],
        "next": start + ON_A_PAGE if len(page) > ON_A_PAGE else None,
        "which": which,
        "asked": asked,
        "kinds": KINDS,
        "states": STATES,
        "modes": MODES,
        "tlp": TLP,
        "soon": timezone.now().date() + SOON,
        "waiting": _waiting(actor),
    }
    return render(request, "pages/shared/list.html", told)


@require_GET
def item(request: ActorRequest, key: str) -> HttpResponse:
    """One tactic: when it fires, who reads it, how it is used here, and what it hit."""
    actor = acting(request, "exchange.see")
    own = one_of(seen(Item, actor).select_related("owner", "current"), pk=key)
    if own.kind == "indicator":
        return redirect("tactics-indicator", own.pk)
    mine = own.owner_id == actor.organisation.pk
    version = own.current or seen(ItemVersion, actor).filter(item=own).order_by("-number").first()
    draft = seen(ItemVersion, actor).filter(item=own, shared_at__isnull=True).first()
    told: dict[str, Any] = {
        "item": own,
        "version": version,
        "draft": draft,
        "mine": mine,
        "source": source_of(own, actor),
        "circles": seen(Circle, actor).filter(audiences__item=own).order_by("name"),
        "tlp": TLP,
        "attachments": seen(Attachment, actor).filter(item=own).order_by("name"),
        "backtests": _backtests(own, actor),
        "examples": given_examples(own, by=actor),
        "marketplaces": _marketplaces(own, actor, mine=mine),
        "today": timezone.now().date(),
    }
    if version is not None and own.kind == "tactic":
        tactic = content.tactic_of(version)
        told |= {"tactic": tactic, "explained": explained(tactic), "cost": cost_told(tactic)}
    told |= _use(own, actor)
    return render(request, "pages/shared/item.html", told)


@require_GET
def attachment(request: ActorRequest, key: str, attachment: str) -> FileResponse:
    """A file beside advice, to be kept and opened elsewhere: never shown by the site itself."""
    own = one(Attachment, acting(request, "exchange.see"), pk=attachment, item=key)
    return FileResponse(path_of(own.blob_id).open("rb"), as_attachment=True, filename=own.name,
                        content_type="application/octet-stream")  # fmt: skip


def source_of(item: Item, actor: Actor) -> str:
    """Who shared it, as an actor is told."""
    if not item.anonymous or item.owner_id == actor.organisation.pk or actor.may("exchange.relay"):
        return item.owner.name
    return UNNAMED


def _asked_by(test: Backtest, actor: Actor) -> str:
    """Who asks for a backtest, as an actor is told: whoever shared without a name asks without one."""
    item = test.version.item
    return source_of(item, actor) if test.asked_for_id == item.owner_id else test.asked_for.name


def _use(item: Item, actor: Actor) -> dict[str, Any]:
    """How a marketplace uses it, for the marketplace alone."""
    use = seen(Use, actor).filter(item=item).select_related("version", "item__current").first()
    told: dict[str, Any] = {"use": use, "modes": MODES, "stops": STOPS, "why_not": why_not_taken_up(item)}
    if use is None:
        return told
    change = seen(UseChange, actor).filter(use=use, made_at__isnull=True, refused_at__isnull=True).first()
    hits = seen(TacticHit, actor).filter(tactic=item.pk)
    draw = use.samples.order_by("-draw__made_at").first()
    return told | {
        "newer": version_waits(use),
        "evidence": evidence.of_use(use),
        "sample": draw,
        "change": change,
        "yes": approvals_of(change.pk) if change else [],
        "eyes": EYES,
        "hits": hits.select_related("case__right").order_by("-at")[:HITS_SHOWN],
        "hit_count": hits.count(),
        "wrong": called_wrong(item, by=actor),
    }


def _backtests(item: Item, actor: Actor) -> list[dict[str, Any]]:
    rows = seen(Backtest, actor).filter(version__item=item).select_related("organisation", "asked_for", "version")
    return [
        {"test": test, "cells": told_of(test, actor), "here": test.organisation_id == actor.organisation.pk}
        for test in rows.order_by("-asked_at")[:TESTS_SHOWN]
    ]


def _marketplaces(item: Item, actor: Actor, *, mine: bool) -> list[Organisation]:
    """Those that can be asked to try it."""
    if item.kind != "tactic":
        return []
    if actor.organisation.kind == MARKETPLACE:
        tries = actor.may("exchange.write") and (mine or item.tlp != "RED")
        return [actor.organisation] if tries else []
    if not mine or item.state != "shared" or item.tlp == "RED" or not actor.may("exchange.share"):
        return []
    rows = seen(Organisation, actor).filter(kind=MARKETPLACE, suspended_at__isnull=True)
    if item.tlp in IN_CIRCLES:
        rows = rows.filter(circles__circle__audiences__item=item, circles__left_at__isnull=True).distinct()
    return list(rows.order_by("name"))


def _waiting(actor: Actor) -> dict[str, Any]:
    """What waits for this actor: backtests to approve, changes to approve, what is to be shared without a name."""
    told: dict[str, Any] = {}
    if actor.may("exchange.use"):
        tests = seen(Backtest, actor).filter(
            organisation=actor.organisation, approved_at__isnull=True, refused_at__isnull=True
        )
        tests = tests.select_related("version__item__owner", "asked_for").order_by("asked_at")[:ON_A_PAGE]
        told["backtests"] = [{"test": test, "member": _asked_by(test, actor)} for test in tests]
        changes = seen(UseChange, actor).filter(made_at__isnull=True, refused_at__isnull=True)
        told["changes"] = changes.select_related("use__item").order_by("proposed_at")[:ON_A_PAGE]
    if actor.may("exchange.relay"):
        told["handed"] = seen(Item, actor).filter(state="handed").count()
    return told
