"""Ways in which a listing comes near to a right: by its name, by a name or sign like it, by its pictures."""

from functools import cache
from importlib.resources import files

from django.utils.translation import gettext_lazy as _
from ruamel.yaml import YAML

WAYS = {
    "named": _("The name as registered"),
    "lookalike": _("Look-alike names and signs"),
    "pictures": _("Official pictures"),
}


def ways_of(detectors: set[str]) -> list[str]:
    """The ways that evidence of these detectors speaks for."""
    return [way for way, names in _detectors().items() if names & detectors]


@cache
def _detectors() -> dict[str, frozenset[str]]:
    document = YAML(typ="safe", pure=True).load((files(__package__) / "likeness.yaml").read_text("utf-8"))
    return {way: frozenset(document[way]) for way in WAYS}
