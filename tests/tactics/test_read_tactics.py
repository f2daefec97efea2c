"""What is wrong with a tactic is told with its line, its value and the next step, and all of it at once."""

import re
import time

import pytest

from guildmark.records import InputError
from guildmark.tactics import parse_tactic
from guildmark.tactics.condition import kinds_of_conditions
from guildmark.tactics.counted_parts import written_out
from guildmark.tactics.explain import cost_told, explained
from guildmark.tactics.logic import Joined, conditions_of
from guildmark.tactics.tactic import Tactic

WHOLE = """\
id: 6b1f0c0e-3f1d-4a53-9d0e-8f2f5a7f9a11
title: Decoy price with the real one in chat
author: orvane
why: Sellers put 9,999 as the price and give the real one in chat.
when:
  mark: any
  words: price in chat
fires_on:
  - {title: Orvane bag, description: price in chat}
  - {title: Orvane tote, description: price in chat}
quiet_on:
  - {title: Orvane bag}
  - {title: plain tote, description: price in chat}
expires: 2027-06-30
"""

TENFOLD = "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in zip("abcd", "bcde", strict=True)
)
BOMB = f"a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n{TENFOLD}"
NESTED = "{words: a}"
for depth in range(8):
    NESTED = f"{{{'any' if depth % 2 else 'all'}: [{NESTED}, {{words: w{depth}}}]}}"


def with_line(old: str, new: str) -> str:
    assert old in WHOLE
    return WHOLE.replace(old, new)


def when(text: str) -> Tactic:
    return parse_tactic("t.yaml", with_line("when:\n  mark: any\n  words: price in chat\n", f"when: {text}\n"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (with_line("id: 6b", "id: zz"), "t.yaml:1: id: 'zz1f0c0e-3f1d-4a53-9d0e-8f2f5a7f9a11' is no UUID"),
        (with_line("author: orvane\n", ""), "'author' is missing. Write `author: …`"),
        (with_line("why:", "wy:"), "wy: 'wy' is not known here. Did you mean 'why'?"),
        (with_line("mark: any", "mrak: any"), "t.yaml:6: when.mrak: 'mrak' is not known here. Did you mean 'mark'?"),
        (with_line("2027-06-30", "next year"), "t.yaml:14: expires: 'next year' is no day. Write it as 2027-06-30."),
        (with_line("  - {title: Orvane tote, description: price in chat}\n", ""), "fires_on: holds 1 example. Give 2"),
        (with_line("{title: Orvane bag}", "{titel: Orvane bag}"), "'titel' is not known here. Did you mean 'title'?"),
        (with_line("  words: price in chat", "  mark: Orvane"), "when.mark: stands twice. Keep one of them."),
        (with_line("author: orvane", "author: orvane\ntlp: PINK"), "tlp: marking 'PINK' is not known."),
        (with_line("author: orvane", "author: orvane\nstrength: 2"), "strength: '2' is not from 0.01 to 1."),
        ("- a list", "stands here. Write names with values"),
        ("", "is empty. `guildmark tactics new` writes a tactic to begin with."),
        ("a: [", "this is not YAML"),
        (BOMB, "more than 50,000 values"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_place_and_next_step(text: str, told: str) -> None:
    with pytest.raises(InputError, match=re.escape(told)):
        parse_tactic("t.yaml", text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{price: {at_most: 40 EUR}}", "nothing here finds its candidates"),
        ("{none: [{words: price in chat}]}", "nothing here finds its candidates"),
        ("{any: [{words: price in chat}, {condition: new}]}", "nothing here finds its candidates"),
        ("{mark: any, category: watches}", "nothing here is evidence"),
        ("{mark: any, price: {at_most: 40}}", "'40' is no amount. Write it with its currency: 40 EUR."),
        ("{mark: any, price: {below: {holder: 10 %}}}", "is not from 30 % to 100 %"),
        ("{mark: any, signal: replica_word}", "detector 'replica_word' is not known. Did you mean 'replica_words'?"),
        ("{mark: any, fact: {same: picture, within: 7 days}}", "write one of `sellers: 3` or `listings: 3`"),
        ("{mark: any, fact: {same: picture, sellers: 3, within: 8 days}}", "window '8 days' is not known"),
        ("{words: '!!!'}", "holds no letter and no digit. Look for signs with `text: {contains: …}`."),
        ("{words: a, pattern: '(a'}", "is no pattern of RE2"),
        ("{words: a, pattern: '(a)\\1'}", "is no pattern of RE2"),
        ("{words: a, pattern: 'b*'}", "fits every text, the empty one too"),
        ("{words: a, ships_from: China}", "'China' is none. The country that the goods ship from, as two letters"),
        ("{words: a, stock: {at_least: 9, at_most: 3}}", "is never true. Swap them."),
        ("{count: {at_least: 3, of: [{words: a}, {words: b}]}}", "'3' is not from 1 to 2"),
        ("{words: a, picture: 12ab}", "is no PDQ hash of 64 hexadecimal digits"),
        (NESTED, "deep, more than 6"),
    ],
)  # fmt: skip
def test_a_condition_that_cannot_be_asked_is_refused(text: str, told: str) -> None:
    with pytest.raises(InputError, match=re.escape(told)):
        when(text)


def test_all_faults_are_told_at_once() -> None:
    text = WHOLE.replace("2027-06-30", "soon").replace("author: orvane\n", "").replace("mark: any", "mark: [any")
    with pytest.raises(InputError):
        parse_tactic("t.yaml", text)
    text = WHOLE.replace("2027-06-30", "soon").replace("author: orvane\n", "author: orvane\nstrength: 9\n")
    with pytest.raises(InputError) as error:
        parse_tactic("t.yaml", text)
    assert len(str(error.value).splitlines()) == 2


def test_texts_stay_as_they_are_written() -> None:
    tactic = when("{mark: any, ships_from: NO, words: {say: ['1:1', on, '018'], in: title}}")
    assert tactic.phrases == {"1:1", "on", "018"}
    assert [one.values for one in conditions_of(tactic.when) if one.key == "ships_from"] == [("NO",)]  # type: ignore[attr-defined]


def test_a_join_stands_in_any_condition() -> None:
    tactic = when("{mark: any, price: {any: [{repeats_digit: 9}, {at_most: 1 EUR}]}}")
    assert isinstance(tactic.when, Joined)
    assert [one.key for one in conditions_of(tactic.when)] == ["mark", "price", "price"]


def test_it_is_explained_in_a_sentence_that_a_lawyer_reads() -> None:
    tactic = when(
        "{all: [{mark: any}, {words: [price in chat, inbox]}], none: [{seller: authorised}, {category: watches}]}"
    )
    assert explained(tactic) == (
        "Fires on a listing when it names a protected mark, and it says “price in chat” or “inbox”; not when the "
        "holder authorises its seller or its category says “watches”."
    )
    assert cost_told(tactic) == "Candidates: listings found by 2 phrases. Of these, 4 conditions."


@pytest.mark.parametrize("key", sorted(kinds_of_conditions()))
def test_every_condition_takes_its_own_example_and_says_what_it_is(key: str) -> None:
    kind = kinds_of_conditions()[key]
    tactic = when(f"{{words: price in chat, {key if key != 'words' else 'reviews'}: {kind.example}}}")
    assert kind.about.endswith((".", "…"))
    assert all(one.told() and not one.told().endswith(".") for one in conditions_of(tactic.when))


def test_a_pattern_that_would_run_wild_elsewhere_takes_no_longer_than_its_text() -> None:
    """Ten times the text may take ten times as long, with room for noise, and never a thousand times."""
    pattern = when("{words: a, pattern: '(x+x+)+y'}").when.parts[1]  # type: ignore[union-attr]
    seconds = []
    for length in (20_000, 200_000):
        began = time.process_time()
        assert pattern.look(["x" * length], pattern.texts[0]).to_pylist() == [False]  # type: ignore[union-attr]
        seconds.append(time.process_time() - began)
    assert seconds[1] < 1 + 100 * seconds[0]


@pytest.mark.parametrize(
    ("pattern", "signs"),
    [
        (r"(?i)ref\.? ?\d{4,6}[A-Z]{2}", 6),
        ("a{1000}", 999),
        ("((ab){10}c){10}", 207),
        (r"\{5\}[{}]{3}", 2),
        (r"\p{L}{10}", 9),
        (r"\Q{50}\E", 0),
        ("x{,5}", 0),
    ],
)
def test_counted_parts_are_written_out(pattern: str, signs: int) -> None:
    assert written_out(pattern) == signs


def test_what_is_looked_for_in_raw_texts_is_bounded_over_a_whole_tactic() -> None:
    many = ", ".join(f"'a{n}b'" for n in range(150))
    when(f"{{words: a, pattern: [{many}]}}")
    more = many.replace("b'", "c'")
    with pytest.raises(InputError, match="looks for 300 patterns, more than 200"):
        when(f"{{words: a, any: [{{pattern: [{many}]}}, {{pattern: [{more}]}}]}}")
    with pytest.raises(InputError, match="stand for 1,197 signs, more than 1,000"):
        when("{words: a, pattern: ['a{400}', 'b{400}', 'c{400}']}")
    texts = [", ".join(f"'a{n}'" for n in range(start, start + 900)) for start in (0, 900, 1800)]
    with pytest.raises(InputError, match="looks for 2,700 raw texts"):
        when(f"{{words: a, any: [{', '.join(f'{{text: [{some}]}}' for some in texts)}]}}")
