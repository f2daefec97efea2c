"""Pages of what flows back: what one's tactics caught, who gives and uses what, confidence, remembered false alarms."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from guildmark.hub.cases.models import Case
from guildmark.hub.exchange.confidence import choose, computed, take_back
from guildmark.hub.exchange.ledger import FURTHEST, ledger
from guildmark.hub.exchange.models import MODES, ConfidenceChoice, Item, Use
from guildmark.hub.exchange.standing import standing_terms
from guildmark.hub.exchange.weekly import WEEKS, caught_weekly, weeks_over
from guildmark.hub.hiding import rule
from guildmark.hub.members.gate import ActorRequest
from guildmark.hub.members.models import Organisation, Person
from guildmark.hub.members.roles import MARKETPLACE
from guildmark.hub.members.wall import one_of, seen
from guildmark.hub.pages.acting import acting
from guildmark.hub.pages.flows_back_shown import caught_by_tactic, drawn, ledger_rows, week_rows

TACTICS_SHOWN, QUIET_SHOWN, CHOICES_SHOWN, CASES_SHOWN = 30, 100, 20, 100


@require_GET
def caught(request: ActorRequest) -> HttpResponse:
    """What one's own tactics caught at others in the weeks that are over, as letters told it week by week."""
    actor = acting(request, "exchange.see")
    own = seen(Item, actor).filter(owner=actor.organisation, kind="tactic", shared_at__isnull=False)
    weeks = weeks_over(timezone.now())
    found = caught_weekly(own.values("pk"), weeks)
    items = list(own.only("title", "owner", "state", "anonymous").order_by("title", "pk"))
    names = seen(Organisation, actor).in_bulk({at for _tactic, at in found})
    cards, quiet = caught_by_tactic(items, found, weeks, {key: one.name for key, one in names.items()})
    told = {
        "cards": cards[:TACTICS_SHOWN],
        "more": max(0, len(cards) - TACTICS_SHOWN),
        "quiet": quiet[:QUIET_SHOWN],
        "all": drawn("all", _("All your tactics"), [part for card in cards for part in card.parts], weeks),
        "rows": week_rows([part for card in cards for part in card.parts], weeks),
        "weeks": WEEKS,
        "rule": rule(),
    }
    return render(request, "pages/flows_back/caught.html", told)


@require_GET
def giving(request: ActorRequest) -> HttpResponse:
    """The ledger of giving and using, with standings."""
    actor = acting(request, "exchange.see")
    lines = ledger(actor, timezone.now())
    told = {
        "given": ledger_rows(lines, "caught"),
        "used": ledger_rows([line for line in lines if line.using is not None], "here"),
        "modes": [MODES[mode] for mode in FURTHEST],
        "weeks": WEEKS,
        "terms": standing_terms(),
        "rule": rule(),
    }
    return render(request, "pages/flows_back/giving.html", told)


@require_http_methods(["GET", "POST"])
def confidence(request: ActorRequest, key: str) -> HttpResponse:
    """How sure one's organisation is of something shared, step by step; a person may choose instead."""
    actor = acting(request, "exchange.see")
    item = one_of(seen(Item, actor).select_related("current"), pk=key)
    if request.method == "POST":
        why = request.POST.get("words", "")
        try:
            match request.POST.get("do"):
                case "choose":
                    choose(item, _per_cent(request.POST.get("value", "")), why, by=actor)
                case "take back":
                    take_back(item, why, by=actor)
                case _:
                    messages.error(request, _("Nothing was asked for."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("tactics-confidence", item.pk)
    choices = list(seen(ConfidenceChoice, actor).filter(item=item).order_by("-at", "-pk")[:CHOICES_SHOWN])
    people = seen(Person, actor).in_bulk({one.person for one in choices})
    told = {
        "item": item,
        "made": computed(item, actor, timezone.now()),
        "choices": [(one, people.get(one.person)) for one in choices],
        "may_choose": item.state == "shared" and actor.may("exchange.write"),
    }
    return render(request, "pages/flows_back/confidence.html", told)


@require_GET
def remembered(request: ActorRequest) -> HttpResponse:
    """The tactics in use on one's listings that would repeat a false alarm told there, each with the cases."""
    actor = acting(request, "exchange.see")
    uses = list(
        seen(Use, actor).exclude(mode="off").exclude(remembered=[]).select_related("item").order_by("item__title")
    )
    keys = {key for use in uses for key in use.remembered}
    cases = {str(case.key): case for case in seen(Case, actor).filter(key__in=keys).select_related("right")}
    told = {
        "rows": [(use, [cases[key] for key in use.remembered[:CASES_SHOWN] if key in cases]) for use in uses],
        "market": actor.organisation.kind == MARKETPLACE,
        "modes": MODES,
    }
    return render(request, "pages/flows_back/remembered.html", told)


def _per_cent(text: str) -> float:
    try:
        return float(text.replace(",", ".").replace("%", "")) / 100
    except ValueError:
        raise ValidationError({"value": _("%(value)s is no number.") % {"value": text}}) from None
