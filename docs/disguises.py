"""The reference page of disguises, made from the list."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guildmark.redteam.taxonomy import Entry

NOTE = "<!-- Made by `make docs`; change src/guildmark/redteam/taxonomy, not this page. -->\n"
HEAD = """# Disguises

How fakes hide, for citing: an id is given once and to one disguise only, is never used again, and stays when its entry
is withdrawn. *Counter* names the [detectors](detectors.md) that spoke in at least a tenth of made cases, with all
extras installed; how often names in disguise are found is measured in [Disguised marks](../../accuracy/redteam.md).
*Put on* says what `guildmark redteam` changes, so that you can
[attack your own set-up](../how-to/attack-your-own-set-up.md). Brands in the examples are invented; sources were
opened, and are told in our words.
"""
GROUPS = {"words": "Words", "pictures": "Pictures", "offer": "The offer", "conduct": "Conduct"}


def disguises_page(entries: Iterable["Entry"]) -> str:
    """A page with a table of all disguises, then a section for each, by groups."""
    known = list(entries)
    parts = [NOTE, HEAD, "| id | disguise | put on | counter |\n|---|---|---|---|", *map(_row, known), ""]
    for group, title in GROUPS.items():
        parts.append(f"## {title}\n")
        parts += [_section(entry) for entry in known if entry.group == group]
    return "\n".join(parts).rstrip() + "\n"


def _row(entry: "Entry") -> str:
    link = f"[{entry.title}](#{entry.id.lower()})".replace("|", "\\|")
    return f"| {entry.id} | {link} | {entry.kind or '–'} | {', '.join(entry.counter) or 'none yet'} |"


def _section(entry: "Entry") -> str:
    lines = [f'### <a id="{entry.id.lower()}"></a>{entry.id} {entry.title}\n', f"`{entry.slug}`. {entry.what}\n"]
    lines.append(f"- Example: {_shown(entry.example)}")
    lines.append(f"- Counter: {', '.join(f'`{name}`' for name in entry.counter) or 'none yet'}")
    if entry.kind:
        lines.append(f"- Put on: {entry.kind}. Strength: {entry.strength}")
    else:
        lines.append(f"- Not put on by the command: {entry.not_made}")
    lines += [f"- `{name}` stands for `{mix}`" for name, mix in entry.also]
    lines.append(f"- Use: {entry.use}")
    lines += [f"- Source: [{source.title}]({source.address}). {source.says}" for source in entry.sources]
    if not entry.sources:
        lines.append("- Source: none found; seen only in made data")
    return "\n".join(lines) + "\n"


def _shown(text: str) -> str:
    """Text as inline code that shows characters without width."""
    return "`" + "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text) + "`"
