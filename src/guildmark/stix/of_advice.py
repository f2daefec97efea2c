"""Advice in prose as a report."""

from collections.abc import Mapping
from typing import Any

from guildmark.stix.form import Form, Said
from guildmark.stix.ids import OBJECT_TYPES
from guildmark.stix.shared import ADVICE, Shared
from guildmark.stix.taking import LONGEST_TITLE, known_id, words_in

LONGEST_ADVICE = 20_000


def _says(shared: Shared) -> Said:
    return Said({"description": shared.text})


def _ended(_state: str) -> dict[str, Any]:
    return {}


def _reads(told: Mapping[str, Any], more: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "id": known_id(ADVICE, told, more),
        "title": words_in(told, "name", LONGEST_TITLE),
        "text": words_in(told, "description", LONGEST_ADVICE),
    }


FORM = Form(OBJECT_TYPES[ADVICE], _says, _ended, _reads)
