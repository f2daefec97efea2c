"""Exports of trademark registers: recognised by their header, only marks in force, with a count of the rest."""

from datetime import date

import pytest

from guildmark.records import InputError, Registration, Right
from guildmark.rights import read_rights
from guildmark.rights.read_register import register_maps

CA_NUMBER = "Application Number - Numéro de la demande "


@pytest.fixture
def uspto(tmp_path):
    (tmp_path / "case_file.csv").write_text(
        "abandon_dt,cfh_status_cd,filing_dt,mark_id_char,registration_dt,registration_no,serial_no\n"
        ',700,1990-01-01,ORVANE,1991-02-03,1000001,70000001\n'
        ',702,1990-01-01,"TESSALY, THE HOUSE",,1000002,70000002\n'
        ",710,1990-01-01,GONE,1991-02-03,1000003,70000003\n"
        ",900,1990-01-01,EXPIRED,1991-02-03,1000004,70000004\n"
        "2001-01-01,602,2000-01-01,ABANDONED,,0000000,70000005\n"
        ",700,1990-01-01,,1991-02-03,1000006,70000006\n"
    )  # fmt: skip
    (tmp_path / "owner.csv").write_text("own_id,own_name,serial_no\n1,Orvane SA,70000001\n2,Second Owner,70000001\n")
    (tmp_path / "intl_class.csv").write_text(
        "class_id,intl_class_cd,serial_no\n1,018,70000001\n2,014,70000001\n3,A,70000001\n4,025,70000002\n"
    )
    return tmp_path


def test_the_american_case_files_are_joined_with_owners_and_classes(uspto):
    file = read_rights(uspto / "case_file.csv")
    assert file.rights[0] == Right(
        right_id="us-1000001",
        holder="Orvane SA",
        kind="trademark",
        mark="ORVANE",
        registrations=(Registration("US", "1000001", "US", (14, 18), date(1991, 2, 3)),),
        source="USPTO Trademark Case Files Dataset",
    )
    assert (file.rights[1].mark, file.rights[1].holder) == ("TESSALY, THE HOUSE", "")


def test_marks_that_are_not_in_force_are_left_out_and_counted(uspto):
    file = read_rights(uspto / "case_file.csv")
    assert [right.mark for right in file.rights] == ["ORVANE", "TESSALY, THE HOUSE"]
    assert "2 marks in force read; left out: 3 not in force, 1 without words or number" in file.notice


def test_a_folder_with_a_register_reads_it_once(uspto):
    assert read_rights(uspto).digest == read_rights(uspto / "case_file.csv").digest


def test_a_register_without_its_owners_says_which_file_is_missing(uspto):
    (uspto / "owner.csv").unlink()
    file = read_rights(uspto / "case_file.csv")
    assert file.rights[0].holder == ""
    assert "there is no owner.csv" in file.problems[0].reason


def test_a_bad_row_of_the_owners_is_told_with_its_own_file(uspto):
    with (uspto / "owner.csv").open("a") as file:
        file.write("3,Third,70000002,more\n")
    problems = read_rights(uspto / "case_file.csv").problems
    assert [problem.reason.split(":")[0] for problem in problems] == ["owner.csv"]


def test_the_british_release_is_read_in_its_own_encoding_with_its_class_columns(tmp_path):
    header = ["Trade Mark", "Hyperlink", "Mark Text", "Name", "Postcode", "Region", "Country", "Status"]
    header += ["Category of Mark", "Mark Type", "Series", "No of Marks in Series", "Filed", "Published", "Registered"]
    header += ["Expired", "Renewal Due Date", *(f"Class{number}" for number in range(1, 46))]
    rows = [
        {"Trade Mark": "UK00000000007", "Mark Text": 'ORVANE "THE" BAG', "Name": "Orvane Ltd", "Status": "Registered",
         "Registered": "2001-02-03", "Renewal Due Date": "2031-02-03", "Class18": "1", "Class25": "1", "Class3": "0"},
        {"Trade Mark": "UK00000000007", "Mark Text": 'ORVANE "THE" BAG', "Name": "Co-owner", "Status": "Registered"},
        {"Trade Mark": "UK00000000008", "Mark Text": "GONE", "Status": "Removed"},
        {"Trade Mark": "UK00000000009", "Mark Text": "PAST", "Status": "Registered", "Expired": "2005-01-01"},
    ]  # fmt: skip
    lines = ["|".join(header), *("|".join(row.get(name, "") for name in header) for row in rows)]
    path = tmp_path / "OpenDataDomestic.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-16")
    file = read_rights(path)
    assert [(right.right_id, right.mark, right.holder) for right in file.rights] == [
        ("gb-UK00000000007", 'ORVANE "THE" BAG', "Orvane Ltd")
    ]
    assert file.rights[0].registrations[0].classes == (18, 25)
    assert file.rights[0].registrations[0].valid_to == date(2031, 2, 3)
    assert "2 not in force, 0 without words or number, 1 repeated rows" in file.notice


def test_the_canadian_datasets_are_joined_by_application_number(tmp_path):
    main = next(register for register in register_maps() if register["office"] == "CA")["columns"]
    dead = "Termination Date - Date d’inactivation"
    columns = [CA_NUMBER, main["number"], main["mark"], main["valid_from"], main["valid_to"], dead]
    rows = [
        ["1", "TMA7", "ORVANE", "2001-02-03", "2031-02-03", "NULL"],
        ["2", "TMA8", "GONE", "2001-02-03", "NULL", "2010-01-01"],
        ["3", "NULL", "PENDING", "NULL", "NULL", "NULL"],
    ]
    write = {"TM_application_main_2025-01-28.csv": [columns, *rows]}
    owner = "Current Owner Legal Name - Nom légal du requérant courant"
    write["TM_interested_party_2025-01-28.csv"] = [[CA_NUMBER, owner], ["1", "NULL"], ["1", "Orvane Canada"]]
    kind = "Nice Classification Code - Code de Classification de Nice"
    write["TM_cipo_classification_2025-01-28.csv"] = [[CA_NUMBER, kind], ["1", "18"], ["1", "18"], ["1", "25"]]
    for name, lines in write.items():
        (tmp_path / name).write_text("\n".join("|".join(line) for line in lines) + "\n", encoding="utf-8")
    file = read_rights(tmp_path)
    assert file.problems == ()
    assert [(right.right_id, right.holder) for right in file.rights] == [("ca-TMA7", "Orvane Canada")]
    assert file.rights[0].registrations[0].classes == (18, 25)


def test_a_register_without_a_mark_in_force_cannot_be_used(uspto):
    (uspto / "case_file.csv").write_text(
        "cfh_status_cd,mark_id_char,registration_no,serial_no,registration_dt\n900,A,1,2,\n"
    )
    with pytest.raises(InputError, match="no usable right"):
        read_rights(uspto / "case_file.csv")


def test_every_map_names_office_source_and_the_day_it_was_opened():
    assert len(register_maps()) >= 3
    for register in register_maps():
        assert register["office"]
        assert register["limits"]
        assert {"number", "mark", "key"} <= register["columns"].keys()
        assert all(source["title"] and source["says"] and source["opened"] for source in register["sources"])
