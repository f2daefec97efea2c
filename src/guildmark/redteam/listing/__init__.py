"""A listing that is being disguised: where it names a mark, in what language, and what it becomes."""

from guildmark.redteam.listing.differences import differences
from guildmark.redteam.listing.language import language_of, languages_known
from guildmark.redteam.listing.open_marks import Mention, OpenMarks
from guildmark.redteam.listing.target import CannotError, Row, Surroundings, Target
from guildmark.redteam.listing.writing import add_sentence, add_to_title, rewrite, take_out

__all__ = [
    "CannotError",
    "Mention",
    "OpenMarks",
    "Row",
    "Surroundings",
    "Target",
    "add_sentence",
    "add_to_title",
    "differences",
    "language_of",
    "languages_known",
    "rewrite",
    "take_out",
]
