"""What passes between the site and the child process that opens papers: records of a word and its content."""

from collections.abc import Iterator

LOOK, DRAW = "look", "draw"
PDF, PICTURE = "PDF", "picture"

PAGE, DONE = "page", "done"
PASSWORD, DAMAGED, NO_PAGES, TOO_MANY_PAGES = "password", "damaged", "no-pages", "too-many-pages"
PROGRAM, MEMORY = "program", "memory"
STOPPED = frozenset({PASSWORD, DAMAGED, NO_PAGES, TOO_MANY_PAGES, PROGRAM, MEMORY})

# What the site adds when the child ended without a word.
TOO_SLOW, FELL, KILLED, TOO_LARGE, NONSENSE = "too-slow", "fell", "killed", "too-large", "nonsense"
TOO_MUCH_WRITTEN = 3  # the code that the child ends with

LONGEST_WORD = 20
HEAD_BYTES = 5


def record(word: str, content: bytes) -> bytes:
    """A record: the length of the word in one byte, that of the content in four, then both."""
    name = word.encode("ascii")
    return bytes([len(name)]) + len(content).to_bytes(4, "big") + name + content


def records(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The whole records at the start of what a child wrote; what is cut off or no record ends them."""
    place = 0
    while place + HEAD_BYTES <= len(data):
        start = place + HEAD_BYTES
        middle = start + data[place]
        end = middle + int.from_bytes(data[place + 1 : start], "big")
        word = data[start:middle].decode("ascii", "replace")
        if data[place] > LONGEST_WORD or end > len(data):
            return
        yield word, data[middle:end]
        place = end
