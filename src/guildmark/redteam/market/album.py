"""The pictures of the sample market by what they show; each is made once, when it is first asked for."""

import hashlib
from dataclasses import dataclass, field

from guildmark.redteam.market.marks import Mark


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
        """The photo as JPEG, null where the market has no pictures."""
        return None
