"""`guildmark disclose`: the alliance's figures in the open, as files for any host."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from guildmark.cli.hub import refuse, refusing, set_up

disclosing = typer.Typer()

# A paragraph is one line, since the terminal breaks it.
HELP = "\n\n".join(
    (
        "Write the published figures of the site in GUILDMARK_HUB into a folder, for any host of static files.",
        "Leaves index.html in each language with its styles, figures.csv, figures.json and calendar.json. The folder "
        "is put in place whole; the same events and the same day give the same bytes.",
    )
)


@disclosing.command(help=HELP)
def disclose(
    out: Annotated[Path, typer.Option(help="The folder; one that was written before is replaced.")],
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day in UTC on which the calendar is as told; today if not given."),
    ] = None,
) -> None:
    """Write the published figures."""
    set_up()
    from django.db import DatabaseError  # noqa: PLC0415 - needs the extra `hub`

    from guildmark.hub.pages.figures_files import write_figures  # noqa: PLC0415 - the same

    day = (as_of or datetime.now(UTC)).date()
    try:
        with refusing():
            names = write_figures(out.absolute(), day)
    except DatabaseError as error:
        refuse(f"the site's database cannot be read: {error}. Serve the site once with this version: guildmark serve")
    print(f"{out}: {', '.join(names)}")
