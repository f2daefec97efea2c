"""A place in a picture, in shares of its sides, which hold for any size."""

Box = tuple[float, float, float, float]  # left, top, right, bottom, each 0 to 1, as in `SIGNAL.box`
WHOLE: Box = (0.0, 0.0, 1.0, 1.0)
