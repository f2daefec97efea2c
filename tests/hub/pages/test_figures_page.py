"""The figures in the open are for everybody, the same on the page and in its files, and never exact."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from alliance import Alliance, organisations
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from figures_made import act, at, declare_all, lift, write

from guildmark.hub.disclosure import publish
from guildmark.hub.disclosure.counting import Counted, count
from guildmark.hub.disclosure.documents import COLUMNS, CalendarFile, FiguresFile
from guildmark.hub.disclosure.figures import figures
from guildmark.hub.disclosure.models import Publication
from guildmark.hub.disclosure.periods import Period
from guildmark.hub.members.roles import ROLES

pytestmark = pytest.mark.django_db
Browse = Callable[..., Client]

MAY, JUNE = Period(2026, 5), Period(2026, 6)
NOW = JUNE.due_at + timedelta(hours=1)


@pytest.fixture
def alliance(db: None) -> Alliance:
    """An alliance that began in May, with figures of May."""
    declare_all()
    made: Alliance = at(datetime(2026, 5, 2, tzinfo=UTC), organisations)
    write(MAY, "scan.reported", 2, listings=1_234_567)
    act(MAY, "remove", 1_003)
    act(MAY, "close-store", 4)
    lift(MAY, "answer", 32)
    at(MAY.due_at)
    return made


def page(path: str = "/figures/", client: Client | None = None, instant: datetime = NOW, **more: Any) -> str:
    answer = at(instant, lambda: (client or Client()).get(path, **more))
    assert answer.status_code == 200
    return str(answer.content.decode())


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_anybody_reads_the_page_and_machines_that_search_may_list_it(alliance: Alliance) -> None:
    told = page()
    assert "noindex" not in told
    assert "noindex" in page("/account/login/")
    assert 'href="/figures/"' in page("/account/login/")
    said = words(told)
    for shown in ("May 2026", "2,469,135", "1,005", "1–7", "Published on 10 June 2026.", "at most 3 %"):
        assert shown in said, shown
    assert "The figures of June 2026 come on 10 July 2026." in said


def test_no_exact_count_leaves_the_site(alliance: Alliance) -> None:
    assert Publication.objects.get().exact["scanned"]["count"] == 2_469_134
    for path in ("/figures/", "/figures/figures.csv", "/figures/figures.json", "/figures/calendar.json"):
        told = page(path).replace(",", "").replace("\u202f", "")
        assert not [exact for exact in ("2469134", "1003", '"32"', ">32<") if exact in told], path


def test_a_month_that_was_due_and_is_not_there_shows_as_missed_with_its_day_and_then_as_late(
    alliance: Alliance,
) -> None:
    said = words(page(instant=JUNE.late_from))
    assert "The figures of June 2026 were due on 10 July 2026 and are not there." in said
    assert re.search(r"June 2026\s+10 July 2026\s+Missed", said)
    assert re.search(r"June 2026\s+(not published\s+){4}", said)  # in the table, as in the bars
    at(JUNE.late_from + timedelta(days=3))
    said = words(page(instant=JUNE.late_from + timedelta(days=4)))
    assert "are not there" not in said
    assert re.search(r"June 2026\s+10 July 2026\s+Published late\s+14 July 2026", said)


def test_before_the_first_figures_the_page_says_when_they_come(db: None) -> None:
    at(datetime(2026, 5, 2, tzinfo=UTC), organisations)
    said = words(page(instant=datetime(2026, 5, 3, tzinfo=UTC)))
    assert "No figures yet The figures of May 2026 come on 10 June 2026." in said
    assert page("/figures/figures.csv", instant=MAY.start).count("\n") == 1
    assert json.loads(page("/figures/figures.json", instant=MAY.start))["publications"] == []


def test_the_page_reads_publications_and_counts_nothing(alliance: Alliance) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page()
    said = [query["sql"].lower() for query in asked.captured_queries]
    assert len(said) == 2
    assert not [sql for sql in said if "count(" in sql or "sum(" in sql or '"exact"' in sql]


def test_the_bars_say_in_words_what_they_show_and_carry_no_styles_of_their_own(alliance: Alliance) -> None:
    told = page()
    assert told.count('<svg class="bars') == len(figures())
    for name in figures():
        assert f'aria-labelledby="t-{name} d-{name}"' in told
        assert f'<title id="t-{name}">' in told
        assert f'<desc id="d-{name}">' in told
    assert "The highest is 1,005 in May 2026." in told
    assert not re.search(r"<[^>]+ (style|on\w+)=|<style|<script>", told)


def test_the_files_have_the_shape_that_is_documented_and_the_same_numbers(alliance: Alliance) -> None:
    made = FiguresFile.model_validate_json(page("/figures/figures.json"))
    [told] = made.publications
    assert (told.period, told.version, told.counts, told.late, told.reason) == ("2026-05", 1, True, False, "")
    assert told.figures["removed"].model_dump() == {"value": 1_005, "state": "rounded", "definition": 1}
    assert told.figures["closed"].model_dump() == {"value": None, "state": "small", "definition": 1}
    assert {one.figure for one in made.definitions} == set(told.figures) == set(figures())

    content = at(NOW, lambda: Client().get("/figures/figures.csv")).content
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert list(rows[0]) == list(COLUMNS)
    assert {row["figure"]: (row["value"], row["state"]) for row in rows} == {
        name: ("" if value.value is None else str(value.value), value.state) for name, value in told.figures.items()
    }
    calendar = CalendarFile.model_validate_json(page("/figures/calendar.json"))
    assert [(one.period, one.state) for one in calendar.months][:3] == [
        ("2026-05", "published"), ("2026-06", "due"), ("2026-07", "to come"),
    ]  # fmt: skip


def corrected(alliance: Alliance, monkeypatch: pytest.MonkeyPatch, browse: Browse, reason: str) -> None:
    """A correction of June by the secretariat's page; June was counted wrongly at first."""

    def without_removals(period: Period) -> Counted:
        counted = count(period)
        return Counted(counted.up_to, counted.exact | {"removed": {"count": 20}})

    act(JUNE, "remove", 40)
    with monkeypatch.context() as faulty:
        faulty.setattr(publish, "count", without_removals)
        at(JUNE.due_at)
    asked = {"do": "correct", "period": "2026-06", "reason": reason}
    answer = browse(alliance.secretariat).post("/figures/desk/", asked)
    assert answer.status_code == 302, answer.content.decode()


def test_a_correction_stands_beside_the_old_figures_with_its_reason_which_is_only_text(
    alliance: Alliance, monkeypatch: pytest.MonkeyPatch, browse: Browse
) -> None:
    corrected(alliance, monkeypatch, browse, '=1+1 <b onclick="x">Removals</b> were left out.')
    told = page()
    assert "=1+1 &lt;b onclick=&quot;x&quot;&gt;Removals&lt;/b&gt; were left out." in told
    assert re.search(r"Removed one by one\s+20\s+40", words(told))
    rows = csv.DictReader(io.StringIO(page("/figures/figures.csv").removeprefix("\ufeff")))
    june = [row for row in rows if row["period"] == "2026-06" and row["figure"] == "removed"]
    assert [(row["version"], row["counts"], row["value"]) for row in june] == [("1", "no", "20"), ("2", "yes", "40")]
    assert [row["reason"][:6] for row in june] == ["", "'=1+1 "]
    versions = FiguresFile.model_validate_json(page("/figures/figures.json")).publications[1:]
    assert [(one.version, one.counts, one.reason[:4]) for one in versions] == [(1, False, ""), (2, True, "=1+1")]


def test_the_secretariat_publishes_by_its_page_what_was_missed(alliance: Alliance, browse: Browse) -> None:
    client = browse(alliance.secretariat)
    assert "June 2026" in words(page("/figures/desk/", client, JUNE.late_from))
    asked = {"do": "publish", "period": "2026-06"}
    answer = at(JUNE.late_from, lambda: client.post("/figures/desk/", asked, follow=True))
    assert "The figures of June 2026 are published." in answer.content.decode()
    assert Publication.objects.get(period="2026-06").late
    for period, told in (("2026-06", "are published. What is wrong"), ("soon", "is no month"), ("2026-07", "not due")):
        answer = at(JUNE.late_from, lambda p=period: client.post("/figures/desk/", {"period": p}, follow=True))  # type: ignore[misc]
        assert told in answer.content.decode()
    answer = client.post("/figures/desk/", {"do": "correct", "period": "2026-05", "reason": "Is it right?"})
    assert "Counted again, the figures of this month are the same." in answer.content.decode()


def test_nobody_else_has_the_secretariats_page(alliance: Alliance, browse: Browse) -> None:
    assert Client().get("/figures/desk/").status_code == 302
    for organisation in (alliance.bazaar, alliance.arvo, alliance.secretariat):
        for role in ROLES:
            allowed = (organisation, role) == (alliance.secretariat, "administrator")
            client = browse(organisation, role)
            assert client.get("/figures/desk/").status_code == (200 if allowed else 403)
            assert ("/figures/desk/" in client.get("/").content.decode()) is allowed


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", ["au plus 3\u00a0%", "mai 2026", "Annonces analysées", "2\u00a0469\u00a0135"]),
        ("zh-hans", ["2026年5月", "2,469,135", "至多 3%"]),
    ],
)
def test_the_page_speaks_the_languages_of_the_site(alliance: Alliance, language: str, said: list[str]) -> None:
    told = page(headers={"accept-language": language})
    assert [one for one in said if one not in told] == []
