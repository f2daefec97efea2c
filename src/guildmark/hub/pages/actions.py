"""Pages of actions: what waits for a second pair of eyes, what stands, and one with its reasons and deliveries."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guildmark.hub.enforcement import act, buyers
from guildmark.hub.enforcement.models import ACTION_STATES, LIFTED_WHY, Action, Answer, Delivery
from guildmark.hub.enforcement.telling import told_of
from guildmark.hub.enforcement.tokens import statement_link
from guildmark.hub.enforcement.walks import actions_in
from guildmark.hub.members.gate import ActorRequest
from guildmark.hub.members.models import Person
from guildmark.hub.members.wall import one, one_of, seen
from guildmark.hub.pages.acting import acting
from guildmark.hub.registry.approval import approvals_of

ON_A_PAGE = 50
SHOWN_DELIVERIES = 20


@require_GET
def actions(request: ActorRequest) -> HttpResponse:
    """The list of actions in a state, the newest first."""
    actor = acting(request, "actions.see")
    state = request.GET.get("state") or "proposed"
    if state not in ACTION_STATES:
        raise Http404
    after = request.GET.get("after")
    rows = list(actions_in(actor, state, one(Action, actor, pk=after) if after else None)[: ON_A_PAGE + 1])
    told = {
        "actions": rows[:ON_A_PAGE],
        "next": rows[ON_A_PAGE - 1].pk if len(rows) > ON_A_PAGE else None,
        "state": state,
        "states": ACTION_STATES,
        "why": LIFTED_WHY,
        "after": after,
    }
    return render(request, "pages/actions/list.html", told)


@require_GET
def action(request: ActorRequest, key: str) -> HttpResponse:
    """One action: what was done and why, who said yes, what the seller was told, and whether the marketplace did it."""
    actor = acting(request, "actions.see")
    rows = seen(Action, actor).select_related("case__right", "case__organisation", "decision", "organisation")
    own = one_of(rows, pk=key)
    statement = getattr(own, "statement", None)
    yes = approvals_of(own.pk)
    deliveries = seen(Delivery, actor).filter(subject=own.subject, target__kind=own.target).order_by("-id")
    told = {
        "action": own,
        "why": LIFTED_WHY,
        "statement": statement,
        "link": statement and statement_link(statement.pk),
        "told": statement and told_of(statement),
        "answers": seen(Answer, actor).filter(statement=statement).order_by("at") if statement else (),
        "yes": seen(Person, actor).filter(pk__in=yes),
        "mine": actor.id in yes,
        "deliveries": deliveries[:SHOWN_DELIVERIES],
        "buyers": buyers.can_be_told(own),
    }
    return render(request, "pages/actions/action.html", told)


@require_POST
def change(request: ActorRequest, key: str) -> HttpResponse:
    """Approve an action or refuse it, lift it, or have its buyers told."""
    actor = acting(request, "actions.see")
    own = one(Action, actor, pk=key)
    note = request.POST.get("note", "")[:4_000]
    try:
        match request.POST.get("do"):
            case "approve":
                act.approve(own, by=actor)
            case "refuse":
                act.refuse(own, by=actor, note=note)
            case "lift":
                act.lift(own, by=actor, note=note)
            case "buyers":
                buyers.tell_buyers(own, by=actor)
                messages.success(request, _("The marketplace is asked to write to the buyers."))
            case _:
                messages.error(request, _("Nothing was asked for."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("actions-action", key)
