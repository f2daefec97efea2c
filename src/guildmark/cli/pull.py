"""`guildmark pull`: what a shop sells, as a file of listings that `guildmark scan` takes as it is."""

import importlib.util
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from guildmark.hub.connectors import Pulled, Shop
    from guildmark.records import Reject

shops = typer.Typer()
SECRET = "GUILDMARK_SHOP_SECRET"
OK, UNUSABLE = 0, 2  # as for every command
HELP = "\n\n".join(
    (
        "Pull in what a shop sells, as a file that `guildmark scan` takes.",
        f"KIND is a kind of shop: oscar. ADDRESS is that of its API, and what lets one in there stands in {SECRET}: "
        "for oscar NAME:PASSWORD of an account of its staff, or a token.",
        "Leaves OUT, and beside it OUT.rejected.jsonl for what was set aside. Nothing is written before all came. "
        "Exit codes: 0 done; 2 the shop cannot be used.",
    )
)


@dataclass
class Counts:
    """What came of the products. Each that was seen is a listing, a variant of one, hidden, or set aside."""

    numbers: Counter[str] = field(default_factory=Counter)
    told: int | None = None  # by the shop, at last

    def add(self, page: "Pulled") -> None:
        """Count a page."""
        self.numbers.update(seen=page.seen, listings=len(page.listings), variants=page.variants, hidden=page.hidden)
        for reject in page.rejects:
            self.numbers.update({"set_aside" if reject.rejects_row else "values_set_aside": 1})
        self.told = self.told if page.told is None else page.told

    def as_json(self) -> dict[str, Any]:
        """For the summary in JSON."""
        names = ("seen", "listings", "variants", "hidden", "set_aside", "values_set_aside")
        return {name: self.numbers[name] for name in names} | {"told_by_shop": self.told}


@shops.command(help=HELP)
def pull(
    kind: Annotated[str, typer.Argument(help="The kind of shop.")],
    address: Annotated[str, typer.Argument(help="The address of its API, such as https://shop.example/api/.")],
    out: Annotated[Path, typer.Option(help="The Parquet file to make.")] = Path("products.parquet"),
    json_line: Annotated[bool, typer.Option("--json", help="Print the summary as one line of JSON.")] = False,
) -> None:
    """Pull in what a shop sells."""
    if importlib.util.find_spec("django") is None or importlib.util.find_spec("standardwebhooks") is None:
        print("guildmark: the libraries of connectors are missing. Install guildmark[hub].", file=sys.stderr)
        raise typer.Exit(UNUSABLE)
    from guildmark.hub.connectors import GoneError, ReceiverError  # noqa: PLC0415 - needs the extra `hub`
    from guildmark.records import InputError  # noqa: PLC0415 - so that other commands start light

    try:
        counts = _pulled(_shop(kind, address), out)
    except (InputError, ReceiverError, GoneError) as error:
        print(f"guildmark: {error}. Nothing was written.".replace("..", "."), file=sys.stderr)
        raise typer.Exit(UNUSABLE) from None
    except OSError as error:
        print(f"guildmark: {error.filename or out}: {error.strerror or error}. Nothing was written.", file=sys.stderr)
        raise typer.Exit(UNUSABLE) from None
    if json_line:
        print(json.dumps(counts.as_json() | {"out": str(out)}))
    else:
        _tell(counts, out)


def _shop(kind: str, address: str) -> "Shop":
    from guildmark.guard.site import policy_for  # noqa: PLC0415 - needs the extra `hub`
    from guildmark.hub.connectors import SHOPS  # noqa: PLC0415 - the same
    from guildmark.records import InputError  # noqa: PLC0415 - the same

    if kind not in SHOPS:
        raise InputError(f"{kind!r} is no kind of shop that can be pulled from. Kinds: {', '.join(SHOPS)}.")
    secret = os.environ.get(SECRET, "")
    if not secret:
        raise InputError(f"there is nothing to sign in with at {address}. Set {SECRET}: see `guildmark pull --help`.")
    return SHOPS[kind](address, secret, policy_for(address))


def _pulled(shop: "Shop", out: Path) -> Counts:
    """Write all listings aside, and give them their name when they are whole."""
    import pyarrow as pa  # noqa: PLC0415 - so that other commands start light
    import pyarrow.parquet as pq  # noqa: PLC0415 - the same

    from guildmark.records import LISTING  # noqa: PLC0415 - the same

    schema = pa.schema([one for one in LISTING if one.name != "marketplace"])  # the scan says which one it is
    counts, rejects = Counts(), list["Reject"]()
    try:
        with _aside(out) as path:
            with pq.ParquetWriter(path, schema) as writer:
                for page in shop.listings():
                    counts.add(page)
                    rejects += page.rejects
                    if page.listings:
                        writer.write_table(pa.Table.from_pylist(page.listings, schema))
            told = out.with_name(f"{out.name}.rejected.jsonl")
            told.unlink(missing_ok=True)
            if rejects:
                told.write_text("".join(json.dumps(one.as_json()) + "\n" for one in rejects), "utf-8")
    finally:
        shop.close()
    return counts


@contextmanager
def _aside(out: Path) -> Iterator[Path]:
    path = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        yield path
        with path.open("rb") as stream:
            os.fsync(stream.fileno())
        path.replace(out)
    finally:
        path.unlink(missing_ok=True)


def _tell(counts: Counts, out: Path) -> None:
    n = counts.numbers
    print(
        f"{n['seen']:,} products seen = {n['listings']:,} listings + {n['variants']:,} variants of them"
        f" + {n['hidden']:,} hidden + {n['set_aside']:,} set aside"
    )
    if counts.told not in (None, n["seen"]):
        print(f"the shop says that it has {counts.told:,}: it changed meanwhile. Pull again for all of them.")
    if n["set_aside"] or n["values_set_aside"]:
        print(f"{n['values_set_aside']:,} values and {n['set_aside']:,} products set aside: {out}.rejected.jsonl")
    print(f"listings: {out}\nnext: guildmark scan {out} --rights hub --to hub")
