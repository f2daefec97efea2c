"""`guildmark redteam`: put disguises on a catalogue, or show the list of them."""

import sys
from pathlib import Path

from rich.console import Console

from guildmark.cli.app import OK, UNUSABLE
from guildmark.reading import open_catalogue
from guildmark.records import InputError
from guildmark.redteam.attack import Attack, disguise_catalogue, read_mixes
from guildmark.redteam.attack.officials import Officials
from guildmark.redteam.listing import languages_known
from guildmark.redteam.taxonomy import Entry, entries
from guildmark.rights import read_rights

REASONS_TOLD = 3  # of each mix


def show_list() -> int:
    """Print the list of disguises; returns the exit code."""
    console = Console(highlight=False)
    for entry in entries():
        _show(entry, console)
    console.print("\nWith examples and sources: docs/reference/disguises.md", style="dim")
    return OK


def _show(entry: Entry, console: Console) -> None:
    console.print(f"\n[bold]{entry.id}[/] {entry.slug}  {entry.kind or 'not put on by this command'}")
    console.print(f"  {entry.what}", markup=False)
    if entry.strength:
        console.print(f"  Strength: {entry.strength}", markup=False)
    console.print(f"  Counter: {', '.join(entry.counter) or 'none yet'}", style="dim", markup=False)


def run(
    listings: list[Path],
    rights: str,
    disguises: list[str],
    *,
    share: float,
    seed: int,
    out: Path,
    column_map: Path | None,
    format_name: str | None,
    marketplace: str,
    language: str,
    pictures: Path | None,
) -> int:
    """Disguise, and say what was done; returns the exit code."""
    try:
        if language and language not in languages_known():
            raise InputError(f"--language {language!r} is not known. Languages: {', '.join(languages_known())}.")
        known = read_rights(rights)
        mixes = read_mixes(disguises, official_pictures=Officials(known).any)
        catalogue = open_catalogue(listings, format=format_name, column_map=column_map, marketplace=marketplace)
        attack = disguise_catalogue(
            catalogue, known, mixes, share=share, seed=seed, out=out, language=language, pictures=pictures
        )
    except InputError as error:
        return _refuse(str(error))
    except OSError as error:
        return _refuse(f"{error.filename or out}: {error.strerror or error}. Nothing was left there.")
    _tell(attack, rights, pictures)
    return OK


def _refuse(message: str) -> int:
    print(f"guildmark: {message}", file=sys.stderr)
    return UNUSABLE


def _tell(attack: Attack, rights: str, pictures: Path | None) -> None:
    console = Console(highlight=False, soft_wrap=True)
    console.print(
        f"{attack.read:,} rows read = {attack.disguised:,} disguised + {attack.left:,} that name a mark and were not"
        f" drawn + {attack.barred:,} drawn that could wear nothing + {attack.unnamed:,} that name no mark openly"
        f" + {attack.ordinary:,} that name an ordinary word only + {attack.rejected:,} rejected"
    )
    if attack.added:
        console.print(f"{attack.added:,} listings were added beside them")
    for mix, count in attack.worn.items():
        console.print(f"  {count:>6,}  {mix}", markup=False)
    _tell_refused(attack, console)
    files = "listings.parquet, truth.parquet" + (", before.parquet" if attack.two_times else "")
    console.print(f"{files}: {attack.out}", markup=False)
    for step in _next_steps(attack, rights, pictures):
        console.print(step, markup=False)


def _tell_refused(attack: Attack, console: Console) -> None:
    """What could not be put on where it was tried, with the commonest reasons."""
    by_mix: dict[str, list[tuple[int, str]]] = {}
    for (mix, reason), count in attack.refused.items():
        by_mix.setdefault(mix, []).append((count, reason))
    for mix, reasons in by_mix.items():
        commonest = sorted(reasons, reverse=True)[:REASONS_TOLD]
        told = "; ".join(f"{count:,} times, because {reason}" for count, reason in commonest)
        console.print(f"  could not put on {mix}: {told}", style="yellow", markup=False)


def _next_steps(attack: Attack, rights: str, pictures: Path | None) -> list[str]:
    given = "" if pictures is None else f" --pictures {pictures}"
    scan = f"--rights {rights}{given} --out {attack.out / 'scan'}"
    if not attack.two_times:
        return [f"next: guildmark scan {attack.out / 'listings.parquet'} {scan}"]
    state = f"{scan} --state {attack.out / 'state'} --snapshot"
    return [
        f"next: guildmark scan {attack.out / 'before.parquet'} {scan} --state {attack.out / 'state'}",
        f"then: guildmark scan {attack.out / 'listings.parquet'} {state}",
    ]
