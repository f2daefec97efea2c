"""The pictures of the sample market by what they show; each is made once, when it is first asked for."""

import hashlib
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

from guildmark.redteam.dice import Dice
from guildmark.redteam.market.marks import Mark

if TYPE_CHECKING:
    from PIL import Image

OFFICIAL_SIDE = 512  # pixels
SHOP_SIDE = 224  # at which shops show the holder's pictures
SIDES = (160, 176, 192, 208)  # of the sellers' own photos


@dataclass(frozen=True, slots=True)
class Photo:
    """What a picture shows, which also is its identity.

    `edit` is empty for a photo of the goods themselves, else the name of what was done to the official picture.
    """

    goods: str
    variant: int
    mark: int = -1  # number of the mark that the goods bear; -1: none
    model: int = -1  # number of the model whose official picture it is; -1: an own photo
    edit: str = ""

    @property
    def uri(self) -> str:
        """An address that tells nothing about the truth and leads nowhere."""
        text = f"{self.goods}/{self.variant}/{self.mark}/{self.model}/{self.edit}"
        return f"https://pictures.example/{hashlib.blake2b(text.encode(), digest_size=8).hexdigest()}.jpg"


@dataclass(slots=True)
class Album:
    """Addresses of photos, and their bytes where pictures are wanted."""

    marks: tuple[Mark, ...]
    seed: int
    with_data: bool
    addresses: dict[Photo, str] = field(default_factory=dict)
    rendered: dict[Photo, bytes] = field(default_factory=dict)
    officials: dict[tuple[int, int], "Image.Image"] = field(default_factory=dict)  # by mark and model

    def uri(self, photo: Photo) -> str:
        """The photo's address."""
        address = self.addresses.get(photo)
        if address is None:
            address = self.addresses[photo] = photo.uri
        return address

    def data(self, photo: Photo) -> bytes | None:
        """The photo as JPEG; null where the market has no pictures."""
        if not self.with_data:
            return None
        data = self.rendered.get(photo)
        if data is None:
            data = self.rendered[photo] = self._render(photo)
        return data

    def _render(self, photo: Photo) -> bytes:
        from guildmark.redteam.market.drawing.photo import snapshot
        from guildmark.redteam.picture_edits import EDITS

        mark = self.marks[photo.mark] if photo.mark >= 0 else None
        sign = (mark.number, mark.latin) if mark else None
        dice = Dice(f"{self.seed}/photo/{photo}")
        if photo.model < 0:
            side = dice.pick(SIDES)
            return _jpeg(snapshot(photo.goods, side, dice, sign), dice.whole(72, 86))
        official = self._official(photo)
        if photo.edit == "official":
            return _jpeg(official, 90)
        if photo.edit == "exact":
            return self.data(Photo(photo.goods, 0, photo.mark, photo.model, "shop")) or b""
        small = official.resize((SHOP_SIDE, SHOP_SIDE))
        if photo.edit == "shop":
            return _jpeg(small, 88)
        return _jpeg(EDITS[photo.edit](small, dice, (photo.variant + dice.roll()) / 3), 80)

    def _official(self, photo: Photo) -> "Image.Image":
        """The official picture of a model at its full size, kept while its model is worked on."""
        from guildmark.redteam.market.drawing.photo import studio

        key = (photo.mark, photo.model)
        image = self.officials.get(key)
        if image is None:
            mark = self.marks[photo.mark]
            dice = Dice(f"{self.seed}/official/{photo.mark}/{photo.model}")
            image = studio(mark.models[photo.model].goods, OFFICIAL_SIDE, dice, (mark.number, mark.latin))
            self.officials[key] = image
        return image


def _jpeg(image: "Image.Image", quality: int) -> bytes:
    saved = BytesIO()
    image.save(saved, "JPEG", quality=quality)
    return saved.getvalue()
