"""The first page: what there is to do, by what the reader may do."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from guildmark.hub.cases.models import Case
from guildmark.hub.cases.queues import MOST_COUNTED, counted, waiting
from guildmark.hub.cases.referrals import waiting_for
from guildmark.hub.enforcement.walks import actions_in, answers_waiting
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.gate import ActorRequest
from guildmark.hub.members.models import Organisation
from guildmark.hub.members.wall import seen
from guildmark.hub.registry.models import PowerOfAttorney, RightVersion


@dataclass(frozen=True, slots=True)
class Task:
    """A card: how much there is of something, and where to go."""

    number: int
    what: str
    address: str
    go: str
    waits: bool = True  # for the reader; else it is only there to look at

    @property
    def more(self) -> bool:
        """Whether there may be more than was counted."""
        return self.number >= MOST_COUNTED


@require_GET
def home(request: ActorRequest) -> HttpResponse:
    """What there is to do for whoever signed in."""
    return render(request, "pages/home.html", {"tasks": _tasks(request.actor) if request.actor else []})


def _tasks(actor: Actor) -> list[Task]:
    tasks = []
    if actor.may("cases.decide"):
        number = counted(waiting(actor, None))
        what = ngettext("case waits for a decision", "cases wait for a decision", number)
        tasks.append(Task(number, what, reverse("review"), _("Review cases")))
        number = counted(answers_waiting(actor))
        what = ngettext("answer of a seller waits", "answers of sellers wait", number)
        tasks.append(Task(number, what, reverse("replies"), _("Settle answers")))
    if actor.may("actions.approve"):
        number = counted(actions_in(actor, "proposed"))
        what = ngettext("action waits for a second pair of eyes", "actions wait for a second pair of eyes", number)
        tasks.append(Task(number, what, reverse("actions"), _("Look at actions")))
    if actor.may("cases.answer"):
        number = counted(waiting_for(actor))
        what = ngettext("question waits for your answer", "questions wait for your answer", number)
        tasks.append(Task(number, what, reverse("answers"), _("Answer")))
    if actor.may("rights.verify"):
        number = counted(seen(RightVersion, actor).filter(state="submitted"))
        what = ngettext("right waits to be verified", "rights wait to be verified", number)
        tasks.append(Task(number, what, reverse("verify"), _("Verify rights")))
        powers = seen(PowerOfAttorney, actor).filter(verified_at__isnull=True, revoked_at__isnull=True)
        number = counted(powers)
        what = ngettext("power of attorney waits to be verified", "powers of attorney wait to be verified", number)
        tasks.append(Task(number, what, reverse("verify"), _("Verify powers of attorney")))
    if actor.may("cases.see") and not actor.may("cases.decide"):
        number = counted(seen(Case, actor).filter(state="open"))
        tasks.append(
            Task(number, ngettext("open case", "open cases", number), reverse("cases"), _("Show cases"), waits=False)
        )
    if actor.may("rights.change"):
        number = counted(seen(RightVersion, actor).filter(state="draft"))
        what = ngettext("draft of a right is not submitted", "drafts of rights are not submitted", number)
        tasks.append(Task(number, what, reverse("rights"), _("Show rights")))
    if actor.may("members.admit"):
        number = seen(Organisation, actor).count()
        tasks.append(
            Task(number, ngettext("member", "members", number), reverse("members"), _("Show members"), waits=False)
        )
    return tasks
