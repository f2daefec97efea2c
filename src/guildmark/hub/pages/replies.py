"""Answers of sellers: those that wait, and one of them with everything that it takes to settle it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guildmark.hub.cases.choices import reasons
from guildmark.hub.cases.models import Decision
from guildmark.hub.enforcement import answers
from guildmark.hub.enforcement.models import ANSWER_OUTCOMES, Answer, Paper
from guildmark.hub.enforcement.telling import told_of
from guildmark.hub.enforcement.walks import answers_settled, answers_waiting
from guildmark.hub.members.gate import ActorRequest
from guildmark.hub.members.wall import one, one_of, seen
from guildmark.hub.pages.acting import acting
from guildmark.hub.pages.case_shown import shown_to
from guildmark.hub.pages.review import official_pictures
from guildmark.hub.papers.previews import page_of, previews_of

SHOWN = 100


@require_GET
def replies(request: ActorRequest) -> HttpResponse:
    """What waits, and what was settled last."""
    actor = acting(request, "cases.decide")
    waiting = answers_waiting(actor).select_related("statement__action__case__right")
    settled = answers_settled(actor).select_related("statement__action__case__right")
    told = {"waiting": waiting[:SHOWN], "settled": settled[:20], "now": timezone.now(), "outcomes": ANSWER_OUTCOMES}
    return render(request, "pages/replies/list.html", told)


@require_http_methods(["GET", "POST"])
def reply(request: ActorRequest, key: str) -> HttpResponse:
    """One answer beside its case and what the seller was told; who had no part in the action settles it here."""
    actor = acting(request, "cases.decide")
    rows = seen(Answer, actor).select_related(
        "statement__action__case__right", "statement__action__case__organisation", "statement__action__case__holder",
        "statement__action__organisation", "statement__action__decision",
    )  # fmt: skip
    own = one_of(rows, pk=key)
    words = ""
    if request.method == "POST":
        outcome, _sep, reason = request.POST.get("outcome", "").partition(":")
        words = request.POST.get("told", "")[:10_000]
        try:
            answers.settle(own, outcome, by=actor, told=words, reason=reason)
            messages.success(request, _("Settled. The seller reads it under the same link."))
            return redirect("replies")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    action = own.statement.action
    case = action.case
    decisions = seen(Decision, actor).filter(case=case, part="queue", undone_at=None).order_by("at")
    told = {
        "answer": own,
        "action": action,
        "case": case,
        "told": told_of(own.statement),
        "papers": [_drawn(one) for one in seen(Paper, actor).filter(answer=own)],
        "earlier": seen(Answer, actor).filter(statement=own.statement).exclude(pk=own.pk).order_by("at"),
        "shown": shown_to(actor, case) if case else None,
        "official": official_pictures(case, actor) if case else (),
        "decisions": decisions if case else (),
        "reasons": {"upheld": reasons()["infringing"], "reversed": reasons()["not"]} if case else {},
        "outcomes": ANSWER_OUTCOMES,
        "part": answers.had_a_part(action, actor.id),
        "words": words,
    }
    return render(request, "pages/replies/reply.html", told)


def _drawn(paper: Paper) -> dict[str, Any]:
    """A paper with the numbers of the pages that were drawn of it."""
    drawn = None if paper.erased_at else previews_of(paper.digest)
    return {"paper": paper, "drawn": drawn, "numbers": range(1, drawn.pages + 1) if drawn else ()}


@cache_control(private=True, max_age=3_600)
@require_GET
def page(request: ActorRequest, paper: str, number: int) -> HttpResponse:
    """A page of a paper, as the site drew it: the paper itself is given to nobody."""
    own = one(Paper, acting(request, "cases.decide"), pk=paper)
    jpeg = None if own.erased_at else page_of(own.digest, number)
    if jpeg is None:
        raise Http404
    return HttpResponse(jpeg, content_type="image/jpeg")


@require_POST
def erase(request: ActorRequest, key: str) -> HttpResponse:
    """Erase what is personal in an answer."""
    actor = acting(request, "cases.lead")
    try:
        answers.erase_answer(one(Answer, actor, pk=key), by=actor)
        messages.success(request, _("Erased. That an answer was given stays on record."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("replies-reply", key)
