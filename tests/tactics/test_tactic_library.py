"""The library that ships: every tactic is in good order, does as its examples say, and says where it is known from."""

from datetime import date
from pathlib import Path

import pytest

from guildmark.lab.tactic_trial import try_examples
from guildmark.redteam.taxonomy import entries
from guildmark.tactics import Tactic
from guildmark.tactics.checks import check_tactic
from guildmark.tactics.choices import Pack, read_library
from guildmark.tactics.form import formed
from guildmark.tactics.logic import anchor_of

TODAY = date(2026, 11, 27)
FEWEST_TACTICS, FEWEST_LANGUAGES = 60, 10


@pytest.fixture(scope="module")
def library() -> Pack:
    return read_library()


def told(found: dict[str, object]) -> str:
    return "\n".join(f"{name}: {what}" for name, what in found.items())


def stem(tactic: Tactic) -> str:
    return Path(tactic.file).stem


def test_the_library_says_what_it_is_and_holds_many_tactics_in_many_languages(library: Pack) -> None:
    assert (library.name, library.licence) == ("Guildmark starter library", "CC0-1.0")
    assert library.version
    assert len(library.tactics) >= FEWEST_TACTICS
    assert len({language for tactic in library.tactics for language in tactic.languages}) >= FEWEST_LANGUAGES


def test_no_two_tactics_of_the_library_have_one_id_or_one_title(library: Pack) -> None:
    assert len({tactic.id for tactic in library.tactics}) == len(library.tactics)
    assert len({tactic.title for tactic in library.tactics}) == len(library.tactics)


def test_every_tactic_of_the_library_is_checked_without_an_error(library: Pack) -> None:
    wrong = {
        stem(tactic): found
        for tactic in library.tactics
        if (found := [one.told for one in check_tactic(tactic, TODAY) if one.grade == "error"])
    }
    assert not wrong, told(wrong)


def test_the_examples_of_the_library_do_as_they_say(library: Pack) -> None:
    misses = try_examples(library.tactics)
    wrong = {stem(tactic): str(missed) for tactic, own in zip(library.tactics, misses, strict=True) for missed in own}
    assert not wrong, told(wrong)


def test_every_tactic_of_the_library_has_a_source_with_an_address_and_owns_to_false_alarms(library: Pack) -> None:
    without = [
        stem(tactic)
        for tactic in library.tactics
        if not (tactic.false_alarms and tactic.sources and all(source.url for source in tactic.sources))
    ]
    assert not without


def test_every_tactic_of_the_library_may_be_given_on_and_is_found_by_more_than_a_mark(library: Pack) -> None:
    for tactic in library.tactics:
        anchor = anchor_of(tactic.when)
        assert anchor is not None
        assert not anchor.every, stem(tactic)
        assert (tactic.tlp, tactic.licence, tactic.status) == ("CLEAR", "CC0-1.0", "stable"), stem(tactic)


def test_every_disguise_that_the_library_names_is_in_the_list_of_disguises(library: Pack) -> None:
    known = {one.slug for one in entries()}
    assert {tactic.disguise for tactic in library.tactics if tactic.disguise} <= known


def test_every_file_of_the_library_is_in_the_one_form(library: Pack) -> None:
    other = []
    for tactic in library.tactics:
        text = Path(tactic.file).read_text("utf-8")
        if formed(tactic.file, text) != text:
            other.append(stem(tactic))
    assert not other
