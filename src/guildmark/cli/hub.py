"""The commands that run the alliance's site: begin, serve, work, and their words of help."""

import importlib.util
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer

hub = typer.Typer()
UNUSABLE = 2  # as for every command


@hub.command()
def begin(
    name: Annotated[str, typer.Option(help="The alliance's secretariat, by its name.")],
    email: Annotated[str, typer.Option(help="The address of its first administrator.")],
) -> None:
    """Begin an alliance in GUILDMARK_HUB: make its secretariat, and print the invitation of its administrator."""
    set_up()
    from django.core.exceptions import ValidationError  # noqa: PLC0415 - needs the extra `hub`

    from guildmark.hub.begin import begin as make  # noqa: PLC0415 - the same
    from guildmark.hub.serve import prepare  # noqa: PLC0415 - the same

    try:
        with refusing():
            prepare()
            link = make(name, email)
    except ValidationError as error:
        refuse(" ".join(error.messages))
    print(f"{email} was invited, by this link, which is shown once and counts for 14 days:\n{link}")
    print("next: guildmark serve")


@hub.command()
def demo(
    out: Annotated[Path, typer.Argument(help="The folder of the demo; made when it is not there.")] = Path(
        "guildmark-demo"
    ),
    listings: Annotated[
        int | None,
        typer.Option(
            min=1_000,
            help="How many listings the sample market has: 20,000 unless given, for three sites 6,000 together.",
        ),
    ] = None,
    serves: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve it until stopped.")] = True,
    port: Annotated[int, typer.Option(min=1, max=65_533, help="The port to listen at.")] = 8000,
    alliance: Annotated[
        bool,
        typer.Option("--alliance", help="Three sites instead: a brand and two marketplaces, at three ports in a row."),
    ] = False,
) -> None:
    """Make a living alliance out of the sample market, scan it for the rights of its members, and serve the site."""
    if alliance:
        from guildmark.cli.demo_alliance import run as run_three  # noqa: PLC0415 - only this command needs it

        raise typer.Exit(run_three(out, listings or 6_000, serves=serves, port=port))
    os.environ.setdefault("GUILDMARK_URL", f"http://localhost:{port}")
    from guildmark.cli.demo import run  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(run(out, listings or 20_000, serves=serves, port=port))


@hub.command()
def serve(
    host: Annotated[str, typer.Option(help="Where to listen; 0.0.0.0 for every network.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535, help="The port to listen at.")] = 8000,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; one a core, four at most, if not given.")
    ] = None,
    threads: Annotated[int, typer.Option(min=1, help="Threads of a process.")] = 8,
    work: Annotated[bool, typer.Option(help="Do beside it what is due: mail, clocks, the index.")] = True,
) -> None:
    """Serve the alliance's site in GUILDMARK_HUB until stopped."""
    os.environ.setdefault("GUILDMARK_URL", f"http://localhost:{port}")
    set_up()
    from guildmark.hub.serve import serve as run  # noqa: PLC0415 - needs the extra `hub`

    with refusing():
        raise typer.Exit(run(host=host, port=port, workers=workers, threads=threads, works=work))


@hub.command()
def work(once: Annotated[bool, typer.Option(help="Do what is due now, and stop.")] = False) -> None:
    """Do what is due on the site in GUILDMARK_HUB: send mail, run clocks, compile the index. Any number may run."""
    set_up()
    from guildmark.hub.work import work as run  # noqa: PLC0415 - needs the extra `hub`

    raise typer.Exit(run(once=once))


def set_up() -> None:
    """Set up Django on the site that the environment names."""
    if importlib.util.find_spec("django") is None or importlib.util.find_spec("granian") is None:
        refuse("the site's libraries are missing. Install guildmark[hub].")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guildmark.hub.settings")
    import django  # noqa: PLC0415 - the environment comes first

    with refusing():
        django.setup()


@contextmanager
def refusing() -> Iterator[None]:
    """What cannot be used is told, and the command ends. The room is imported here, so that others start light."""
    from guildmark.records import InputError  # noqa: PLC0415 - see above

    try:
        yield
    except InputError as error:
        refuse(str(error))


def refuse(why: str) -> NoReturn:
    """Tell why a command cannot go on, and end it."""
    print(f"guildmark: {why}", file=sys.stderr)
    raise typer.Exit(UNUSABLE)
