"""What programs bring: checked as any draft is, and shared by people alone.

What a member's program brings becomes drafts of that member, for its people to share. What another alliance's site
brings waits for the secretariat; later versions of what that shared once, and recalls, are followed.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from guildmark.hub.exchange import drafts, received
from guildmark.hub.exchange.given import WAYS, Given, faults_of
from guildmark.hub.exchange.marking import FOR_ALL
from guildmark.hub.exchange.models import Item
from guildmark.hub.exchange.sharing import SHARE
from guildmark.hub.exchange.sightings import FALSE_ALARM, sight, take_false_alarm
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.roles import roles_with
from guildmark.hub.taxii.media import written
from guildmark.hub.taxii.models import Brought, Came
from guildmark.stix import Shared, Sighted, item_id, read_objects
from guildmark.stix.shared import SHARED

NAME_LETTERS, LONGEST = 100, 500


def bring(objects: Sequence[Any], *, by: Actor) -> Brought:
    """Take objects one by one; each counts as a success or a failure. Bringing them again changes nothing more."""
    taken = read_objects(objects)
    successes: dict[int, str] = dict.fromkeys(taken.beside, "known; nothing is kept of it by itself")
    failures = {one.place: one.why for one in taken.aside}
    unfit = {} if _people_share(by) else faults(by.organisation.pk, objects, taken.shared)
    failures |= unfit
    for place in sorted({*taken.shared, *taken.sighted} - set(unfit)):
        name = str(objects[place]["id"])
        try:
            with transaction.atomic():
                if place in taken.shared:
                    successes[place] = _take(name, taken.shared[place], by)
                else:
                    successes[place] = _sight(name, taken.sighted[place], by)
        except ValidationError as error:
            failures[place] = " ".join(error.messages)[:LONGEST]
        except PermissionDenied as error:
            failures[place] = str(error)
    return Brought.objects.create(
        organisation=by.organisation,
        by=by.id,
        successes=[_detail(objects[place], successes[place]) for place in sorted(successes)],
        failures=[_detail(objects[place], failures[place]) for place in sorted(failures)],
    )


def status_of(brought: Brought) -> dict[str, Any]:
    """The status resource of TAXII."""
    done, failed = brought.successes, brought.failures
    told: dict[str, Any] = {
        "id": str(brought.id),
        "status": "complete",
        "request_timestamp": written(brought.at),
        "total_count": len(done) + len(failed),
        "success_count": len(done),
        "failure_count": len(failed),
        "pending_count": 0,
    }
    return told | ({"successes": done} if done else {}) | ({"failures": failed} if failed else {})


def faults(organisation: UUID, objects: Sequence[Any], shared: Mapping[int, Shared]) -> dict[int, str]:
    """What keeps those from being shared that did not come before, by place, as far as it takes long to find."""
    names = [str(objects[place]["id"]) for place in shared]
    came = Came.objects.filter(organisation=organisation, object_id__in=names)
    known = dict(came.values_list("object_id", "version"))
    new = [
        place
        for place, one in shared.items()
        if one.state == SHARED and not _is_known(known, str(objects[place]["id"]), one)
    ]
    found = faults_of([given_in(shared[place]) for place in new])
    return {place: " ".join(told)[:LONGEST] for place, told in zip(new, found, strict=True) if told}


def given_in(shared: Shared) -> Given:
    """What an object gives."""
    return Given(shared.kind, shared.id, shared.title, shared.text)


def _is_known(known: Mapping[str, datetime], object_id: str, shared: Shared) -> bool:
    return object_id in known and shared.modified <= known[object_id]


def _people_share(by: Actor) -> bool:
    return bool(roles_with(SHARE, by.organisation.kind))


def came_before(organisation: UUID, object_id: str, version: datetime) -> bool:
    """Whether this version, or a newer one, came before; if not, it is known from now on."""
    known, made = Came.objects.select_for_update().get_or_create(
        organisation_id=organisation, object_id=object_id, defaults={"version": version}
    )
    if made:
        return False
    if version <= known.version:
        return True
    known.version = version
    known.save(update_fields=("version",))
    return False


def _take(object_id: str, shared: Shared, by: Actor) -> str:
    if came_before(by.organisation.pk, object_id, shared.modified):
        return "known already"
    if _people_share(by):
        return _draft(shared, by)
    by.require(drafts.WRITE)
    key = received.id_here(shared.kind, shared.id, by=by)
    if shared.state != SHARED:
        with suppress(Item.DoesNotExist):
            received.end_received(Item.objects.get(pk=key, owner=by.organisation), shared.state, by=by)
        return shared.state
    if shared.tlp not in FOR_ALL:
        raise ValidationError("only TLP:GREEN and TLP:CLEAR are taken: members here would read it who may not")
    version = received.keep_received(replace(given_in(shared), id=key), by=by)
    item = received.hand_received(version, shared.title, shared.tlp, by=by)
    return "shared" if item.state == "shared" else "waits for the secretariat"


def _sight(object_id: str, sighted: Sighted, by: Actor) -> str:
    """A sighting counts once, whatever it counts itself. A member's people tell a false alarm, with its case; another
    alliance's site says that its people did, and what came of a week."""
    if came_before(by.organisation.pk, object_id, sighted.at):
        return "known already"
    item = Item.objects.filter(pk=item_id(sighted.of) or UUID(int=0)).first()
    item = item or Item()
    if sighted.counted is not None:
        received.keep_counted(item, sighted.counted.week, sighted.counted.figures, by=by)
    elif sighted.kind == FALSE_ALARM:
        take_false_alarm(item, by=by)
    else:
        sight(item, sighted.kind, by=by)
    return "noted"


def _draft(shared: Shared, by: Actor) -> str:
    """A draft for the member's people."""
    if shared.state != SHARED:
        raise ValidationError("what is shared is taken back by people, on the site")
    WAYS[shared.kind].draft(given_in(shared), by)
    return "kept as a draft, which people of your organisation share"


def _detail(told: Any, message: str) -> dict[str, str]:
    """An object as a status names it."""
    named = told if isinstance(told, dict) else {}
    version = str(named.get("modified") or named.get("created") or "")[:40]
    more = {"version": version} if version else {}
    return {"id": str(named.get("id") or "unknown")[:NAME_LETTERS], **more, "message": message}
