"""A brush that paints in shares of a square canvas, in shades of one colour and one accent."""

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont, ImageOps

Colour = tuple[int, int, int]
Point = tuple[float, float]


class Brush:
    """Paints one thing on a transparent square; all coordinates are shares of its side, from the upper left corner."""

    def __init__(self, side: int, colour: Colour, accent: Colour) -> None:
        self.side = side
        self.colour = colour
        self.accent = accent
        self.image = Image.new("RGBA", (side, side))
        self._draw = ImageDraw.Draw(self.image)

    def mirror(self) -> None:
        """Swap left and right of all that was painted so far."""
        self.image = ImageOps.mirror(self.image)
        self._draw = ImageDraw.Draw(self.image)

    def ink(self, shade: float, *, accent: bool = False) -> tuple[int, int, int, int]:
        """The colour made darker (shade below 1) or lighter (above)."""
        red, green, blue = self.accent if accent else self.colour
        if shade <= 1:
            return (int(red * shade), int(green * shade), int(blue * shade), 255)
        lift = shade - 1
        return (int(red + (255 - red) * lift), int(green + (255 - green) * lift), int(blue + (255 - blue) * lift), 255)

    def box(self, corners: Sequence[float], shade: float = 1, *, radius: float = 0, accent: bool = False) -> None:
        """A filled rectangle (left, top, right, bottom), its corners rounded by the radius."""
        ink = self.ink(shade, accent=accent)
        self._draw.rounded_rectangle([share * self.side for share in corners], radius * self.side, fill=ink)

    def oval(self, corners: Sequence[float], shade: float = 1, *, accent: bool = False) -> None:
        """A filled ellipse in a rectangle."""
        self._draw.ellipse([share * self.side for share in corners], fill=self.ink(shade, accent=accent))

    def ring(self, corners: Sequence[float], width: float, shade: float = 1, *, accent: bool = False) -> None:
        """An ellipse as a line."""
        ink = self.ink(shade, accent=accent)
        self._draw.ellipse([share * self.side for share in corners], outline=ink, width=max(1, int(width * self.side)))

    def arc(self, corners: Sequence[float], angles: tuple[float, float], width: float, shade: float = 1) -> None:
        """Part of an ellipse as a line; angles in degrees, clockwise from three o'clock."""
        places = [share * self.side for share in corners]
        self._draw.arc(places, *angles, fill=self.ink(shade), width=max(1, int(width * self.side)))

    def shape(self, points: Sequence[Point], shade: float = 1, *, accent: bool = False) -> None:
        """A filled polygon."""
        self._draw.polygon([(x * self.side, y * self.side) for x, y in points], fill=self.ink(shade, accent=accent))

    def line(self, points: Sequence[Point], width: float, shade: float = 1, *, accent: bool = False) -> None:
        """A line through points."""
        places = [(x * self.side, y * self.side) for x, y in points]
        thick = max(1, int(width * self.side))
        self._draw.line(places, fill=self.ink(shade, accent=accent), width=thick, joint="curve")

    def word(self, text: str, middle: Point, height: float, *, accent: bool = True, shade: float = 1) -> None:
        """A word set around a point; only what the built-in font has, which is Latin."""
        font = ImageFont.load_default(max(8, height * self.side))
        place = (middle[0] * self.side, middle[1] * self.side)
        self._draw.text(place, text, fill=self.ink(shade, accent=accent), font=font, anchor="mm")
