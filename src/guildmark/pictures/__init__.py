"""Pictures: decoding, hashing and looking up official pictures."""

from guildmark.pictures.codes import read_codes
from guildmark.pictures.containers import check_kind
from guildmark.pictures.covered import BLURRED, HiddenPart, hidden_part
from guildmark.pictures.decode import available, decode_small, thumbnail_jpeg
from guildmark.pictures.edited import EditedCopies, EditedCopy, Nearness
from guildmark.pictures.embedding import READY_MODELS, copies_available, model_identity, model_path
from guildmark.pictures.figurative import FigurativeMarks, figures_available
from guildmark.pictures.memory import PictureMemory, turn_generations
from guildmark.pictures.official import OfficialPicture, OfficialPictures
from guildmark.pictures.pdq_hash import MATCH_BITS, QUALITY_LEAST, TURNS, Pixels, hash_hex, hash_of_hex, pdq, pdq_turns
from guildmark.pictures.refused import MOST_BYTES, Undecodable
from guildmark.pictures.seen import SeenPicture, look
from guildmark.pictures.words import TextReader, picture_text, text_available

__all__ = [
    "BLURRED",
    "MATCH_BITS",
    "MOST_BYTES",
    "QUALITY_LEAST",
    "READY_MODELS",
    "TURNS",
    "EditedCopies",
    "EditedCopy",
    "FigurativeMarks",
    "HiddenPart",
    "Nearness",
    "OfficialPicture",
    "OfficialPictures",
    "PictureMemory",
    "Pixels",
    "SeenPicture",
    "TextReader",
    "Undecodable",
    "available",
    "check_kind",
    "copies_available",
    "decode_small",
    "figures_available",
    "hash_hex",
    "hash_of_hex",
    "hidden_part",
    "look",
    "model_identity",
    "model_path",
    "pdq",
    "pdq_turns",
    "picture_text",
    "read_codes",
    "text_available",
    "thumbnail_jpeg",
    "turn_generations",
]
