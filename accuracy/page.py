"""The page of figures, written from a run."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from figures import Figures
from halves import REPORT, TUNE
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from measure import SetFigures, Share
from sets import HERE

TEMPLATE = "page.md.j2"
GROUPS = {"clean": ("clean",), "mixed": ("mixed",), "official": ("catalogue",), "copies": ("fakes",)}


def write_page(figures: Figures, path: Path) -> None:
    """Write the page."""
    text = rendered(
        TEMPLATE,
        figures=figures,
        report=_set_table(figures, REPORT),
        tune=_set_table(figures, TUNE),
        copies=_copies(figures),
        detectors=_detectors(figures),
        reviews=_reviews(figures),
        readings=_readings(figures),
        market=figures.market,
        table=table,
    )
    path.write_text(text, "utf-8")


def rendered(template: str, **values: object) -> str:
    """A page from a template beside this file."""
    environment = Environment(  # it makes Markdown of our own figures, no page for a browser
        loader=FileSystemLoader(HERE), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )
    return environment.get_template(template).render(**values)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def _set_table(figures: Figures, half: str) -> str:
    head = (
        "set", "role", "listings", "sellers", "name a mark", "in review", "per thousand listings",
        "per thousand that name a mark", "would act",
    )  # fmt: skip
    rows: list[Sequence[object]] = [
        (
            f"`{f.set_name}`", figures.sets[f.set_name].role, f"{f.listings:,}", _sellers(figures, f),
            f"{f.naming:,}", f"{f.review:,}", f.of_listings().per_thousand(), f.of_naming().per_thousand(),
            f.would_act,
        )
        for f in figures.of_half(half)
        if figures.sets[f.set_name].role in ("clean", "mixed", "catalogue")
    ]  # fmt: skip
    for role in ("clean", "mixed"):
        share = figures.named(half, role)
        rows.append((f"all {role} sets", role, "", "", f"{share.n:,}", f"{share.k:,}", "", share.per_thousand(), ""))
    return table(head, rows)


def _sellers(figures: Figures, one: SetFigures) -> str:
    return "not given" if figures.sets[one.set_name].split_by == "listing_id" else f"{one.sellers:,}"


def _copies(figures: Figures) -> str:
    return table(
        ("set", "half", "offers", "name a mark", "in review", "of all", "of those that name a mark", "would act"),
        (
            (
                f"`{f.set_name}`", f.half, f.listings, f.naming, f.review, f.of_listings().percent(),
                f.of_naming().percent(), f.would_act,
            )
            for half in (REPORT, TUNE)
            for f in figures.of_half(half)
            if figures.sets[f.set_name].role in ("fakes", "fakes-as-new")
        ),
    )  # fmt: skip


def _detectors(figures: Figures) -> str:
    rows = []
    for name in figures.detectors:
        cells = []
        for roles in GROUPS.values():
            measured = [f for f in figures.of_half(REPORT) if figures.sets[f.set_name].role in roles]
            on = [f for f in measured if figures.is_on(f.set_name, name)]
            share = Share(sum(f.fired.get(name, 0) for f in on), sum(f.pairs for f in on))
            cells.append(share.per_thousand() if on else "off")
        rows.append((f"`{name}`", *cells))
    return table(("detector", *GROUPS), rows)


def _reviews(figures: Figures) -> str:
    return table(
        ("set", "rating", "reviews", "called fake", "per thousand"),
        (
            (f"`{one.set_name}`", f"{one.rating:g}", f"{one.share.n:,}", one.share.k, one.share.per_thousand())
            for one in figures.complaints
        ),
    )


def _readings(figures: Figures) -> str:
    rows = []
    for name, read in figures.verdicts.items():
        for label, counts in (("all read", read.counts), ("of these in review", read.in_review)):
            rows.append((f"`{name}`", label, counts.total(), counts["innocent"], counts["cannot tell"], counts["fake"]))
    return table(("set", "", "findings", "innocent", "cannot tell", "fake"), rows)
