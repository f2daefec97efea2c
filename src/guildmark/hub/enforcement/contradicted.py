"""What a marketplace said to be done, and a scan sees not to be: it is told again, and people are told of it."""

from collections.abc import Sequence
from datetime import timedelta

from guildmark.hub.cases.kinds import FOUND_AGAIN, OPENED, SEEN_AGAIN
from guildmark.hub.cases.models import Case
from guildmark.hub.enforcement import kinds
from guildmark.hub.enforcement.models import Target
from guildmark.hub.enforcement.outbox import tell
from guildmark.hub.enforcement.states import LISTED
from guildmark.hub.events.models import Event
from guildmark.hub.events.record import Happening, record_all, site_for, subscribe

# A scan may take hours from when its listings were written out, and a removal some minutes to reach every page: what
# was seen within a day after it was done is no contradiction.
GRACE = timedelta(days=1)


@subscribe(OPENED, FOUND_AGAIN, SEEN_AGAIN)
def look_at_what_is_seen(events: Sequence[Event]) -> None:
    """Whether listings that were found are offered although they were said to be down for more than a day."""
    cases = Case.objects.filter(key__in={event.subject for event in events})
    seen = {
        (case.organisation_id, case.listing_id): case
        for case in cases.only("organisation", "listing_id", "key", "found_at")
    }
    for organisation in {organisation for organisation, _ in seen}:
        names = [name for whose, name in seen if whose == organisation]
        targets = Target.objects.filter(organisation=organisation, kind="listing", name__in=names, number__gt=0)
        lied = [
            target
            for target in targets.exclude(acknowledged_at=None)
            if target.state["availability"] != LISTED
            and target.acknowledged == target.number
            and target.acknowledged_at
            and seen[organisation, target.name].found_at > target.acknowledged_at + GRACE
        ]
        told = {("listing", target.name): seen[organisation, target.name].key for target in lied}
        tell(organisation, told)
        record_all(
            [
                Happening(kinds.CONTRADICTED, told["listing", target.name], data={"number": target.number})
                for target in lied
            ],
            by=site_for(organisation),
        )
