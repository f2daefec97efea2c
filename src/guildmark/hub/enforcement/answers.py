"""Commands about answers of sellers: give one, settle it by somebody who had no part in the action."""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import IO, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guildmark.hub.cases.decide import decide, decide_anew
from guildmark.hub.cases.models import Case, Decision
from guildmark.hub.enforcement import kinds
from guildmark.hub.enforcement.act import lift_all
from guildmark.hub.enforcement.models import ANSWER_OUTCOMES, SERVED, Action, Answer, Paper, Statement
from guildmark.hub.enforcement.policies import policy_of
from guildmark.hub.events.lease import ask, does, prepares
from guildmark.hub.events.models import Deadline
from guildmark.hub.events.record import record, site_for
from guildmark.hub.members.actor import Actor
from guildmark.hub.papers.kept import erase, erase_orphans, lay_down
from guildmark.hub.papers.look import each
from guildmark.hub.papers.previews import draw
from guildmark.hub.registry.approval import approvals_of, require_person

DRAW, TIDY = "paper.draw", "papers.tidy"
LONGEST_TEXT = 10_000  # code points
MOST_ANSWERS = 10  # to one statement, one after the other
TIDY_EVERY = timedelta(days=1)


def give_answer(statement: Statement, text: str, files: Iterable[tuple[str, IO[bytes]]] = ()) -> Answer:
    """A seller's answer. Papers are looked over and laid down first: one that is refused, and nothing was sent.

    Errors: ValidationError when the time is over, the action does not stand, an answer waits, or without words;
    InputError for a paper that cannot be taken.
    """
    text = text.strip()
    if not text or len(text) > LONGEST_TEXT or "\x00" in text:
        told = _("Write your answer, in at most %(most)s characters.") % {"most": f"{LONGEST_TEXT:,}"}
        raise ValidationError({"text": told})
    _refuse_closed(statement)
    brought = [(paper, lay_down(paper)) for paper in each(files)]
    now = timezone.now()
    with transaction.atomic():
        locked = Statement.objects.select_for_update(of=("self",)).select_related("action__organisation").get(
            pk=statement.pk
        )  # fmt: skip
        _refuse_closed(locked)
        action = locked.action
        answer = Answer.objects.create(
            organisation=action.organisation,
            statement=locked,
            text=text,
            at=now,
            due_at=now + policy_of(action.organisation).settle,
        )
        Paper.objects.bulk_create(
            Paper(answer=answer, digest=digest, name=one.name, media_type=one.media_type, size_bytes=one.size_bytes)
            for one, digest in brought
        )
        for one, digest in brought:
            ask(Deadline, DRAW, f"{DRAW}:{answer.pk}:{digest}", digest=digest, media_type=one.media_type)
        data = {"answer": str(answer.pk), "action": str(action.pk), "papers": len(brought)}
        record(kinds.ANSWERED, action.subject, by=site_for(action.organisation_id), data=data)
        ask(Deadline, TIDY, f"{TIDY}:{now.date()}", due_at=now + TIDY_EVERY)
    return answer


def why_closed(statement: Statement) -> str:
    """Why no answer is taken, as a key of `CLOSED`; empty where one is."""
    if statement.answers.filter(outcome="").exists():
        return "again"
    if not _counts(Action.objects.get(pk=statement.action_id)):
        return "over"
    if timezone.now() > statement.answer_until:
        return "late"
    return "enough" if statement.answers.count() >= MOST_ANSWERS else ""


CLOSED = {
    "over": gettext_lazy("This action stands no more, so that there is nothing to answer."),
    "late": gettext_lazy("The time for an answer is over."),
    "again": gettext_lazy("Your answer is being looked at. You can write again when it was settled."),
    "enough": gettext_lazy("You answered often enough: what was decided stands."),
}


def _refuse_closed(statement: Statement) -> None:
    if why := why_closed(statement):
        raise ValidationError(CLOSED[why])


def settle(answer: Answer, outcome: str, *, by: Actor, told: str, reason: str = "") -> Answer:
    """Settle an answer: the action stands, or it was wrong and everything that came of it is undone. `told` are words
    to the seller.

    Errors: PermissionDenied for who had a part in the action; ValidationError when it was settled, without words, or
    to uphold what was taken back meanwhile.
    """
    require_person(by, "cases.decide")
    told = told.replace("\x00", "").strip()
    if outcome not in ANSWER_OUTCOMES:
        raise ValidationError({"outcome": _("%(outcome)s is no outcome.") % {"outcome": outcome}})
    if not told or len(told) > LONGEST_TEXT:
        raise ValidationError({"told": _("Say to the seller why, in plain words.")})
    with transaction.atomic():
        locked = Answer.objects.select_for_update(of=("self",)).select_related("statement__action__case").get(
            pk=answer.pk, organisation=by.organisation
        )  # fmt: skip
        action = locked.statement.action
        refuse_settled(locked)
        if had_a_part(action, by.id):
            raise PermissionDenied(_("You had a part in this action. Another person settles the answer."))
        if outcome == "upheld" and not _counts(action):
            raise ValidationError(_("This action was lifted meanwhile, so that it cannot stand."))
        locked.outcome, locked.told, locked.settled_by, locked.settled_at = outcome, told, by.id, timezone.now()
        locked.save(update_fields=("outcome", "told", "settled_by", "settled_at"))
        data = {"answer": str(locked.pk), "action": str(action.pk), "outcome": outcome}
        record(kinds.SETTLED, action.subject, by=by.by, data=data)
        _follow(action, outcome, reason, by)
    return locked


def refuse_settled(answer: Answer) -> None:
    """Errors: ValidationError for one that was settled."""
    if answer.outcome:
        raise ValidationError(_("This answer was settled already."))


def had_a_part(action: Action, person: UUID) -> bool:
    """Whether a person decided the case of an action, said yes to it, or settled an answer to it before. A step against
    a store follows from the case that was decided last before it."""
    if person in approvals_of(action.pk):
        return True
    if not action.case_id and _decided_before(action) == person:
        return True
    if action.case_id and Decision.objects.filter(case=action.case_id, person=person, undone_at=None).exists():
        return True
    return Answer.objects.filter(statement__action=action, settled_by=person).exists()


def _decided_before(step: Action) -> UUID | None:
    rows = Action.objects.filter(organisation=step.organisation_id, seller_id=step.seller_id, target="listing")
    before = rows.filter(decision__isnull=False, taken_at__lte=step.proposed_at)
    return before.order_by("-taken_at", "-id").values_list("decision__person", flat=True).first()


def erase_answer(answer: Answer, *, by: Actor) -> None:
    """Erase what is personal in an answer that was settled: its words and papers. That it was given stays on record.

    Errors: PermissionDenied; ValidationError for one that waits.
    """
    require_person(by, "cases.lead")
    with transaction.atomic():
        locked = Answer.objects.select_for_update().get(pk=answer.pk, organisation=by.organisation)
        if not locked.outcome:
            raise ValidationError(_("Settle the answer first."))
        Answer.objects.filter(pk=locked.pk).update(text="", told="", erased_at=timezone.now())
        papers = list(locked.papers.filter(erased_at=None))
        locked.papers.update(name="", erased_at=timezone.now())
        for paper in papers:
            if not Paper.objects.filter(digest=paper.digest, erased_at=None).exists():
                transaction.on_commit(partial(erase, paper.digest))


@prepares(Deadline, DRAW)
def draw_pages(deadline: Any) -> None:
    """Draw the pages of a paper, which are shown in its place."""
    try:
        draw(deadline.payload["digest"], deadline.payload["media_type"])
    except FileNotFoundError:
        return  # erased meanwhile


@does(Deadline, DRAW)
def drawn(deadline: Any, nothing: None) -> None:
    """What was drawn lies beside the paper."""


@does(Deadline, TIDY)
def tidy(deadline: Any) -> None:
    """Erase papers that were sent with an answer that was never finished."""
    erase_orphans(lambda some: set(Paper.objects.filter(digest__in=some).values_list("digest", flat=True)))


def _counts(action: Action) -> bool:
    """Whether an action stands, or did until its time was over: its strike counts on, so that it can be answered."""
    return action.state == "standing" or action.ended_why == SERVED


def _follow(action: Action, outcome: str, reason: str, by: Actor) -> None:
    """Of a case: it is decided again, and what was wrong is lifted with all that came of it."""
    case = action.case
    if outcome == "reversed":
        same = Action.objects.filter(subject=action.subject) if case else Action.objects.filter(pk=action.pk)
        lift_all(same, "answer" if case else "appeal", by=by.by)
    if case is not None:
        found = "infringing" if outcome == "upheld" else "not"
        decided = decide_anew if Case.objects.get(pk=case.pk).state == "decided" else decide
        decided(case, found, by=by, reason=reason)
