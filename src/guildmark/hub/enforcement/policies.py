"""Policies of a marketplace: which one counts, and a new one put before its people with whom it would hit."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from guildmark.hub.enforcement import kinds
from guildmark.hub.enforcement.models import PolicyFile
from guildmark.hub.enforcement.policy import ActionPolicy, read_policy, shipped_policy
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.models import Organisation
from guildmark.hub.registry.approval import require_person
from guildmark.hub.registry.chosen import Chosen, Told, file_name
from guildmark.records import InputError

MOST_BYTES = 256 << 10
POLICIES = Chosen(
    PolicyFile, Told(kinds.POLICY_PROPOSED, kinds.POLICY_APPROVED, kinds.POLICY_ACTIVE, kinds.POLICY_RETIRED)
)


def policy_of(organisation: Organisation | UUID) -> ActionPolicy:
    """The policy that counts for a marketplace: its own, or the shipped one."""
    active = POLICIES.active(organisation).values_list("pk", flat=True).first()
    return shipped_policy() if active is None else _read(active)


def propose_policy(name: str, text: str, preview: dict[str, Any], *, by: Actor) -> PolicyFile:
    """Put a policy before the people of one's own marketplace, with whom it would hit (see `enforcement.preview`).

    Errors: PermissionDenied; InputError for a policy that cannot be read.
    """
    require_person(by, "cases.lead")
    name = file_name(name, "policy.yaml")
    if "\x00" in text or len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise InputError(f"{name}: is no text of at most {MOST_BYTES:,} bytes.")
    read = read_policy(name, text)
    return POLICIES.propose(PolicyFile(name=name, text=text, preview=preview), read.digest, by=by)


@lru_cache(maxsize=64)
def _read(key: UUID) -> ActionPolicy:
    """A policy file never changes."""
    file = PolicyFile.objects.get(pk=key)
    return read_policy(file.name, file.text)
