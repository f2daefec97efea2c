"""The page on disguises, and its chart of recall against strength."""

from pathlib import Path

from intervals import interval
from measure import Share
from redteam_recall import STRENGTHS, Counted

PANEL = (170, 96)  # width and height of a panel of the chart, in pixels
COLUMNS, MARGIN, LABEL = 5, 14, 16
TABLES = (("language of the listing", "language"), ("script of the mark", "script"), ("length of the mark", "length"))
FEWEST = 20  # trials below which a share is not shown by itself


def page(parts: dict[str, Counted], chart: str, note: str) -> str:
    """The page as Markdown: for each part a table of disguises, one of languages, and one of scripts."""
    lines = ["# Disguised marks: what a scan still finds", "", note, "", f"![Recall against strength]({chart})", ""]
    for name, counted in parts.items():
        lines += [f"## {name}", "", _counts(counted), "", *_by_strength(counted), ""]
        for title, key in TABLES:
            lines += [f"By disguise and {title}, in percent of the disguised listings:", "", *_by(counted, key), ""]
    return "\n".join(lines).rstrip() + "\n"


def _counts(counted: Counted) -> str:
    fair = counted.bases - counted.leaky - counted.unseen
    return (
        f"{len(counted.trials):,} disguised listings, made of {fair:,} of {counted.bases:,} that name a mark openly;"
        f" of the others {counted.leaky:,} name it also where no disguise comes, and for {counted.unseen:,} the scan"
        " does not propose the mark as it stands."
    )


def _by_strength(counted: Counted) -> list[str]:
    cells, totals = counted.shares("disguise", "strength"), counted.shares("disguise")
    head = " | ".join(f"{strength:g}" for strength in STRENGTHS)
    lines = [
        f"| disguise | found | of | recall | {head} | cannot | proposed by |",
        "|---|---:|---:|---|" + "---:|" * (len(STRENGTHS) + 1) + "---|",
    ]
    for (slug,), (k, n) in totals.items():
        shares = [cells.get((slug, strength)) for strength in STRENGTHS]
        shown = " | ".join("–" if one is None else f"{100 * one[0] / one[1]:.0f}" for one in shares)
        by = ", ".join(f"{name} {times:,}" for name, times in counted.detectors(str(slug)).items())
        cells_ = (slug, f"{k:,}", f"{n:,}", Share(k, n).percent(), shown, f"{counted.cannot[str(slug)]:,}", by)
        lines.append("| " + " | ".join(map(str, cells_)) + " |")
    return lines


def _by(counted: Counted, key: str) -> list[str]:
    totals = counted.shares(key)
    names = [str(name) for (name,), (_, n) in totals.items() if n >= FEWEST]
    cells = counted.shares("disguise", key)
    lines = ["| disguise | " + " | ".join(names) + " |", "|---|" + "---:|" * len(names)]
    for (slug,) in counted.shares("disguise"):
        row = [cells.get((slug, name), (0, 0)) for name in names]
        shown = [f"{100 * k / n:.0f}" if n >= FEWEST else f"{k} of {n}" if n else "–" for k, n in row]
        lines.append(f"| {slug} | " + " | ".join(shown) + " |")
    return lines


def write_chart(counted: Counted, path: Path) -> None:
    """Recall against strength, a small panel for each disguise, with the 95 % interval as a band (SVG)."""
    cells = counted.shares("disguise", "strength")
    slugs = [str(slug) for (slug,) in counted.shares("disguise")]
    wide, high = PANEL
    rows = -(-len(slugs) // COLUMNS)
    size = (COLUMNS * (wide + MARGIN) + MARGIN, rows * (high + LABEL + MARGIN) + MARGIN)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]} {size[1]}"'
        ' font-family="sans-serif" font-size="11">',
        f'<rect width="{size[0]}" height="{size[1]}" fill="white"/>',
    ]
    for number, slug in enumerate(slugs):
        left = MARGIN + number % COLUMNS * (wide + MARGIN)
        top = MARGIN + LABEL + number // COLUMNS * (high + LABEL + MARGIN)
        points = [(strength, *cells[slug, strength]) for strength in STRENGTHS if (slug, strength) in cells]
        parts += _panel(slug, points, left, top)
    path.write_text("\n".join([*parts, "</svg>"]) + "\n", "utf-8")


def _panel(slug: str, points: list[tuple[float, int, int]], left: int, top: int) -> list[str]:
    wide, high = PANEL

    def place(strength: float, share: float) -> str:
        return f"{left + strength * wide:.1f},{top + (1 - share) * high:.1f}"

    bounds = [(strength, *interval(k, n)) for strength, k, n in points]
    band = [place(strength, top_) for strength, _, top_ in bounds] + [place(s, low) for s, low, _ in reversed(bounds)]
    line = [place(strength, k / n) for strength, k, n in points]
    return [
        f'<text x="{left}" y="{top - 4}">{slug}</text>',
        f'<rect x="{left}" y="{top}" width="{wide}" height="{high}" fill="none" stroke="#ccc"/>',
        f'<polygon points="{" ".join(band)}" fill="#9db8d9" opacity="0.5"/>',
        f'<polyline points="{" ".join(line)}" fill="none" stroke="#1f4e8c" stroke-width="1.5"/>',
    ]
