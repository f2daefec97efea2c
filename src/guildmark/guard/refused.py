"""What is refused on the way in: a class to count by, and a sentence to read."""

EMPTY, DAMAGED, TOO_LARGE = "empty", "damaged", "too large"
NO_PICTURE, KIND_NOT_READ = "no picture", "kind not read"
NOT_FOUND, OUTSIDE, NO_FILE, UNREADABLE = "not found", "outside the folder", "no regular file", "not readable"
ADDRESS_REFUSED, NO_CERTIFICATE, UNREACHABLE = "address refused", "certificate not trusted", "host unreachable"
TIMED_OUT, BROKEN_OFF, NOT_GIVEN = "too slow", "broken off", "not given by its host"
BUSY, GIVEN_UP = "host busy", "host given up"


class RefusedError(Exception):
    """Something that does not come in: `kind` is one of the classes above."""

    def __init__(self, reason: str, kind: str = DAMAGED) -> None:
        super().__init__(reason)
        self.kind = kind
