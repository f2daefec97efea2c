"""A small alliance for tests, whose people are made as they are asked for."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from guildmark.hub.cases.models import Case, Found, Intake, Snapshot
from guildmark.hub.members.actor import Actor, actor_of_person
from guildmark.hub.members.models import Organisation, Person
from guildmark.hub.members.organisations import admit
from guildmark.hub.members.roles import HOLDER, MARKETPLACE, SECRETARIAT
from guildmark.hub.registry.models import Right, RightVersion
from guildmark.records.ids import finding_id

FINDING: dict[str, Any] = {
    "start_db": -20.0,
    "score_db": 12.0,
    "band": "review",
    "would_band": "review",
    "sentence": "The title names Zelvano and says AAA grade.",
    "seller_sentence": "The title names Zelvano.",
    "contributions": [
        {"detector": "mark_in_text", "family": "mark", "direction": "for", "strength": 1.0, "weight_db": 12.0,
         "contribution_db": 12.0, "counted": True},
        {"detector": "replica_words", "family": "words", "direction": "for", "strength": 1.0, "weight_db": 20.0,
         "contribution_db": 20.0, "counted": True},
    ],
}  # fmt: skip
SIGNALS: list[dict[str, Any]] = [
    {"scope": "pair", "detector": "mark_in_text", "version": 1, "family": "mark", "direction": "for", "strength": 1.0,
     "field": "title", "start": 0, "end": 7, "text": "Zelvano"},
    {"scope": "pair", "detector": "replica_words", "version": 1, "family": "words", "direction": "for", "strength": 1.0,
     "field": "title", "start": 13, "end": 22, "text": "AAA grade"},
]  # fmt: skip

PASSWORD = "a long enough password"


@dataclass
class Alliance:
    """A small alliance: two marketplaces, two holders, a secretariat; people are added as they are asked for."""

    bazaar: Organisation
    souk: Organisation
    arvo: Organisation
    brill: Organisation
    secretariat: Organisation

    def person(self, organisation: Organisation, role: str = "administrator", number: int = 1) -> Person:
        """A person with a role; the same each time."""
        email = f"{role.replace(' ', '-')}-{number}@{organisation.name.lower().replace(' ', '-')}.example"
        found = Person.objects.filter(email=email).first()
        return found or Person.objects.create_user(
            email, PASSWORD, name=f"{role} {number}", organisation=organisation, role=role
        )

    def actor(self, organisation: Organisation, role: str = "administrator", number: int = 1) -> Actor:
        """The actor that such a person is."""
        actor = actor_of_person(self.person(organisation, role, number))
        assert actor is not None
        return actor

    def right(self, holder: Organisation, mark: str = "Zelvano") -> Right:
        """A verified right of a holder; the same each time."""
        code = f"{holder.name}-{mark}".lower()
        found = Right.objects.filter(code=code).first()
        if found is not None:
            return found
        right = Right.objects.create(holder=holder, code=code, kind="trademark", mark=mark)
        content = {"right_id": code, "kind": "trademark", "mark": mark, "holder": holder.name, "goods": ["bags"]}
        right.current = RightVersion.objects.create(
            right=right, number=1, content=content, state="verified", submitted_at=timezone.now()
        )
        right.state = "verified"
        right.save()
        return right

    def case(self, marketplace: Organisation, right: Right, listing: str = "L-1", **columns: Any) -> Case:
        """An open case with a snapshot and what was found."""
        given = {
            "title": "Zelvano bag, AAA grade", "score_db": 12.0, "band": "review", "would_band": "review",
            "harm": 1.0, "state": "open", "seller_id": "S-1", "category": "Fashion > Bags", **columns,
        }  # fmt: skip
        case = Case.objects.create(
            finding_id=uuid.UUID(finding_id(marketplace.marketplace or "", listing, right.code)),
            organisation=marketplace,
            right=right,
            holder=right.holder,
            listing_id=listing,
            **given,
        )
        intake, _ = Intake.objects.get_or_create(organisation=marketplace, run="run-1")
        content = {"listing_id": listing, "title": given["title"], "description": f"Offer of {listing}."}
        snapshot, _ = Snapshot.objects.get_or_create(
            organisation=marketplace, listing_id=listing, digest=uuid.uuid5(case.key, "digest").hex,
            defaults={"content": content},
        )  # fmt: skip
        Found.objects.create(
            case=case, snapshot=snapshot, intake=intake, context="c" * 64, right_version=1,
            score_db=given["score_db"], band=given["band"], finding=FINDING | {"title": given["title"]},
            signals=SIGNALS,
        )  # fmt: skip
        return case


def organisations() -> Alliance:
    """A new alliance, whose members ask for no second factor."""

    def organisation(kind: str, name: str, **more: Any) -> Organisation:
        return admit(kind, name, by=None, needs_second_factor=False, **more)

    return Alliance(
        bazaar=organisation(MARKETPLACE, "Bazaar", marketplace="bazaar"),
        souk=organisation(MARKETPLACE, "Souk", marketplace="souk"),
        arvo=organisation(HOLDER, "Arvo"),
        brill=organisation(HOLDER, "Brill"),
        secretariat=organisation(SECRETARIAT, "Secretariat"),
    )
