"""Reviewing: the queues, the case that is before one, and everything that can be done with it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from guildmark.hub.cases import audits, claim, queues, referrals, turns
from guildmark.hub.cases.beside import alike, asked_and_answered, decided_before, seller_record
from guildmark.hub.cases.choices import reasons, review_policy
from guildmark.hub.cases.decide import latest_found
from guildmark.hub.cases.models import OUTCOMES, Case, Decision, Draw, Queue, Turn
from guildmark.hub.cases.shown import facts_of, pictures_of
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.gate import ActorRequest
from guildmark.hub.members.models import Person
from guildmark.hub.members.roles import roles_with
from guildmark.hub.members.wall import one, seen
from guildmark.hub.pages.acting import acting
from guildmark.hub.pages.case_shown import shown_to
from guildmark.hub.registry.models import RightFile
from guildmark.report.payload import safe_url

BLIND_FACTS = ("brand", "category", "condition", "seller_name", "ships_from")


@require_GET
def review(request: ActorRequest) -> HttpResponse:
    """The queues, and how much waits in each."""
    actor = acting(request, "cases.decide")
    shown: list[dict[str, object]] = [{"queue": None, "waiting": queues.counted(queues.waiting(actor, None))}]
    for queue in seen(Queue, actor):
        shown.append({"queue": queue, "waiting": queues.counted(queues.waiting(actor, queue))})
    draws = seen(Draw, actor).order_by("-made_at")[:3]
    return render(request, "pages/cases/review.html", {"queues": shown, "most": queues.MOST_COUNTED, "draws": draws})


@never_cache
@require_GET
def next_case(request: ActorRequest) -> HttpResponse:
    """Go to the next case of a queue."""
    actor = acting(request, "cases.decide")
    queue = one(Queue, actor, pk=request.GET["queue"]) if request.GET.get("queue") else None
    turn = turns.next_turn(actor, queue)
    if turn is None:
        return render(request, "pages/cases/done.html", {"queue": queue, "undoable": _undoable(request, actor)})
    return redirect(_address(turn, queue, request.GET.get("decided", "")))


@never_cache
@require_GET
def turn(request: ActorRequest, turn: str) -> HttpResponse:
    """The case that is before a reviewer."""
    actor = acting(request, "cases.decide")
    own = one(Turn, actor, pk=turn)
    if own.ended_at is not None:
        return redirect("cases-case", own.case.key)
    case = one(Case, actor, pk=own.case_id)
    found = latest_found(case)
    if own.part == "audit":
        return render(request, "pages/cases/blind.html", {"turn": own, **_blind(case, actor)})
    referrals_made, answers = asked_and_answered(case, actor)
    return render(
        request,
        "pages/cases/turn.html",
        {
            "turn": own,
            "queue": request.GET.get("queue", ""),
            "shown": shown_to(actor, case, found),
            "official": official_pictures(case, actor),
            # Checks look like any other case, and are decided one at a time without it being strange.
            "alike": alike(case, actor) if own.part == "queue" else [],
            "before": decided_before(case, actor),
            "record": seller_record(case, actor),
            "referrals": referrals_made,
            "answers": answers,
            "outcomes": OUTCOMES,
            "reasons": reasons(),
            "colleagues": seen(Person, actor)
            .filter(is_active=True, role__in=roles_with("cases.decide", "marketplace"))
            .exclude(pk=actor.id)
            .order_by("name"),
            "referral_days": review_policy().referral.days,
            "undoable": _undoable(request, actor),
        },
    )


@require_POST
def settle(request: ActorRequest, turn: str) -> HttpResponse:
    """Decide the case that is before one, and those alike that were left ticked; then on to the next."""
    actor = acting(request, "cases.decide")
    own = one(Turn, actor, pk=turn)
    outcome, _sep, reason = request.POST.get("outcome", "").partition(":")
    note = request.POST.get("note", "")[:4_000]
    also = tuple(seen(Case, actor).filter(key__in=_keys(request.POST.getlist("also"))))
    queue = request.POST.get("queue", "")
    try:
        if own.part == "audit":
            audits.judge_blind(own, outcome, by=actor, note=note)
            drawn = own.of
            return redirect("audit-next", seen(Draw, actor).get(drawn=drawn).pk)
        reason = reason or request.POST.get("because", "")
        decisions = turns.settle(own, outcome, by=actor, reason=reason, note=note, also=also)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(f"{reverse('review-next')}?queue={queue}")
    return redirect(f"{reverse('review-next')}?queue={queue}&decided={decisions[0].pk}")


@require_POST
def leave(request: ActorRequest, turn: str) -> HttpResponse:
    """Skip the case, give it back, hand it over, or put it to the holder."""
    actor = acting(request, "cases.decide")
    own = one(Turn, actor, pk=turn)
    note = request.POST.get("note", "")[:4_000]
    # A check goes to nobody else: it is left as a skipped case is, and looks as if it had gone on.
    is_check = own.part != "queue"
    try:
        match request.POST.get("do"):
            case "skip":
                claim.skip(own, by=actor)
            case "release":
                claim.release(own, by=actor)
                return redirect("review")
            case "hand over":
                person = one(Person, actor, pk=request.POST.get("to") or None)
                if is_check:
                    claim.skip(own, by=actor)
                else:
                    claim.hand_over(own.case, person, by=actor, note=note)
                messages.success(request, _("Handed over to %(name)s.") % {"name": person})
            case "refer":
                if is_check:
                    claim.skip(own, by=actor)
                else:
                    referrals.refer(own.case, by=actor, question=note)
                messages.success(request, _("The holder was asked; the case comes back with its answer."))
            case _:
                messages.error(request, _("Nothing was asked for."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("review-turn", own.pk)
    return redirect(f"{reverse('review-next')}?queue={request.POST.get('queue', '')}")


@require_POST
def undo(request: ActorRequest, decision: str) -> HttpResponse:
    """Take a decision back within its minute, and look at its case again."""
    actor = acting(request, "cases.decide")
    try:
        own = turns.undo(one(Decision, actor, pk=decision), by=actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("review")
    messages.success(request, _("Undone."))
    return redirect("review-turn", own.pk)


@never_cache
@require_GET
def next_audit(request: ActorRequest, draw: str) -> HttpResponse:
    """Go to the next case of a random audit."""
    actor = acting(request, "cases.decide")
    own = audits.next_audit(one(Draw, actor, pk=draw), by=actor)
    if own is None:
        return render(request, "pages/cases/done.html", {"audit": True})
    return redirect("review-turn", own.pk)


def official_pictures(case: Case, actor: Actor) -> list[RightFile]:
    """The holder's pictures to show beside a case's: those that the actor may see, of the version that counts."""
    current = case.right.current
    wanted = (current.content.get("pictures") or []) if current else []
    files = {one.blob_id: one for one in seen(RightFile, actor).filter(right=case.right_id, role="picture")}
    return [files[digest] for digest in wanted if digest in files]


def _blind(case: Case, actor: Actor) -> dict[str, object]:
    found = latest_found(case)
    content = found.snapshot.content
    return {
        "case": case,
        "title": content.get("title") or case.title,
        "description": content.get("description") or "",
        "facts": facts_of(content, BLIND_FACTS),
        "url": safe_url(found.snapshot.url or content.get("url")),
        "pictures": pictures_of(case, found),
        "official": official_pictures(case, actor),
        "outcomes": OUTCOMES,
    }


def _undoable(request: ActorRequest, actor: Actor) -> Decision | None:
    """The decision that was made a moment ago, while it can be taken back."""
    key = request.GET.get("decided", "")
    if not key:
        return None
    since = timezone.now() - review_policy().undo
    try:
        return seen(Decision, actor).filter(pk=key, person=actor.id, undone_at__isnull=True, at__gt=since).first()
    except ValidationError:
        return None


def _address(turn: Turn, queue: Queue | None, decided: str) -> str:
    asked = "&".join(
        part for part in (f"queue={queue.pk}" if queue else "", f"decided={decided}" if decided else "") if part
    )
    return reverse("review-turn", args=[turn.pk]) + (f"?{asked}" if asked else "")


def _keys(given: list[str]) -> list[str]:
    return [key for key in given if len(key) == 36][: review_policy().cluster_most]
