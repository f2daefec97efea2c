"""The commands and their words of help."""

import io
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

import guildmark
from guildmark.cli.alliance import alliances
from guildmark.cli.disclose import disclosing
from guildmark.cli.hub import hub
from guildmark.cli.indicating import indicating
from guildmark.cli.lab import lab
from guildmark.cli.pull import shops
from guildmark.cli.sharing import sharing

app = typer.Typer(
    name="guildmark",
    help="Find counterfeit goods among marketplace listings, explain every finding, and say how often it is wrong.",
    epilog="First try: guildmark sample market && guildmark scan market/listings.parquet --rights market/rights.yaml",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

# Exit codes, also told in `guildmark scan --help`.
OK, FOUND, UNUSABLE, STRICT, UNSENT = 0, 1, 2, 3, 4

# A paragraph is one line, since the terminal breaks it.
SCAN_HELP = "\n\n".join(
    (
        "Scan listings for fakes of protected marks.",
        "Leaves findings.parquet, signals.parquet, rejected.jsonl, run.json, metrics.json and report.html in --out. "
        "Killed at any moment and started again with the same command, it goes on where it was.",
        "Exit codes: 0 done; 1 done, and a finding is in the --fail-on band or above; 2 the input cannot be used; "
        "3 --strict met a bad value; 4 done, but the findings did not all reach the site of --to; 130 interrupted.",
    )
)
REDTEAM_HELP = "\n\n".join(
    (
        "Attack your own set-up: put disguises on listings that name a mark, with the truth beside.",
        "Leaves listings.parquet, ready for a scan, truth.parquet and redteam.json in --out; for disguises that show "
        "over time also before.parquet. Exit codes: 0 done; 2 the input cannot be used.",
    )
)


def _tell_version(asked: bool) -> None:
    if asked:
        print(f"guildmark {guildmark.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Print the version, and stop.")
    ] = False,
) -> None:
    """Options that stand before any command."""


@app.command(help=SCAN_HELP)
def scan(
    listings: Annotated[list[Path] | None, typer.Argument(help="Files, folders or globs of listings.")] = None,
    rights: Annotated[
        str | None,
        typer.Option(
            help="A rights file or folder; `starter`: the list that ships; "
            "`hub`: those of the alliance's site (GUILDMARK_SITE, GUILDMARK_KEY)."
        ),
    ] = None,
    out: Annotated[Path, typer.Option(help="Where to leave the results.")] = Path("guildmark-out"),
    map_file: Annotated[
        Path | None, typer.Option("--map", help="A column map (YAML) for listings of your own shape.")
    ] = None,
    suggest_map: Annotated[
        Path | None, typer.Option(help="Propose a column map for this file, print it, and stop.")
    ] = None,
    format_name: Annotated[str | None, typer.Option("--format", help="The format, when it is guessed wrongly.")] = None,
    marketplace: Annotated[str, typer.Option(help="The marketplace, where listings do not say.")] = "default",
    reviews: Annotated[Path | None, typer.Option(help="Reviews: listing_id, text, rating, written_at.")] = None,
    state: Annotated[Path | None, typer.Option(help="Keep what was found here, and judge only what changed.")] = None,
    snapshot: Annotated[bool, typer.Option(help="The input is everything: listings absent from it are gone.")] = False,
    strict: Annotated[bool, typer.Option(help="Stop at the first bad row or value of the listings.")] = False,
    as_of: Annotated[
        str | None, typer.Option(help="Count facts up to this instant, the day of licences too (ISO 8601).")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; all cores unless given.")] = None,
    weights: Annotated[Path | None, typer.Option(help="A weights file instead of the shipped one.")] = None,
    policy: Annotated[Path | None, typer.Option(help="A policy file instead of the shipped one.")] = None,
    rates: Annotated[Path | None, typer.Option(help="Exchange rates instead of the shipped ones.")] = None,
    tactics: Annotated[
        list[str] | None,
        typer.Option(
            help="Tactics: a file, a folder, `library`, a file of choices, or `hub`: those that your marketplace uses "
            "on the alliance's site. Repeatable; see `guildmark tactics`."
        ),
    ] = None,
    pictures: Annotated[
        Path | None, typer.Option(help="Read pictures that listings name as files from below this folder.")
    ] = None,
    fetch_pictures: Annotated[
        bool,
        typer.Option(
            "--fetch-pictures",
            help="Fetch pictures that listings name by http or https. Off unless given: nothing leaves this machine.",
        ),
    ] = False,
    fetch_rate: Annotated[
        float, typer.Option(min=0.1, max=1000, help="Fetch at most so many pictures a second from one host.")
    ] = 10,
    to: Annotated[
        str | None,
        typer.Option(
            help="Send the findings to the alliance's site: its address, or `hub` for the one in GUILDMARK_SITE. "
            "The key is in GUILDMARK_KEY."
        ),
    ] = None,
    exposure: Annotated[
        Path | None,
        typer.Option(help="With --to: views and sales, which order cases: listing_id, views, sales."),
    ] = None,
    json_line: Annotated[bool, typer.Option("--json", help="Print the summary as one line of JSON.")] = False,
    fail_on: Annotated[
        str | None, typer.Option(help="Exit with 1 when a finding is in this band: act or review.")
    ] = None,
    quiet: Annotated[bool, typer.Option(help="Show no progress and no summary.")] = False,
) -> None:
    """Scan listings."""
    from guildmark.cli.scan import run, suggest  # noqa: PLC0415 - only this command needs it
    from guildmark.guard import FetchPolicy  # noqa: PLC0415 - the same

    if suggest_map is not None:
        raise typer.Exit(suggest(suggest_map))
    if not listings or rights is None:
        raise typer.BadParameter("give LISTINGS and --rights FILE; `--rights starter` takes the list that ships")
    if fail_on not in (None, "act", "review"):
        raise typer.BadParameter(f"--fail-on {fail_on!r} is not known: act or review")
    options: dict[str, Any] = {
        "out": out, "format": format_name, "column_map": map_file, "marketplace": marketplace, "reviews": reviews,
        "state": state, "snapshot": snapshot, "strict": strict, "workers": workers, "weights": weights,
        "policy": policy, "rates": rates, "tactics": tactics or [], "pictures": pictures,
        "fetch_pictures": FetchPolicy.at_rate(fetch_rate) if fetch_pictures else False,
    }  # fmt: skip
    if exposure is not None and to is None:
        raise typer.BadParameter("--exposure tells the site how often listings were seen and sold: give --to as well")
    code = run(
        listings, rights, options, as_of=as_of, json_line=json_line, fail_on=fail_on, quiet=quiet, to=to,
        exposure=exposure,
    )  # fmt: skip
    raise typer.Exit(code)


@app.command()
def sample(
    out: Annotated[Path, typer.Argument(help="The folder to make.")],
    listings: Annotated[int, typer.Option(min=1, help="How many listings.")] = 20_000,
    seed: Annotated[int, typer.Option(help="The same seed makes the same market.")] = 7,
    pictures: Annotated[bool, typer.Option(help="Draw product pictures; needs the extra `images`.")] = True,
) -> None:
    """Make a sample market: invented marks, catalogues and listings, with the truth in a file of its own."""
    from guildmark.cli.sample import run  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(run(out, listings, seed, pictures))


@app.command(help=REDTEAM_HELP)
def redteam(
    listings: Annotated[list[Path] | None, typer.Argument(help="Files, folders or globs of listings.")] = None,
    rights: Annotated[
        str | None, typer.Option(help="A rights file or folder, or `starter`: the list that ships.")
    ] = None,
    disguise: Annotated[
        list[str] | None,
        typer.Option(help="A disguise or its id, NAME[:STRENGTH], several joined by +; a kind; or all. Repeatable."),
    ] = None,
    share: Annotated[float, typer.Option(help="How many of the listings that name a mark, above 0 and up to 1.")] = 0.1,
    seed: Annotated[int, typer.Option(help="The same seed makes the same disguises.")] = 7,
    out: Annotated[Path, typer.Option(help="Where to leave the disguised listings.")] = Path("guildmark-redteam"),
    map_file: Annotated[
        Path | None, typer.Option("--map", help="A column map (YAML) for listings of your own shape.")
    ] = None,
    format_name: Annotated[str | None, typer.Option("--format", help="The format, when it is guessed wrongly.")] = None,
    marketplace: Annotated[str, typer.Option(help="The marketplace, where listings do not say.")] = "default",
    pictures: Annotated[
        Path | None,
        typer.Option(help="Edit pictures that listings name as files below this folder, too."),
    ] = None,
    language: Annotated[str, typer.Option(help="The language of sellers' words; guessed unless given.")] = "",
    listed: Annotated[bool, typer.Option("--list", help="Show the list of disguises, and stop.")] = False,
) -> None:
    """Put disguises on listings."""
    from guildmark.cli.redteam import run, show_list  # noqa: PLC0415 - only this command needs it

    if listed:
        raise typer.Exit(show_list())
    if not listings or rights is None or not disguise:
        raise typer.BadParameter(
            "give LISTINGS, --rights FILE and --disguise NAME; `guildmark redteam --list` shows them"
        )
    raise typer.Exit(
        run(
            listings, rights, disguise, share=share, seed=seed, out=out, column_map=map_file, format_name=format_name,
            marketplace=marketplace, language=language, pictures=pictures,
        )
    )  # fmt: skip


@app.command()
def detectors(
    name: Annotated[str | None, typer.Argument(help="One detector, whole.")] = None,
) -> None:
    """Show what the detectors look for, when they fire, and their known false alarms."""
    from guildmark.cli.detectors import run  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(run(name))


@app.command()
def explain(
    listing_id: Annotated[str, typer.Argument(help="The listing's id.")],
    out: Annotated[Path, typer.Option(help="Where the scan left its results.")] = Path("guildmark-out"),
    marketplace: Annotated[str | None, typer.Option(help="The marketplace, when several have this id.")] = None,
) -> None:
    """Explain the findings of a listing: what speaks for and against, in decibans, and the sentence."""
    from guildmark.cli.explain import run  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(run(listing_id, out, marketplace))


app.add_typer(lab)
app.add_typer(hub)
app.add_typer(shops)
app.add_typer(disclosing)
app.add_typer(sharing)
app.add_typer(indicating)
app.add_typer(alliances, name="alliance")


def main() -> None:
    """The entry point."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal may lack the characters of a listing
    for argument in sys.argv[1:]:
        if any("\ud800" <= character <= "\udfff" for character in argument):
            print(f"guildmark: {argument!r}: is not UTF-8. Rename what it names.", file=sys.stderr)
            sys.exit(UNUSABLE)
    app()
