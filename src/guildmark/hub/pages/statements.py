"""The page of a seller: the reasons of an action, under a signed link without an account, and where to answer."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from guildmark.hub.enforcement import answers
from guildmark.hub.enforcement.models import Answer
from guildmark.hub.enforcement.statements import given_out, mark_read
from guildmark.hub.enforcement.telling import told_of
from guildmark.hub.members.gate import ActorRequest
from guildmark.hub.papers.limits import limits
from guildmark.hub.wording import Wording
from guildmark.records import InputError

MEGABYTE = 1 << 20


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def statement(request: ActorRequest, token: str) -> HttpResponse:
    """What was done, why, and what can be done about it, in the seller's language; an answer is given here."""
    own = given_out(token)
    told, text, refused = told_of(own), "", ""
    if request.method == "POST":
        text = request.POST.get("text", "")
        files = [(file.name or "", file) for file in request.FILES.getlist("papers")]
        try:
            answers.give_answer(own, text, files)
            return redirect("statement", token)
        except ValidationError as error:
            refused = " ".join(error.messages)
        except InputError as error:
            refused = str(error)
    elif request.actor is None:  # a reviewer who looks at it is not the seller
        mark_read(own)
    shown = {
        "told": told,
        "statement": own,
        "action": own.action,
        "answers": [_settled(told.words, one) for one in own.answers.order_by("at")],
        "open": answers.why_closed(own) == "",
        "closed": told.words.say(f"answer.{why}") if (why := answers.why_closed(own)) else "",
        "say": _form(told.words),
        "lifted": own.action.ended_at and told.words.say("settled.lifted", at=f"{own.action.ended_at:%Y-%m-%d}"),
        "text": text,
        "refused": refused,
        "token": token,
    }
    return render(request, "pages/statements/statement.html", shown, status=422 if refused else 200)


def _settled(words: Wording, answer: Answer) -> dict[str, str]:
    """What is told of an answer that was given."""
    at = f"{answer.at:%Y-%m-%d}"
    if not answer.outcome:
        return {"line": words.say("answer.sent", at=at)}
    return {
        "line": words.say(f"settled.{answer.outcome}", at=at),
        "why": words.say("settled.why"),
        "told": answer.told,
        "outcome": answer.outcome,
    }


def _form(words: Wording) -> dict[str, str]:
    """The words of the form."""
    most = {"papers": limits().most_papers, "megabytes": limits().most_paper_bytes // MEGABYTE}
    return {
        "words": words.say("answer.words"),
        "papers": words.say("answer.papers"),
        "papers_help": words.say("answer.papers_help", **most),
        "send": words.say("answer.send"),
    }
