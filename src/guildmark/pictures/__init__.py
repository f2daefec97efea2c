"""Pictures: decoding, hashing and looking up official pictures."""

from guildmark.pictures.cache import PictureCache, SeenPicture
from guildmark.pictures.containers import check_kind
from guildmark.pictures.decode import available, decode_small, thumbnail_jpeg
from guildmark.pictures.official import OfficialPicture, OfficialPictures
from guildmark.pictures.pdq_hash import MATCH_BITS, QUALITY_LEAST, TURNS, hash_hex, hash_of_hex, pdq, pdq_turns
from guildmark.pictures.refused import MOST_BYTES, Undecodable

__all__ = [
    "MATCH_BITS",
    "MOST_BYTES",
    "QUALITY_LEAST",
    "TURNS",
    "OfficialPicture",
    "OfficialPictures",
    "PictureCache",
    "SeenPicture",
    "Undecodable",
    "available",
    "check_kind",
    "decode_small",
    "hash_hex",
    "hash_of_hex",
    "pdq",
    "pdq_turns",
    "thumbnail_jpeg",
]
