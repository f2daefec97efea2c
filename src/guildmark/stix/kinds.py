"""The kinds of items, each with its form: a kind more is a file more, and a row here."""

from collections.abc import Mapping
from typing import Any

from guildmark.stix import of_advice, of_indicator, of_tactic
from guildmark.stix.form import Form
from guildmark.stix.shared import ADVICE, INDICATOR, TACTIC

FORMS: Mapping[str, Form] = {TACTIC: of_tactic.FORM, ADVICE: of_advice.FORM, INDICATOR: of_indicator.FORM}


def kind_of(told: Mapping[str, Any]) -> str | None:
    """The kind of item that an object is, by its type and that of its pattern; None for what is none."""
    pattern_type = str(told.get("pattern_type", ""))
    named = (told["type"], pattern_type)
    return next((kind for kind, form in FORMS.items() if (form.object_type, form.pattern_type) == named), None)
