"""The commands about known-bad values, and their words of help."""

from pathlib import Path
from typing import Annotated

import typer

indicating = typer.Typer(
    name="indicators",
    help="Known-bad values that members saw at work with fakes: bring them to one form, and check them.",
    no_args_is_help=True,
)
File = Annotated[Path, typer.Argument(help="A CSV with the columns kind, value, region and source.")]
Own = Annotated[
    list[Path] | None,
    typer.Option(help="Values known to be good (YAML): hot lines, own domains, authorised sellers. Repeatable."),
]
# A paragraph is one line, since the terminal breaks it.
NORMALISE_HELP = "\n\n".join(
    (
        "Print each value in its one form, as CSV, with what blocks it.",
        "What stands twice is printed once. Exit codes: 0 done; 1 rows were set aside; 2 the file cannot be used.",
    )
)
CHECK_HELP = "\n\n".join(
    (
        "Print only what is blocked, as CSV, and why.",
        "Exit codes: 0 all can be used; 1 something is blocked or was set aside; 2 the file cannot be used.",
    )
)


@indicating.command(help=NORMALISE_HELP)
def normalise(file: File, known_good: Own = None) -> None:
    """Print each value in its one form."""
    from guildmark.cli.indicators import run  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(run(file, known_good or [], every=True))


@indicating.command(help=CHECK_HELP)
def check(file: File, known_good: Own = None) -> None:
    """Print only what is blocked."""
    from guildmark.cli.indicators import run  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(run(file, known_good or [], every=False))
