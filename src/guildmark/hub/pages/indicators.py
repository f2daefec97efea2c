"""Pages of indicators: the list of values that one may read, one of them, and looking for them on one's listings."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Max, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guildmark.hub.cases.models import TacticHit
from guildmark.hub.exchange import uses
from guildmark.hub.exchange.indicator_words import KIND_WORDS
from guildmark.hub.exchange.known import Known, known
from guildmark.hub.exchange.look_for import look_for
from guildmark.hub.exchange.models import MODES, STATES, STOPS, TLP, Circle, Item, ItemVersion, Rarity, Use, Vouched
from guildmark.hub.exchange.vouched import VOUCH, end_vouching, vouch
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.gate import ActorRequest
from guildmark.hub.members.wall import one, one_of, seen
from guildmark.hub.pages.acting import acting, start_of
from guildmark.hub.pages.acting import told_in as put_in
from guildmark.hub.pages.indicator_forms import VouchForm
from guildmark.hub.pages.shared import source_of
from guildmark.indicators import read_rules, told_in

ON_A_PAGE, HITS_SHOWN, REASONS_SHOWN = 50, 20, 10
WHICH = {"all": "shared", "own": None}


@require_GET
def indicators(request: ActorRequest) -> HttpResponse:
    """The values that one may read, a row each whoever told it; the newest first."""
    actor = acting(request, "exchange.see")
    which = request.GET.get("which") or "all"
    if which not in WHICH:
        raise Http404
    chosen = {name: request.GET.get(name, "").replace("\x00", "") for name in ("kind", "circle", "tlp")}
    rows = _chosen(actor, which, chosen)
    start = start_of(request)
    newest = rows.order_by().values("value_key").annotate(newest=Max("made_at")).order_by("-newest", "value_key")
    keys = [row["value_key"] for row in newest[start : start + ON_A_PAGE + 1]]
    told = {
        "rows": _rows(rows.filter(value_key__in=keys[:ON_A_PAGE]), actor),
        "next": start + ON_A_PAGE if len(keys) > ON_A_PAGE else None,
        "which": which,
        "chosen": chosen,
        "kinds": KIND_WORDS,
        "circles": seen(Circle, actor).filter(ended_at__isnull=True).order_by("name"),
        "tlp": TLP,
        "modes": MODES,
        "states": STATES,
    }
    return render(request, "pages/indicators/list.html", told)


@require_GET
def indicator(request: ActorRequest, key: str) -> HttpResponse:
    """One value: who told it and why, how sure one is of it, and what it hits here."""
    actor = acting(request, "exchange.see")
    asked = one_of(seen(Item, actor), pk=key, kind="indicator")
    rows = seen(Item, actor).filter(value_key=asked.value_key).select_related("owner", "current").order_by("made_at")
    others = [item for item in rows if item.pk != asked.pk and item.state == "shared"]
    items = [next(item for item in rows if item.pk == asked.pk), *others]
    [value] = known(items, actor)
    told = {
        "asked": items[0],
        "value": value,
        "kind": KIND_WORDS[value.indicator.kind],
        "rule": read_rules().of_kind[value.indicator.kind],
        "half_life": timedelta(days=read_rules().of_kind[value.indicator.kind].half_life_days),
        "tellings": [_telling(item, actor) for item in items],
        "rarity": seen(Rarity, actor).filter(key__in=[asked.value_key]).first(),
        "hits": _hits(items, actor),
        "tlp": TLP,
        "modes": MODES,
        "stops": STOPS,
    }
    return render(request, "pages/indicators/indicator.html", told)


@require_POST
def take_up(request: ActorRequest) -> HttpResponse:
    """Look for the indicators of a circle, or for all that one may read."""
    actor = acting(request, uses.USE)
    asked = request.POST.get("circle", "")
    circle = one(Circle, actor, pk=asked) if asked else None
    done = look_for(circle, by=actor)
    messages.success(
        request,
        ngettext(
            "%(count)d value is looked for from now on.", "%(count)d values are looked for from now on.", done.taken
        )
        % {"count": done.taken},
    )
    for reason, count in done.left_out.most_common(REASONS_SHOWN):
        messages.info(request, _("Left out, %(count)d times: %(reason)s") % {"count": count, "reason": reason})
    if done.more:
        messages.info(request, _("There are more: press the button again for the next ones."))
    return redirect("tactics-indicators")


@require_http_methods(["GET", "POST"])
def vouched(request: ActorRequest) -> HttpResponse:
    """What the alliance, and one's own organisation, vouch for; whoever may adds and ends."""
    actor = acting(request, "exchange.see")
    form = VouchForm(request.POST if "value" in request.POST else None)
    if request.method == "POST":
        by = acting(request, VOUCH)
        try:
            if "end" in request.POST:
                end_vouching(one(Vouched, by, pk=request.POST["end"], organisation=by.organisation), by=by)
                return redirect("tactics-vouched")
            if form.is_valid():
                vouch(**form.cleaned_data, by=by)
                return redirect("tactics-vouched")
        except ValidationError as error:
            put_in(form, error)
    rows = seen(Vouched, actor).filter(ended_at__isnull=True).select_related("organisation")
    told = {"rows": rows.order_by("-added_at"), "form": form, "kinds": KIND_WORDS, "may": actor.may(VOUCH)}
    return render(request, "pages/indicators/vouched.html", told, status=422 if form.errors else 200)


def _chosen(actor: Actor, which: str, chosen: dict[str, str]) -> QuerySet[Item]:
    rows = seen(Item, actor).filter(kind="indicator").select_related("owner", "current")
    rows = rows.filter(owner=actor.organisation) if which == "own" else rows.filter(state="shared")
    if chosen["kind"]:
        rows = rows.filter(value_kind=chosen["kind"])
    if chosen["tlp"]:
        rows = rows.filter(tlp=chosen["tlp"])
    if chosen["circle"]:
        circle = one(Circle, actor, pk=chosen["circle"])
        rows = rows.filter(pk__in=circle.audiences.values("item"))
    return rows


def _rows(items: QuerySet[Item], actor: Actor) -> list[dict[str, Any]]:
    found = list(items.order_by("-made_at", "pk"))
    return known_rows(known(found, actor), actor)


def known_rows(rows: Sequence[Known], actor: Actor) -> list[dict[str, Any]]:
    """Values as lists show them: who told each as far as an actor is told, how sure, and how it is used here."""
    items = [item.pk for row in rows for item in row.items]
    used = {use.item_id: use for use in seen(Use, actor).filter(item__in=items)} if items else {}
    return [_row(row, used, actor) for row in rows]


def _row(row: Known, used: dict[Any, Use], actor: Actor) -> dict[str, Any]:
    uses_here = [used[item.pk] for item in row.items if item.pk in used and used[item.pk].mode != "off"]
    return {
        "value": row.indicator,
        "first": row.items[0],
        "kind": KIND_WORDS[row.indicator.kind],
        "sources": list(dict.fromkeys(str(source_of(item, actor)) for item in row.items)),
        "tlps": list(dict.fromkeys(item.tlp for item in row.items)),
        "confidence": round(100 * row.confidence),
        "mode": uses_here[0].mode if uses_here else "",
    }


def _telling(item: Item, actor: Actor) -> dict[str, Any]:
    """How one member told it, as far as an actor is told."""
    mine = item.owner_id == actor.organisation.pk
    versions = seen(ItemVersion, actor).filter(item=item).order_by("-number")
    version = item.current or versions.first()
    return {
        "item": item,
        "mine": mine,
        "source": source_of(item, actor),
        "why": told_in(version.content).why if version else "",
        "draft": versions.filter(shared_at__isnull=True).first() if mine else None,
        "circles": seen(Circle, actor).filter(audiences__item=item).order_by("name"),
        "use": seen(Use, actor).filter(item=item).first(),
        "why_not": uses.why_not_taken_up(item),
    }


def _hits(items: Sequence[Item], actor: Actor) -> list[TacticHit]:
    rows = seen(TacticHit, actor).filter(tactic__in=[item.pk for item in items])
    return list(rows.select_related("case__right").order_by("-at")[:HITS_SHOWN])
