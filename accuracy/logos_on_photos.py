"""Puts one-colour logos on real photos in the ways that goods bear them: plain, small, turned, embossed, …"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import resvg_py
from halves import half
from photos import Pixels, saved
from PIL import Image
from sets import data_folder

Mask = npt.NDArray[np.uint8]

LOGOS = "brand_logos"
RENDERED_SIDE = 512  # pixels
# Wordmarks in plain letters are read as text, so that they are told apart from marks that only their shape shows.
LETTERS_ONLY = frozenset(
    [
        "acer",
        "amd",
        "asus",
        "bose",
        "cocacola",
        "dell",
        "dior",
        "dji",
        "fila",
        "ford",
        "garmin",
        "handm",
        "hp",
        "intel",
        "jbl",
        "lenovo",
        "lg",
        "nikon",
        "oppo",
        "panasonic",
        "samsung",
        "sony",
        "uniqlo",
        "vivo",
        "zara",
    ]
)
LOOKS = (
    "plain", "small", "turned", "perspective", "curved", "tone in tone", "other colour", "textured", "embossed",
    "partly covered",
)  # fmt: skip


# These stand on one material, not across the edge of a garment: the calmest of some places is taken.
CALM_LOOKS = ("tone in tone", "embossed")
CALM_TRIES = 25
BACKDROP = 100.0  # counts as so much unrest


@dataclass(frozen=True, slots=True)
class Placed:
    """A photo with a logo on it, and the box of the logo as shares of width and height."""

    pixels: Pixels
    box: tuple[float, float, float, float]


def logos(wanted: str) -> dict[str, Mask]:
    """The logos of a half by name: how much of each pixel is ink, 0 to 255, cut to the drawing."""
    files = sorted((data_folder() / LOGOS).glob("*.svg"))
    return {file.stem: drawn(file) for file in files if half(file.stem) == wanted}


def drawn(file: Path) -> Mask:
    """A vector logo as an image of its ink."""
    png = bytes(resvg_py.svg_to_bytes(svg_path=str(file), width=RENDERED_SIDE, height=RENDERED_SIDE))
    ink = np.asarray(Image.open(io.BytesIO(png)).convert("RGBA").getchannel("A"))
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return np.ascontiguousarray(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def as_picture(ink: Mask) -> Pixels:
    """The logo as a holder registers it: black on white."""
    framed = np.pad(ink, 20)
    return np.repeat(255 - framed[..., np.newaxis], 3, axis=2)


def put(photo: Pixels, ink: Mask, look: str, dice: np.random.Generator) -> Placed:
    """The photo with the logo on it, saved as a JPEG.

    The longest side of the logo is 15 to 45 % of the photo's, when small 9 to 14 %. It is turned by up to 8° (`turned`:
    by any angle), and as sharp as photos are.
    """
    height, width = photo.shape[:2]
    share = dice.uniform(0.09, 0.14) if look == "small" else dice.uniform(0.15, 0.45)
    quad = corners(ink, share * max(height, width), look, dice)
    quad += placed(photo, quad.max(axis=0), CALM_TRIES if look in CALM_LOOKS else 1, dice)
    cover = laid(ink, quad, (height, width), look)
    cover = cv2.GaussianBlur(cover, (0, 0), dice.uniform(0.3, 1.1))
    if look == "partly covered":
        cover = cover * uncovered(quad, (height, width), dice)
    pixels = inked(photo.astype(np.float32), cover, look, dice)
    low, high = quad.min(axis=0) / (width, height), quad.max(axis=0) / (width, height)
    return Placed(saved(np.clip(pixels, 0, 255).astype(np.uint8), int(dice.integers(50, 90))), (*low, *high))


def corners(ink: Mask, longest: float, look: str, dice: np.random.Generator) -> npt.NDArray[np.float64]:
    """The corners of the logo in pixels, its own upper left first, the smallest of them 0."""
    scale = longest / max(ink.shape)
    quad = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], dtype=np.float64) * (ink.shape[1] * scale, ink.shape[0] * scale)
    if look == "perspective":
        quad = quad + dice.uniform(-0.14, 0.14, quad.shape) * (np.ptp(quad, axis=0))
    angle = np.deg2rad(dice.uniform(0, 360) if look == "turned" else dice.uniform(-8, 8))
    quad = quad @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return np.asarray(quad - quad.min(axis=0))


def placed(
    photo: Pixels, size: npt.NDArray[np.float64], tries: int, dice: np.random.Generator
) -> npt.NDArray[np.float64]:
    """Where in the photo the logo goes: of so many places the calmest, and not on a white backdrop if it can be."""
    grey = photo @ LUMINANCE
    room = np.maximum(photo.shape[1::-1] - size, 0)
    offers = [dice.uniform(0, 1, 2) * room for _ in range(tries)]

    def unrest(offer: npt.NDArray[np.float64]) -> float:
        left, top = offer.astype(int)
        part = grey[top : top + int(size[1]) + 1, left : left + int(size[0]) + 1]
        return float(part.std()) + (BACKDROP if part.mean() > 240 else 0)

    return min(offers, key=unrest)


def laid(ink: Mask, quad: npt.NDArray[np.float64], size: tuple[int, int], look: str) -> npt.NDArray[np.float32]:
    """How much of each pixel of the photo the logo inks, 0 to 1."""
    if look == "curved":  # as on a sleeve or a cup: a third of the way round, seen from the front
        across = np.linspace(-1, 1, ink.shape[1])
        source = (np.arcsin(across * np.sin(np.pi / 3)) / (np.pi / 3) + 1) / 2 * (ink.shape[1] - 1)
        columns = np.repeat(source[np.newaxis].astype(np.float32), ink.shape[0], axis=0)
        rows = np.repeat(np.arange(ink.shape[0], dtype=np.float32)[:, np.newaxis], ink.shape[1], axis=1)
        ink = cv2.remap(ink, columns, rows, cv2.INTER_LINEAR)
    finer = 2
    start = np.array([[0, 0], [ink.shape[1], 0], ink.shape[1::-1], [0, ink.shape[0]]], dtype=np.float32)
    shrink = max(1.0, max(ink.shape) / (finer * np.ptp(quad, axis=0).max()))
    small = cv2.resize(ink, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA)
    start *= np.array(small.shape[1::-1]) / np.array(ink.shape[1::-1])
    matrix = cv2.getPerspectiveTransform(start.astype(np.float32), (quad * finer).astype(np.float32))
    large = cv2.warpPerspective(small, matrix, (size[1] * finer, size[0] * finer))
    return np.asarray(cv2.resize(large, size[::-1], interpolation=cv2.INTER_AREA), dtype=np.float32) / 255


def uncovered(
    quad: npt.NDArray[np.float64], size: tuple[int, int], dice: np.random.Generator
) -> npt.NDArray[np.float32]:
    """1 where the logo shows, 0 on the quarter to two fifths of it that a fold or a thing in front hides."""
    rows, columns = np.mgrid[: size[0], : size[1]]
    angle = dice.uniform(0, 2 * np.pi)
    along = columns * np.cos(angle) + rows * np.sin(angle)
    ends = quad @ (np.cos(angle), np.sin(angle))
    return (along < ends.max() - dice.uniform(0.25, 0.4) * np.ptp(ends)).astype(np.float32)


def inked(
    photo: npt.NDArray[np.float32], cover: npt.NDArray[np.float32], look: str, dice: np.random.Generator
) -> npt.NDArray[np.float32]:
    """The photo with the ink on it."""
    share = cover[..., np.newaxis]
    ground = (photo * share).sum(axis=(0, 1)) / max(float(cover.sum()), 1.0)
    grey = float(ground @ LUMINANCE)
    if look == "embossed":  # light from the upper left on a relief as high as it is wide
        relief = cv2.GaussianBlur(cover, (0, 0), 1.5)
        slope = relief - np.roll(relief, (2, 2), axis=(0, 1))
        return np.asarray(photo + dice.uniform(40, 80) * slope[..., np.newaxis], dtype=np.float32)
    if look == "tone in tone":
        step = dice.uniform(14, 28) * dice.choice([-1, 1])
        return np.asarray(photo + (step if 0 <= grey + step <= 255 else -step) * share, dtype=np.float32)
    if look == "other colour":  # as light as the ground, of another hue
        ink = dice.uniform(0, 255, 3)
        ink += grey - float(ink @ LUMINANCE)
        while np.abs(ink - ground).max() < 60:
            ink = dice.uniform(0, 255, 3)
            ink += grey - float(ink @ LUMINANCE)
        return np.asarray(photo * (1 - share) + ink * share, dtype=np.float32)
    light = dice.uniform(0, 60, 3) if grey > 128 else dice.uniform(195, 255, 3)
    ink = light + (photo - ground) * (0.7 if look == "textured" else 0.15)
    if look == "textured":
        grain = cv2.GaussianBlur(dice.normal(0, 1, photo.shape[:2]).astype(np.float32), (0, 0), 1.2)
        ink = ink + (grain * 30)[..., np.newaxis]
        share = share * dice.uniform(0.55, 0.85)
    return np.asarray(photo * (1 - share) + ink * share, dtype=np.float32)


def cases(
    marks: dict[str, Mask], photographs: list[Pixels], seed: int, rounds: int
) -> Iterator[tuple[str, str, Placed]]:
    """Name of the logo, look, and photo, each logo in each look so many times."""
    dice = np.random.default_rng(seed)
    for _ in range(rounds):
        for name, ink in marks.items():
            for look in LOOKS:
                photo = photographs[int(dice.integers(len(photographs)))]
                yield name, look, put(photo, ink, look, dice)


LUMINANCE = np.array([0.299, 0.587, 0.114])
