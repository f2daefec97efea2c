"""Detectors: each finds one kind of evidence, for or against, in a batch of listings."""

from guildmark.detectors.registry import Detector, all_detectors, detector

__all__ = ["Detector", "all_detectors", "detector"]
