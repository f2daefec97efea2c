"""Cases, events and exports by program: whole, page by page, and no more than is one's own."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from alliance import Alliance
from delivered import JPEG, contribution, row, verified_right

from guildmark.hub.api.throttle import KeyThrottle
from guildmark.hub.cases.decide import decide
from guildmark.hub.cases.intake import bring
from guildmark.hub.cases.models import Case, Decision
from guildmark.hub.cases.referrals import refer
from guildmark.hub.events.models import Event
from guildmark.records import DECISION
from guildmark.records.read_decisions import read_decisions

Programs = Callable[..., Any]
PICTURE = "ab" * 32
PRIVATE = {
    "reference_private": True, "reference_eur": 777.125, "price_eur": 45.0, "start_db": -15.0, "probability": 0.123456,
    "contributions": [
        contribution("price_below_floor", "price", 6.4321), contribution("replica_words", "words", 10.25),
    ],
}  # fmt: skip


def private_row(listing_id: str = "P1") -> dict[str, Any]:
    told = row(listing_id, score_db=1.6821, finding=PRIVATE)
    told["signals"].append(
        {**told["signals"][0], "detector": "price_below_floor", "family": "price", "strength": 0.93125,
         "reference": 777.125, "private": True, "field": None}
    )  # fmt: skip
    return told


@pytest.fixture(autouse=True)
def cases(alliance: Alliance) -> None:
    """Three cases of the bazaar about Arvo's right, one of them with a private reference; one of the souk."""
    verified_right(alliance.arvo, "arvo")
    verified_right(alliance.brill, "brill")
    shown = row("L1", score_db=15.0, views=100, previews=[{"picture": PICTURE, "jpeg": JPEG, "hash": None}])
    shown["listing"]["pictures"] = [{"uri": None, "digest": PICTURE}]
    rows = [shown, row("L2", score_db=5.0), private_row()]
    bring(rows, run="r1", context="c" * 64, by=alliance.actor(alliance.bazaar))
    bring([row("S1", marketplace="souk")], run="r1", context="c" * 64, by=alliance.actor(alliance.souk))


def keys(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [one["listing_id"] for one in answer.json()["cases"]]


def test_cases_are_listed_by_harm_page_by_page(alliance: Alliance, program: Programs) -> None:
    bazaar = program(alliance.bazaar)
    assert keys(bazaar.get("cases")) == ["L1", "L2", "P1"]
    first = bazaar.get("cases", limit=2).json()
    assert [one["listing_id"] for one in first["cases"]] == ["L1", "L2"]
    assert keys(bazaar.get("cases", limit=2, after=first["next"])) == ["P1"]
    assert keys(bazaar.get("cases", right="brill")) == []
    assert keys(bazaar.get("cases", band="review")) == ["L1", "L2", "P1"]
    assert keys(bazaar.get("cases", state="decided")) == []
    assert bazaar.get("cases", state="lost").status_code == 422
    assert keys(program(alliance.souk).get("cases")) == ["S1"]
    assert keys(program(alliance.brill).get("cases")) == []
    assert program(alliance.secretariat).get("cases").status_code == 403


def test_cases_of_equal_harm_are_each_listed_once(alliance: Alliance, program: Programs) -> None:
    bring([row(f"E{n}", score_db=9.0) for n in range(9)], run="r2", context="c", by=alliance.actor(alliance.bazaar))
    bazaar, seen, after = program(alliance.bazaar), [], ""
    while after is not None:
        page = bazaar.get("cases", limit=2, after=after).json()
        seen += [one["listing_id"] for one in page["cases"]]
        after = page["next"]
    assert len(seen) == len(set(seen)) == 12


def test_a_case_is_told_whole_to_its_marketplace_and_without_its_own_affairs_to_the_holder(
    alliance: Alliance, program: Programs
) -> None:
    case = Case.objects.get(listing_id="L1")
    decide(case, "infringing", by=alliance.actor(alliance.bazaar, "reviewer"))
    own, theirs = (program(who).get(f"cases/{case.key}").json() for who in (alliance.bazaar, alliance.arvo))
    assert (own["exposure"], theirs["exposure"], theirs["harm"]) == (2.0, None, None)
    assert own["harm"] > 0
    assert own["outcome"] == theirs["outcome"] == "infringing"
    assert own["found"][0]["finding"]["sentence"] == "Replica words beside the mark."
    assert own["found"][0]["signals"][0]["text"] == "mirror quality"
    assert own["found"][0]["snapshot"]["pictures"] == [PICTURE]
    assert own["found"][0]["snapshot"]["content"]["attributes"] == [["colour", "black"]]
    assert [one["kind"] for one in own["events"]] == ["case.opened", "case.decided", "action.taken"]
    assert own["decisions"][0]["person"] == str(alliance.person(alliance.bazaar, "reviewer").id)
    assert theirs["decisions"][0]["person"] is None
    assert {one["actor"] for one in theirs["events"]} == {None}
    for other in (alliance.souk, alliance.brill):
        answer = program(other).get(f"cases/{case.key}")
        assert answer.status_code == 404
        assert answer.content == program(other).get("cases/00000000-0000-0000-0000-000000000000").content


def test_a_preview_is_given_for_pictures_that_the_case_shows_alone(alliance: Alliance, program: Programs) -> None:
    shown, other = (Case.objects.get(listing_id=name).key for name in ("L1", "L2"))
    bazaar = program(alliance.bazaar)
    answer = bazaar.get(f"cases/{shown}/pictures/{PICTURE}")
    assert (answer.status_code, answer["Content-Type"], answer.content) == (200, "image/jpeg", JPEG)
    assert program(alliance.arvo).get(f"cases/{shown}/pictures/{PICTURE}").content == JPEG
    assert bazaar.get(f"cases/{other}/pictures/{PICTURE}").status_code == 404
    assert program(alliance.souk).get(f"cases/{shown}/pictures/{PICTURE}").status_code == 404


def test_private_references_reach_the_holder_alone(alliance: Alliance, program: Programs) -> None:
    key = Case.objects.get(listing_id="P1").key
    told = program(alliance.bazaar).get(f"cases/{key}")
    for secret in ("777.125", "0.93125", "6.4321", "1.6821", "0.123456"):
        assert secret not in told.content.decode(), secret
    assert told.json()["score_db"] == told.json()["found"][0]["finding"]["score_db"] == -15.0 + 6 + 10.25
    assert "777.125" in program(alliance.arvo).get(f"cases/{key}").content.decode()
    everything = program(alliance.bazaar)
    for path in ("cases", "events", "exports/cases", "exports/decisions"):
        answer = everything.get(path)
        text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        assert "777.125" not in text, path
        assert "1.6821" not in text, path


def followed(key: Any, **query: Any) -> list[dict[str, Any]]:
    events, after, more = [], "", True
    while more:
        page = key.get("events", after=after, **query).json()
        events += page["events"]
        after, more = page["next"], page["more"]
    return events


def test_events_are_followed_from_a_cursor_and_none_is_missed(alliance: Alliance, program: Programs) -> None:
    bazaar = program(alliance.bazaar)
    before = bazaar.get("events").json()
    assert not before["more"]
    decide(Case.objects.get(listing_id="L1"), "not", by=alliance.actor(alliance.bazaar))
    [event] = bazaar.get("events", after=before["next"]).json()["events"]
    assert (event["kind"], event["data"]["outcome"]) == ("case.decided", "not")
    assert bazaar.get("events", after=event["cursor"]).json()["events"] == []
    assert [one["kind"] for one in followed(bazaar, limit=1)] == [one["kind"] for one in followed(bazaar)]
    own = Event.objects.filter(organisation=alliance.bazaar.id).exclude(kind__startswith="golden").order_by("id")
    assert [one["kind"] for one in followed(bazaar)] == [event.kind for event in own]


def test_a_holder_follows_what_becomes_of_cases_about_its_rights_and_nothing_else_of_others(
    alliance: Alliance, program: Programs
) -> None:
    key = Case.objects.get(listing_id="L2").key
    refer(Case.objects.get(listing_id="L2"), by=alliance.actor(alliance.bazaar), question="Is this yours?")
    events = [one for one in followed(program(alliance.arvo)) if one["organisation"] != str(alliance.arvo.id)]
    assert {one["kind"] for one in events} == {"case.opened", "case.referred"}
    assert str(key) in {one["subject"] for one in events}
    assert {one["actor"] for one in events} == {None}
    others = [one for one in followed(program(alliance.brill)) if one["organisation"] != str(alliance.brill.id)]
    assert others == []


def test_cursors_tell_nothing_and_are_no_ones_but_their_list_s(alliance: Alliance, program: Programs) -> None:
    bazaar, souk = program(alliance.bazaar), program(alliance.souk)
    cursor = bazaar.get("events", limit=1).json()["next"]
    assert cursor != bazaar.get("events", limit=1).json()["next"]
    for key, path in ((souk, "events"), (bazaar, "cases"), (bazaar, "intakes")):
        assert key.get(path, after=cursor).status_code == 422
    for wrong in ("1", "x" * 500, "é", cursor[:-2], "=" * 9, "\0"):
        assert bazaar.get("events", after=wrong).status_code == 422


def exported(key: Any, what: str, **query: Any) -> bytes:
    answer = key.get(f"exports/{what}", **query)
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def test_exported_decisions_are_what_learn_reads(alliance: Alliance, program: Programs, tmp_path: Path) -> None:
    for name, outcome in (("L1", "infringing"), ("L2", "not")):
        decide(Case.objects.get(listing_id=name), outcome, by=alliance.actor(alliance.bazaar, "reviewer"))
    bazaar, tables = program(alliance.bazaar), []
    for format in ("csv", "parquet"):
        path = tmp_path / f"decisions.{format}"
        path.write_bytes(exported(bazaar, "decisions", format=format))
        tables.append(read_decisions([path]).table)
    assert tables[0] == tables[1]
    assert pq.read_table(tmp_path / "decisions.parquet").schema == DECISION
    first, second = tables[0].to_pylist()
    case, decision = Case.objects.get(listing_id="L1"), Decision.objects.get(case__listing_id="L1")
    assert (first["decision_id"], first["finding_id"]) == (str(decision.id), str(case.finding_id))
    assert (first["marketplace"], first["listing_id"], first["right_id"]) == ("bazaar", "L1", "arvo")
    assert (first["outcome"], first["chosen_by"], first["run"], first["blind"]) == ("infringing", "queue", "r1", False)
    assert first["listing_digest"] == case.found.get().snapshot.digest
    assert first["decided_by"] == str(alliance.person(alliance.bazaar, "reviewer").id)
    assert second["outcome"] == "not"
    assert read_decisions([_written(tmp_path, exported(program(alliance.souk), "decisions"))]).table.num_rows == 0
    theirs = read_decisions([_written(tmp_path, exported(program(alliance.arvo), "decisions"))]).table.to_pylist()
    assert {one["decided_by"] for one in theirs} == {None}


def _written(folder: Path, content: bytes) -> Path:
    path = folder / "some.csv"
    path.write_bytes(content)
    return path


def test_all_cases_are_exported_however_many(alliance: Alliance, program: Programs) -> None:
    odd = '=HYPERLINK("x")\n"quoted", and so on'
    for start in range(0, 4_500, 1_500):
        rows = [row(f"X{start + number}", title=odd) for number in range(1_500)]
        bring(rows, run=f"big{start}", context="c", by=alliance.actor(alliance.bazaar))
    bazaar = program(alliance.bazaar)
    table = pq.read_table(io.BytesIO(exported(bazaar, "cases", format="parquet")))
    assert table.num_rows == 4_503
    assert set(table.column("listing_id").to_pylist()) == set(
        Case.objects.filter(organisation=alliance.bazaar).values_list("listing_id", flat=True)
    )
    import csv

    lines = list(csv.DictReader(io.StringIO(exported(bazaar, "cases").decode(), newline="")))
    assert len(lines) == 4_503
    assert {line["title"] for line in lines if line["listing_id"].startswith("X")} == {f"'{odd}"}
    holders = pq.read_table(io.BytesIO(exported(program(alliance.arvo), "cases", format="parquet")))
    assert holders.num_rows == 4_504
    assert holders.column("harm").null_count == 4_504
    assert program(alliance.bazaar, "cases.see").get("exports/cases").status_code == 403


def test_a_key_that_asks_too_often_is_asked_to_wait_and_others_are_not() -> None:
    class Asked:
        def __init__(self, name: str) -> None:
            self.auth = type("Actor", (), {"id": name})

    throttle = KeyThrottle(per_second=0.001, in_hand=3)
    assert [throttle.allow_request(Asked("a")) for _ in range(5)] == [True, True, True, False, False]  # type: ignore[arg-type]
    assert throttle.allow_request(Asked("b"))  # type: ignore[arg-type]
    assert json.dumps(throttle.wait())
