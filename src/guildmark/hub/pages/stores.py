"""Pages of stores: those with most points, one with its strikes and dossier, and the ladder, which anybody may read."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from guildmark.hub.cases.models import OUTCOMES, STATES
from guildmark.hub.enforcement.models import LIFTED_WHY, Action
from guildmark.hub.enforcement.policy import shipped_policy
from guildmark.hub.members.gate import ActorRequest
from guildmark.hub.members.models import Person
from guildmark.hub.members.wall import one, one_of, seen
from guildmark.hub.pages.acting import acting
from guildmark.hub.registry.approval import approvals_of
from guildmark.hub.stores.ladder import ladder
from guildmark.hub.stores.models import Dossier, Store, Strike
from guildmark.hub.stores.progress import progress_of
from guildmark.hub.stores.strikes import next_step, points_of, steps_taken

ON_A_PAGE = 50
SHOWN = 100


@require_GET
def stores(request: ActorRequest) -> HttpResponse:
    """The stores with strikes, those with most points first; one is found by its seller's id."""
    actor = acting(request, "actions.see")
    rows = seen(Store, actor).order_by("-points", "id")
    if asked := request.GET.get("q", "").strip():
        rows = rows.filter(seller_id=asked)
    if after := request.GET.get("after"):
        last = one(Store, actor, pk=after)
        rows = rows.filter(points__lte=last.points).exclude(points=last.points, id__lte=last.pk)
    page = list(rows[: ON_A_PAGE + 1])
    told = {
        "stores": page[:ON_A_PAGE],
        "next": page[ON_A_PAGE - 1].pk if len(page) > ON_A_PAGE else None,
        "after": after,
    }
    return render(request, "pages/stores/list.html", told)


@require_GET
def store(request: ActorRequest, key: str) -> HttpResponse:
    """One store: its points and strikes, the steps that were taken, and the dossier of a closing that is proposed."""
    actor = acting(request, "actions.see")
    own = one_of(seen(Store, actor).select_related("organisation"), pk=key)
    actions = seen(Action, actor).filter(subject=own.pk).order_by("-proposed_at")
    dossier = seen(Dossier, actor).filter(store=own).select_related("action").order_by("-made_at").first()
    step = next_step(steps_taken([own.pk]).get(own.pk, {}))
    yes = approvals_of(dossier.action_id) if dossier else []
    told = {
        "store": own,
        "points": points_of([own], timezone.now())[own.pk],
        "strikes": seen(Strike, actor).filter(store=own).select_related("action__case").order_by("-at")[:SHOWN],
        "actions": actions[:SHOWN],
        "why": LIFTED_WHY,
        "step": step,
        "at": step and ladder().threshold(step, own.listings),
        "dossier": dossier,
        "yes": seen(Person, actor).filter(pk__in=yes),
        "mine": actor.id in yes,
        "progress": progress_of(dossier.action) if dossier else None,
        "outcomes": OUTCOMES | STATES,
    }
    return render(request, "pages/stores/store.html", told)


@login_not_required
@require_GET
def published_ladder(request: ActorRequest) -> HttpResponse:
    """The ladder as it counts: public, since nobody can keep to what they do not know."""
    hours = int(ladder().together.total_seconds() // 3_600)
    shown = {"ladder": ladder(), "together_hours": hours, "eyes": shipped_policy().eyes}
    return render(request, "pages/stores/ladder.html", shown)
