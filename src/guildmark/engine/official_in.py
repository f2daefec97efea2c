"""Official pictures in a picture that comes without a listing: looked for as closely as where a right is named."""

from guildmark.engine.context import Context
from guildmark.pictures import PictureMemory
from guildmark.pictures.seen import look_at
from guildmark.records import picture_id


def official_in(data: bytes, context: Context) -> list[str]:
    """The digests of the official pictures that a picture is a copy of, or has parts of, in order; none of what cannot
    be decoded. Edited copies are found where the context has their vectors."""
    official, edited = context.pictures.official, context.pictures.edited
    if official is None:
        return []
    seen = look_at(data, picture_id(data))
    place = official.exact(seen.digest)
    if place is None and (nearest := official.match(seen.hashes)) is not None:
        place = nearest[0]
    if place is not None:
        return [official[place].digest]
    if edited is None or seen.fault:
        return []
    copies = edited.find(data, seen.digest, PictureMemory(), closely=True)
    return sorted({official[copy.official].digest for copy in copies})
