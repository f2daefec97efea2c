"""What marketplaces ask a holder: the list, and one question with its case."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from guildmark.hub.cases import referrals
from guildmark.hub.cases.beside import asked_and_answered
from guildmark.hub.cases.choices import reasons
from guildmark.hub.cases.models import OUTCOMES, Referral
from guildmark.hub.cases.timeline import timeline
from guildmark.hub.members.gate import ActorRequest
from guildmark.hub.members.wall import one_of, seen
from guildmark.hub.pages.acting import acting
from guildmark.hub.pages.case_shown import shown_to
from guildmark.hub.pages.review import official_pictures

SHOWN = 100


@require_GET
def answers(request: ActorRequest) -> HttpResponse:
    """What waits for an answer, the most urgent first."""
    actor = acting(request, "cases.answer")
    waiting = referrals.waiting_for(actor).select_related("case__right", "case__organisation")[:SHOWN]
    return render(request, "pages/cases/answers.html", {"referrals": waiting})


@require_http_methods(["GET", "POST"])
def answer(request: ActorRequest, referral: str) -> HttpResponse:
    """One question: the case, and what the holder says to it."""
    actor = acting(request, "cases.answer")
    rows = seen(Referral, actor).select_related("case__right", "case__organisation", "case__holder")
    own = one_of(rows, pk=referral)
    if request.method == "POST":
        outcome, _sep, reason = request.POST.get("outcome", "").partition(":")
        reason = reason or request.POST.get("because", "")
        try:
            referrals.answer(own, outcome, by=actor, reason=reason, note=request.POST.get("note", "")[:4_000])
            messages.success(request, _("Your answer went to the marketplace, which decides."))
            return redirect("answers")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    case = own.case
    asked, given = asked_and_answered(case, actor)
    return render(
        request,
        "pages/cases/answer.html",
        {
            "referral": own,
            "case": case,
            "shown": shown_to(actor, case),
            "official": official_pictures(case, actor),
            "referrals": asked,
            "answers": given,
            "moments": timeline(case, actor),
            "outcomes": OUTCOMES,
            "reasons": reasons(),
        },
    )
