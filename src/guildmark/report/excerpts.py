"""The piece of a field around its evidence, cut to a length, with the place of the evidence inside it."""

from typing import Any

from guildmark.report.read import Row


def window(signal: Row, longest: int) -> dict[str, Any] | None:
    """At most `longest` code points of a signal's excerpt around the evidence.

    Shapes: `text`; `span`, half-open in code points of `text`, or null when the place is not known; `before` and
    `after`, whether something was cut off there. Null when the signal carries no text.
    """
    seen, excerpt = signal["text"] or "", signal["excerpt"] or ""
    if not excerpt:
        return _cut(seen, 0, len(seen), longest) if seen else None
    start, end = _place(signal, excerpt, seen)
    return _cut(excerpt, start, end, longest)


def _place(signal: Row, excerpt: str, seen: str) -> tuple[int, int]:
    """Where the evidence stands in the excerpt: by its numbers, else by its text; `(0, 0)` when by neither."""
    if signal["start"] is not None and signal["end"] is not None:
        offset = signal["excerpt_start"] or 0
        start, end = signal["start"] - offset, signal["end"] - offset
        if 0 <= start < end <= len(excerpt) and seen in ("", excerpt[start:end]):
            return start, end
    found = excerpt.find(seen) if seen else -1
    return (found, found + len(seen)) if found >= 0 else (0, 0)


def _cut(text: str, start: int, end: int, longest: int) -> dict[str, Any]:
    spare = max(0, longest - (end - start)) // 2
    first = max(0, min(start - spare, len(text) - longest))
    last = min(len(text), first + longest)
    span = [start - first, min(end, last) - first] if start < end else None
    return {"text": text[first:last], "span": span, "before": first > 0, "after": last < len(text)}
