"""The pictures of the sample market by what they show; each is made once, when it is first asked for."""

import hashlib
from dataclasses import dataclass, field, replace
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
        from guildmark.redteam.market.drawing.photo import snapshot, studio  # noqa: PLC0415 - Pillow is an extra

        mark = self.marks[photo.mark] if photo.mark >= 0 else None
        sign = (mark.number, mark.latin) if mark else None
        dice = Dice(f"{self.seed}/photo/{photo}")
        if photo.edit == "official" and sign is not None:
            return _jpeg(studio(photo.goods, OFFICIAL_SIDE, dice, sign), 90)
        if photo.edit:
            return self._borrow(photo, dice)
        return _jpeg(snapshot(photo.goods, dice.pick(SIDES), dice, sign), dice.whole(72, 86))

    def _borrow(self, photo: Photo, dice: Dice) -> bytes:
        """The official picture as shops get it, or what a seller made of that; an exact copy has the shop's bytes."""
        from PIL import Image as Images  # noqa: PLC0415 - Pillow is an extra

        from guildmark.redteam.picture_edits import EDITS  # noqa: PLC0415 - Pillow is an extra

        source = "official" if photo.edit == "shop" else "shop"
        data = self.data(replace(photo, edit=source, variant=0)) or b""
        if photo.edit == "exact":
            return data
        image = Images.open(BytesIO(data)).convert("RGB")
        if photo.edit == "shop":
            return _jpeg(image.resize((SHOP_SIDE, SHOP_SIDE)), 88)
        return _jpeg(EDITS[photo.edit](image, dice, (photo.variant + dice.roll()) / 3), 80)


def _jpeg(image: "Image.Image", quality: int) -> bytes:
    saved = BytesIO()
    image.save(saved, "JPEG", quality=quality)
    return saved.getvalue()
