"""Callers that find work going on are worked for together, each gets its own answers, and no fault spoils others."""

import threading
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildmark.hub.registry.together import Together


class Work:
    """Doubles numbers, and stands still while it is told to."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()

    def __call__(self, items: Sequence[int]) -> list[int]:
        self.batches.append(list(items))
        self.begun.set()
        self.go_on.wait(10)
        if 13 in items:
            raise ValueError("13")
        return [2 * item for item in items]


def asked(together: Together[int, int], items: Sequence[int], answers: dict[int, object]) -> threading.Thread:
    def ask() -> None:
        try:
            answers[items[0]] = list(together.ask(items))
        except ValueError as error:
            answers[items[0]] = error

    thread = threading.Thread(target=ask)
    thread.start()
    return thread


def held(work: Work, together: Together[int, int], others: Sequence[Sequence[int]]) -> dict[int, object]:
    """One caller's work stands still while the others come; then all goes on."""
    answers: dict[int, object] = {}
    work.go_on.clear()
    threads = [asked(together, [1], answers)]
    assert work.begun.wait(10)
    for number, items in enumerate(others, 1):
        threads.append(asked(together, items, answers))
        while len(together._waiting) < number:
            pass
    work.go_on.set()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()
    return answers


def test_those_that_come_meanwhile_go_together_in_their_order() -> None:
    work = Work()
    answers = held(work, Together(work, 100), [[2], [3, 4], [5]])
    assert work.batches == [[1], [2, 3, 4, 5]]
    assert answers == {1: [2], 2: [4], 3: [6, 8], 5: [10]}


def test_no_more_go_together_than_are_allowed_but_one_caller_s_items_are_never_parted() -> None:
    work = Work()
    answers = held(work, Together(work, 3), [[2, 3], [4, 5], [6, 7, 8, 9], [10]])
    assert work.batches == [[1], [2, 3], [4, 5], [6, 7, 8, 9], [10]]
    assert answers[6] == [12, 14, 16, 18]


def test_a_fault_is_told_to_whom_it_belongs_and_the_others_get_their_answers() -> None:
    work = Work()
    answers = held(work, Together(work, 100), [[2], [13], [4]])
    assert answers[2] == [4]
    assert answers[4] == [8]
    assert isinstance(answers[13], ValueError)


def test_after_a_fault_it_goes_on() -> None:
    together = Together(Work(), 10)
    with pytest.raises(ValueError, match="13"):
        together.ask([13])
    assert together.ask([1]) == [2]


@given(st.lists(st.lists(st.integers(20, 10_000), min_size=1, max_size=5), min_size=1, max_size=12))
def test_many_at_once_each_get_their_own(requests: list[list[int]]) -> None:
    together = Together(Work(), 7)
    answers: list[list[int] | None] = [None] * len(requests)

    def ask(number: int) -> None:
        answers[number] = list(together.ask(requests[number]))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(requests))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert answers == [[2 * item for item in items] for items in requests]
