"""`guildmark scan`: progress while it runs, a summary when it is done."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from guildmark import api
from guildmark.cli.app import FOUND, OK, STRICT, UNSENT, UNUSABLE
from guildmark.reading import open_catalogue, read_exposure, suggest_map
from guildmark.records import DEFAULT_MARKETPLACE, InputError, as_asked_for
from guildmark.runs import RunResult
from guildmark.runs.failure import StoppedAtRejectError

if TYPE_CHECKING:
    from guildmark.cli.send import Receiver, Sent

BANDS = ("act", "review", "clear")
AS_READ = ("format", "column_map", "marketplace")  # options by which the input is read once more
HUB = "hub"  # rights and tactics of the alliance's site, instead of files


def suggest(path: Path) -> int:
    """Print a proposed column map."""
    try:
        sys.stdout.write(suggest_map(path))
    except InputError as error:
        return _refuse(error)
    return OK


def run(
    listings: list[Path],
    rights: str,
    options: dict[str, Any],
    *,
    as_of: str | None,
    json_line: bool,
    fail_on: str | None,
    quiet: bool,
    to: str | None = None,
    exposure: Path | None = None,
) -> int:
    """Scan and tell; returns the exit code. `to` is a site that takes the findings, `exposure` a file of views and
    sales that it is told of."""
    errors = Console(stderr=True)
    shown = errors.is_terminal and not quiet
    try:
        receiver = None if to is None else _receiver(to, options)
        reached = None if exposure is None else read_exposure(exposure)[0]
    except InputError as error:
        return _refuse(error)
    result = _scanned(listings, rights, options, as_of, errors, shown=shown)
    if isinstance(result, int):
        return result
    if not quiet and not json_line:
        _tell(result, asked=options.get("pictures") is not None or bool(options.get("fetch_pictures")))
    sent = None if receiver is None else _sent(receiver, result, listings, options, reached, errors, shown=shown)
    if isinstance(sent, int):
        return sent
    if json_line:
        print(json.dumps(_summary(result) | ({} if sent is None else {"sent": sent.as_json()})))
    elif not quiet and sent is not None:
        _tell_sent(sent)
    return FOUND if fail_on and _reached(result, fail_on) else OK


def _scanned(
    listings: list[Path], rights: str, options: dict[str, Any], as_of: str | None, errors: Console, *, shown: bool
) -> RunResult | int:
    """The finished run, or the exit code of what kept it from finishing."""
    try:
        options["as_of"] = _instant(as_of)
        options["today"] = datetime.now(UTC).date()  # for licences, where no instant is given
        with _progress(errors, shown=shown) as progress:
            options["tactics"] = [_tactics_at(one) for one in options.get("tactics") or ()]
            return api.scan([*map(str, listings)], _place_of(rights), progress=progress, **options)
    except StoppedAtRejectError as error:
        errors.print(f"[red]stopped:[/] {escape(str(error))}", highlight=False, soft_wrap=True)
        return STRICT
    except InputError as error:
        return _refuse(error)
    except OSError as error:
        place = error.filename or options["out"]
        return _refuse(InputError(f"{place}: {error.strerror or error}. Nothing was published."))
    except KeyboardInterrupt:
        errors.print("Interrupted. The same command goes on from here.")
        return 130


def _sent(
    receiver: "Receiver",
    result: RunResult,
    listings: list[Path],
    options: dict[str, Any],
    exposure: Any,
    errors: Console,
    *,
    shown: bool,
) -> "Sent | int":
    """What became of the findings at the site, or the exit code of what kept them from it."""
    try:
        with _progress(errors, shown=shown) as progress:
            catalogue = open_catalogue([*map(str, listings)], **{name: options[name] for name in AS_READ})
            return receiver.send(result.folder, catalogue, options["pictures"], exposure, progress)
    except InputError as error:
        print(f"guildmark: {error}\nThe scan is done; the same command sends its findings again.", file=sys.stderr)
        return UNSENT
    except KeyboardInterrupt:
        errors.print("Interrupted. The scan is done; the same command sends its findings again.")
        return 130


def _receiver(to: str, options: dict[str, Any]) -> "Receiver":
    """The site, and the marketplace of its key for listings that name none."""
    from guildmark.cli.send import Receiver  # noqa: PLC0415 - only `--to` needs it, and the extra `fetch` with it

    receiver = Receiver.at(to)
    if options["marketplace"] == DEFAULT_MARKETPLACE:
        options["marketplace"] = receiver.marketplace
    return receiver


def _tell_sent(sent: "Sent") -> None:
    counts, out = sent.counts, Console(highlight=False, soft_wrap=True)
    out.print(
        f"sent to {sent.site}: {counts['received']:,} findings = {counts['opened']:,} cases opened"
        f" + {counts['added']:,} added to open ones + {counts['repeated']:,} known already"
        f" + {counts['set_aside']:,} set aside",
        markup=False,
    )
    for reason in sent.reasons:
        out.print(f"set aside: {reason}", style="yellow", markup=False)


def _refuse(error: InputError) -> int:
    print(f"guildmark: {error}", file=sys.stderr)
    return UNUSABLE


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise InputError(
            f"--as-of {text!r} is not an instant. Write it as 2026-11-24 or 2026-11-24T12:00:00Z."
        ) from None


def _summary(result: RunResult) -> dict[str, Any]:
    counts = result.counts
    rights = _record(result)["rights"]
    wrong = {f"rights_{key}": rights[key] for key in ("set_aside", "values_set_aside")}
    pictures = _record(result)["pictures"]
    seen = {f"pictures_{name}": pictures[name] for name in ("given", "read", "only_named", "not_read")}
    rate = counts["scanned"] / result.seconds if result.seconds and not result.repeated else 0.0
    return {
        **counts,
        **wrong,
        **seen,
        "seconds": round(result.seconds, 3),
        "listings_per_second": round(rate),
        "out": str(result.out),
    }


def _record(result: RunResult) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((result.folder / "run.json").read_text("utf-8"))
    return record


def _reached(result: RunResult, band: str) -> bool:
    return any(result.counts.get(name, 0) for name in BANDS[: BANDS.index(band) + 1])


def _tell(result: RunResult, *, asked: bool) -> None:
    c = result.counts
    record = _record(result)
    off = [f"{d['name']} (no {', '.join(as_asked_for(d['missing']))})" for d in record["detectors"] if not d["on"]]
    out = Console(highlight=False, soft_wrap=True)
    out.print(
        f"{c['rows_read']:,} rows read ="
        f" {c['scanned']:,} scanned + {c['unchanged']:,} unchanged + {c['rejected']:,} rejected"
        + (f"; {_number(c['values_set_aside'], 'value', 'values')} set aside" if c["values_set_aside"] else "")
    )
    out.print(
        f"{c['findings']:,} findings: [bold]{c['review']:,}[/] to review, {c['clear']:,} clear, {c['act']:,} to act on"
        f" ({c['would_act']:,} would be, with a licence)"
    )
    wrong = record["rights"]["set_aside"], record["rights"]["values_set_aside"]
    if any(wrong):
        nouns = ("right", "rights"), ("value of rights", "values of rights")
        told = " and ".join(_number(number, *noun) for number, noun in zip(wrong, nouns, strict=True) if number)
        out.print(f"{record['rights']['name']}: {told} set aside", style="yellow", markup=False)
    if told := _pictures(record, asked=asked):
        out.print(told, markup=False)
    if off:
        out.print(f"off: {'; '.join(off)}", markup=False)
    if record["rights"]["notice"]:
        out.print(record["rights"]["notice"], style="dim", markup=False)
    if c["rejected"] or c["values_set_aside"] or any(wrong):
        out.print(f"set aside: {result.out / 'rejected.jsonl'}", markup=False)
    out.print(f"report: {result.out / 'report.html'}", markup=False)
    out.print(
        "nothing to do: this was scanned before" if result.repeated else f"{result.seconds:.1f} seconds", style="dim"
    )


def _number(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _pictures(record: dict[str, Any], *, asked: bool) -> str:
    """What became of pictures, and what to do about those that are only named; nothing where there is nothing to do.

    `asked`: a folder of pictures was given, or they were to be fetched.
    """
    pictures = record["pictures"]
    if asked and not pictures["given"]:
        return (
            "pictures: no listing names one. Say in a --map which column does, such as `pictures: photo`;"
            " --suggest-map shows the columns"
        )
    not_read = sum(pictures["not_read"].values())
    parts = [f"{pictures['read']:,} read"] if pictures["read"] or not_read else []
    if not_read:
        why = ", ".join(f"{number:,} {kind}" for kind, number in _by_number(pictures["not_read"]))
        parts.append(f"{not_read:,} not read ({why})")
    looking = any(detector["family"] == "picture" and detector["on"] for detector in record["detectors"])
    if pictures["only_named"] and (parts or looking):
        parts.append(f"{pictures['only_named']:,} only named (see --pictures DIR and --fetch-pictures)")
    return f"pictures: {'; '.join(parts)}" if parts else ""


def _by_number(counts: dict[str, int]) -> list[tuple[str, int]]:
    """Classes and their numbers, the largest first."""
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))


class _Rate(ProgressColumn):
    """Rows a second."""

    def render(self, task: Task) -> Text:
        """The rate, or nothing while it is not known."""
        return Text(f"{task.speed:,.0f} rows/s" if task.speed else "")


def _place_of(rights: str) -> str | Path:
    """Where the rights are; those of the alliance's site are fetched from there first."""
    if rights != HUB:
        return rights
    _require_client()
    from guildmark.cli.site import fetched_rights  # noqa: PLC0415 - needs that library

    return fetched_rights()


def _tactics_at(tactics: str) -> str | Path:
    """The same of tactics: those that one's marketplace chose on the site."""
    if tactics != HUB:
        return tactics
    _require_client()
    from guildmark.cli.site import fetched_tactics  # noqa: PLC0415 - needs that library

    return fetched_tactics()


def _require_client() -> None:
    if find_spec("httpcore") is None:
        raise InputError("the site cannot be reached: the HTTP library is missing. Install guildmark[fetch].")


@contextmanager
def _progress(console: Console, *, shown: bool) -> Iterator[Any]:
    """A bar per stage with rate and time left; nothing when not on a terminal."""
    if not shown:
        yield None
        return
    columns = (TextColumn("{task.description:>10}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        stages: dict[str, Any] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in stages:
                stages[stage] = bars.add_task(stage, total=total)
            bars.update(stages[stage], completed=done, total=total)

        yield show
