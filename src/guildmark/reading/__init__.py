"""Reading listings: Parquet, CSV, JSON, product feeds and shop exports become listings of one contract."""

from guildmark.reading.catalogue import Catalogue, open_catalogue
from guildmark.reading.exposure import read_exposure
from guildmark.reading.input_file import InputFile, Rule
from guildmark.reading.price_text import Price, parse_price
from guildmark.reading.reviews import read_reviews
from guildmark.reading.shown import SHOWN, as_shown
from guildmark.reading.slices import Chunk, Slice, cut, read_slice
from guildmark.reading.sniff import FORMATS
from guildmark.reading.suggest import suggest_map

__all__ = [
    "FORMATS",
    "SHOWN",
    "Catalogue",
    "Chunk",
    "InputFile",
    "Price",
    "Rule",
    "Slice",
    "as_shown",
    "cut",
    "open_catalogue",
    "parse_price",
    "read_exposure",
    "read_reviews",
    "read_slice",
    "suggest_map",
]
