"""Texts of strangers are shown whole, with what they hide made visible, however they are cut."""

from django.utils.html import escape
from hypothesis import example, given
from hypothesis import strategies as st

from guildmark.hub.cases.shown import Span
from guildmark.hub.pages.marked_text import _chip, is_hidden, marked

LETTERS = st.sampled_from("ab<&\"'é中\u0301 \n\t\u00a0\u00ad\u200b\u200d\u034f\u115f\ufe0f\u202e\ue000☺1ब")


def one_by_one(text: str) -> str:
    """The text with each run of a hidden character as a chip, looked at character by character."""
    parts, place = [], 0
    while place < len(text):
        hidden = is_hidden(text[place], text[place - 1] if place else "")
        end = place + 1
        while hidden and end < len(text) and text[end] == text[place]:
            end += 1
        parts.append(_chip(text[place], end - place) if hidden else escape(text[place]))
        place = end
    return "".join(parts)


@given(st.text(LETTERS, max_size=12))
@example("Zelvano bag")
@example("Zel\u200b\u200bvano <b>")
def test_a_text_is_shown_as_each_of_its_characters_is(text: str) -> None:
    assert marked(text) == f'<bdi dir="auto" class="strange">{one_by_one(text)}</bdi>'


def test_what_is_hidden_within_evidence_is_shown_too() -> None:
    shown = marked("Zel\u200bvano <bag>", [Span(0, 8, "for", 1)], numbered=False)
    assert '<mark class="for">Zel<span class="hidden-character"' in shown
    assert "</span>vano</mark> &lt;bag&gt;</bdi>" in shown
