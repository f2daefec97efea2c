"""Reading rights: good rights are read whole, bad ones told with their place and the next step."""

import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from guildmark.records import GOODS, CatalogueItem, InputError, PriceFloor, Registration, Right
from guildmark.rights import read_rights
from guildmark.rights.read_right import KNOWN_KEYS

WHOLE = """\
title: Orvane's rights
notice: Made for a test.
rights:
  - right_id: orvane-word
    holder: Orvane SA
    kind: trademark
    mark: ORVANE
    version: 2
    spellings: [奥凡, オルヴァン]
    abbreviations: [OV]
    generic: false
    generic_spellings: [奥凡]
    goods: [bags, watches]
    registrations:
      - {office: EM, number: 018233410, territory: EU, classes: [14, 18], valid_from: 2020-05-01, valid_to: 2030-05-01}
      - US 1234567
    exhaustion: EEA
    pictures: [tote.jpg]
    figures: [figure.png]
    catalogue:
      - {model: T41, gtin: 4006381333931, name: Tote 41, goods: bags, price: 1450.00, currency: EUR}
    price_floors:
      - {goods: bags, price: 640, currency: eur, source: Price list 2026, dated: 2026-01-15}
    authorised_sellers: [orvane-store]
    ships_from: [FR, NO]
    innocent_words: [orvane river]
    private: [prices]
    documents: [certificate.pdf]
    sources: [list-a, list-b]
"""
MINIMAL = "right_id,holder,kind,mark\na,Orvane SA,trademark,ORVANE\nb,Tessaly,design,TESSALY\n"


@pytest.fixture
def read(tmp_path):
    """Write a file and read it."""

    def read_text(text, name="rights.yaml", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return read_rights(path)

    for name in ("tote.jpg", "figure.png"):
        (tmp_path / name).write_bytes(b"picture")
    return read_text


def one_right(*lines, **keys):
    """A rights file with one right of these further lines."""
    return "rights:\n  - right_id: a\n    holder: Orvane\n    kind: trademark\n    mark: ORVANE\n" + "".join(
        f"    {line}\n" for line in [*lines, *(f"{key}: {value}" for key, value in keys.items())]
    )


def reasons(file):
    return [problem.reason for problem in file.problems]


def test_a_whole_right_is_read_with_everything_that_is_written(read, tmp_path):
    file = read(WHOLE)
    assert file.problems == ()
    assert (file.name, file.notice, file.base) == ("rights.yaml", "Made for a test.", tmp_path)
    assert file.rights == (
        Right(
            right_id="orvane-word",
            holder="Orvane SA",
            kind="trademark",
            mark="ORVANE",
            version=2,
            spellings=("奥凡", "オルヴァン"),
            abbreviations=("OV",),
            generic_spellings=("奥凡",),
            goods=("bags", "watches"),
            registrations=(
                Registration("EM", "018233410", "EU", (14, 18), date(2020, 5, 1), date(2030, 5, 1)),
                Registration("US", "1234567"),
            ),
            exhaustion="EEA",
            pictures=("tote.jpg",),
            figures=("figure.png",),
            catalogue=(CatalogueItem("T41", "4006381333931", "Tote 41", "bags", Decimal(1450), "EUR"),),
            price_floors=(PriceFloor("bags", Decimal(640), "EUR", "Price list 2026", date(2026, 1, 15)),),
            authorised_sellers=("orvane-store",),
            ships_from=("FR", "NO"),
            innocent_words=("orvane river",),
            private=("prices",),
            documents=("certificate.pdf",),
            extra={"sources": "list-a|list-b"},
        ),
    )


def test_an_unknown_kind_sets_the_right_aside_and_names_line_and_nearest_word(read):
    file = read(one_right() + "  - right_id: b\n    holder: Orvane\n    kind: trade mark\n    mark: OTHER\n")
    assert [right.right_id for right in file.rights] == ["a"]
    assert reasons(file) == [
        "rights.yaml:8: kind 'trade mark' is not known. Did you mean 'trademark'? Kinds: trademark, design, copyright."
    ]
    problem = file.problems[0]
    assert (problem.row, problem.column, problem.value, problem.rejects_row) == (1, "kind", "trade mark", True)


@pytest.mark.parametrize("missing", ["right_id", "kind", "mark"])
def test_a_right_without_what_it_needs_is_set_aside(read, missing):
    lines = [line for line in ("right_id: b", "kind: design", "mark: B", "holder: B") if not line.startswith(missing)]
    file = read(one_right() + "  - " + "\n    ".join(lines) + "\n")
    assert len(file.rights) == 1
    assert f"no {missing}" in reasons(file)[0]
    assert file.problems[0].rejects_row


def test_a_second_right_with_the_same_id_is_set_aside(read):
    file = read(MINIMAL + "a,Other,trademark,OTHER\n", "rights.csv")
    assert [right.mark for right in file.rights] == ["ORVANE", "TESSALY"]
    assert "rights.csv:4: right_id 'a' stands twice" in reasons(file)[0]
    assert file.problems[0].rejects_row


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("picturs: [tote.jpg]", "Did you mean 'pictures'?"),
        ("goods: [bags, watch]", "Did you mean 'watches'?"),
        ("classes: [18, 46]", "class '46' is not a Nice class"),
        ("classes: eighteen", "class 'eighteen' is not a Nice class"),
        ("generic: maybe", "neither true nor false"),
        ("version: 0", "whole number from 1"),
        ("ships_from: [Frankonia]", "'Frankonia' is not a country"),
        ("registrations: [{office: EUIPO, number: 1}]", "office 'EUIPO' is not a code of two letters"),
        ("pictures: [gone.jpg]", "picture 'gone.jpg' is missing"),
        ("figures: [gone.png]", "figure 'gone.png' is missing"),
        ("figurs: [figure.png]", "Did you mean 'figures'?"),
        ("figures: [../figure.png]", "lies outside the folder"),
        ("pictures: [../../etc/passwd]", "lies outside the folder"),
        ("pictures: [/etc/passwd]", "lies outside the folder"),
        ("private: [price]", "Did you mean 'prices'?"),
        ("exhaustion: [EEA, US]", "one text, not a list"),
        ("extra: text", "extra holds texts by name"),
        ("registrations: [{office: EM}]", "needs office and number"),
        ("registrations: [{office: EM, number: 1, clases: [3]}]", "Did you mean 'classes'?"),
        ("registrations: [{office: EM, number: 1, valid_to: 2026-02-30}]", "'2026-02-30' is not a date"),
        ("registrations: [{office: EM, number: 1, valid_from: 2026-02-03, valid_to: 2025-01-01}]", "before it begins"),
        ("catalogue: [{name: Tote}]", "needs a model"),
        ("catalogue: [{model: T, price: 9}]", "price without a currency"),
        ("catalogue: [{model: T, price: 9, currency: EURO}]", "Did you mean 'EUR'?"),
        ("catalogue: [{model: T, price: -9, currency: EUR}]", "not an amount above 0"),
        ("catalogue: [{model: T, price: .nan, currency: EUR}]", "not an amount above 0"),
        ("catalogue: [{model: T, gtin: 4006381333932}]", "not a GTIN"),
        ("catalogue: [T41]", "a catalogue item is a mapping"),
        ("catalogue: gone.csv", "catalogue 'gone.csv' is missing"),
        ("price_floors: [{goods: bags, price: 9, currency: EUR, dated: 2026-01-01}]", "without source is left out"),
        ("price_floors: [{goods: bags, price: 9, currency: EUR, source: list}]", "without dated is left out"),
        ("holder: null", "names no holder"),
        ("mark: OTHER", "key 'mark' stands twice"),
    ],
)
def test_a_bad_value_is_left_out_and_told_while_the_right_stays(read, line, told):
    text = one_right(line)
    if line.startswith("holder"):
        text = text.replace("    holder: Orvane\n", "")
    file = read(text)
    assert [right.mark for right in file.rights] == ["ORVANE"]
    found = [problem for problem in file.problems if told in problem.reason]
    assert found, reasons(file)
    line_of_value = text.splitlines().index(f"    {line}") + 1
    if not line.startswith("holder"):
        assert found[0].reason.startswith(f"rights.yaml:{line_of_value}: ")
    assert not any(problem.rejects_row for problem in file.problems)
    assert all(not bad for bad in (file.rights[0].price_floors, file.rights[0].pictures))


def test_scalars_stay_as_they_are_written(read):
    file = read(one_right("ships_from: [NO]", "spellings: [on, 1:1, 007, null, 'null', 1_000, True]"))
    assert file.rights[0].ships_from == ("NO",)
    assert file.rights[0].spellings == ("on", "1:1", "007", "null", "1_000", "True")


def test_a_list_of_rights_without_a_heading_is_read_too(read):
    text = one_right().removeprefix("rights:\n")
    assert read(text).rights == read(one_right()).rights


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("rights: [\n", "rights.yaml:2: this is not YAML"),
        ("right:\n  - right_id: a\n", "there is no list of rights"),
        ("", "there is no list of rights"),
        ("rights: []", "no usable right"),
        ("rights: [ORVANE]", "a right is a mapping of keys"),
        (b"rights: [\xff\xfe\xfa]", "UTF-8"),
        ("rights:\n  - mark: A\n", "The first problem: rights.yaml:2: the right has no right_id"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(read, text, told):
    with pytest.raises(InputError, match="rights") as caught:
        read(text)
    assert told in str(caught.value)


def test_parquet_holds_the_same_as_yaml(read, tmp_path):
    wanted = read(WHOLE)
    row = {
        "right_id": "orvane-word", "holder": "Orvane SA", "kind": "trademark", "mark": "ORVANE", "version": 2,
        "spellings": ["奥凡", "オルヴァン"], "abbreviations": ["OV"], "generic": False, "generic_spellings": ["奥凡"],
        "goods": ["bags", "watches"], "exhaustion": "EEA", "pictures": ["tote.jpg"], "figures": ["figure.png"],
        "registrations": [
            {"office": "EM", "number": "018233410", "territory": "EU", "classes": [14, 18],
             "valid_from": date(2020, 5, 1), "valid_to": date(2030, 5, 1)},
            {"office": "US", "number": "1234567"},
        ],
        "catalogue": [{"model": "T41", "gtin": "4006381333931", "name": "Tote 41", "goods": "bags",
                       "price": Decimal("1450.0000"), "currency": "EUR"}],
        "price_floors": [{"goods": "bags", "price": Decimal(640), "currency": "EUR",
                          "source": "Price list 2026", "dated": date(2026, 1, 15)}],
        "authorised_sellers": ["orvane-store"], "ships_from": ["FR", "NO"], "innocent_words": ["orvane river"],
        "private": ["prices"], "documents": ["certificate.pdf"], "sources": ["list-a", "list-b"],
    }  # fmt: skip
    pq.write_table(pa.Table.from_pylist([row]), tmp_path / "rights.parquet")
    file = read_rights(tmp_path / "rights.parquet")
    assert file.problems == ()
    assert file.rights == wanted.rights
    assert file.digest == wanted.digest


def test_a_catalogue_may_stand_in_a_file_of_its_own(read, tmp_path):
    rows = "Model,gtin,name,goods,price,currency\nT41,4006381333931,Tote,bags,1450,EUR\n,,nameless,bags,1,EUR\n"
    (tmp_path / "catalogue.csv").write_text(rows, encoding="utf-8-sig")
    file = read(one_right("catalogue: catalogue.csv"))
    assert file.rights[0].catalogue == (CatalogueItem("T41", "4006381333931", "Tote", "bags", Decimal(1450), "EUR"),)
    assert [problem.column for problem in file.problems] == ["catalogue.catalogue.csv:3"]


def test_half_a_character_is_left_out(read):
    file = read(one_right(r'spellings: ["\ud800", fine]'))
    assert file.rights[0].spellings == ("fine",)
    assert "half a character" in reasons(file)[0]


def test_whatever_is_told_can_be_written_down(read):
    file = read(
        "rights:\n  - {right_id: a, kind: trademark, mark: OK}\n"
        + r"""  - {right_id: "b\ud800", kind: "\ud800", mark: M}"""
    )
    assert file.problems
    for problem in file.problems:
        (problem.reason + problem.value).encode("utf-8")


@pytest.mark.parametrize("rights", ["&a [*a]", "[&a {mark: *a}]", "*i"])
def test_aliases_that_unfold_without_end_are_refused(read, rights):
    pairs = zip("abcdefgh", "bcdefghi", strict=True)
    levels = "".join(f"{name}: &{name} [{', '.join([f'*{inner}'] * 9)}]\n" for inner, name in pairs)
    with pytest.raises(InputError, match="aliases"):
        read(f"a: &a [x]\n{levels}rights: {rights}\n" if rights == "*i" else f"rights: {rights}\n")


def test_what_is_no_file_is_named_as_what_it_is(tmp_path):
    os.mkfifo(tmp_path / "rights.yaml")
    with pytest.raises(InputError, match="a pipe"):
        read_rights(tmp_path / "rights.yaml")


def test_the_digest_changes_with_any_value(read):
    changes = {
        "ORVANE": "ORVANA",
        "640": "641",
        "[14, 18]": "[14]",
        "list-b": "list-c",
        "[OV]": "[O, V]",
        "[figure.png]": "[]",
    }
    texts = [WHOLE, *(WHOLE.replace(old, new) for old, new in changes.items())]
    assert len({read(text).digest for text in texts}) == len(texts)
    assert read(WHOLE).digest == read(WHOLE.replace("640", "640.00").replace("title: Orvane", "title: Other")).digest


def test_the_reference_names_every_key_and_every_kind_of_goods():
    page = (Path(__file__).parents[2] / "docs" / "reference" / "rights.md").read_text(encoding="utf-8")
    keys, goods = page.split("## Kinds of goods")
    assert [key for key in KNOWN_KEYS if f"`{key}`" not in keys] == []
    assert tuple(goods.split()) == GOODS


def test_what_an_item_is_made_in_is_read_from_lists_and_from_cells(read, tmp_path):
    items = (
        "{model: T41, other_names: [トート 41, Cabas 41], colours: [black, Glacier], sizes: [S, 50 ml], pack_size: 6}"
    )
    head = "right_id: a, holder: H, kind: trademark, mark: ORVANE"
    (of_yaml,) = read(f"rights: [{{{head}, catalogue: [{items}]}}]\n").rights
    columns = "model,other_names,colours,sizes,pack_size\nT41,トート 41|Cabas 41,black|Glacier,S|50 ml,6\n"
    (tmp_path / "items.csv").write_text(columns, "utf-8")
    (of_csv,) = read(f"rights: [{{{head}, catalogue: items.csv}}]\n").rights
    assert of_yaml.catalogue == of_csv.catalogue
    assert of_csv.catalogue[0] == CatalogueItem(
        "T41", other_names=("トート 41", "Cabas 41"), colours=("black", "Glacier"), sizes=("S", "50 ml"), pack_size=6
    )


@pytest.mark.parametrize("written", ["0", "six", "1.5", "-2"])
def test_a_pack_size_that_is_no_count_is_told_and_left_out(read, written):
    rights = f"""
rights:
  - right_id: a
    holder: H
    kind: trademark
    mark: ORVANE
    catalogue:
      - {{model: T41, pack_size: {written}}}
"""
    found = read(rights)
    assert found.rights[0].catalogue == (CatalogueItem("T41"),)
    (problem,) = found.problems
    assert problem.reason.startswith(f"rights.yaml:8: pack_size '{written}' is not a whole number from 1.")


def test_new_parts_of_an_item_change_the_digest_only_where_they_are_given(read):
    head = "right_id: a, holder: H, kind: trademark, mark: ORVANE"
    plain, coloured = (
        read(f"rights: [{{{head}, catalogue: [{{model: T41{more}}}]}}]\n").digest for more in ("", ", colours: [black]")
    )
    assert plain == "41d329c207409af0a2aedcfd8a459add4eb4b38e054afea74be263a8a6a96cf7"
    assert coloured != plain
