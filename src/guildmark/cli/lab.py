"""The commands that learn from people's decisions: audit, learn, whatif, and their words of help."""

from pathlib import Path
from typing import Annotated

import typer

lab = typer.Typer()


@lab.command()
def audit(
    run: Annotated[Path, typer.Argument(help="Where the scan left its results.")],
    out: Annotated[Path, typer.Option(help="A new folder for the draw and its cases.")],
    per_slice: Annotated[int, typer.Option(min=1, help="How many sellers of each slice and band, one case each.")] = 30,
    unfired: Annotated[int, typer.Option(min=0, help="How many listings without a finding; needs --listings.")] = 200,
    seed: Annotated[int, typer.Option(help="The same seed draws the same cases.")] = 1,
    band: Annotated[
        list[str] | None, typer.Option(help="Only what would be in this band, were every licence open. Repeatable.")
    ] = None,
    slice_name: Annotated[
        list[str] | None, typer.Option("--slice", help="Only this slice, such as `trademark: Fashion`. Repeatable.")
    ] = None,
    listings: Annotated[
        list[Path] | None, typer.Option(help="The listings that were scanned, to show them whole. Repeatable.")
    ] = None,
    map_file: Annotated[Path | None, typer.Option("--map", help="The column map that they were read with.")] = None,
    format_name: Annotated[
        str | None, typer.Option("--format", help="Their format, when it is guessed wrongly.")
    ] = None,
    marketplace: Annotated[str, typer.Option(help="Their marketplace, where they do not say.")] = "default",
    pictures: Annotated[Path | None, typer.Option(help="The folder below which they name their pictures.")] = None,
    weights: Annotated[Path | None, typer.Option(help="The weights file of the scan, if not the shipped one.")] = None,
    policy: Annotated[Path | None, typer.Option(help="The policy file of the scan, if not the shipped one.")] = None,
) -> None:
    """Draw random cases of a scan, to be labelled without seeing their scores."""
    from guildmark.cli.audit import run as draw  # noqa: PLC0415 - only this command needs it

    code = draw(
        run, out, per_slice=per_slice, unfired=unfired, seed=seed, bands=band or [], slices=slice_name or [],
        listings=listings or [], map_file=map_file, format_name=format_name, marketplace=marketplace,
        pictures=pictures, weights=weights, policy=policy,
    )  # fmt: skip
    raise typer.Exit(code)


@lab.command()
def learn(
    decisions: Annotated[
        list[Path] | None, typer.Argument(help="Files of decisions: of the report, of audits, or your own.")
    ] = None,
    out_run: Annotated[Path | None, typer.Option(help="Where the scan left its results.")] = None,
    draw: Annotated[list[Path] | None, typer.Option(help="A folder that `guildmark audit` wrote. Repeatable.")] = None,
    out: Annotated[Path, typer.Option(help="Where to leave weights, report and known-good records.")] = Path("learned"),
    weights: Annotated[Path | None, typer.Option(help="The weights file of the scan, if not the shipped one.")] = None,
    policy: Annotated[Path | None, typer.Option(help="The policy file of the scan, if not the shipped one.")] = None,
    today: Annotated[
        str | None, typer.Option(help="The day to date it with (ISO 8601); the day it is, if not given.")
    ] = None,
    cases: Annotated[
        Path | None,
        typer.Option(help="Write a test case here for each cleared listing; needs --listings and --rights."),
    ] = None,
    listings: Annotated[list[Path] | None, typer.Option(help="The listings that were scanned. Repeatable.")] = None,
    map_file: Annotated[Path | None, typer.Option("--map", help="The column map that they were read with.")] = None,
    rights: Annotated[str | None, typer.Option(help="The rights that they were scanned for.")] = None,
    known_good: Annotated[
        list[Path] | None, typer.Option(help="A known_good.parquet that an earlier lesson left. Repeatable.")
    ] = None,
    activate: Annotated[Path | None, typer.Option(help="Make this weights file active, and stop; needs --by.")] = None,
    by: Annotated[str | None, typer.Option(help="Who makes it active. Two people must.")] = None,
) -> None:
    """Learn weights, probabilities and licences to act from what people decided."""
    from guildmark.cli.learn import ask_cases, make_active, run  # noqa: PLC0415 - only this command needs it

    if activate is not None:
        if by is None:
            raise typer.BadParameter("--activate needs --by NAME, of the person who has read the report")
        raise typer.Exit(make_active(activate, by, today))
    if not decisions or out_run is None:
        raise typer.BadParameter("give DECISIONS and --out-run OUT, where the scan left its results")
    if cases is not None and (not listings or rights is None):
        raise typer.BadParameter("--cases needs --listings and --rights, as they were scanned")
    options = {
        "out_run": out_run, "draws": draw or [], "weights": weights, "policy": policy, "today": today,
        "known_good_files": known_good or [],
    }  # fmt: skip
    asked = None if cases is None else ask_cases(cases, listings or [], map_file, rights or "", policy)
    raise typer.Exit(run(decisions, options, asked, out))


@lab.command()
def whatif(
    run: Annotated[Path, typer.Argument(help="Where the scan left its results.")],
    weights: Annotated[Path | None, typer.Option(help="Another weights file; the shipped one, if not given.")] = None,
    policy: Annotated[Path | None, typer.Option(help="Another policy file; the shipped one, if not given.")] = None,
    decisions: Annotated[
        list[Path] | None, typer.Option(help="What was decided: who has a record, what was reversed. Repeatable.")
    ] = None,
    known_good: Annotated[
        list[Path] | None, typer.Option(help="A known_good.parquet of `guildmark learn`. Repeatable.")
    ] = None,
    today: Annotated[str | None, typer.Option(help="The day on which licences must hold; the day it is.")] = None,
    json_line: Annotated[bool, typer.Option("--json", help="Print it as one line of JSON.")] = False,
) -> None:
    """Show who would be hit or freed by other weights or another policy, without scanning again."""
    from guildmark.cli.whatif import run as weigh  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(weigh(run, weights, policy, decisions or [], known_good or [], today, json_line))
