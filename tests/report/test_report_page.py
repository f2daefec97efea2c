"""The page is one safe file, whatever the run holds and whatever its record leaves out."""

import base64
import hashlib
import json
import re
from decimal import Decimal
from html.parser import HTMLParser

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented_run import make_run

from guildmark.records import FINDING, SIGNAL, InputError
from guildmark.report import write_report
from guildmark.report.charts import BANDS, TO_LOOK_AT, Column, Tick, histogram, stacked_bar


class Parsed(HTMLParser):
    """Elements with their attributes, and the text of scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        self._inside = tag

    def handle_data(self, data):
        self.texts.append((self._inside, data))

    def text_of(self, tag: str) -> str:
        return "".join(text for inside, text in self.texts if inside == tag)

    def attributes_of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def parsed(path) -> Parsed:
    return Parsed(path.read_text(encoding="utf-8"))


def payload_of(page: Parsed) -> dict:
    first = page.text_of("script").index("{")
    return json.JSONDecoder().raw_decode(page.text_of("script")[first:])[0]


def test_the_policy_allows_this_style_and_this_script_and_nothing_else(tmp_path):
    html = write_report(make_run(tmp_path, 40)).read_text(encoding="utf-8")
    policy = next(
        a["content"] for a in Parsed(html).attributes_of("meta") if a.get("http-equiv") == "Content-Security-Policy"
    )
    style = re.search(r"<style>(.*?)</style>", html, re.S).group(1)
    script = re.search(r'<script type="module">(.*?)</script>', html, re.S).group(1)
    for source in (style, script):
        assert base64.b64encode(hashlib.sha256(source.encode()).digest()).decode() in policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_nothing_of_a_listing_becomes_markup(tmp_path):
    page = parsed(write_report(make_run(tmp_path, 300, nasty=1.0)))
    assert [attributes.get("type") for attributes in page.attributes_of("script")] == ["application/json", "module"]
    assert not page.attributes_of("img")
    assert not any(name.startswith("on") or name == "style" for _, attributes in page.elements for name in attributes)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_any_text_in_any_field_leaves_the_page_as_it_is(tmp_path, text):
    make_run(tmp_path, 1, nasty=0.0)
    [finding] = pq.read_table(tmp_path / "findings.parquet").to_pylist()
    plain = parsed(write_report(tmp_path))
    for name in ("title", "mark", "holder", "seller_id", "seller_name", "category", "sentence", "url", "listing_id"):
        finding[name] = text
    pq.write_table(pa.Table.from_pylist([finding], schema=FINDING), tmp_path / "findings.parquet")
    page = parsed(write_report(tmp_path))
    assert [tag for tag, _ in page.elements if tag != "small"] == [tag for tag, _ in plain.elements if tag != "small"]
    assert payload_of(page)["findings"][0]["title"] == text


def test_a_run_over_many_files_names_some_and_counts_the_rest(tmp_path):
    files = [{"path": f"part-{number}.parquet", "format": "parquet", "rows": 5} for number in range(5_000)]
    text = write_report(make_run(tmp_path, 1, inputs=files)).read_text(encoding="utf-8")
    assert "part-0.parquet and 4,999 more" in text
    assert "4,960 more are named in" in text
    assert text.count("part-") < 50


def test_the_page_points_nowhere_on_the_network(tmp_path):
    page = parsed(write_report(make_run(tmp_path, 100)))
    for _, attributes in page.elements:
        for name in ("href", "src", "action", "srcset"):
            assert (attributes.get(name) or "#").startswith("#")
    links = [finding["url"] for finding in payload_of(page)["findings"]]
    assert all(link is None or link.startswith(("http://", "https://")) for link in links)
    assert any(links) and not all(links)


def test_more_findings_than_fit_are_pointed_to(tmp_path):
    page = write_report(make_run(tmp_path, 1_300))
    text = page.read_text(encoding="utf-8")
    assert "The 1,000 findings with the highest score, of 1,300." in text
    assert "findings.parquet" in text and "signals.parquet" in text
    assert len(payload_of(Parsed(text))["findings"]) == 1_000
    assert page.stat().st_size < 15_000_000


def test_a_run_without_findings_says_what_was_scanned_and_which_detectors_were_off(tmp_path):
    text = write_report(make_run(tmp_path, 0)).read_text(encoding="utf-8")
    assert "Nothing needs a look" in text
    assert "20,000 listings scanned" in text
    assert "Off: official picture (needs pictures)" in text


def test_a_run_over_no_rows_does_not_say_that_all_is_well(tmp_path):
    counts = dict.fromkeys(["rows_read", "scanned", "unchanged", "rejected", "values_set_aside"], 0)
    text = write_report(make_run(tmp_path, 0, counts=counts)).read_text(encoding="utf-8")
    assert "Nothing was scanned" in text and "The input had no rows." in text
    assert "Nothing needs a look" not in text


def test_the_page_tells_of_what_was_set_aside_and_of_nothing_that_was_not(tmp_path):
    counts = {"rows_read": 9, "scanned": 2, "unchanged": 7, "rejected": 0, "values_set_aside": 1}
    rights = {"name": "rights.yaml", "count": 3, "set_aside": 1, "values_set_aside": 0}
    text = write_report(make_run(tmp_path, 5, counts=counts, rights=rights)).read_text(encoding="utf-8")
    assert "<strong>1 value set aside.</strong>" in text
    assert "<strong>1 right set aside.</strong>" in text
    assert "2 listings were scanned against 3 rights; 7 were unchanged since the last run." in text


def test_rights_that_were_set_aside_are_told_on_the_page(tmp_path):
    rights = {"name": "rights.yaml", "count": 3, "set_aside": 1, "values_set_aside": 22}
    text = write_report(make_run(tmp_path, 5, rights=rights)).read_text(encoding="utf-8")
    assert "1 right and 22 values of rights set aside." in text


def test_pictures_that_were_not_read_are_told_on_the_page_by_reason_the_most_frequent_first(tmp_path):
    pictures = {"given": 1500, "read": 1234, "only_named": 0, "not_read": {"damaged": 2, "<not found>": 264}}
    text = write_report(make_run(tmp_path, 5, pictures=pictures)).read_text(encoding="utf-8")
    assert "266 pictures were not read</strong>, 1,234 were: 264 &lt;not found&gt;, 2 damaged." in text
    assert "only named" not in text


def test_pictures_that_are_only_named_are_told_where_a_detector_looks_at_pictures(tmp_path):
    pictures = {"given": 9, "read": 0, "only_named": 9, "not_read": {}}
    on = [{"name": "official_picture_copied", "version": 1, "family": "picture", "direction": "for", "on": True}]
    text = write_report(make_run(tmp_path / "on", 5, pictures=pictures, detectors=on)).read_text(encoding="utf-8")
    assert "9 pictures are only named</strong>" in text
    assert "only named" not in write_report(make_run(tmp_path / "off", 5, pictures=pictures)).read_text(
        encoding="utf-8"
    )


def test_how_long_a_run_took_is_not_on_its_page(tmp_path):
    make_run(tmp_path, 5)
    first = write_report(tmp_path).read_bytes()
    (tmp_path / "metrics.json").write_text('{"seconds": {"detect": 77.7}, "listings_per_second": 1}')
    assert write_report(tmp_path).read_bytes() == first


def test_times_and_names_are_written_for_people(tmp_path):
    licence = {"open": False, "why": "None is open, so `act` is shown as `review`."}
    text = write_report(make_run(tmp_path, 5, licence=licence, as_of="2026-11-20T23:59:57.26+01:00")).read_text()
    assert "20 November 2026, 22:59 UTC</time>" in text
    assert "so “act” is shown as “review”." in text and "`" not in Parsed(text).text_of("li")


def test_a_time_that_is_none_is_left_as_it_is(tmp_path):
    text = write_report(make_run(tmp_path, 1, as_of="last <week>")).read_text(encoding="utf-8")
    assert ">last &lt;week&gt;</time>" in text


def test_charts_are_drawn_with_and_without_what_is_cleared(tmp_path):
    columns = [Column("low", 0, 0, 1_000_000), Column("high", 1, 3, 0)]
    whole, part = (histogram(columns, [], label="findings", bands=bands) for bands in (BANDS, TO_LOOK_AT))
    assert "1,000,000 findings" in whole and "fill-clear" in whole
    assert "4 findings" in part and "fill-clear" not in part and "high: 1 act, 3 review" in part


def test_a_record_that_says_nothing_still_gives_a_page(tmp_path):
    make_run(tmp_path, 5)
    (tmp_path / "run.json").write_text(
        '{"inputs": null, "rights": [], "counts": {"scanned": "many"}, "detectors": [1, {}]}'
    )
    (tmp_path / "metrics.json").unlink()
    (tmp_path / "thumbnails.parquet").unlink()
    assert payload_of(parsed(write_report(tmp_path)))["run"] == tmp_path.name


@pytest.mark.parametrize("missing", ["run.json", "findings.parquet", "signals.parquet"])
def test_a_folder_that_lacks_a_file_is_refused_by_name(tmp_path, missing):
    make_run(tmp_path, 1)
    (tmp_path / missing).unlink()
    with pytest.raises(InputError, match=missing):
        write_report(tmp_path)
    assert not (tmp_path / "report.html").exists()


def test_a_broken_record_is_refused_with_its_place(tmp_path):
    make_run(tmp_path, 1)
    (tmp_path / "run.json").write_text('{"run": ')
    with pytest.raises(InputError, match=r"run\.json: cannot be read as JSON"):
        write_report(tmp_path)


def test_the_same_run_gives_the_same_bytes(tmp_path):
    make_run(tmp_path, 400)
    first = write_report(tmp_path).read_bytes()
    assert write_report(tmp_path).read_bytes() == first
    assert not (tmp_path / "report.html.part").exists()


def test_a_reference_that_is_private_is_nowhere_in_the_file(tmp_path):
    make_run(tmp_path, 3, nasty=0.0)
    findings = pq.read_table(tmp_path / "findings.parquet").to_pylist()
    signals = pq.read_table(tmp_path / "signals.parquet").to_pylist()
    for finding in findings:
        finding |= {
            "reference_private": True,
            "reference_eur": 777123.25,
            "price_eur": 1_000.0,
            "price": Decimal("1000.0000"),
        }
    for signal in signals:
        signal |= {"private": True, "reference": 888321.5}
    pq.write_table(pa.Table.from_pylist(findings, schema=FINDING), tmp_path / "findings.parquet")
    pq.write_table(pa.Table.from_pylist(signals, schema=SIGNAL), tmp_path / "signals.parquet")
    text = write_report(tmp_path).read_text(encoding="utf-8")
    assert not any(secret in text for secret in ("777123", "777,123", "888321", "888,321", str(1_000 / 777123.25)[:6]))
    assert all(finding["belowPrivate"] and finding["ratio"] is None for finding in payload_of(Parsed(text))["findings"])


def test_a_folder_with_a_quote_in_its_name_is_read(tmp_path):
    assert write_report(make_run(tmp_path / "it's a run", 2)).exists()


def test_a_histogram_shows_a_single_finding_beside_a_million():
    drawing = histogram(
        [Column("low", 0, 0, 1_000_000), Column("high", 0, 1, 0)], [Tick(0.5, "a <b>", line=True)], label='"quoted"'
    )
    assert 'class="fill-review"' in drawing and 'height="1.0"' in drawing
    assert "a &lt;b&gt;" in drawing and "<b>" not in drawing


def test_a_bar_of_nothing_is_empty():
    assert "<rect" not in stacked_bar({}, 0)
