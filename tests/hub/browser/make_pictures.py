"""Pictures of the small site."""

import io

from PIL import Image, ImageDraw


def drawing(ground: str) -> bytes:
    """A bag on a ground."""
    picture = Image.new("RGB", (300, 240), ground)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((60, 60, 240, 200), fill="saddlebrown")
    pen.arc((90, 20, 210, 110), 180, 360, fill="black", width=8)
    stream = io.BytesIO()
    picture.save(stream, "JPEG")
    return stream.getvalue()
