"""Writing in a listing: the mark otherwise wherever it stands, or not at all, and sentences beside it."""

import re
from collections.abc import Callable

from guildmark.redteam.listing.target import CannotError, Row, Target

Change = Callable[[str], str]
TEXTS = ("title", "brand", "description", "seller_name")


def rewrite(target: Target, change: Change) -> None:
    """Write the mark otherwise in every text of the listing.

    A form of it that cannot be changed, such as one in another script, is left out where the text has one that can,
    and gives way to the first such form elsewhere.
    Errors: `CannotError` when no form of the mark can be changed.
    """
    forms = {text: change(text) for text in forms_of(target)}
    changed = {old: new for old, new in forms.items() if new != old}
    if not changed:
        raise CannotError("the mark as it is written here cannot be changed so")
    first = next(iter(changed.values()))

    def rewritten(text: str) -> str:
        instead = "" if any(match[0] in changed for match in target.written.finditer(text)) else first
        return target.written.sub(lambda match: changed.get(match[0], instead), text)

    _replace(target, rewritten)
    written = sorted(set(changed.values()), key=len, reverse=True)
    target.written = re.compile("|".join(map(re.escape, written)) or r"(?!)")


def take_out(target: Target) -> None:
    """Leave the mark out of every text of the listing. Errors: `CannotError` when it stands nowhere any more."""
    if not forms_of(target):
        raise CannotError("the mark stands nowhere any more")
    _replace(target, lambda text: target.written.sub("", text))
    target.written = re.compile(r"(?!)")


def forms_of(target: Target) -> tuple[str, ...]:
    """The ways in which the mark is written in the listing, in order."""
    return tuple(dict.fromkeys(match[0] for text in _texts(target.row) for match in target.written.finditer(text)))


def add_sentence(target: Target, sentence: str, *, first: bool = False) -> None:
    """A sentence at the end of the description, or at its beginning."""
    old = target.row.get("description") or ""
    parts = (sentence, old) if first else (old, sentence)
    target.row["description"] = "\n".join(part for part in parts if part)


def add_to_title(target: Target, words: str, *, first: bool = False) -> None:
    """Words behind the title, or before it."""
    old = target.row.get("title") or ""
    target.row["title"] = " ".join(part for part in ((words, old) if first else (old, words)) if part)


def _texts(row: Row) -> list[str]:
    texts = [row[name] for name in TEXTS if row.get(name)]
    texts += [variant["title"] for variant in row.get("variants") or () if variant.get("title")]
    return texts + [value for _, value in row.get("attributes") or () if value]


def _replace(target: Target, change: Change) -> None:
    row = target.row

    def changed(text: str) -> str:
        new = change(text)
        return new if new == text else tidy(new)

    for name in TEXTS:
        if row.get(name):
            row[name] = changed(row[name]) or None
    if row.get("variants"):
        row["variants"] = [{**one, "title": changed(one["title"] or "") or None} for one in row["variants"]]
    if row.get("attributes"):
        row["attributes"] = [(key, changed(value or "")) for key, value in row["attributes"]]


def tidy(text: str) -> str:
    """Without the doubled gaps and stray signs that a missing word leaves; line breaks stay."""
    return re.sub(r" {2,}", " ", text).strip(" ,/|-")
