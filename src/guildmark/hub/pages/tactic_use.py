"""What pages ask of tactics in use: take one up, sample it, let it go further, stop it; backtests; false alarms."""

import secrets

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guildmark.hub.cases.models import Case
from guildmark.hub.exchange import backtest, evidence, sightings, uses
from guildmark.hub.exchange.models import Backtest, Item, Use, UseChange
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.gate import ActorRequest
from guildmark.hub.members.models import Organisation
from guildmark.hub.members.wall import one, one_of, seen
from guildmark.hub.pages.acting import acting

SEEDS = 1 << 62


@require_POST
def use(request: ActorRequest, key: str) -> HttpResponse:
    """Do what a button on a tactic's page asks for."""
    actor = acting(request, "exchange.see")
    item = one(Item, actor, pk=key)
    try:
        _do(request, item, actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("tactics-item", item.pk)


@require_POST
def settle_backtest(request: ActorRequest, key: str) -> HttpResponse:
    """Let a tactic be tried on one's own listings, or refuse."""
    actor = acting(request, uses.USE)
    test = one_of(seen(Backtest, actor).select_related("version"), pk=key, organisation=actor.organisation)
    try:
        if request.POST.get("do") == "approve":
            backtest.approve(test, by=actor)
        else:
            backtest.refuse(test, by=actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("tactics-item", test.version.item_id)


@require_POST
def settle_change(request: ActorRequest, key: str) -> HttpResponse:
    """Let a tactic go further, or refuse."""
    actor = acting(request, uses.USE)
    change = one_of(seen(UseChange, actor).select_related("use"), pk=key)
    try:
        if request.POST.get("do") == "approve":
            uses.approve(change, by=actor)
        else:
            uses.refuse(change, by=actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("tactics-item", change.use.item_id)


def _do(request: ActorRequest, item: Item, actor: Actor) -> None:
    posted = request.POST
    match posted.get("do"):
        case "take up":
            uses.take_up(item, by=actor, terms=posted.get("terms", "").replace("\r\n", "\n"))
            messages.success(request, _("It is tried in the shadow from now on."))
        case "sample":
            evidence.draw_sample(_own(item, actor), secrets.randbelow(SEEDS), by=actor)
            messages.success(request, _("Drawn. Reviewers judge it under Review, like any audit."))
        case "propose":
            uses.propose(_own(item, actor), posted.get("mode", ""), _number(posted.get("db", "")), by=actor)
            messages.success(request, _("Proposed. Whom it would hit is worked out, then two people approve it."))
        case "stop":
            uses.stop(_own(item, actor), by=actor)
        case "shadow":
            uses.stop(_own(item, actor), by=actor, mode="shadow")
        case "backtest":
            market = one(Organisation, actor, pk=posted.get("marketplace", ""))
            backtest.ask_for_backtest(item, market, by=actor)
            messages.success(request, _("Asked for."))
        case "false alarm":
            case = one(Case, actor, key=posted.get("case", ""))
            sightings.tell_false_alarm(item, case, by=actor, give_example="example" in posted)
            item.refresh_from_db()
            messages.success(
                request,
                _("It is in the shadow everywhere until its author has answered.")
                if item.held_at
                else _("It is in the shadow here. Elsewhere it goes on: its author answered your organisation before."),
            )
        case "no false alarm":
            sightings.take_back_alarm(item, one(Case, actor, key=posted.get("case", "")), by=actor)
            messages.success(request, _("Taken back. Choose anew how far it goes here."))
        case "seen" | "expired" as kind:
            sightings.sight(item, kind, by=actor)
        case _:
            messages.error(request, _("Nothing was asked for."))


def _own(item: Item, actor: Actor) -> Use:
    return one_of(seen(Use, actor).select_related("item", "version"), item=item.pk)


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise ValidationError(_("%(value)s is no number.") % {"value": text}) from None
