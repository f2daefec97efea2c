"""Of what is put in review, how much is right at a given share of fakes, with the bounds that the counts allow."""

from goals import Row, row
from measure import Share
from page import table

SHARES = (0.001, 0.01, 0.05)  # of fakes, among listings that name a mark
A_DAY = 10_000_000  # listings
CLEAN, MIXED = "all clean sets", "all mixed sets"
NAMED = "listings in review, of those that name a mark"


def precision(share: float, recall: float, false_rate: float) -> float:
    """The share of fakes among listings in review; 1 where nothing honest is."""
    right, wrong = share * recall, (1 - share) * false_rate
    return right / (right + wrong) if right + wrong else 1.0


def precision_table(alarms: list[Row], copies: Row) -> str:
    """Two tables as Markdown: precision at each share of fakes, and false reviews a day.

    Counted are clean sets, and clean and mixed sets together with every listing in review taken to be innocent, which
    is more than the truth. Bounds pair the low recall with the high rate of false alarms, and the other way round.
    """
    rows, days = [], []
    for name, own in (("clean sets", (CLEAN,)), ("clean and mixed sets, all taken for innocent", (CLEAN, MIXED))):
        named = _together(alarms, NAMED, own)
        every = _together(alarms, "listings in review", own)
        (low, high), (fewest, most) = copies.bounds, named.bounds
        cells = [
            f"{100 * precision(share, copies.value, named.value):.1f}"
            f" ({100 * precision(share, low, most):.1f} to {100 * precision(share, high, fewest):.1f})"
            for share in SHARES
        ]
        rows.append((name, named.counted, *cells))
        a_day = [f"{A_DAY * rate:,.0f}" for rate in (every.value, *every.bounds)]
        days.append((name, every.counted, a_day[0], f"{a_day[1]} to {a_day[2]}"))
    heads = [f"precision in % at {100 * share:g} % fakes" for share in SHARES]
    return (
        f"Recall is that of real copies whose mark has a floor ({copies.counted}, {copies.on}), which is no"
        " marketplace; false alarms are those of the tables above, of listings that name a mark. With no false alarm"
        " among so few, the upper bound decides.\n\n"
        + table(("false alarms from", "in review", *heads), rows)
        + f"\n\nHonest listings in review a day, of {A_DAY:,} scanned:\n\n"
        + table(("false alarms from", "in review", "a day", "range"), days)
    )


def _together(alarms: list[Row], what: str, sets: tuple[str, ...]) -> Row:
    shares = [one.share for one in alarms if one.what == what and one.on.startswith(sets) and one.share]
    return row("", what, "", Share(sum(one.k for one in shares), sum(one.n for one in shares)), None, at_least=False)
