"""Every action has its reasons, and an answer to it counts: somebody else settles it, and what was wrong is undone."""

import io
from datetime import timedelta

import pytest
from alliance import Alliance
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from PIL import Image

from guildmark.hub.cases.decide import decide, decide_anew
from guildmark.hub.cases.models import Case, Decision
from guildmark.hub.enforcement import act
from guildmark.hub.enforcement.answers import erase_answer, give_answer, settle
from guildmark.hub.enforcement.models import Action, Answer, Delivery, Paper, PolicyFile, Statement
from guildmark.hub.enforcement.policy import shipped_text
from guildmark.hub.events.lease import work_once
from guildmark.hub.events.models import Event
from guildmark.hub.events.record import SITE
from guildmark.hub.papers.kept import path_of
from guildmark.hub.papers.previews import page_of, previews_of
from guildmark.hub.stores.models import Strike
from guildmark.records import InputError

pytestmark = pytest.mark.django_db


@pytest.fixture
def statement(alliance: Alliance) -> Statement:
    """Of a listing that the first reviewer found infringing."""
    case = alliance.case(alliance.bazaar, alliance.right(alliance.arvo))
    decide(case, "infringing", by=alliance.actor(alliance.bazaar, "reviewer"), reason="said-to-be-copy")
    return Statement.objects.get(action__case=case)


def photo() -> io.BytesIO:
    """An invoice, as a phone takes it."""
    stream = io.BytesIO()
    Image.linear_gradient("L").save(stream, "JPEG")
    stream.seek(0)
    return stream


def test_a_statement_says_what_was_found_as_far_as_it_may_be_shown(statement: Statement) -> None:
    facts = statement.facts
    assert (facts["reason"], facts["mark"], facts["listing_id"]) == ("said-to-be-copy", "Zelvano", "L-1")
    # The signals of this case say nothing of how they may be shown, so that only their families are.
    assert facts["evidence"] == [{"family": "mark"}, {"family": "words"}]
    assert statement.language == "en"
    assert statement.answer_until > timezone.now() + timedelta(days=180)


def test_an_answer_is_settled_by_another_and_undoes_everything(alliance: Alliance, statement: Statement) -> None:
    answer = give_answer(statement, "I bought them from the maker.", [("invoice.jpg", photo())])
    work_once()
    paper = Paper.objects.get()
    drawn = previews_of(paper.digest)
    assert drawn is not None
    assert drawn.pages == 1
    page = page_of(paper.digest, 1)
    assert page is not None
    assert page.startswith(b"\xff\xd8\xff")
    first = alliance.actor(alliance.bazaar, "reviewer", 1)
    with pytest.raises(PermissionDenied):
        settle(answer, "upheld", by=first, told="No.")
    with pytest.raises(ValidationError):
        settle(answer, "reversed", by=alliance.actor(alliance.bazaar, "reviewer", 2), told=" ")
    settle(answer, "reversed", by=alliance.actor(alliance.bazaar, "reviewer", 2), told="Thank you.", reason="genuine")
    assert set(Action.objects.values_list("state", "ended_why")) == {("lifted", "answer")}  # the store's warning, too
    assert Strike.objects.filter(undone_at=None).count() == 0
    case = Case.objects.get()
    assert (case.state, case.outcome) == ("decided", "not")
    waits = Delivery.objects.get(status="waiting", target__kind="listing")
    assert waits.content["state"]["availability"] == "listed"
    told = list(Event.objects.filter(subject=case.key).order_by("id").values_list("kind", "why"))
    assert ("action.lifted", "answer") in told
    assert [kind for kind, _ in told][-1] == "case.decided"
    with pytest.raises(ValidationError):
        settle(answer, "upheld", by=alliance.actor(alliance.bazaar, "reviewer", 3), told="No.")


def test_an_answer_that_does_not_convince_leaves_the_action_and_the_next_is_settled_by_a_third(
    alliance: Alliance, statement: Statement
) -> None:
    answer = give_answer(statement, "They are real.")
    with pytest.raises(ValidationError):
        give_answer(statement, "Hello?")  # one at a time
    second = alliance.actor(alliance.bazaar, "reviewer", 2)
    settle(answer, "upheld", by=second, told="The clasp is not the maker's.", reason="mark-copied")
    assert Action.objects.get(target="listing").state == "standing"
    assert Decision.objects.filter(part="queue").count() == 2
    again = give_answer(statement, "Look at the invoice.")
    with pytest.raises(PermissionDenied):
        settle(again, "reversed", by=second, told="Well.")
    settle(again, "reversed", by=alliance.actor(alliance.bazaar, "reviewer", 3), told="You were right.")
    assert Case.objects.get().outcome == "not"


def test_nothing_is_answered_too_late_or_when_nothing_stands(alliance: Alliance, statement: Statement) -> None:
    Statement.objects.update(answer_until=timezone.now() - timedelta(seconds=1))
    statement.refresh_from_db()
    with pytest.raises(ValidationError):
        give_answer(statement, "Too late?")
    Statement.objects.update(answer_until=timezone.now() + timedelta(days=1))
    statement.refresh_from_db()
    answer = give_answer(statement, "In time.")
    settle(answer, "reversed", by=alliance.actor(alliance.bazaar, "reviewer", 2), told="Right.")
    with pytest.raises(ValidationError):
        give_answer(statement, "And now?")


@pytest.fixture
def labelled(alliance: Alliance) -> Statement:
    """Of a listing that was labelled for as long as labels last."""
    text = shipped_text().replace("measures: [remove]", "measures: [label]")
    PolicyFile.objects.create(organisation=alliance.bazaar, name="mine", text=text, active_from=timezone.now())
    case = alliance.case(alliance.bazaar, alliance.right(alliance.arvo))
    decide(case, "infringing", by=alliance.actor(alliance.bazaar, "reviewer"))
    act.lift_all(Action.objects.filter(measure="label"), "served", by=SITE)
    return Statement.objects.get(action__case=case)


def test_what_is_over_by_itself_can_be_answered_since_its_strike_counts_on(
    alliance: Alliance, labelled: Statement
) -> None:
    assert Strike.objects.filter(undone_at=None).count() == 1
    settle(
        give_answer(labelled, "It was real all along."),
        "reversed", by=alliance.actor(alliance.bazaar, "reviewer", 2), told="It was.",
    )  # fmt: skip
    assert not Strike.objects.filter(undone_at=None).exists()
    assert set(Action.objects.values_list("state", "ended_why")) == {("lifted", "answer")}  # the store's warning, too
    assert [event.why for event in Event.objects.filter(kind="action.lifted", data__measure="label")] == [
        "served", "answer",
    ]  # fmt: skip


def test_a_case_that_is_decided_anew_takes_back_the_strike_of_what_was_over_by_itself(
    alliance: Alliance, labelled: Statement
) -> None:
    decide_anew(Case.objects.get(), "not", by=alliance.actor(alliance.bazaar, "reviewer", 2))
    assert not Strike.objects.filter(undone_at=None).exists()
    with pytest.raises(ValidationError):
        give_answer(labelled, "Thank you.")


def test_an_answer_that_does_not_convince_begins_nothing_again(alliance: Alliance, labelled: Statement) -> None:
    settle(give_answer(labelled, "No."), "upheld", by=alliance.actor(alliance.bazaar, "reviewer", 2), told="Yes.")
    assert Action.objects.get(measure="label").ended_why == "served"
    assert Strike.objects.filter(undone_at=None).count() == 1


def test_what_was_lifted_while_an_answer_waited_is_not_upheld_and_put_in_force_again(
    alliance: Alliance, statement: Statement
) -> None:
    answer = give_answer(statement, "They are real.")
    act.lift(statement.action, by=alliance.actor(alliance.bazaar, "senior reviewer"), note="The holder asked for it.")
    second = alliance.actor(alliance.bazaar, "reviewer", 2)
    with pytest.raises(ValidationError, match="lifted meanwhile"):
        settle(answer, "upheld", by=second, told="No.")
    settle(answer, "reversed", by=second, told="It is lifted.")
    assert not Action.objects.filter(state="standing").exists()


def test_a_paper_that_cannot_be_taken_keeps_the_answer_from_being_half_sent(statement: Statement) -> None:
    with pytest.raises(InputError):
        give_answer(statement, "Here.", [("fine.jpg", photo()), ("bad.jpg", io.BytesIO(b"MZ a program"))])
    assert not Answer.objects.exists()
    assert not Event.objects.filter(kind="answer.given").exists()


def test_what_is_personal_in_an_answer_can_be_erased_and_that_it_was_given_stays(
    alliance: Alliance, statement: Statement
) -> None:
    answer = give_answer(statement, "My name is on it.", [("invoice.jpg", photo())])
    digest = Paper.objects.get().digest
    lead = alliance.actor(alliance.bazaar, "senior reviewer")
    with pytest.raises(ValidationError):
        erase_answer(answer, by=lead)
    settle(answer, "upheld", by=alliance.actor(alliance.bazaar, "reviewer", 2), told="No.")
    assert path_of(digest).exists()
    from django.test import TestCase

    with TestCase.captureOnCommitCallbacks(execute=True):
        erase_answer(answer, by=lead)
    assert not path_of(digest).exists()
    answer.refresh_from_db()
    assert (answer.text, answer.outcome) == ("", "upheld")
    assert Event.objects.filter(kind="answer.given").exists()
