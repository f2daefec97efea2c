"""Rights in tables and folders: the readable rows are read, the others told."""

from datetime import date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from guildmark.records import GOODS, KINDS, InputError, Registration, Right
from guildmark.rights import read_rights
from guildmark.rights.read import built
from guildmark.rights.read_entry import Entry, Problems
from guildmark.rights.read_right import KNOWN_KEYS

MINIMAL = "right_id,holder,kind,mark\na,Orvane SA,trademark,ORVANE\nb,Tessaly,design,TESSALY\n"
ONE_RIGHT = "rights:\n  - right_id: a\n    holder: Orvane\n    kind: trademark\n    mark: ORVANE\n"


@pytest.fixture
def read(tmp_path):
    """Write a file and read it."""

    def read_text(text, name="rights.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return read_rights(path)

    return read_text


def reasons(file):
    return [problem.reason for problem in file.problems]


def test_four_columns_are_enough(read):
    file = read(MINIMAL, "rights.csv")
    assert file.problems == ()
    assert file.rights == (Right("a", "Orvane SA", "trademark", "ORVANE"), Right("b", "Tessaly", "design", "TESSALY"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_are_read_with_any_usual_delimiter_and_byte_order_mark(read, encoding, delimiter):
    header = "Right ID,Holder,Kind,Mark,spellings,goods,classes,generic"
    text = f"{header}\na,Örväne,trademark,ÖRVÄNE,奥凡|Orvan,bags|shoes,18|25,true\n"
    file = read(text.replace(",", delimiter), "rights.csv", encoding)
    assert file.problems == ()
    assert file.rights == (
        Right(
            "a", "Örväne", "trademark", "ÖRVÄNE",
            spellings=("奥凡", "Orvan"), generic=True, goods=("bags", "shoes"), classes=(18, 25),
        ),
    )  # fmt: skip


def test_a_quoted_cell_may_hold_delimiters_quotes_and_line_breaks(read):
    file = read(MINIMAL + 'c,"Quill, ""Sons""\n& Co",trademark,QUILL\nd,x,what,X\n', "rights.csv")
    assert file.rights[2].holder == 'Quill, "Sons"\n& Co'
    assert reasons(file)[0].startswith("rights.csv:6: kind 'what'")


def test_rows_that_cannot_be_read_are_set_aside_and_the_others_stay(read):
    long_cell = "x" * 1_100_000
    rows = f"c,{long_cell},trademark,C\nd,D,trademark\ne,E,trademark,E,more\n".encode()
    file = read(MINIMAL.encode() + rows + b"f,\xff\xfe,trademark,F\ng,G,trademark,G\n", "rights.csv")
    assert [right.right_id for right in file.rights] == ["a", "b", "g"]
    assert [(problem.row, problem.rejects_row) for problem in file.problems] == [
        (2, True),
        (3, True),
        (4, True),
        (5, True),
    ]
    assert "field larger than field limit" in reasons(file)[0]
    assert "has 3 cells where the header has 4" in reasons(file)[1]
    assert "not in UTF-8" in reasons(file)[3]


def test_empty_cells_after_the_last_column_do_no_harm(read):
    assert len(read(MINIMAL + "c,C,trademark,C,,\n").rights) == 3


def test_a_missing_column_is_named_with_the_nearest_other(read):
    with pytest.raises(InputError, match=r"no column right_id\. Did you mean 'rightid'\?"):
        read("rightid,holder,kind,mark\na,b,trademark,c\n", "rights.csv")


def test_an_unknown_column_is_told_once_and_not_used(read):
    file = read("right_id,holder,kind,mark,spelings\na,A,trademark,A,x\nb,B,trademark,B,y\n", "rights.csv")
    assert reasons(file) == ["rights.csv:1: column 'spelings' is not known and not used. Did you mean 'spellings'?"]
    assert len(file.rights) == 2


def test_a_bad_row_of_parquet_is_told_by_its_number(tmp_path):
    rows = [
        {"right_id": "a", "holder": "A", "kind": "trademark", "mark": "A"},
        {"right_id": "b", "kind": "x", "mark": "B"},
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "rights.parquet")
    assert reasons(read_rights(tmp_path / "rights.parquet"))[0].startswith("rights.parquet row 1: kind 'x'")


def test_instants_of_parquet_are_read_as_their_day(tmp_path):
    registration = {"office": "EM", "number": "1", "valid_from": datetime(2020, 5, 1, 10), "valid_to": date(2030, 5, 1)}
    row = {"right_id": "a", "holder": "A", "kind": "design", "mark": "A", "registrations": [registration]}
    pq.write_table(pa.Table.from_pylist([row]), tmp_path / "rights.parquet")
    file = read_rights(tmp_path / "rights.parquet")
    assert file.problems == ()
    assert file.rights[0].registrations == (Registration("EM", "1", "", (), date(2020, 5, 1), date(2030, 5, 1)),)


@pytest.mark.parametrize("place", range(4, 400, 7))
def test_a_parquet_file_with_a_wrong_byte_is_read_or_refused_in_words(tmp_path, place):
    path = tmp_path / "rights.parquet"
    pq.write_table(pa.table({"right_id": ["a"], "kind": ["design"], "mark": ["A"], "holder": ["A"]}), path)
    data = bytearray(path.read_bytes())
    data[place] ^= 0xFF
    path.write_bytes(data)
    try:
        assert read_rights(path).rights
    except InputError as error:
        assert "None" not in str(error)


def test_a_truncated_parquet_file_says_so(tmp_path):
    pq.write_table(pa.table({"right_id": ["a"], "kind": ["trademark"], "mark": ["A"]}), tmp_path / "rights.parquet")
    whole = (tmp_path / "rights.parquet").read_bytes()
    (tmp_path / "rights.parquet").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match="not a whole Parquet file"):
        read_rights(tmp_path / "rights.parquet")


def test_a_folder_is_read_file_by_file_without_what_is_no_rights_file(tmp_path):
    (tmp_path / "b.csv").write_text(MINIMAL)
    (tmp_path / "a.yaml").write_text("notice: Of a.\n" + ONE_RIGHT + "    catalogue: catalogue.csv\n")
    (tmp_path / "catalogue.csv").write_text("model,price,currency\nT1,5,EUR\n")
    (tmp_path / "sources.yaml").write_text("list-a: {title: A list}\n")
    (tmp_path / "README.md").write_text("Not a rights file.")
    file = read_rights(tmp_path)
    assert [(right.right_id, right.mark) for right in file.rights] == [("a", "ORVANE"), ("b", "TESSALY")]
    assert file.rights[0].catalogue[0].model == "T1"
    assert file.notice == "Of a."
    assert [problem.reason for problem in file.problems] == [
        "b.csv: right_id 'a' stands in an earlier file too. That one is used, this one set aside."
    ]


def test_a_file_of_a_folder_that_cannot_be_used_is_told_and_the_others_are_read(tmp_path):
    (tmp_path / "a.csv").write_text("")
    (tmp_path / "b.csv").write_text("title,price\nOrvane tote,5\n")
    (tmp_path / "c.yaml").write_text("rights: [")
    (tmp_path / "d.yaml").mkdir()
    (tmp_path / "e.csv").write_text(MINIMAL)
    file = read_rights(tmp_path)
    assert [right.right_id for right in file.rights] == ["a", "b"]
    assert [(problem.file, problem.rejects_row) for problem in file.problems] == [
        ("a.csv", True),
        ("b.csv", True),
        ("c.yaml", True),
    ]
    assert all("No right of this file is used." in reason for reason in reasons(file))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("rights.xlsx", "files of kind '.xlsx' are not read"),
        ("right.yaml", "Did you mean 'rights.yaml'?"),
        ("strter", "Did you mean 'starter'?"),
    ],
)
def test_a_source_that_is_not_there_is_told_with_the_nearest(tmp_path, monkeypatch, name, told):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rights.yaml").write_text(ONE_RIGHT)
    (tmp_path / "rights.xlsx").write_text("")
    with pytest.raises(InputError) as caught:
        read_rights(name)
    assert told in str(caught.value)


def test_an_empty_folder_holds_no_rights(tmp_path):
    with pytest.raises(InputError, match="holds no rights file"):
        read_rights(tmp_path)


def test_the_digest_does_not_depend_on_order_or_format(tmp_path):
    rows = MINIMAL.splitlines()
    names = {"a.csv": rows, "b.csv": [rows[0], rows[2], rows[1]]}
    digests = set()
    for name, lines in names.items():
        (tmp_path / name).write_text("\n".join(lines) + "\n")
        digests.add(read_rights(tmp_path / name).digest)
    yaml = (
        ONE_RIGHT.replace("Orvane", "Orvane SA") + "  - {right_id: b, holder: Tessaly, kind: design, mark: TESSALY}\n"
    )
    (tmp_path / "c.yaml").write_text(yaml)
    digests.add(read_rights(tmp_path / "c.yaml").digest)
    assert len(digests) == 1


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.dictionaries(st.sampled_from([*KNOWN_KEYS, "what"]), st.one_of(
        st.text(max_size=8), st.sampled_from([*KINDS, *GOODS[:3], "EUR", "1|2", "2026-01-01"]),
        st.lists(st.text(max_size=3), max_size=2)), max_size=8), max_size=5)
)  # fmt: skip
def test_any_values_are_read_or_told_and_nothing_is_lost(tmp_path_factory, written):
    problems = Problems("x.yaml")
    rights = built([Entry(values, row) for row, values in enumerate(written)], problems, tmp_path_factory.getbasetemp())
    rejected = {problem.row for problem in problems.found if problem.rejects_row}
    assert len(rights) + len(rejected) == len(written)
    assert all(problem.as_json() for problem in problems.found)


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=60), st.sampled_from([".yaml", ".csv", ".tsv", ".parquet"]))
@example(b"\x00", ".tsv")
def test_any_bytes_are_read_or_refused_in_words(tmp_path_factory, data, kind):
    path = tmp_path_factory.getbasetemp() / f"any{kind}"
    head = {".csv": MINIMAL.encode(), ".tsv": MINIMAL.replace(",", "\t").encode("utf-16")}
    path.write_bytes(head.get(kind, b"") + data)
    try:
        assert read_rights(path).rights
    except InputError as error:
        assert str(path) in str(error)
