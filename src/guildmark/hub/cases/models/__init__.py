"""The tables of cases."""

from guildmark.hub.cases.models.case import BANDS, OUTCOMES, PARTS, STATES, Case, Decision, Found, TacticHit
from guildmark.hub.cases.models.evidence import Intake, IntakeBatch, Preview, SetAside, Snapshot, SnapshotPicture
from guildmark.hub.cases.models.review import Draw, Drawn, Golden, Queue, Referral, Second, Turn

__all__ = [
    "BANDS",
    "OUTCOMES",
    "PARTS",
    "STATES",
    "Case",
    "Decision",
    "Draw",
    "Drawn",
    "Found",
    "Golden",
    "Intake",
    "IntakeBatch",
    "Preview",
    "Queue",
    "Referral",
    "Second",
    "SetAside",
    "Snapshot",
    "SnapshotPicture",
    "TacticHit",
    "Turn",
]
