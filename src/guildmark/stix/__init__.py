"""What members share as objects of STIX 2.1, and back: the open standard that other sites and tools read.

Source: OASIS, "STIX Version 2.1", OASIS Standard, 10 June 2021. `docs/reference/stix.md` tells how each thing is said.
"""

from guildmark.stix.extension import FIGURES
from guildmark.stix.ids import item_id, made_uuid, object_id
from guildmark.stix.markings import MARKINGS
from guildmark.stix.reading import Aside, Taken, read_objects
from guildmark.stix.shared import Author, Counted, Measured, Shared, Sighted
from guildmark.stix.writing import COUNTS, EXTENSION, MAKER, identity_of, object_of, sighting_of, text_of

__all__ = [
    "COUNTS",
    "EXTENSION",
    "FIGURES",
    "MAKER",
    "MARKINGS",
    "Aside",
    "Author",
    "Counted",
    "Measured",
    "Shared",
    "Sighted",
    "Taken",
    "identity_of",
    "item_id",
    "made_uuid",
    "object_id",
    "object_of",
    "read_objects",
    "sighting_of",
    "text_of",
]
