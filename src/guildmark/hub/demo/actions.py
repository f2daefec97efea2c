"""What follows in the demo: sellers answer, somebody else settles, stores climb, a program takes what is to be done."""

import io
from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone
from PIL import Image, ImageDraw

from guildmark.hub.demo.members import LARGE, SMALL, Members, actors
from guildmark.hub.demo.review import Truth
from guildmark.hub.enforcement import act, policies
from guildmark.hub.enforcement.answers import give_answer, had_a_part, settle
from guildmark.hub.enforcement.fetched import Said, say_done, states_for
from guildmark.hub.enforcement.models import Action, Answer, Delivery, Statement
from guildmark.hub.enforcement.policy import read_policy, shipped_text
from guildmark.hub.enforcement.preview import preview_of
from guildmark.hub.events.lease import work_once
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.models import Organisation
from guildmark.hub.stores.batches import tell_listings

ANSWERS = 14  # to a marketplace
SETTLED_SHARE = 0.6
WITHOUT_A_PERSON = "rules:\n  - name: by licence\n    when: {band: act}\n    measures: [pause]\n"
WORDS = "I sell what I bought from the maker.\n\nThe invoice is attached."


def act_all(members: Members, truth: Truth) -> None:
    """Let something follow from what was decided, in every marketplace."""
    for organisation in members.marketplaces.values():
        _know_stores(organisation)
    answer_and_approve(members, truth)
    settle_waiting(members, truth, SETTLED_SHARE)
    _propose(members.marketplaces[LARGE])
    _fetch(members.marketplaces[SMALL])
    work_once()


def answer_and_approve(members: Members, truth: Truth) -> None:
    """Sellers answer to what was done to them, and a second person looks at what waits for one."""
    for organisation in members.marketplaces.values():
        _answer(organisation, truth)
        _approve(organisation)


def settle_waiting(members: Members, truth: Truth, share: float = 1.0) -> None:
    """Settle a share of the answers that wait, the oldest first, each by who had no part in it."""
    for organisation in members.marketplaces.values():
        rows = Answer.objects.filter(organisation=organisation, outcome="").select_related("statement__action__case")
        waiting = list(rows.order_by("at", "id"))
        people = [*actors(organisation, "reviewer"), *actors(organisation, "senior reviewer")]
        for answer in waiting[: round(len(waiting) * share)]:
            _settle(answer, people, is_fake=_is_fake(answer.statement, truth))


def _know_stores(organisation: Organisation) -> None:
    """The marketplace tells which listings its sellers have, those with actions first."""
    by = actors(organisation, "analyst")[0]
    sellers = Action.objects.filter(organisation=organisation, target="listing").exclude(seller_id="")
    for seller in sorted(set(sellers.values_list("seller_id", flat=True)))[:20]:
        listings = list(organisation.cases.filter(seller_id=seller).values_list("listing_id", flat=True).distinct())
        tell_listings(seller, listings, by=by)


def _answer(organisation: Organisation, truth: Truth) -> None:
    """Sellers answer: first those who were wronged by a slip, then others."""
    told = Statement.objects.filter(action__organisation=organisation, action__target="listing")
    rows = (
        told.filter(action__state="standing", answers=None)
        .select_related("action__case__right")
        .order_by("made_at", "id")
    )
    statements = list(rows)
    statements.sort(key=lambda one: _is_fake(one, truth))
    for number, statement in enumerate(statements[:ANSWERS]):
        papers = [("invoice.png", _invoice(statement))] if number % 2 == 0 else []
        give_answer(statement, WORDS, papers)


def _is_fake(statement: Statement, truth: Truth) -> bool:
    case = statement.action.case
    return case is not None and truth[case.listing_id] == ("fake", case.right.code)


def _settle(answer: Answer, people: Sequence[Actor], *, is_fake: bool) -> None:
    """Settle it, if anybody had no part in the action."""
    by = next((one for one in people if not had_a_part(answer.statement.action, one.id)), None)
    if by is None:
        return
    if is_fake:
        settle(answer, "upheld", by=by, told="The invoice names other goods.", reason="mark-copied")
    else:
        settle(answer, "reversed", by=by, told="The invoice is in order. We are sorry.", reason="genuine")


def _approve(organisation: Organisation) -> None:
    """A second person looks at some of what waits for one."""
    lead = actors(organisation, "senior reviewer")[0]
    waiting = Action.objects.filter(organisation=organisation, state="proposed").order_by("proposed_at", "id")
    for action in waiting[: waiting.count() // 2]:
        act.approve(action, by=lead)


def _propose(organisation: Organisation) -> None:
    """A lead proposes to act without a person; whoever tries the site sees whom that would hit."""
    lead = actors(organisation, "senior reviewer")[0]
    text = shipped_text().replace("rules:\n", WITHOUT_A_PERSON, 1)
    preview = preview_of(read_policy("by-licence.yaml", text), by=lead)
    policies.propose_policy("by-licence.yaml", text, preview, by=lead)


def _fetch(organisation: Organisation) -> None:
    """A program of the small marketplace fetches what is to be done, and says that it did; the large one has yet to be
    connected."""
    by = actors(organisation, "administrator")[0]
    an_hour_ago = timezone.now() - timedelta(hours=1)
    Delivery.objects.filter(organisation=organisation, status="waiting").update(due_at=an_hour_ago)
    while told := states_for(by, 500):
        say_done((Said(one.content["key"], done=True) for one in told), by=by)


def _invoice(statement: Statement) -> io.BytesIO:
    """A drawn invoice."""
    page = Image.new("RGB", (620, 400), "white")
    drawing = ImageDraw.Draw(page)
    for place, line in enumerate(("INVOICE", f"No. {statement.pk.int % 10_000:04d}", "1 piece", "Paid")):
        drawing.text((40, 40 + 60 * place), line, fill="black", font_size=28)
    stream = io.BytesIO()
    page.save(stream, "PNG")
    stream.seek(0)
    return stream
