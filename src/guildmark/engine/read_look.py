"""A closer look that reads words and codes in pictures, at listings where something already speaks for a fake."""

import numpy as np
from numpy.typing import NDArray

from guildmark.detectors.pictures import BoxOf, PictureMatches, PictureTexts
from guildmark.engine.judged import Judged
from guildmark.engine.look import Looked, decoded
from guildmark.pictures import TextReader, picture_text, read_codes


class ReadLook:
    """Reads the pictures of listings with a finding of at least `read_db`: what is written in them goes to the same
    detectors as any other text."""

    name = "words and codes"

    def __init__(self, read_db: float, reader: TextReader) -> None:
        self.read_db, self.reader = read_db, reader

    def rows(self, judged: Judged, looked: Looked) -> NDArray[np.int64]:
        """Listings with a finding that high, in order."""
        return np.intersect1d(np.flatnonzero(judged.score_db >= self.read_db), looked.row)

    def see(self, judged: Judged, looked: Looked, rows: NDArray[np.int64]) -> tuple[PictureMatches, PictureTexts]:
        """The texts in the pictures of these listings; numbers of products, which are on any box, are none."""
        texts: list[tuple[int, int, str, BoxOf]] = []
        for picture in looked.of_listings(rows):
            pixels = decoded(looked.data(picture))
            if pixels is None:
                continue
            row = int(looked.row[picture])
            for code in read_codes(pixels):
                if not code.is_product_number:
                    texts.append((row, picture, code.text, lambda start, end, box=code.box: box))
            words = picture_text(self.reader.read(pixels))
            if words.text:
                texts.append((row, picture, words.text, words.box))
        return PictureMatches.none(), PictureTexts.of(texts)
