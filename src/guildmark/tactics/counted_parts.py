"""How much longer a pattern is once its counted parts, as `{20}`, are written out, as RE2 does before it runs it."""

import re

PIECE = re.compile(
    r"(?P<literal>\\Q.*?(?:\\E|$))|(?P<atom>\\[pPx]\{[^}]*\}|\\.|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\])"
    r"|(?P<count>\{(?P<least>\d+)(?:,(?P<most>\d*))?\})|(?P<open>\()|(?P<close>\))|.",
    re.DOTALL,
)


def written_out(pattern: str) -> int:
    """How many signs its counted parts stand for, those within each other multiplied; 0 where nothing is counted."""
    groups: list[list[int]] = [[0, 0]]  # of each group that is open: signs written out, and those without any counts
    last = [0, 0]  # of what a count would be about
    for piece in PIECE.finditer(pattern):
        if piece["open"]:
            groups.append([0, 0])
            continue
        if piece["count"]:
            times = max(int(piece["most"] or piece["least"]), 1)
            groups[-1][0] += (times - 1) * last[0]
            last = [times * last[0], last[1]]
            continue
        last = groups.pop() if piece["close"] and len(groups) > 1 else [1, 1]
        groups[-1] = [groups[-1][0] + last[0], groups[-1][1] + last[1]]
    return sum(one[0] - one[1] for one in groups)
