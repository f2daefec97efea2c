"""Ground: whether a batch holds what a detector speaks of; without it, running the detector would say nothing."""

from guildmark.detectors.batch import Batch
from guildmark.detectors.registry import Detector
from guildmark.facts import FactTable


def has_ground(detector: Detector, batch: Batch, facts: FactTable | None) -> bool:
    """Whether there is a pair, and all that the detector needs: facts, phrases of its list, what it needs of rights."""
    return (
        len(batch.pair_row) > 0
        and (facts is not None or not detector.needs_facts)
        and (detector.of_words is None or len(batch.hits[detector.of_words]) > 0)
        and (detector.of_rights is None or batch.given[detector.of_rights])
    )
