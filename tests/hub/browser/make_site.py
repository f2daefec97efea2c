"""Makes a small site in the folder that GUILDMARK_HUB names, for tests in a browser. Run in a process of its own."""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ["DJANGO_SETTINGS_MODULE"] = "guildmark.hub.settings"

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from make_actions import make_actions  # noqa: E402
from make_areas import make_areas  # noqa: E402
from make_figures import alliance_with_figures  # noqa: E402
from make_pictures import drawing  # noqa: E402
from make_shared import make_shared  # noqa: E402

from guildmark.hub.cases import decide, queues  # noqa: E402
from guildmark.hub.cases.models import Case, Preview, Second, SnapshotPicture  # noqa: E402
from guildmark.hub.members.models import Organisation, Person  # noqa: E402
from guildmark.hub.members.people import invite  # noqa: E402
from guildmark.hub.members.roles import ROLES  # noqa: E402
from guildmark.hub.registry.blobs import keep  # noqa: E402
from guildmark.hub.registry.models import RightFile  # noqa: E402
from guildmark.pictures import Undecodable, decode_small, hash_hex, pdq  # noqa: E402
from guildmark.records.ids import picture_id  # noqa: E402

CASES = 14
PRICED = {"price": "39.90", "currency": "EUR", "price_eur": 39.9, "reference_eur": 420.0}


def hash_of(data: bytes) -> bytes:
    """As a scan sends it beside a preview."""
    pixels = decode_small(data)
    assert not isinstance(pixels, Undecodable)
    return bytes.fromhex(hash_hex(pdq(pixels)[0]))


def main() -> None:
    """Migrate, and fill it."""
    call_command("migrate", verbosity=0)
    made = alliance_with_figures()
    for organisation in (made.bazaar, made.arvo, made.brill, made.secretariat):
        for role in ROLES:
            made.person(organisation, role)
    made.person(made.bazaar, "reviewer", 2)
    made.person(made.secretariat, "reviewer", 2)
    right = made.right(made.arvo)
    official = []
    for ground in ("white", "lightblue"):
        blob = keep(drawing(ground), "image/jpeg")
        RightFile.objects.create(right=right, blob=blob, role="picture", name="bag.jpg", counts=True)
        official.append(blob.digest)
    assert right.current is not None
    right.current.content |= {"pictures": official, "spellings": ["ZELVANO", "Зельвано"]}
    right.current.save()
    for number in range(CASES):
        title = f"Zelvano b\u200bag, AAA grade, top quality, number {number}"
        case = made.case(
            made.bazaar, right, f"L-{number}", title=title, harm=100.0 - number, seller_id=f"S-{number % 3}",
            seller_name=f"Shop {number % 3}", cluster="like" if number in (1, 2, 3) else "", price="39.90",
            currency="EUR", touches_health=number == 0,
        )  # fmt: skip
        data = drawing(("white", "pink", "lightgreen")[number % 3])
        preview, _ = Preview.objects.get_or_create(
            organisation=made.bazaar, digest=picture_id(data), defaults={"jpeg": data, "hash": hash_of(data)}
        )
        found = case.found.get()
        SnapshotPicture.objects.create(snapshot=found.snapshot, digest=preview.digest, place=0)
        Case.objects.filter(pk=case.pk).update(picture=preview.digest)
        found.finding = found.finding | PRICED | {"title": title, "picture": preview.digest}
        box = {
            "scope": "pair", "detector": "official_picture_edited", "family": "picture", "direction": "for",
            "strength": 0.9, "picture": preview.digest, "box": [0.1, 0.2, 0.9, 0.95], "number": 0.97, "unit": "share",
        }  # fmt: skip
        found.signals = [*found.signals, box]
        found.snapshot.content = found.snapshot.content | {"title": title, "seller_name": case.seller_name}
        found.snapshot.url = f"https://bazaar.example/item/{number}"
        found.snapshot.save()
        found.save()
    reviewer = made.actor(made.bazaar, "reviewer", 2)
    last = Case.objects.get(listing_id=f"L-{CASES - 1}")
    decide.decide(last, "infringing", by=reviewer, reason="mark-copied", note="Seen before.")
    Second.objects.all().delete()  # no chance: the journeys know which case comes next
    queues.save_queue("Health and safety", {"health": True}, by=made.actor(made.bazaar, "senior reviewer"))
    Organisation.objects.filter(pk=made.souk.pk).update(needs_second_factor=True)
    actions = make_actions(made, right)
    told = (
        make_areas(made, right, drawing("pink"))
        | actions
        | make_shared(made, right)
        | {
            "decided": str(last.key),
            "invitation": invite(made.souk, "new@souk.example", "administrator", by=None).partition("/join/")[2],
            "people": {f"{person.role}@{person.organisation}": person.email for person in Person.objects.all()},
        }
    )
    print(json.dumps(told))


if __name__ == "__main__":
    main()
