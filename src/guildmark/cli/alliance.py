"""`guildmark alliance`: pull what another alliance shares into the site, and push to it what is shared here."""

import json
import os
from collections.abc import Sequence
from typing import Annotated

import typer

from guildmark.cli.hub import refusing, set_up

KEY = "GUILDMARK_KEY"
MOST_SHOWN = 20

alliances = typer.Typer(no_args_is_help=True)

# A paragraph is one line, since the terminal breaks it.
PULL_HELP = "\n\n".join(
    (
        "Pull what another alliance shares into the site in GUILDMARK_HUB; its worker goes on with it every 20 "
        "seconds, and tells that alliance's site what came of what it shared.",
        f"The first time, --name says what that alliance is called here, and {KEY} holds a key that its site gave. "
        "What is GREEN or CLEAR is shared with all members, what is AMBER with --circle, and what is narrower with "
        "nobody. Killed at any moment, it goes on where it was.",
    )
)


@alliances.callback()
def _alliance() -> None:
    """Share with other alliances, site to site."""


@alliances.command(help=PULL_HELP)
def pull(
    address: Annotated[str, typer.Option("--from", help="The address of the other alliance's site.")],
    name: Annotated[str, typer.Option(help="What it is called here; needed the first time.")] = "",
    circle: Annotated[str | None, typer.Option(help="Who reads what is AMBER; empty for nobody.")] = None,
    json_line: Annotated[bool, typer.Option("--json", help="Print the counts as one line of JSON.")] = False,
) -> None:
    """Pull what another alliance shares."""
    set_up()
    from guildmark.hub.taxii.peers import known_peer  # noqa: PLC0415 - needs the extra `hub`
    from guildmark.hub.taxii.pulling import pull as take  # noqa: PLC0415 - the same

    with refusing():
        pulled = take(known_peer(address, name=name, key=os.environ.get(KEY, ""), circle=circle))
    counts = {
        "seen": pulled.seen, "shared": pulled.shared, "ended": pulled.ended, "known": pulled.known,
        "beside": pulled.beside, "set_aside": len(pulled.aside),
    }  # fmt: skip
    _tell(counts, pulled.aside, json_line=json_line)


@alliances.command()
def push(
    address: Annotated[str, typer.Option("--to", help="The address of the other alliance's site.")],
    name: Annotated[str, typer.Option(help="What it is called here; needed the first time.")] = "",
    json_line: Annotated[bool, typer.Option("--json", help="Print the counts as one line of JSON.")] = False,
) -> None:
    """Push what is shared with all members here into the inbox of another alliance, whose secretariat decides."""
    set_up()
    from guildmark.hub.taxii.peers import known_peer  # noqa: PLC0415 - needs the extra `hub`
    from guildmark.hub.taxii.pushing import push as send  # noqa: PLC0415 - the same

    with refusing():
        pushed = send(known_peer(address, name=name, key=os.environ.get(KEY, "")))
    _tell({"sent": pushed.sent, "set_aside": len(pushed.aside)}, pushed.aside, json_line=json_line)


def _tell(counts: dict[str, int], aside: Sequence[tuple[str, str]], *, json_line: bool) -> None:
    if json_line:
        print(json.dumps(counts | {"aside": [{"id": name, "why": why} for name, why in aside]}))
        return
    print(", ".join(f"{name.replace('_', ' ')} {number:,}" for name, number in counts.items()))
    for name, why in aside[:MOST_SHOWN]:
        print(f"  {name or 'an object'}: {why}")
    if len(aside) > MOST_SHOWN:
        print(f"  and {len(aside) - MOST_SHOWN:,} more; --json lists all")
