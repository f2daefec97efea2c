"""Every page in French and Chinese: no text of the site is left in English, nor shown by the name that programs use.

Chinese tells it best: whatever Latin word stands on a page must be data, or a word that Chinese texts of the site use.
In French, a piece of text must not be, as a whole, an English text that has another translation.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from walked import PAGES

from guildmark.hub.cases.choices import reasons
from guildmark.hub.cases.labels import DETECTORS, FAMILIES, FIELDS
from guildmark.hub.cases.models import OUTCOMES, PARTS, STATES
from guildmark.hub.members.roles import KEY_ABILITIES, ROLES
from guildmark.records import GOODS

pytestmark = pytest.mark.soak  # a browser and a served site: minutes

Enter = Callable[..., Any]

LOCALE = Path(__file__).parents[3] / "src" / "guildmark" / "hub" / "locale"
# What people wrote or named, and so in whatever language it is: names of the tests' alliance, of files, of queues.
DATA = (
    "Guildmark", "Bazaar", "Souk", "Arvo", "Brill", "Secretariat", "Zelvano", "Vellmark", "Sablemont", "Shop",
    "Health and safety", "publishing checks", "price list", "run-of-the-night", "Fashion > Bags", "Bags", "sable",
    "night.yaml", "Bags and more", "Your listing was removed", "English", "docs.opensafely.org/outputs/sdc",
    "replica_words", "bag.jpg", "autumn.yaml", "Grade words", "b\u200bag, AAA grade, top quality, number",
    "Real price told in the chat", "Covered logo", "Without a box", "Bags without their name", "Watches",
    "A seller moves to another shop", "Bags and what is carried in them",
)  # fmt: skip
# Words that every language of the site writes alike.
ALIKE = {
    "dB", "EUR", "US", "WO", "EM", "CN", "FR", "IT", "JSON", "CSV", "PDF", "OUT", "German", "application", "pdf", "TLP",
    "RED", "AMBER", "STRICT", "GREEN", "CLEAR",
}  # fmt: skip
# Pieces of text, and of attributes that are read. What strangers wrote is in `.strange`, what is kept in English says
# that it is, and codes, names of time zones and of languages are in no language of the site.
SHOWN = """() => {
  const told = [document.title];
  const apart = "script, style, noscript, textarea, .strange, bdi, code, pre, .who, [lang]:not(html), "
    + "select[name=time_zone]";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (!walker.currentNode.parentElement.closest(apart)) told.push(walker.currentNode.textContent);
  }
  for (const name of ["aria-label", "placeholder", "title", "alt", "data-confirm"]) {
    for (const one of document.querySelectorAll(`[${name}]`)) {
      if (!one.closest("[lang]:not(html)")) told.push(one.getAttribute(name));
    }
  }
  return told.map(text => text.replace(/\\s+/g, " ").trim()).filter(text => text);
}"""
NAMES = {
    *DETECTORS, *FAMILIES, *FIELDS, *GOODS, *ROLES, *KEY_ABILITIES, *OUTCOMES, *STATES, *PARTS,
    *(reason for by_reason in reasons().values() for reason in by_reason),
}  # fmt: skip


def translations(language: str) -> Iterator[tuple[str, str]]:
    """Each text of the site, in English and in a language, form by form."""
    with (LOCALE / language / "LC_MESSAGES" / "django.po").open("rb") as stream:
        for message in read_po(stream, locale=language):
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            said = message.string if isinstance(message.string, tuple) else (message.string,)
            for text in ids:
                for form in said:
                    yield text.strip(), form


def shown(enter: Enter, site: Any, who: str | None, language: str) -> Iterator[tuple[str, str]]:
    """Each piece of text on each page that somebody sees, with the page's address."""
    page = enter(who)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": site.address}])
    for address in PAGES[who]:
        page.goto(address.format(**site.told))
        assert page.evaluate("document.documentElement.lang") == language
        for text in page.evaluate(SHOWN):
            yield address, text


@pytest.mark.parametrize("who", PAGES)
def test_no_latin_word_stands_on_a_chinese_page_but_data_and_what_chinese_texts_use(
    enter: Enter, site: Any, who: str | None
) -> None:
    used = {word for _, form in translations("zh_Hans") for word in re.findall(r"[A-Za-z]{2,}", form)}
    people = sorted({*site.told["people"].values(), *DATA}, key=len, reverse=True)
    data = re.compile("|".join(map(re.escape, people)) + rf"|(?:{'|'.join(ROLES)}) \d|L-\d+|S-\d+|\S+@\S+")
    left = {
        (address, text)
        for address, text in shown(enter, site, who, "zh-hans")
        if set(re.findall(r"[A-Za-z]{2,}", data.sub(" ", text))) - used - ALIKE
    }
    assert left == set()


@pytest.mark.parametrize("who", PAGES)
def test_no_whole_text_of_the_site_stands_in_english_on_a_french_page(enter: Enter, site: Any, who: str | None) -> None:
    same: dict[str, bool] = {}
    for text, form in translations("fr"):
        same[text] = same.get(text, False) or text == form
    english = {text for text, alike in same.items() if text and not alike} | NAMES
    left = {(address, text) for address, text in shown(enter, site, who, "fr") if text in english - {*DATA}}
    assert left == set()
