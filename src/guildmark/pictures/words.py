"""Text in pictures: words with their places, and all words of a picture as one text, matched like any other."""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from importlib.metadata import version
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from guildmark.pictures.boxes import box_of_points
from guildmark.pictures.pdq_hash import Pixels
from guildmark.records import WHOLE, Box, InputError

FORMAT = 1  # of preprocessing and joining; counts up when either changes
MODELS = ("PP-OCRv6_det_small.onnx", "ch_ppocr_mobile_v2.0_cls_mobile.onnx", "PP-OCRv6_rec_small.onnx")
SIDE = 640  # pixels of the longest side: see accuracy/words_in_pictures.py
LEAST_SIDE = 16  # pixels; no line of text is lower
LEAST_CONFIDENCE = 0.5  # of a line, as the library proposes
MOST_LINES = 80  # of one picture; each costs a few milliseconds, and a page of small print is no product photo
SAME_LINE = 0.5  # of a word's height: words whose middles are nearer than that stand on one line


@dataclass(frozen=True, slots=True)
class WordsSeen:
    """A run of words on one line, how sure the reader is of it (0 to 1), and where it stands."""

    text: str
    confidence: float
    box: Box


@dataclass(frozen=True)
class PictureText:
    """A picture's words in reading order as one text, and where each piece of it stands in the picture.

    Words of one line are joined by a space and lines by a line break, which matchers take for a space, so that a number
    or a mark that the picture splits is one again.
    """

    words: tuple[WordsSeen, ...]
    text: str
    starts: tuple[int, ...]  # of each of the words in the text, in code points

    def box(self, start: int, end: int) -> Box:
        """The box around the words that a half-open span of the text touches; the whole picture when none."""
        first, last = bisect_right(self.starts, start) - 1, bisect_right(self.starts, end - 1)
        boxes = [word.box for word in self.words[max(first, 0) : last]]
        return box_of_points([corner for box in boxes for corner in (box[:2], box[2:])], 1, 1) if boxes else WHOLE


def text_available() -> bool:
    """Tell whether the reader of text (the extra `closer`) is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


class TextReader:
    """Reads the text of pictures, with the models that lie in the library's package; nothing is fetched.

    Read are Chinese in both scripts, Japanese, Greek, and the languages in Latin letters, of which Vietnamese loses
    most letters with two accents (đặt comes out as đt). Not read are Cyrillic, Korean, Thai, Arabic, Hebrew and the
    scripts of India: their lines come out as nothing or as look-alike Latin letters.
    Lines are read in any turn, also upside down.

    Source: PP-OCRv6 small (detection and recognition) as packed by RapidOCR, Apache 2.0; its list of characters has
    15,908 Chinese signs, kana, Latin and Greek letters, and none of the other scripts.
    """

    def __init__(self, side: int = SIDE) -> None:
        if not text_available():
            raise InputError("text in pictures cannot be read: the reader is missing. Install guildmark[closer].")
        self.side = side
        self.models = tuple(Path(str(files("rapidocr").joinpath("models", name))) for name in MODELS)
        absent = [model.name for model in self.models if not model.is_file()]
        if absent:
            raise InputError(f"the package rapidocr holds no {absent[0]}. Install guildmark[closer] anew.")

    @cached_property
    def identity(self) -> str:
        """SHA-256 over models, library and preprocessing, hexadecimal: readings of one identity can be compared."""
        digest = hashlib.sha256(f"{FORMAT} {self.side} {version('rapidocr')}".encode())
        for model in self.models:
            digest.update(hashlib.sha256(model.read_bytes()).digest())
        return digest.hexdigest()

    def read(self, pixels: Pixels) -> tuple[WordsSeen, ...]:
        """The words of a picture in reading order; none when there is no text.

        Shapes: pixels (height, width, 3) uint8, red, green and blue; a longer side than `side` is reduced to it.
        """
        if min(pixels.shape[:2]) < LEAST_SIDE:
            return ()
        small = import_module("guildmark.pictures.opencv").reduced(pixels, self.side)
        height, width = small.shape[:2]
        found = self.engine(np.ascontiguousarray(small[..., ::-1]))
        if found.boxes is None or found.txts is None:
            return ()
        seen = [
            WordsSeen(" ".join(text.split()), round(float(confidence), 4), box_of_points(box, width, height))
            for text, confidence, box in zip(found.txts, found.scores, found.boxes, strict=True)
            if text.strip()
        ]
        return tuple(word for line in lines_of(seen) for word in line)

    @cached_property
    def engine(self) -> Any:
        """The library's reader, on one thread.

        The classifier turns lines that stand on their heads. It costs some 5 ms a picture, since photos of goods have
        few lines, and finds 54 of 68 texts instead of 39 (accuracy/words_in_pictures.py, half `tune`, all turns).
        """
        detection, direction, recognition = (str(model) for model in self.models)
        return import_module("rapidocr").RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.text_score": LEAST_CONFIDENCE,
                "Global.max_side_len": self.side,
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                "Det.model_path": detection,
                "Det.limit_type": "max",
                "Det.limit_side_len": self.side,
                "Det.max_candidates": MOST_LINES,
                "Cls.model_path": direction,
                "Rec.model_path": recognition,
            }
        )


def picture_text(words: Iterable[WordsSeen]) -> PictureText:
    """All words of a picture as one text."""
    parts: list[str] = []
    starts: list[int] = []
    place = 0
    kept: list[WordsSeen] = []
    for line in lines_of(words):
        for number, word in enumerate(line):
            if kept:
                parts.append(" " if number else "\n")
                place += 1
            starts.append(place)
            parts.append(word.text)
            place += len(word.text)
            kept.append(word)
    return PictureText(tuple(kept), "".join(parts), tuple(starts))


def lines_of(words: Iterable[WordsSeen]) -> list[list[WordsSeen]]:
    """The words by lines from top to bottom, and each line from left to right."""
    lines: list[list[WordsSeen]] = []
    for word in sorted(words, key=lambda word: (word.box[1] + word.box[3], word.box[0], word.text)):
        last = lines[-1][-1].box if lines else None
        middle, height = (word.box[1] + word.box[3]) / 2, word.box[3] - word.box[1]
        if last is not None and abs(middle - (last[1] + last[3]) / 2) < SAME_LINE * min(height, last[3] - last[1]):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: (word.box[0], word.text)) for line in lines]
