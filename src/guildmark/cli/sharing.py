"""The commands about shared rules, and their words of help."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

sharing = typer.Typer(
    name="tactics",
    help="Write, check, try and explain tactics: rules about how fakes are sold, that carry their own tests.",
    no_args_is_help=True,
)
Paths = Annotated[list[str], typer.Argument(help="Tactic files, folders of them, or `library`: those that ship.")]


@sharing.command()
def new(
    title: Annotated[str, typer.Argument(help="What it is called.")],
    author: Annotated[str, typer.Option(help="Who shares it.")] = "me",
    out: Annotated[Path | None, typer.Option(help="The file to write; printed unless given.")] = None,
) -> None:
    """Write a tactic to begin with."""
    from guildmark.cli.tactics import new as run  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(run(title, author, out, date.today()))


@sharing.command()
def check(paths: Paths) -> None:
    """Check form, examples and good sense. Exit codes: 0 all is well; 1 something is wrong."""
    from guildmark.cli.tactics import check as run  # noqa: PLC0415 - the same

    raise typer.Exit(run(paths, date.today()))


@sharing.command()
def test(
    paths: Paths,
    rights: Annotated[str | None, typer.Option(help="Rights to try them with; invented ones unless given.")] = None,
    listings: Annotated[
        list[Path] | None,
        typer.Option(help="Listings to count hits among, such as known-good ones; needs --rights. Repeatable."),
    ] = None,
    map_file: Annotated[Path | None, typer.Option("--map", help="A column map for these listings.")] = None,
    json_line: Annotated[bool, typer.Option("--json", help="Print one line of JSON a tactic.")] = False,
) -> None:
    """Try tactics: their examples, the same disguised, and whom they would hit among given listings."""
    from guildmark.cli.tactic_test import run  # noqa: PLC0415 - the same

    if listings and rights is None:
        raise typer.BadParameter("--listings needs --rights, the rights that are to be protected there")
    raise typer.Exit(run(paths, rights, listings or [], map_file, json_line=json_line))


@sharing.command()
def explain(paths: Paths) -> None:
    """Say in a sentence when tactics fire, and what they cost."""
    from guildmark.cli.tactics import explain as run  # noqa: PLC0415 - the same

    raise typer.Exit(run(paths))


@sharing.command()
def fmt(
    paths: Paths,
    only_check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 when a form differs.")
    ] = False,
) -> None:
    """Write tactics in their one form; comments are kept."""
    from guildmark.cli.tactics import fmt as run  # noqa: PLC0415 - the same

    raise typer.Exit(run(paths, only_check=only_check))


@sharing.command(name="import")
def import_keywords(
    listed: Annotated[
        Path, typer.Argument(help="A CSV with the columns keyword, mark, language; or one keyword a line.")
    ],
    out: Annotated[Path, typer.Option(help="The folder to write the tactics to.")],
    author: Annotated[str, typer.Option(help="Who shares them.")] = "me",
) -> None:
    """Make tactics of a list of keywords, one for each mark."""
    from guildmark.cli.tactics import import_keywords as run  # noqa: PLC0415 - the same

    raise typer.Exit(run(listed, out, author, date.today()))


@sharing.command()
def picture(
    files: Annotated[list[Path], typer.Argument(help="Pictures, such as sellers of fakes show them.")],
) -> None:
    """Print the hash of pictures, for the condition `picture`."""
    from guildmark.cli.tactics import picture as run  # noqa: PLC0415 - the same

    raise typer.Exit(run(files))


@sharing.command()
def schema() -> None:
    """Print the JSON schema of tactics, for editors."""
    from guildmark.cli.tactics import schema as run  # noqa: PLC0415 - the same

    raise typer.Exit(run())
