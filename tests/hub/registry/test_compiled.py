"""What is verified is compiled by the worker and judged by from then on, without a restart."""

import io
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alliance import Alliance
from delivered import row
from django.utils import timezone
from rights_made import entry, picture, private_entry, reverified, verified, verify

from guildmark.engine import Context
from guildmark.engine.check import check
from guildmark.hub.cases.intake import bring
from guildmark.hub.events.lease import carry_out, take, work_once
from guildmark.hub.events.models import Deadline, Event
from guildmark.hub.members import organisations
from guildmark.hub.registry import current, tidy
from guildmark.hub.registry.approval import approve, submit
from guildmark.hub.registry.current import current_generation, in_index, live_context
from guildmark.hub.registry.drafts import begin_draft, register_right
from guildmark.hub.registry.files import add_files
from guildmark.hub.registry.models import Generation, RightVersion
from guildmark.hub.registry.standing import restore, withdraw
from guildmark.hub.registry.weights import WEIGHTS, propose_weights

pytestmark = pytest.mark.django_db
SHIPPED = (Path(__file__).parents[3] / "src/guildmark/assessment/weights.yaml").read_text("utf-8")
FAKE = {"listing_id": "1", "title": "ORVANE bag replica 1:1 AAA grade", "price": 20, "currency": "EUR"}


@pytest.fixture(autouse=True)
def nothing_held(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """Each test is a process and a folder of its own, and looks each time."""
    settings.HUB_FOLDER = tmp_path
    monkeypatch.setattr(current, "_LIVE", current._Live())
    monkeypatch.setattr(current, "LOOK_SECONDS", 0.0)


def compiled() -> Generation:
    work_once()
    return Generation.objects.latest("id")


def marks_found(context: Context) -> set[str]:
    return {finding["right_id"] for finding in check(FAKE, context).findings}


def test_a_verified_right_is_found_by_the_next_look_and_a_withdrawn_one_no_longer(alliance: Alliance) -> None:
    assert live_context(alliance.bazaar) is None
    right = verified(alliance, entry())
    verified(alliance, entry("Zelvano"))
    assert in_index(right) is None
    generation = compiled()
    assert generation.versions == {one.code: 1 for one in type(right).objects.all()}
    assert in_index(right) == generation
    found = live_context(alliance.bazaar)
    assert found is not None
    assert found[0] == current_generation(alliance.bazaar) == generation
    assert marks_found(found[1]) == {right.code}
    withdraw(right, by=alliance.actor(alliance.arvo))
    compiled()
    swapped = live_context(alliance.bazaar)
    assert swapped is not None
    assert marks_found(swapped[1]) == set()
    assert marks_found(found[1]) == {right.code}  # whoever held the old one goes on with it
    restore(right, by=alliance.actor(alliance.arvo))
    compiled()
    again = live_context(alliance.souk)
    assert again is not None
    assert marks_found(again[1]) == {right.code}


def test_rights_of_a_suspended_holder_are_out_of_use_until_it_is_let_in_again(alliance: Alliance) -> None:
    right = verified(alliance, entry())
    assert compiled().versions == {right.code: 1}
    secretariat = alliance.actor(alliance.secretariat)
    organisations.suspend(alliance.arvo, by=secretariat, note="Its notices were made up.")
    assert compiled().versions == {}
    analyst = alliance.actor(alliance.bazaar, "analyst")
    received = bring([row("L1", right.code)], run="r", context="c", by=analyst)
    assert "membership is suspended" in received.reasons[0][1]
    organisations.restore(alliance.arvo, by=secretariat)
    assert compiled().versions == {right.code: 1}


def test_when_no_right_is_left_nothing_is_judged_by_the_last_one(alliance: Alliance) -> None:
    right = verified(alliance, entry())
    compiled()
    withdraw(right, by=alliance.actor(alliance.arvo))
    assert compiled().rights == 0
    assert current_generation(alliance.bazaar) is None
    assert live_context(alliance.bazaar) is None


def test_many_changes_at_once_are_compiled_once(alliance: Alliance) -> None:
    for number in range(5):
        verified(alliance, entry(f"ORVANE{'ABCDE'[number]}"))
    assert Deadline.objects.filter(kind="index.compile").count() == 5
    compiled()
    assert Generation.objects.count() == 1
    assert Event.objects.filter(kind="index.compiled").count() == 1
    assert not Deadline.objects.filter(kind="index.compile", done_at=None, due_at__lte=timezone.now()).exists()


def test_what_is_asked_for_while_it_compiles_is_compiled_next(alliance: Alliance) -> None:
    from guildmark.hub.registry.compiled import compile_index, let_it_count

    right = verified(alliance, entry())
    row = take(Deadline)
    assert row is not None
    prepared = compile_index(row)
    late = verified(alliance, entry("Zelvano"))
    let_it_count(row, prepared)
    assert set(Generation.objects.latest("id").versions) == {right.code}
    assert set(compiled().versions) == {right.code, late.code}


def test_tomorrow_is_asked_for_since_dates_matter_and_the_same_makes_no_new_generation(alliance: Alliance) -> None:
    verified(alliance, entry())
    compiled()
    tomorrow = timezone.now().date() + timedelta(days=1)
    row = Deadline.objects.get(key=f"index.compile:{tomorrow}")
    assert row.due_at.date() == tomorrow
    Deadline.objects.filter(pk=row.pk).update(due_at=timezone.now())
    assert work_once() == 1
    assert Generation.objects.count() == 1


def test_a_right_whose_registrations_have_all_lapsed_is_left_out_and_told(alliance: Alliance) -> None:
    stays = verified(alliance, entry("Zelvano"))
    right = verified(alliance, entry())
    RightVersion.objects.filter(pk=right.current.pk).update(ends_on=timezone.now().date() - timedelta(days=1))
    generation = compiled()
    assert set(generation.versions) == {stays.code}
    assert {"code": right.code, "reason": "lapsed"} in generation.problems
    assert in_index(right) is None


def test_the_index_has_what_is_private_and_says_no_more_than_that_it_is(alliance: Alliance) -> None:
    verified(alliance, private_entry())
    compiled()
    found = live_context(alliance.bazaar)
    assert found is not None
    assert bool(found[1].index.floor_private[0])
    assert bool(found[1].index.has_sellers[0])


def test_official_pictures_are_compiled_in(alliance: Alliance) -> None:
    pytest.importorskip("simplejpeg")
    by = alliance.actor(alliance.arvo)
    right = register_right(entry(), by=by)
    streams = [("bag.png", io.BytesIO(picture(77, side=400)))]
    file = add_files(right.versions.get(), "picture", streams, by=by).added[0]
    verify(alliance, right.versions.get())
    compiled()
    found = live_context(alliance.bazaar)
    assert found is not None
    assert found[1].pictures.official is not None
    assert [one["digest"] for one in found[1].pictures.official.listed] == [file.blob_id]


def test_a_catalogue_file_and_strange_signs_reach_the_index_as_they_were_written(alliance: Alliance) -> None:
    by = alliance.actor(alliance.arvo)
    content = entry("OR\x85VA\u2028NÉ \U0001f45c奥凡", spellings=["a: b", "- c", "'d\" # e", "No", "0123"])
    right = register_right(content, by=by)
    rows = "model,name,price,currency\n" + "".join(f"T-{n:04},Tote {n},{n + 5},EUR\n" for n in range(50))
    add_files(right.versions.get(), "catalogue", [("c.csv", io.BytesIO(rows.encode()))], by=by)
    verify(alliance, right.versions.get())
    generation = compiled()
    assert [one for one in generation.problems if "reason" in one] == []
    found = live_context(alliance.bazaar)
    assert found is not None
    index = found[1].index
    assert index.rights.column("mark").to_pylist() == [content["mark"]]
    assert index.items.column("model").to_pylist() == [f"T-{n:04}" for n in range(50)]


@pytest.mark.soak
def test_old_generations_go_and_the_newest_stay(
    alliance: Alliance, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tidy, "KEPT", 2)
    monkeypatch.setattr(tidy, "ORPHAN_SECONDS", 0.0)
    monkeypatch.setattr(tidy, "RECENT_SECONDS", 0.0)
    right = verified(alliance, entry())
    left = tmp_path / "compiled" / "making-killed"
    for number in range(4):
        right = reverified(alliance, right, spellings=[f"spelling {'abcd'[number]}"])
        left.mkdir(parents=True, exist_ok=True)
        time.sleep(0.01)
        with django_capture_on_commit_callbacks(execute=True):
            work_once()
    assert not left.exists()
    with_folder = list(Generation.objects.exclude(folder="").order_by("id"))
    assert len(with_folder) == 2
    assert with_folder[-1] == current_generation(alliance.bazaar)
    contexts = (tmp_path / "compiled" / "contexts").iterdir()
    assert {folder.name for folder in contexts} == {Path(one.folder).name for one in with_folder}


def test_a_worker_that_lost_its_lease_lets_nothing_count(alliance: Alliance) -> None:
    verified(alliance, entry())
    row = take(Deadline)
    assert row is not None
    Deadline.objects.filter(pk=row.pk).update(lease=None, leased_until=None)
    assert not carry_out(row)
    assert not Generation.objects.exists()
    compiled()
    assert Generation.objects.count() == 1


@pytest.mark.soak
def test_weights_that_two_people_approved_judge_one_marketplace_alone(alliance: Alliance) -> None:
    verified(alliance, entry())
    generation = compiled()
    text = SHIPPED.replace("weights:", "weights:", 1)
    lead = alliance.actor(alliance.bazaar)
    file = propose_weights("autumn.yaml", text + "# ours\n", by=lead)
    WEIGHTS.approve(file, by=lead)
    WEIGHTS.approve(file, by=alliance.actor(alliance.bazaar, "senior reviewer"))
    WEIGHTS.activate(file, by=lead)
    assert current_generation(alliance.bazaar) == generation  # until it is compiled
    work_once()
    own = current_generation(alliance.bazaar)
    assert own is not None
    assert own.weights == file
    assert current_generation(alliance.souk) == generation
    one, other = live_context(alliance.bazaar), live_context(alliance.souk)
    assert one is not None
    assert other is not None
    assert one[1].digest != other[1].digest
    WEIGHTS.retire(file, by=lead)
    assert current_generation(alliance.bazaar) == generation


def test_two_approvals_of_one_person_compile_nothing(alliance: Alliance) -> None:
    right = register_right(entry(), by=alliance.actor(alliance.arvo))
    submit(right.versions.get(), by=alliance.actor(alliance.arvo))
    approve(right.versions.get(), by=alliance.actor(alliance.secretariat))
    assert not Deadline.objects.filter(kind="index.compile").exists()
    assert begin_draft(right, by=alliance.actor(alliance.arvo)).state == "submitted"
