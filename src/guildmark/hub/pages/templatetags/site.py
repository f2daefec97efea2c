"""Filters that the pages share."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.template.defaultfilters import floatformat
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guildmark.hub.cases.choices import reason_label
from guildmark.hub.cases.labels import FAMILIES, FIELDS, MEASURED, label_in
from guildmark.hub.cases.shown import Span
from guildmark.hub.enforcement.models import MEASURES
from guildmark.hub.pages import rule_titles
from guildmark.hub.pages.marked_text import marked
from guildmark.hub.registry.goods import goods_label

register = template.Library()


@register.filter
def of(table: Mapping[Any, Any], key: Any) -> Any:
    """The entry of a mapping; the key itself where there is none."""
    return table.get(key, key)


@register.filter
def family(name: str) -> str:
    """A family of evidence as people read it."""
    return label_in(FAMILIES, str(name))


@register.filter
def field_name(name: str) -> str:
    """A field of a listing as people read it."""
    return label_in(FIELDS, str(name))


@register.filter
def goods(names: Iterable[str]) -> str:
    """Kinds of goods as people read them."""
    return ", ".join(goods_label(str(name)) for name in names)


@register.filter
def measured(piece: Mapping[str, Any]) -> str:
    """What a piece of evidence measured, and what it is held against."""
    unit = piece.get("unit") or ""
    if unit == "of the official picture":
        return str(MEASURED[unit]) % {"number": percent(piece["number"])}
    written = floatformat(piece["number"], "-2g")
    told = str(MEASURED[unit]) % {"number": written} if unit in MEASURED else f"{written} {unit}".strip()
    if piece.get("reference") is None:
        return told
    reference = floatformat(piece["reference"], "-2g")
    beside = _("reference %(number)s") % {"number": reference if unit in MEASURED else f"{reference} {unit}".strip()}
    return f"{told}, {beside}"


@register.filter
def marked_in(texts: Mapping[str, Any], name: str) -> SafeString:
    """A text of a case with its evidence marked."""
    text, spans = texts[name]
    return marked(text, spans)


@register.filter
def plain_marked(text: str) -> SafeString:
    """A stranger's text with its hidden characters shown."""
    return marked(text or "")


@register.filter
def excerpt(piece: Mapping[str, Any]) -> SafeString:
    """The piece of a field around its evidence."""
    span = piece.get("span")
    before, after = ("… " if piece.get("before") else ""), (" …" if piece.get("after") else "")
    spans = [Span(span[0], span[1], "for", 0)] if span else []
    return format_html("{}{}{}", before, marked(piece["text"], spans, numbered=False), after)


@register.filter
def decibans(value: float | None) -> str:
    """A number of decibans with its sign."""
    if value is None:
        return "–"
    return ("−" if value < 0 else "+") + number_format(abs(value), 1)


@register.filter
def percent(share: float | None) -> str:
    """A share of 0 to 1 in per cent."""
    return "–" if share is None else pgettext("a share", "%(number)s %%") % {"number": f"{100 * share:.0f}"}


@register.filter
def percent_fine(share: float) -> str:
    """A share of 0 to 1 in per cent, to a tenth, cut so that it never looks like more than it is."""
    return pgettext("a share", "%(number)s %%") % {"number": number_format(math.floor(1_000 * share) / 10, 1)}


@register.filter
def reason(value: str) -> str:
    """The words of a reason of a decision."""
    return reason_label(value)


@register.filter
def rule_title(name: str) -> str:
    """A rule of a policy, or a step of the ladder, as people read it."""
    return rule_titles.rule_title(name)


@register.filter
def measures(names: str) -> str:
    """Measures as people read them, from a preview's list of their names."""
    return ", ".join(str(MEASURES[name]) for name in names.split(", ") if name)


@register.filter
def bar_width(ratio: float | None) -> str:
    """A ratio as the width of a bar, 0 to 100; what is over 1 fills it."""
    return f"{100 * min(1.0, max(0.0, ratio or 0.0)):.1f}"


@register.filter
def unlocal(value: float) -> str:
    """A number as SVG and machines read it, whatever the reader's language."""
    return f"{value:.2f}" if isinstance(value, float) else str(value)
