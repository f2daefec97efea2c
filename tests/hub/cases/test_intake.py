"""Findings that are brought in: one open case each, nothing lost, nothing twice, nothing of another's."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from alliance import Alliance
from delivered import JPEG, SEEN, contribution, row, verified_right
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from guildmark.hub.cases.intake import COUNTS, Received, bring
from guildmark.hub.cases.models import Case, Found, Intake, Preview, SetAside, Snapshot, SnapshotPicture
from guildmark.hub.cases.queues import waiting
from guildmark.hub.events.models import Event
from guildmark.records import finding_id

CONTEXT, LATER_CONTEXT = "c" * 64, "d" * 64
HASH = bytes(range(32))


@pytest.fixture(autouse=True)
def rights(alliance: Alliance) -> None:
    verified_right(alliance.arvo, "arvo")
    verified_right(alliance.brill, "brill", goods=("cosmetics",))


def brought(alliance: Alliance, rows: Sequence[Any], run: str = "run-1", context: str = CONTEXT) -> Received:
    received = bring(rows, run=run, context=context, by=alliance.actor(alliance.bazaar, "analyst"))
    assert received.counts["received"] == sum(counted(received)) == len(rows)
    return received


def counted(received: Received) -> tuple[int, int, int, int]:
    opened, added, repeated, set_aside = (received.counts[name] for name in COUNTS[1:])
    return opened, added, repeated, set_aside


def state() -> dict[str, Any]:
    """Everything that an intake writes."""
    models = (Case, Found, Intake, SetAside, Snapshot, SnapshotPicture, Preview, Event)
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in models}


def decide(case: Case, outcome: str = "not") -> None:
    Case.objects.filter(pk=case.pk).update(
        state="decided", outcome=outcome, decided_by=case.key, decided_at=timezone.now()
    )


def test_a_finding_opens_a_case_with_its_evidence_and_the_listing_as_it_was_seen(alliance: Alliance) -> None:
    picture = "ab" * 32
    sent = row(views=100, sales=3, previews=[{"picture": picture, "jpeg": JPEG, "hash": HASH}])
    sent["listing"]["pictures"] = [{"uri": "https://bazaar.example/1.jpg", "digest": picture}]
    received = brought(alliance, [sent])
    assert counted(received) == (1, 0, 0, 0)
    case = Case.objects.get()
    assert str(case.finding_id) == finding_id("bazaar", "L1", "arvo")
    assert (case.organisation, case.holder, case.right.code) == (alliance.bazaar, alliance.arvo, "arvo")
    assert (case.listing_id, case.seller_id, case.title, case.state) == ("L1", "s1", sent["finding"]["title"], "open")
    assert (case.price, case.currency, case.band, case.score_db, case.picture) == (45, "EUR", "review", 12.0, picture)
    assert (case.exposure, case.touches_health, case.found_at) == (5.0, False, SEEN)
    found = case.found.get()
    assert (found.context, found.right_version, found.intake) == (CONTEXT, 1, received.intake)
    assert found.finding["sentence"] == "Replica words beside the mark."
    assert found.signals[0]["text"] == "mirror quality"
    snapshot = found.snapshot
    assert (snapshot.digest, snapshot.seen_at) == (sent["finding"]["listing_digest"], SEEN)
    assert snapshot.seen_by == alliance.actor(alliance.bazaar, "analyst").id
    assert snapshot.content["attributes"] == [["colour", "black"]]
    assert list(snapshot.pictures.values_list("digest", "place")) == [(picture, 0)]
    preview = Preview.objects.get()
    assert (preview.organisation, bytes(preview.jpeg), bytes(preview.hash or b"")) == (alliance.bazaar, JPEG, HASH)


def test_what_was_brought_in_is_told_by_events_of_the_same_transaction(alliance: Alliance) -> None:
    before = Event.objects.count()
    brought(alliance, [row("L1"), row("L2"), row("L3", "unknown")])
    opened_1, opened_2, received = Event.objects.order_by("id")[before:]
    assert [opened_1.kind, opened_2.kind, received.kind] == ["case.opened", "case.opened", "intake.received"]
    assert {opened_1.subject, opened_2.subject} == set(Case.objects.values_list("key", flat=True))
    assert opened_1.versions == {"context": CONTEXT, "right": 1}
    assert received.subject == Intake.objects.get().id
    assert received.data == {"run": "run-1", "received": 3, "opened": 2, "added": 0, "repeated": 0, "set_aside": 1}
    with pytest.raises(RuntimeError), transaction.atomic():
        brought(alliance, [row("L4")])
        raise RuntimeError
    assert Case.objects.count() == 2
    assert Event.objects.count() == before + 3


def test_the_same_batch_again_changes_nothing_and_says_so(alliance: Alliance) -> None:
    rows = [row("L1"), row("L2", "unknown"), row("L1")]
    first = brought(alliance, rows)
    assert counted(first) == (1, 0, 1, 1)
    assert not first.again
    before = state()
    again = brought(alliance, rows)
    assert again.again
    assert counted(again) == counted(first)
    assert again.reasons == first.reasons
    assert state() == before


def test_rows_that_were_sent_in_another_run_are_repeats(alliance: Alliance) -> None:
    brought(alliance, [row("L1"), row("L2")])
    assert counted(brought(alliance, [row("L2"), row("L3")], run="run-2")) == (1, 0, 1, 0)
    assert Case.objects.count() == Found.objects.count() == 3
    intake = Intake.objects.get(run="run-2")
    assert (intake.received, intake.opened, intake.repeated) == (2, 1, 1)


def test_another_context_adds_its_evidence_to_the_open_case_and_the_case_shows_the_newer(alliance: Alliance) -> None:
    brought(alliance, [row(score_db=12.0)])
    key = Case.objects.get().key
    received = brought(alliance, [row(score_db=17.5, band="act", sales=9)], run="run-2", context=LATER_CONTEXT)
    assert counted(received) == (0, 1, 0, 0)
    case = Case.objects.get()
    assert (case.key, case.score_db, case.band, case.exposure) == (key, 17.5, "act", 9.0)
    assert Snapshot.objects.count() == 1
    assert [found.score_db for found in case.found.order_by("id")] == [12.0, 17.5]
    assert Event.objects.filter(kind="case.found_again", subject=key).count() == 1


def test_another_content_adds_a_snapshot_and_the_case_shows_the_newer(alliance: Alliance) -> None:
    brought(alliance, [row(title="Arvo tote bag")])
    changed = row(title="Arvo tote bag, replica")
    changed["listing"]["observed_at"] = SEEN + timedelta(days=1)
    assert counted(brought(alliance, [changed], run="run-2")) == (0, 1, 0, 0)
    case = Case.objects.get()
    assert (case.title, case.found_at) == ("Arvo tote bag, replica", SEEN + timedelta(days=1))
    assert Snapshot.objects.count() == 2


def test_what_was_seen_earlier_is_added_but_does_not_change_what_the_case_shows(alliance: Alliance) -> None:
    brought(alliance, [row(title="Arvo tote bag")])
    earlier = row(title="Arvo bag, as it was before")
    earlier["listing"]["observed_at"] = SEEN - timedelta(days=1)
    assert counted(brought(alliance, [earlier], run="run-0")) == (0, 1, 0, 0)
    case = Case.objects.get()
    assert (case.title, case.found_at) == ("Arvo tote bag", SEEN)


def test_what_is_clear_is_kept_but_waits_for_nobody_until_more_is_found(alliance: Alliance) -> None:
    brought(alliance, [row(band="clear", score_db=-9.0)])
    case = Case.objects.get()
    assert case.state == "clear"
    assert list(waiting(alliance.actor(alliance.bazaar, "reviewer"), None)) == []
    changed = row(title="Arvo tote bag, replica")
    changed["listing"]["observed_at"] = SEEN + timedelta(days=1)
    assert counted(brought(alliance, [changed], run="run-2")) == (0, 1, 0, 0)
    assert list(waiting(alliance.actor(alliance.bazaar, "reviewer"), None)) == [case]
    cleaned = row(title="Arvo tote bag", band="clear", score_db=-9.0)
    cleaned["listing"]["observed_at"] = SEEN + timedelta(days=2)
    brought(alliance, [cleaned], run="run-3")
    case.refresh_from_db()
    assert (case.state, case.band) == ("open", "clear")  # what it was offered as stays to be decided


def test_what_was_more_than_clear_before_opens_the_case_though_it_comes_later(alliance: Alliance) -> None:
    brought(alliance, [row(band="clear", score_db=-9.0)])
    earlier = row(title="Arvo tote bag, replica")
    earlier["listing"]["observed_at"] = SEEN - timedelta(days=1)
    brought(alliance, [earlier], run="run-0")
    case = Case.objects.get()
    assert (case.state, case.band) == ("open", "clear")


def test_a_case_with_the_holder_is_open_too(alliance: Alliance) -> None:
    brought(alliance, [row()])
    Case.objects.update(state="referred")
    assert counted(brought(alliance, [row()], run="run-2", context=LATER_CONTEXT)) == (0, 1, 0, 0)
    assert Case.objects.get().state == "referred"


def test_a_decided_listing_found_again_with_the_same_content_is_a_repeat(alliance: Alliance) -> None:
    brought(alliance, [row()])
    decide(Case.objects.get())
    assert counted(brought(alliance, [row()], run="run-2", context=LATER_CONTEXT)) == (0, 0, 1, 0)
    assert Case.objects.get().state == "decided"


def test_a_decided_listing_found_again_with_another_content_opens_a_new_case(alliance: Alliance) -> None:
    brought(alliance, [row()])
    decide(Case.objects.get())
    assert counted(brought(alliance, [row(title="Arvo bag, 1:1")], run="run-2")) == (1, 0, 0, 0)
    assert sorted(Case.objects.values_list("state", flat=True)) == ["decided", "open"]
    assert len(set(Case.objects.values_list("finding_id", flat=True))) == 1


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (row(right="unknown"), "not in the alliance's registry"),
        (row(marketplace="souk"), "is not the one of this key"),
        (row(finding={"finding_id": finding_id("souk", "L1", "arvo")}), "is not that of this marketplace"),
        (row(finding={"finding_id": None}), "is not that of this marketplace"),
        (row(finding={"band": "terrible"}), "finding.band 'terrible' is not known"),
        (row(finding={"score_db": float("nan")}), "finding.score_db"),
        (row(finding={"right_version": -1}), "is no version"),
        (row(finding={"right_version": 1 << 40}), "is no version"),
        (row(finding={"picture": "x" * 99}), "SHA-256"),
        (row(finding={"listing_digest": "xyz"}), "32 hexadecimal digits"),
        (row("L" * 201), "more than 200"),
        (row(""), "names nothing"),
        (row(views=-1), "views -1"),
        (row(previews=[{"picture": "ab" * 32, "jpeg": b"<svg/>", "hash": None}]), "is no JPEG"),
        (row(previews=[{"picture": "ab", "jpeg": JPEG, "hash": None}]), "is not the SHA-256"),
        (row(listing={"marketplace": "bazaar", "listing_id": "L2"}), "is not the one of the finding"),
        ({"finding": None}, "finding is missing"),
        ({}, "finding is missing"),
    ],
)
def test_a_row_that_cannot_be_used_is_set_aside_with_its_reason_and_the_rest_goes_on(
    alliance: Alliance, wrong: dict[str, Any], why: str
) -> None:
    received = brought(alliance, [row("L8"), wrong, row("L9")])
    assert counted(received) == (2, 0, 0, 1)
    assert received.reasons[0][0] == 1
    assert why in received.reasons[0][1]
    kept = SetAside.objects.get()
    assert (kept.intake, kept.reason) == (received.intake, received.reasons[0][1])


def test_a_right_that_is_only_a_draft_is_as_if_it_were_not_there(alliance: Alliance) -> None:
    draft = verified_right(alliance.arvo, "secret-draft")
    type(draft).objects.filter(pk=draft.pk).update(state="draft", current=None)
    reasons = brought(alliance, [row("L1", "secret-draft"), row("L1", "never-there")]).reasons
    assert reasons[0][1].replace("secret-draft", "never-there") == reasons[1][1]


def test_a_right_that_was_withdrawn_is_told_as_that(alliance: Alliance) -> None:
    verified_right(alliance.arvo, "old", state="withdrawn")
    assert "was withdrawn" in brought(alliance, [row("L1", "old")]).reasons[0][1]


def test_texts_that_databases_refuse_are_kept_as_far_as_they_can_be(alliance: Alliance) -> None:
    odd = row(title="Arvo\0bag \ud83d", finding={"seller_name": "x" * 999, "category": "y" * 999})
    odd["listing"]["description"] = "half \udc00 of a character"
    assert counted(brought(alliance, [odd])) == (1, 0, 0, 0)
    case = Case.objects.get()
    assert case.title == "Arvo\ufffdbag \ufffd"
    assert len(case.seller_name) == len(case.category) == 200
    assert case.found.get().snapshot.content["description"] == "half \ufffd of a character"


def test_what_two_marketplaces_bring_stays_apart(alliance: Alliance) -> None:
    picture = "ab" * 32
    mine = row(previews=[{"picture": picture, "jpeg": JPEG + b" mine", "hash": None}])
    other = row(marketplace="souk", previews=[{"picture": picture, "jpeg": JPEG + b" other", "hash": None}])
    brought(alliance, [mine])
    bring([other], run="run-1", context=CONTEXT, by=alliance.actor(alliance.souk, "analyst"))
    assert Intake.objects.count() == Case.objects.count() == 2
    seen = {one.organisation.name: bytes(one.jpeg) for one in Preview.objects.select_related("organisation")}
    assert seen == {"Bazaar": JPEG + b" mine", "Souk": JPEG + b" other"}


def test_a_private_reference_shows_neither_in_the_score_nor_in_the_order_of_a_case(alliance: Alliance) -> None:
    parts = [contribution("price_below_floor", "price", 6.4321), contribution("replica_words", "words", 10.25)]
    private = {"reference_private": True, "reference_eur": 777.0, "contributions": parts, "start_db": -15.0}
    brought(alliance, [row("L1", score_db=1.6821, finding=private)])
    case = Case.objects.get()
    assert case.score_db == pytest.approx(-15.0 + 6.0 + 10.25)
    assert case.found.get().finding["reference_eur"] == 777.0


def test_only_those_who_may_bring_findings_do(alliance: Alliance) -> None:
    for organisation, role in ((alliance.bazaar, "reviewer"), (alliance.arvo, "administrator"),
                               (alliance.secretariat, "administrator")):  # fmt: skip
        with pytest.raises(PermissionDenied):
            bring([row()], run="run-1", context=CONTEXT, by=alliance.actor(organisation, role))
    assert Case.objects.count() == 0


@pytest.mark.parametrize("run", ["", " ", "r" * 81, "a\0b"])
def test_a_run_without_a_usable_name_is_refused(alliance: Alliance, run: str) -> None:
    with pytest.raises(ValidationError):
        brought(alliance, [row()], run=run)


def test_a_large_batch_is_written_with_few_statements(alliance: Alliance) -> None:
    rows = [row(f"L{number}") for number in range(400)]
    with connection.execute_wrapper(counting := Counting()):
        brought(alliance, rows)
    first = counting.statements
    with connection.execute_wrapper(counting := Counting()):
        brought(alliance, rows, run="run-2", context=LATER_CONTEXT)
    assert Found.objects.count() == 800
    assert first < 60
    assert counting.statements < 60


class Counting:
    """Counts statements."""

    def __init__(self) -> None:
        self.statements = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.statements += 1
        return execute(sql, params, many, context)


def test_how_many_listings_a_run_judged_is_told_once_whatever_comes_again(alliance: Alliance) -> None:
    by = alliance.actor(alliance.bazaar, "analyst")
    first, second = [row("L1")], [row("L2")]
    bring(first, run="run-1", context=CONTEXT, by=by)  # by a version that did not tell
    assert Intake.objects.get().scanned is None
    for rows, scanned in ((first, 5_000), (second, 5_000), (second, 9_000), ([], None)):
        bring(rows, run="run-1", context=CONTEXT, by=by, scanned=scanned)
    event = Event.objects.get(kind="scan.reported")
    assert (event.subject, event.organisation, event.data) == (
        Intake.objects.get().id, alliance.bazaar.id, {"listings": 5_000},
    )  # fmt: skip
    assert Intake.objects.get().scanned == 5_000


def test_a_run_that_found_nothing_is_told_of_too(alliance: Alliance) -> None:
    received = bring([], run="quiet", context=CONTEXT, by=alliance.actor(alliance.bazaar, "analyst"), scanned=70)
    assert sum(received.counts.values()) == 0
    assert received.intake.scanned == 70
    assert Event.objects.get(kind="scan.reported").data == {"listings": 70}


@pytest.mark.parametrize("scanned", [-1, 10**12 + 1])
def test_what_is_no_number_of_listings_is_refused_whole(alliance: Alliance, scanned: int) -> None:
    with pytest.raises(ValidationError, match="no number of scanned listings"):
        bring([row()], run="run-1", context=CONTEXT, by=alliance.actor(alliance.bazaar, "analyst"), scanned=scanned)
    assert not Intake.objects.exists()
