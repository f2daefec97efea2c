"""The pictures of an open finding, in a real browser: what was seen in them is shown where it was seen."""

import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

pytest.importorskip("selenium")
from invented_run import make_run
from page_in_browser import open_finding, resize
from PIL import Image

from guildmark.records import FINDING, SIGNAL, THUMBNAIL, picture_id
from guildmark.report import write_report

LINE_ONE, LINE_TWO, FIGURE = [0.05, 0.04, 0.92, 0.11], [0.05, 0.12, 0.69, 0.2], [0.4, 0.5, 0.6, 0.7]
AREAS = """
    const found = document.querySelectorAll(`.pictures figure:nth-of-type(${arguments[0]}) ${arguments[1]}`);
    return [...found].map((one) => {
      const { left, top, right, bottom } = one.getBoundingClientRect();
      return { left, top, right, bottom, text: one.textContent };
    })"""


def small_jpeg(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (160, 160), colour).save(file, "JPEG")
    return file.getvalue()


@pytest.fixture(scope="module")
def seen_in_pictures(tmp_path_factory):
    """A run of one finding: a first picture in which nothing was seen, a second with lines of words and a figure."""
    folder = make_run(tmp_path_factory.mktemp("pictures"), 1)
    plain, written = small_jpeg("grey"), small_jpeg("white")
    finding = pq.read_table(folder / "findings.parquet").to_pylist()[0]
    finding |= {"picture": picture_id(plain), "official_picture": None, "contributions": []}
    seen = [("off_platform_contact", "WeChat", LINE_ONE), ("replica_words", "mirror", LINE_TWO),
            ("replica_words", "mirror quality", LINE_TWO), ("figurative_mark", None, FIGURE)]  # fmt: skip
    signals = [
        dict.fromkeys(SIGNAL.names)
        | {name: finding[name] for name in ("marketplace", "listing_id", "right_id", "finding_id")}
        | {"scope": "pair", "detector": detector, "version": 1, "family": "words", "direction": "for"}
        | {"strength": 1 - place / 10, "field": "pictures" if text else None, "text": text, "excerpt": text}
        | {"picture": picture_id(written), "box": box, "private": False}
        | ({} if text else {"number": 0.919, "unit": "score", "note": picture_id(plain)})
        for place, (detector, text, box) in enumerate(seen)
    ]
    thumbnails = [{"picture": picture_id(jpeg), "jpeg": jpeg} for jpeg in (plain, written)]
    for name, schema, rows in (
        ("findings", FINDING, [finding]), ("signals", SIGNAL, signals), ("thumbnails", THUMBNAIL, thumbnails),
    ):  # fmt: skip
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / f"{name}.parquet")
    return write_report(folder), finding["finding_id"]


@pytest.fixture(params=[1440, 360])
def opened_finding(request, browser, seen_in_pictures):
    report, finding_id = seen_in_pictures
    resize(browser, request.param)
    browser.get("about:blank")
    browser.get(report.as_uri())
    open_finding(browser, finding_id)
    browser.execute_script("document.querySelector('.pictures').scrollIntoView()")
    browser.execute_async_script(
        "const done = arguments[0], image = document.querySelector('.pictures img');"
        "image.complete ? setTimeout(done, 50) : image.addEventListener('load', () => setTimeout(done, 50))"
    )
    return browser


def test_the_picture_with_evidence_comes_first_and_says_which(opened_finding):
    captions = opened_finding.execute_script(
        "return [...document.querySelectorAll('.pictures figcaption')].map((one) => one.textContent)"
    )
    assert len(captions) == 2  # and no empty place for a picture of the holder
    assert captions[0].startswith("The listing's picture (evidence 1, 2, 3, 4) ")
    assert captions[1].startswith("Another of its pictures ")


def test_each_place_has_one_box_and_a_number_that_covers_nothing_that_was_seen(opened_finding):
    boxes = opened_finding.execute_script(AREAS, 1, ".box")
    tags = opened_finding.execute_script(AREAS, 1, ".tag")
    [image] = opened_finding.execute_script(AREAS, 1, "img")
    assert [tag["text"] for tag in tags] == ["1", "2,3", "4"]
    assert len(boxes) == 3
    width, height = image["right"] - image["left"], image["bottom"] - image["top"]
    for box, (left, top, right, bottom) in zip(boxes, (LINE_ONE, LINE_TWO, FIGURE), strict=True):
        placed = [(box["left"] - image["left"]) / width, (box["top"] - image["top"]) / height,
                  (box["right"] - image["left"]) / width, (box["bottom"] - image["top"]) / height]  # fmt: skip
        assert placed == pytest.approx([left, top, right, bottom], abs=0.01)
    for number, tag in enumerate(tags):
        assert image["left"] - 1 <= tag["left"] and tag["right"] <= image["right"] + 1
        for other in [*boxes, *tags[:number]]:
            beside = min(tag["right"], other["right"]) - max(tag["left"], other["left"]) <= 1
            assert beside or min(tag["bottom"], other["bottom"]) - max(tag["top"], other["top"]) <= 1


def test_likeness_and_the_picture_that_is_alike_are_told_in_words(opened_finding):
    told = opened_finding.find_elements("css selector", ".evidence li")[3].text
    assert "alike by 0.919, where 1 is the same" in told
    assert "the holder's picture " in told and "score" not in told


def test_pictures_with_boxes_never_make_the_page_wider_than_the_screen(opened_finding):
    assert opened_finding.execute_script("return document.documentElement.scrollWidth <= innerWidth")
