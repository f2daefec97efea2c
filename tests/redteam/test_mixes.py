"""What the command line says of disguises, strengths and mixes is read, and what is wrong is told."""

import pytest

from guildmark.records import InputError
from guildmark.redteam.attack import Mix, Part, read_mixes
from guildmark.redteam.disguises import DISGUISES


def names(*wanted: str, official: bool = False) -> list[str]:
    return [mix.name for mix in read_mixes(wanted, official_pictures=official)]


def test_a_name_an_id_and_a_strength_are_read() -> None:
    assert read_mixes(["split-mark"], official_pictures=False) == (Mix((Part("split-mark"),)),)
    assert read_mixes(["GM-T04:0.25"], official_pictures=False) == (Mix((Part("split-mark", 0.25),)),)
    assert names("split-mark:0", "split-mark:1") == ["split-mark:0", "split-mark:1"]


def test_a_mix_keeps_its_order_and_its_strengths() -> None:
    assert names("split-mark:0.3+low-price+cropped:1") == ["split-mark:0.3+low-price+cropped:1"]


def test_a_name_of_the_sample_market_stands_for_a_mix() -> None:
    assert names("borrowed-picture-cropped:0.4") == ["borrowed-picture:0+cropped:0.4"]
    assert names("borrowed-picture-cropped") == ["borrowed-picture:0+cropped"]


def test_the_same_mix_counts_once() -> None:
    assert names("split-mark", "GM-T04", "text").count("split-mark") == 1


@pytest.mark.parametrize("kind", ["text", "picture", "offer", "conduct"])
def test_a_kind_is_each_of_its_disguises_alone(kind: str) -> None:
    own = [slug for slug, one in DISGUISES.items() if one.kind == kind and slug != "borrowed-picture"]
    assert names(kind) == own


def test_all_is_everything_and_edits_the_official_picture_where_there_is_one() -> None:
    assert len(names("all")) == len(DISGUISES) - 1
    with_official = names("all:0.5", official=True)
    assert len(with_official) == len(DISGUISES)
    assert {"borrowed-picture:0.5", "borrowed-picture:0+cropped:0.5", "mark-only-in-picture:0.5"} <= set(with_official)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("split-marks", "'split-marks' is not known. Did you mean 'split-mark'?"),
        ("zebra", "'zebra' is not known. `guildmark redteam --list` shows them all."),
        ("split-mark+zebra", "'zebra' is not known"),
        ("split-mark:2", "strength '2' is no number from 0 to 1. Write it as split-mark:0.5."),
        ("split-mark:much", "strength 'much' is no number from 0 to 1"),
        ("split-mark:nan", "strength 'nan' is no number from 0 to 1"),
        ("text:-1", "strength '-1' is no number from 0 to 1"),
        ("low-price+split-mark:9", "strength '9' is no number from 0 to 1"),
        ("", "'' is not known"),
        ("split-mark+", "'' is not known"),
        ("GM-T57", "GM-T57 (generated-picture) cannot be put on: generating pictures needs a model"),
    ],
)
def test_what_is_wrong_is_told_with_the_next_step(value: str, told: str) -> None:
    with pytest.raises(InputError) as error:
        names(value)
    assert told in str(error.value) and str(error.value).startswith(f"--disguise {value!r}")


def test_what_needs_a_missing_extra_is_refused_by_name_and_left_out_of_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    from guildmark.redteam.attack import mixes

    monkeypatch.setattr(mixes, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"needs Pillow\. Install guildmark\[images\]"):
        names("cropped")
    assert not [name for name in names("all") if DISGUISES[name].kind == "picture"]
