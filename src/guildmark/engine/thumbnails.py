"""Small previews of the pictures that findings show."""

from typing import Any

import pyarrow as pa
import pyarrow.compute

from guildmark.engine.context import Context
from guildmark.engine.look import Looked
from guildmark.pictures import thumbnail_jpeg
from guildmark.records import THUMBNAIL

NONE = THUMBNAIL.empty_table()

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers


def thumbnails_table(findings: pa.Table, signals: pa.Table, looked: Looked, context: Context) -> pa.Table:
    """Previews for findings that somebody will look at, those above `clear`: what they show, and what was seen in."""
    if not len(looked):
        return NONE
    shown = findings.filter(pc.not_equal(findings.column("band"), "clear"))
    seen = signals.filter(pc.is_in(signals.column("finding_id"), shown.column("finding_id")))
    own = dict.fromkeys(d for d in (*shown.column("picture").to_pylist(), *seen.column("picture").to_pylist()) if d)
    official = dict.fromkeys(d for d in shown.column("official_picture").to_pylist() if d)
    picture = {digest: number for number, digest in enumerate(looked.digest)}
    rows = {d: context.pictures.thumbnails[d] for d in official if d in context.pictures.thumbnails}
    for digest in own:
        jpeg = thumbnail_jpeg(looked.data(picture[digest]))
        if isinstance(jpeg, bytes):
            rows[digest] = jpeg
    return pa.Table.from_pydict({"picture": list(rows), "jpeg": list(rows.values())}, schema=THUMBNAIL)
