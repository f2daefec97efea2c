"""Ids of objects: an item keeps its own where STIX allows it, so that it is known again wherever it goes."""

from uuid import RFC_4122, UUID, uuid5

# A fixed namespace of Guildmark's own, made once with uuid4.
NAMESPACE = UUID("3b1f6c0e-93a7-4f0d-8f3e-5d0c6f1b7a42")
OBJECT_TYPES = {"tactic": "indicator", "advice": "report", "indicator": "indicator"}


def object_id(kind: str, item: UUID) -> str:
    """The id of an item's object: its own, or a UUID5 of it where that is no UUID of RFC 4122."""
    usable = item.variant == RFC_4122 and item.version in range(1, 6)
    return f"{OBJECT_TYPES[kind]}--{item if usable else uuid5(NAMESPACE, item.hex)}"


def item_id(object_id: str) -> UUID | None:
    """The UUID in an object's id; None where there is none."""
    try:
        return UUID(object_id.partition("--")[2])
    except ValueError:
        return None


def made_id(object_type: str, *parts: object) -> str:
    """An id that the same parts always make."""
    return f"{object_type}--{made_uuid(object_type, *parts)}"


def made_uuid(object_type: str, *parts: object) -> UUID:
    """The UUID in such an id."""
    return uuid5(NAMESPACE, "|".join(map(str, (object_type, *parts))))
