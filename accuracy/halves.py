"""Cuts every set into two halves that share no seller: one to set weights and words with, one to report on."""

import hashlib

TUNE, REPORT = "tune", "report"
HALVES = (TUNE, REPORT)


def half(seller: str) -> str:
    """The half of a seller, or of whatever stands for one: the lowest bit of a hash that never changes."""
    return HALVES[hashlib.blake2b(seller.encode("utf-8", "surrogatepass"), digest_size=8).digest()[-1] & 1]
