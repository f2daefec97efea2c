"""The members of the demo's alliance and their accounts: roles, not people."""

from collections.abc import Sequence
from dataclasses import dataclass

from allauth.account.models import EmailAddress

from guildmark.hub.members.actor import Actor, actor_of_person
from guildmark.hub.members.models import Organisation, Person
from guildmark.hub.members.organisations import admit
from guildmark.hub.members.roles import HOLDER, MARKETPLACE, ROLES, SECRETARIAT

PASSWORD = "guildmark demo"
LARGE, SMALL = "large-market", "small-market"
NAMES = {LARGE: "Large Market", SMALL: "Small Market"}
# Which of the sample market's marketplaces each of the two is made of.
MADE_OF = {LARGE: ("sample-east", "sample-west"), SMALL: ("sample-south",)}
REVIEWERS = {LARGE: 4, SMALL: 2}


@dataclass(frozen=True, slots=True)
class Members:
    """The organisations of the demo. Holders by their name in the sample market's rights."""

    secretariat: Organisation
    marketplaces: dict[str, Organisation]
    holders: dict[str, Organisation]


def admit_all(holders: Sequence[str]) -> Members:
    """Admit a secretariat, a large and a small marketplace, and holders, with accounts that all have PASSWORD."""
    return Members(
        admit_secretariat("Demo secretariat"),
        {short: admit_marketplace(short) for short in NAMES},
        admit_holders(holders),
    )


def admit_secretariat(name: str) -> Organisation:
    """A secretariat with the two people that verifying takes."""
    secretariat = admit(SECRETARIAT, name, by=None, needs_second_factor=False)
    add_person(secretariat, "administrator", "secretariat")
    add_person(secretariat, "reviewer", "verifier")
    return secretariat


def admit_marketplace(short: str) -> Organisation:
    """One of the two marketplaces, with people of every role."""
    market = admit(MARKETPLACE, NAMES[short], by=None, marketplace=short, needs_second_factor=False)
    slug = NAMES[short].split()[0].lower()
    for role in ("administrator", "senior reviewer", "analyst", "observer"):
        add_person(market, role, f"{role.split()[0]}.{slug}")
    for number in range(1, REVIEWERS[short] + 1):
        add_person(market, "reviewer", f"reviewer{number}.{slug}")
    return market


def admit_holders(names: Sequence[str]) -> dict[str, Organisation]:
    """Holders by their names, each with two people."""
    known = {}
    for number, name in enumerate(names, 1):
        holder = admit(HOLDER, name, by=None, needs_second_factor=False)
        add_person(holder, "administrator", f"holder{number}")
        add_person(holder, "reviewer", f"holder{number}.reviewer")
        known[name] = holder
    return known


def add_person(organisation: Organisation, role: str, account: str) -> Person:
    """An account, named after its role."""
    email = f"{account}@demo.example"
    person = Person.objects.create_user(
        email, PASSWORD, name=f"{ROLES[role]} ({organisation.name})", organisation=organisation, role=role
    )
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


def actors(organisation: Organisation, role: str) -> list[Actor]:
    """The accounts of a role, as they act."""
    people = Person.objects.filter(organisation=organisation, role=role).order_by("email")
    return [actor for person in people if (actor := actor_of_person(person)) is not None]
