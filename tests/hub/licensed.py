"""Weights that carry licences to act without a person, as `guildmark learn` writes them from audits."""

from datetime import date, timedelta

from guildmark.detectors import all_detectors

DETECTOR = "replica_words"


def licensed_weights(
    category: str = "Bags", *, sellers: int = 299, wrong: int = 0, reviewed: date | None = None, version: int = -1
) -> str:
    """A weights file with one open slice, of trademarks and a category."""
    versions = {detector.name: detector.version for detector in all_detectors()}
    reviewed = reviewed or date.today() - timedelta(days=1)
    until = reviewed + timedelta(days=90)
    version = versions[DETECTOR] if version < 0 else version
    return f"""weights:
  {DETECTOR}: {{db: 12.0}}
learned: {{on: {reviewed}, run: c46887b1273ee4cb}}
licences:
  category_levels: 1
  audited:
    start_db: -15.0
    act_db: 13.0
    never_act_alone: [price, seller, picture, origin]
    detectors: {{{DETECTOR}: {{db: 12.0, version: {version}}}}}
  slices:
    - {{kind: trademark, category: {category}, sellers: {sellers}, wrong: {wrong},
       reviewed: {reviewed}, until: {until}}}
"""
