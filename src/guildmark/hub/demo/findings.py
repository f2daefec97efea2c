"""The demo's marketplaces scan their listings for the alliance's rights, and bring in what was found."""

import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from guildmark import api
from guildmark.hub.cases.intake import bring
from guildmark.hub.demo.members import MADE_OF, Members, actors
from guildmark.hub.registry.take import rights_zip
from guildmark.reading import open_catalogue
from guildmark.runs.deliver import deliveries, run_record


def scan_all(market: Path, place: Path, members: Members) -> dict[str, Path]:
    """Scan each marketplace's own listings; the report of each, by the marketplace's short name."""
    reports = {}
    whole = pq.read_table(market / "listings.parquet")
    for short, organisation in members.marketplaces.items():
        own = place / short
        own.mkdir()
        listings = own / "listings.parquet"
        pq.write_table(_own(whole, short), listings)
        analyst = actors(organisation, "analyst")[0]
        rights = own / "rights"
        with zipfile.ZipFile(rights_zip(analyst).path()) as archive:
            archive.extractall(rights)
        result = api.scan(listings, rights, out=own / "out", reviews=market / "reviews.parquet")
        context = str(run_record(result.folder)["context"])
        for batch in deliveries(result.folder, open_catalogue([str(listings)])):
            bring(batch.to_pylist(), run=result.run, context=context, by=analyst, scanned=result.scanned)
        reports[short] = result.out / "report.html"
    return reports


def _own(whole: pa.Table, short: str) -> pa.Table:
    """The listings of the marketplaces that one of the demo's is made of, under its name."""
    names = whole.column("marketplace")
    mine = whole.filter(pc.is_in(names, pa.array(MADE_OF[short], names.type)))
    return mine.set_column(0, whole.schema.field(0), pa.array([short] * len(mine), names.type))
