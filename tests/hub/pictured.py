"""Pictures that are made up, copies of them, and rows of a delivery whose listings show them."""

import io
import random
from typing import Any

from delivered import JPEG, row

from guildmark.pictures import Undecodable, hash_hex, pdq
from guildmark.pictures.decode import decode_small
from guildmark.records.ids import picture_id


def drawn(seed: int, quality: int = 90, side: int = 256, flip: bool = False) -> bytes:
    """A picture with structure, and copies of it that differ in size, quality or direction."""
    from PIL import Image

    dice = random.Random(seed)
    image = Image.new("L", (32, 32))
    image.putdata([dice.randrange(256) for _ in range(1024)])
    image = image.resize((256, 256), Image.Resampling.BICUBIC).resize((side, side))
    if flip:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def pictured(listing_id: str, data: bytes, **more: Any) -> dict[str, Any]:
    """A row whose listing shows a picture."""
    digest = picture_id(data)
    pixels = decode_small(data)
    assert not isinstance(pixels, Undecodable)
    words, _ = pdq(pixels)
    sent = row(listing_id, previews=[{"picture": digest, "jpeg": JPEG, "hash": bytes.fromhex(hash_hex(words))}], **more)
    sent["listing"]["pictures"] = [{"uri": f"https://bazaar.example/{listing_id}.jpg", "digest": digest}]
    return sent
