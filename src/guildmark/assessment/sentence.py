"""One plain sentence for a reviewer, and one for the seller, from the signals that counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ruamel.yaml import YAML

FIELD_NAMES = {"variants": "variants", "attributes": "attributes", "seller_name": "seller's name", "reviews": "reviews"}


@dataclass(frozen=True, slots=True)
class Reason:
    """What one signal says, ready to be put into words."""

    detector: str
    supports: bool
    shows_span: bool  # the seller may read the span itself
    text: str
    field: str
    note: str
    number: float | None
    reference: float | None
    unit: str
    private: bool


@cache
def templates() -> dict[str, dict[str, str]]:
    """The templates by detector."""
    loaded: dict[str, dict[str, str]] = YAML(typ="safe", pure=True).load(
        (files(__package__) / "sentences.yaml").read_text("utf-8")
    )
    return loaded


def reviewer_sentence(mark: str, reasons: Sequence[Reason]) -> str:
    """What speaks for a fake, then what speaks against, strongest first."""
    spoken = [_fill(templates()[r.detector]["reviewer"], mark, r) for r in reasons if r.supports]
    against = [_fill(templates()[r.detector]["reviewer"], mark, r) for r in reasons if not r.supports]
    sentence = f"{'; '.join(spoken) or 'nothing speaks for a copy'}."
    if len(spoken) == 1 and reasons[0].detector == "mark_in_text":
        sentence = f"{spoken[0]}; nothing else speaks for a copy."
    if against:
        sentence += f" Against: {'; '.join(against)}."
    return sentence[:1].upper() + sentence[1:]


def seller_sentence(mark: str, reasons: Sequence[Reason]) -> str:
    """The same as far as the seller may read it: the span, or only its class of evidence."""
    seen: list[str] = []
    for reason in reasons:
        if reason.supports:
            template = templates()[reason.detector]
            words = template.get("seller") if reason.shows_span else template.get("family")
            seen.append(_fill(words or template["family" if "family" in template else "seller"], mark, reason))
    told = f" What we saw: {', '.join(dict.fromkeys(seen))}." if seen else ""
    return f"This listing seems to use the mark {mark}.{told}"


def _fill(template: str, mark: str, reason: Reason) -> str:
    return template.format(
        mark=mark,
        text=reason.text,
        field=FIELD_NAMES.get(reason.field, reason.field),
        note=reason.note,
        number=_amount(reason.number, reason.unit),
        reference=_against(reason),
    )


def _amount(value: float | None, unit: str) -> str:
    return "" if value is None else f"{value:,.2f} {unit}"


def _against(reason: Reason) -> str:
    """How far below the reference; a private one is not told."""
    if reason.number is None or not reason.reference:
        return ""
    if reason.private:
        return "below the holder's reference"
    share = 100 * (1 - reason.number / reason.reference)
    return f"{share:.0f} % below {_amount(reason.reference, reason.unit)}"
