"""The site speaks French and Chinese: every text, plurals, dates, placeholders, and only signs that pages can hold."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.template import Context, Template
from django.test import Client
from django.utils.translation import gettext, ngettext, override

ROOT = Path(__file__).resolve().parents[3]
LOCALE = ROOT / "src" / "guildmark" / "hub" / "locale"
COUNTS = (0, 1, 2, 1_000_000)


def _translated(language: str) -> Iterator[tuple[str, str]]:
    """Each text of a catalogue with each form of its translation."""
    with (LOCALE / language / "LC_MESSAGES" / "django.po").open("rb") as stream:
        catalogue = read_po(stream, locale=language)
    for message in catalogue:
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        for form in forms if ids[-1] else ():
            yield ids[-1], form


def test_every_text_of_the_site_is_translated_with_its_own_placeholders() -> None:
    command = [sys.executable, str(ROOT / "tools" / "messages"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "language", "heading"), [("fr-FR", "fr", "Se connecter"), ("zh-CN", "zh-hans", "登录")]
)
def test_the_sign_in_page_speaks_the_language_that_the_browser_asks_for(
    client: Client, asked: str, language: str, heading: str
) -> None:
    page = client.get("/account/login/", headers={"accept-language": asked}).content.decode()
    assert f'<html lang="{language}"' in page
    assert f"<h1>{heading}</h1>" in page


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "fr",
            [
                "0 organisation travaille ici.",
                "1 organisation travaille ici.",
                "2 organisations travaillent ici ensemble.",
                "1000000 d’organisations travaillent ici ensemble.",
            ],
        ),
        ("zh-hans", [f"共有 {count} 个组织在此协作。" for count in COUNTS]),
    ],
)
def test_a_number_of_organisations_has_the_form_that_its_language_asks_for(language: str, said: list[str]) -> None:
    one, more = "%(number)s organisation works together here.", "%(number)s organisations work together here."
    with override(language):
        assert [ngettext(one, more, count) % {"number": count} for count in COUNTS] == said


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "Audit aléatoire du 26/11/2026"), ("zh-hans", "2026年11月26日的随机抽查")]
)
def test_a_date_in_a_sentence_is_written_as_its_language_writes_dates(language: str, said: str) -> None:
    sentence = Template(
        '{% load i18n %}{% blocktranslate with day=at|date:"SHORT_DATE_FORMAT" %}'
        "Random audit of {{ day }}{% endblocktranslate %}"
    )
    with override(language):
        assert sentence.render(Context({"at": datetime(2026, 11, 26, tzinfo=UTC)})) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "Aster est admis\u00a0; l’invitation est en route vers new@aster.example."),
        ("zh-hans", "已接纳 Aster；邀请正在发往 new@aster.example。"),
    ],
)
def test_what_a_sentence_names_stands_where_its_language_puts_it(language: str, said: str) -> None:
    with override(language):
        sentence = gettext("%(name)s is admitted; the invitation is on its way to %(email)s.")
    assert sentence % {"name": "Aster", "email": "new@aster.example"} == said


@pytest.mark.parametrize("language", ["fr", "zh_Hans"])
def test_no_translation_holds_a_sign_that_could_end_an_attribute_or_begin_a_tag(language: str) -> None:
    # {% translate %} writes a translation as it is, often between the quotes of an attribute.
    assert [form for text, form in _translated(language) if set(form) & set("\"'<>&") - set(text)] == []


def test_french_keeps_its_two_part_signs_beside_their_words() -> None:
    parted = (" :", " ;", " ?", " !", " »", "« ")
    assert [form for _, form in _translated("fr") if any(sign in form for sign in parted)] == []
    assert [form for _, form in _translated("fr") if re.search("(?<!\u00a0)%%", form)] == []


def test_chinese_ends_its_sentences_with_its_own_signs() -> None:
    ended = [(text, form) for text, form in _translated("zh_Hans") if text.endswith((".", "?", ":"))]
    assert ended
    assert [form for _, form in ended if not form.endswith(("。", "？", "：", "；"))] == []


def test_only_the_french_form_of_millions_joins_its_number_with_de() -> None:
    # "2 annonces", but "1 000 000 d’annonces". A number may stand in a figure of its own, before the text.
    # "2 de plus" is right.
    with (LOCALE / "fr" / "LC_MESSAGES" / "django.po").open("rb") as stream:
        catalogue = read_po(stream, locale="fr")
    plurals = [message.string for message in catalogue if isinstance(message.id, tuple)]
    assert len(plurals) > 10
    joined = re.compile(r"(?:^|%\(\w+\)[sd] )d(?:e (?!plus)|’)")
    assert [form for one, _million, more in plurals for form in (one, more) if joined.search(form)] == []
