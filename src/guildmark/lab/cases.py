"""Cases: cleared listings without personal data, as YAML that a test replays for ever."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from guildmark.detectors import all_detectors
from guildmark.engine import Answer, Context, check
from guildmark.guard import read_bounded
from guildmark.lab.scrub import SELLER, passages, without_persons
from guildmark.records import BANDS, InputError
from guildmark.records.yaml_error import yaml_error

MOST_BYTES = 1 << 20
FIELDS = ("case", "right_id", "mark", "why", "at_most", "fires", "listing", "removed")
TEXTS = ("title", "description", "brand", "category")
# Plain values that tell nothing of a person, and the columns that are of no use without each other.
TOGETHER = {"price": ("price", "currency", "price_basis", "price_tax", "pack_size", "condition")}
PLAIN = ("price", "currency", "price_basis", "price_tax", "pack_size", "condition", "ships_from", "gtin", "language")
SELLER_ID = "seller-a"


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of a case: `trouble` is empty where it holds."""

    case: str
    trouble: str


def make_case(
    finding: Mapping[str, Any],
    listing: Mapping[str, Any],
    signals: Sequence[Mapping[str, Any]],
    context: Context,
    *,
    why: str,
    at_most: str,
) -> dict[str, Any]:
    """A case from a cleared finding, its whole listing and its signals.

    `fires` are the detectors that still speak of what is left; those that cannot, since what they need is a person's or
    stands in many listings, are named among what was removed.
    """
    kept, removed = _without_persons(listing, signals)
    answer = check({**kept, "listing_id": "case"}, context)
    fires = _spoke(answer, finding["right_id"])
    lost = sorted({signal["detector"] for signal in signals} - set(fires))
    removed += [f"what {name} spoke of" for name in lost]
    return {
        "case": finding["finding_id"],
        "right_id": finding["right_id"],
        "mark": finding["mark"],
        "why": why,
        "at_most": at_most,
        "fires": fires,
        "listing": kept,
        "removed": removed,
    }


def _without_persons(
    listing: Mapping[str, Any], signals: Sequence[Mapping[str, Any]]
) -> tuple[dict[str, Any], list[str]]:
    """The columns that the detectors which spoke need, cleaned; and what was removed, in words."""
    needed = {field for d in all_detectors() if d.name in {s["detector"] for s in signals} for field in d.fields}
    needed |= {other for field in needed for other in TOGETHER.get(field, ())}
    names = [str(listing[key]) for key in ("seller_name", "seller_id") if listing.get(key)]
    kept: dict[str, Any] = {}
    removed = ["the listing's and the seller's ids, names, address and pictures"]
    for field in TEXTS:
        text = listing.get(field)
        spans = [(s["start"], s["end"]) for s in signals if s["field"] == field and s["start"] is not None]
        if not text or not (spans or field in needed):
            continue
        cut = text if field in ("brand", "category") or not spans else passages(text, spans)
        if not spans and field == "description":
            removed.append("the description")
            continue
        kept[field] = without_persons(cut, names)
        if kept[field] != text:
            removed.append(f"of the {field} all but what detectors pointed at; names and contacts in it were replaced")
    kept |= {field: _plain(listing[field]) for field in PLAIN if field in needed and listing.get(field) is not None}
    if "seller_id" in needed and names:
        kept["seller_id"] = SELLER_ID
        kept["seller_name"] = SELLER
    reviews = [s["excerpt"] or s["text"] for s in signals if s["field"] == "reviews"]
    if reviews:
        kept["reviews"] = [{"text": without_persons(text, names)} for text in reviews if text]
        removed.append("of the reviews all but what detectors pointed at")
    return kept, removed


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int) else float(value)


def _spoke(answer: Answer, right_id: str) -> list[str]:
    return sorted({signal["detector"] for signal in answer.signals if signal["right_id"] == right_id})


def write_case(folder: Path, case: Mapping[str, Any]) -> Path:
    """Write a case under the name of its finding."""
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 4_096
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    path = folder / f"{case['case']}.yaml"
    with path.open("w", encoding="utf-8") as file:
        file.write("# A listing that was called infringing and was cleared. Read it before you share it.\n")
        yaml.dump(dict(case), file)
    return path


def read_case(path: Path) -> dict[str, Any]:
    """Read a case. Errors: InputError with the file and the field."""
    try:
        case = YAML(typ="safe", pure=True).load(read_bounded(path, MOST_BYTES).decode("utf-8-sig"))
    except (YAMLError, UnicodeDecodeError) as error:
        raise yaml_error(path, error) from None
    if not isinstance(case, dict) or (missing := [name for name in FIELDS if name not in case]):
        told = f"'{missing[0]}' is missing" if isinstance(case, dict) else "holds no case"
        raise InputError(f"{path}: {told}. A case has the fields {', '.join(FIELDS)}.")
    if case["at_most"] not in BANDS or not isinstance(case["listing"], dict):
        raise InputError(f"{path}: at_most {case['at_most']!r} is no band, or the listing is none.")
    return case


def replay(case: Mapping[str, Any], context: Context) -> Replayed:
    """Check a case once more: it may not be judged worse than it was, nor may its evidence have gone unseen."""
    answer = check({**case["listing"], "listing_id": "case"}, context)
    bands = [finding["band"] for finding in answer.findings if finding["right_id"] == case["right_id"]]
    band = max(bands or [BANDS[0]], key=BANDS.index)
    fires = _spoke(answer, case["right_id"])
    trouble = ""
    if BANDS.index(band) > BANDS.index(case["at_most"]):
        trouble = f"is in {band}, and was cleared: at most {case['at_most']}"
    elif fires != case["fires"]:
        trouble = f"fires {', '.join(fires) or 'nothing'}, and did {', '.join(case['fires']) or 'nothing'}"
    return Replayed(case["case"], trouble)


def replay_folder(folder: Path, context: Context) -> list[Replayed]:
    """Replay every case of a folder, by name."""
    return [replay(read_case(path), context) for path in sorted(folder.glob("*.yaml"))]
