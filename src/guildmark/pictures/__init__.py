"""Pictures: decoding, hashing and looking up official pictures."""

from guildmark.pictures.decode import Undecodable, available, decode_small, thumbnail_jpeg
from guildmark.pictures.edited import EditedCopies, EditedCopy, Nearness
from guildmark.pictures.embedding import READY_MODELS, copies_available, model_identity, model_path
from guildmark.pictures.memory import PictureMemory, turn_generations
from guildmark.pictures.official import OfficialPicture, OfficialPictures
from guildmark.pictures.pdq_hash import MATCH_BITS, QUALITY_LEAST, TURNS, hash_hex, hash_of_hex, pdq, pdq_turns
from guildmark.pictures.seen import SeenPicture, look

__all__ = [
    "MATCH_BITS",
    "QUALITY_LEAST",
    "READY_MODELS",
    "TURNS",
    "EditedCopies",
    "EditedCopy",
    "Nearness",
    "OfficialPicture",
    "OfficialPictures",
    "PictureMemory",
    "SeenPicture",
    "Undecodable",
    "available",
    "copies_available",
    "decode_small",
    "hash_hex",
    "hash_of_hex",
    "look",
    "model_identity",
    "model_path",
    "pdq",
    "pdq_turns",
    "thumbnail_jpeg",
    "turn_generations",
]
