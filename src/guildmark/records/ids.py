"""Identities: of findings, listings and pictures."""

import hashlib
import uuid

# A fixed namespace of Guildmark's own, made once with uuid4.
NAMESPACE = uuid.UUID("7d9f3a52-6c1e-4c0b-9a4e-52f0c1d8be07")
SEPARATOR = "\x1f"  # unit separator: cannot be confused with what ids are made of


def finding_id(marketplace: str, listing_id: str, right_id: str) -> str:
    """The name of a finding: the same listing and right give the same id in every run."""
    return str(uuid.uuid5(NAMESPACE, SEPARATOR.join((marketplace, listing_id, right_id))))


def picture_id(data: bytes) -> str:
    """A picture is its bytes: SHA-256, hexadecimal."""
    return hashlib.sha256(data).hexdigest()
