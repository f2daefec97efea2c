"""Files come in one by one or by the thousand, are looked over, and count in versions that name them."""

import io
import zipfile
from decimal import Decimal

import pytest
from alliance import Alliance
from django.core.exceptions import PermissionDenied, ValidationError
from rights_made import PDF, entry, picture, reverified, verified, verify

from guildmark.hub.events.models import Event
from guildmark.hub.members.wall import seen
from guildmark.hub.registry import brought
from guildmark.hub.registry.blobs import path_of
from guildmark.hub.registry.catalogue import items_in
from guildmark.hub.registry.drafts import begin_draft, register_right
from guildmark.hub.registry.files import add_files, set_private, use_file
from guildmark.hub.registry.models import RightFile, RightVersion
from guildmark.hub.registry.private import item_count

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(alliance: Alliance) -> RightVersion:
    return register_right(entry(), by=alliance.actor(alliance.arvo)).versions.get()


def zipped(files: dict[str, bytes], **more: int) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", **more) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return io.BytesIO(out.getvalue())


def test_pictures_are_decoded_before_they_are_kept_and_bad_ones_set_aside_with_why(
    alliance: Alliance, draft: RightVersion
) -> None:
    pytest.importorskip("PIL")
    files = [
        ("one.png", picture(10)), ("two.jpg", picture(20, form="JPEG")), ("again.png", picture(10)),
        ("drawn.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"), ("page.html", b"<!doctype html><p>hello"),
        ("empty.png", b""), ("tiny.png", picture(30, side=8)), ("proof.pdf", PDF),
    ]  # fmt: skip
    streams = [(name, io.BytesIO(data)) for name, data in files]
    added = add_files(draft, "picture", streams, by=alliance.actor(alliance.arvo))
    assert (added.brought, len(added.added), added.known, added.set_aside) == (8, 2, 1, 5)
    assert [one.partition(":")[0] for one in added.problems] == [
        "drawn.svg", "page.html", "empty.png", "tiny.png", "proof.pdf",
    ]  # fmt: skip
    assert "never drawn here" in added.problems[0]
    draft = RightVersion.objects.get()
    assert draft.content["pictures"] == [file.blob_id for file in added.added]
    assert path_of(added.added[0].blob_id).read_bytes() == picture(10)
    event = Event.objects.get(kind="right.file_added")
    assert event.data["added"] == 2
    assert "one.png" not in str(event.data)


def test_a_zip_brings_many_pictures_within_bounds(
    alliance: Alliance, draft: RightVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("PIL")
    files = {f"spring/{shade}.png": picture(shade) for shade in range(0, 200, 20)}
    litter = {"__MACOSX/spring/._0.png": b"x", "spring/.DS_Store": b"x", "../../out.png": picture(201), "a.txt": b"hi"}
    by = alliance.actor(alliance.arvo)
    added = add_files(draft, "picture", [("spring.zip", zipped(files | litter))], by=by)
    assert (added.brought, len(added.added), added.set_aside) == (12, 11, 1)
    assert {"out.png", "0.png"} <= {file.name for file in added.added}
    monkeypatch.setattr(brought, "MOST_ZIP_FILES", 3)
    refused = add_files(draft, "picture", [("spring.zip", zipped(files))], by=by)
    assert refused.problems == ["spring.zip: holds 10 files; at most 3 are read at once. Pack it in parts."]
    broken = add_files(draft, "picture", [("broken.zip", io.BytesIO(b"PK\x03\x04 and no more"))], by=by)
    assert (broken.brought, broken.set_aside) == (1, 1)
    assert "cannot be read as a zip" in broken.problems[0]


def test_a_zip_is_never_unpacked_beyond_its_bounds(
    alliance: Alliance, draft: RightVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("PIL")
    monkeypatch.setattr(brought, "MOST_ZIP_BYTES", 2 << 20)
    bomb = zipped({"bomb.png": b"\0" * (64 << 20), "good.png": picture()}, compression=zipfile.ZIP_DEFLATED)
    added = add_files(draft, "picture", [("bomb.zip", bomb)], by=alliance.actor(alliance.arvo))
    assert (len(added.added), added.set_aside) == (1, 1)
    assert "larger than 2,097,152 bytes" in added.problems[0]


def test_a_member_of_a_zip_that_lies_or_is_locked_costs_no_other(alliance: Alliance, draft: RightVersion) -> None:
    pytest.importorskip("PIL")
    data = bytearray(zipped({"a.png": picture(10), "b.png": picture(20)}).getvalue())
    data[data.index(b"\x89PNG") + 40] ^= 255  # the checksum of the first no longer holds
    flagged = data.rindex(b"PK\x01\x02")
    data[flagged + 8] |= 1  # the second claims to be encrypted
    added = add_files(draft, "picture", [("odd.zip", io.BytesIO(bytes(data)))], by=alliance.actor(alliance.arvo))
    assert (added.brought, added.set_aside) == (2, 2)
    assert "cannot be unpacked" in added.problems[0]
    assert "password" in added.problems[1]


def test_documents_are_pdf_files_or_scans_and_not_too_large(
    alliance: Alliance, draft: RightVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("PIL")
    by = alliance.actor(alliance.arvo)
    files = [("a.pdf", PDF), ("scan.png", picture()), ("letter.docx", b"PK\x03\x04rest"), ("run.exe", b"MZrest")]
    added = add_files(draft, "document", [(name, io.BytesIO(data)) for name, data in files], by=by)
    assert (len(added.added), added.set_aside) == (2, 2)
    assert added.added[0].blob.media_type == "application/pdf"
    monkeypatch.setattr(brought, "MOST_DOCUMENT_BYTES", 10)
    refused = add_files(draft, "document", [("a.pdf", io.BytesIO(PDF + b" "))], by=by)
    assert "Make it smaller" in refused.problems[0]


def test_a_catalogue_of_many_rows_is_taken_and_the_counts_add_up(alliance: Alliance, draft: RightVersion) -> None:
    rows = ["Model;GTIN;Name;Goods;Price;Currency;Colours;Shelf"]
    rows += [f"T-{n};;Tote {n};bags;{n + 1}.50;EUR;black|cognac;A{n}" for n in range(20_000)]
    rows[5] = ";;no model;bags;3;EUR;;"
    rows[7] = "T-6;;Tote 6;bags;cheap;EUR;;"
    rows[9] = "T-8;too;many;cells;in;this;row;of;all"
    rows[11] = "T-10;4006381333931;Tote 10;bags;3;EUR;;"
    rows[13] = "T-12;4006381333932;Tote 12;bags;3;EUR;;"
    rows[15] = ";;;;;;;A14"
    data = "\r\n".join(rows).encode("utf-16")
    added = add_files(draft, "catalogue", [("autumn.csv", io.BytesIO(data))], by=alliance.actor(alliance.arvo))
    [file] = added.added
    report = file.report
    assert (report["rows"], report["taken"], report["set_aside"], report["trimmed"]) == (20_000, 19_997, 3, 2)
    told = " ".join(problem["reason"] for problem in report["problems"])
    assert "autumn.csv:6: " in told
    assert "autumn.csv:10: the row has 9 cells where the header has 8" in told
    assert "price 'cheap' is not an amount above 0" in told
    assert "gtin '4006381333932' is not a GTIN" in told
    assert "column 'Shelf' is not known" in told
    draft = RightVersion.objects.get()
    items = items_in(draft.content["catalogue"])
    assert len(items) == item_count(draft.content) == 19_997
    assert items[0].price == Decimal("1.50")
    assert items[0].colours == ("black", "cognac")
    assert {item.model: item for item in items}["T-6"].price is None


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "the file is empty"),
        (b"modle,price\nA,3\n", "Did you mean 'modle'?"),
        (b"model,price\n,3\n", "there is no row that can be taken"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "there is no column model"),
    ],
)
def test_a_catalogue_that_is_none_is_set_aside_whole(
    alliance: Alliance, draft: RightVersion, data: bytes, told: str
) -> None:
    added = add_files(draft, "catalogue", [("c.csv", io.BytesIO(data))], by=alliance.actor(alliance.arvo))
    assert (added.brought, added.set_aside) == (1, 1)
    assert told in added.problems[0]
    assert "catalogue" not in RightVersion.objects.get().content


def test_a_cell_that_no_scan_could_read_costs_its_row_alone(alliance: Alliance, draft: RightVersion) -> None:
    data = b"model,name\nA-1,one\nA-2," + b"x" * 200_000 + b"\nA-3,\x00\nA-4,four\n"
    added = add_files(draft, "catalogue", [("c.csv", io.BytesIO(data))], by=alliance.actor(alliance.arvo))
    assert added.added[0].report["set_aside"] == 2
    assert [item.model for item in items_in(added.added[0].blob_id)] == ["A-1", "A-4"]


def test_files_count_only_from_when_a_version_that_names_them_is_verified(alliance: Alliance) -> None:
    pytest.importorskip("PIL")
    right, by, bazaar = verified(alliance, entry()), alliance.actor(alliance.arvo), alliance.actor(alliance.bazaar)
    draft = begin_draft(right, by=by)
    streams = [(f"{shade}.png", io.BytesIO(picture(shade))) for shade in (1, 2, 3)]
    files = add_files(draft, "picture", streams, by=by).added
    set_private(files[2], private=True, by=by)
    use_file(draft, files[1], used=False, by=by)
    secretariat = alliance.actor(alliance.secretariat)
    assert not seen(RightFile, bazaar).exists()
    assert not seen(RightFile, secretariat).exists()
    verify(alliance, RightVersion.objects.get(pk=draft.pk))
    assert [file.pk for file in seen(RightFile, bazaar)] == [files[0].pk]
    assert {file.pk for file in seen(RightFile, secretariat)} == {files[0].pk, files[2].pk}
    reverified(alliance, right, pictures=[])
    assert not seen(RightFile, bazaar).exists()


def test_files_are_added_to_open_drafts_by_the_holders_side(alliance: Alliance) -> None:
    right = verified(alliance, entry())
    streams = [("a.pdf", io.BytesIO(PDF))]
    with pytest.raises(ValidationError, match="stays as it is"):
        add_files(right.current, "document", streams, by=alliance.actor(alliance.arvo))
    draft = begin_draft(right, by=alliance.actor(alliance.arvo))
    for who in (alliance.brill, alliance.bazaar, alliance.secretariat):
        with pytest.raises(PermissionDenied):
            add_files(draft, "document", streams, by=alliance.actor(who))
    with pytest.raises(ValidationError, match="no role"):
        add_files(draft, "poem", streams, by=alliance.actor(alliance.arvo))
    assert not RightFile.objects.exists()
