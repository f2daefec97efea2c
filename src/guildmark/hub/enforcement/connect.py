"""Commands about connections and dead letters: connect a marketplace, end that, send again what was given up."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from guildmark.hub.connectors import CONNECTORS
from guildmark.hub.connectors.webhook import Webhook, new_secret
from guildmark.hub.enforcement import kinds
from guildmark.hub.enforcement.models import Connection, Delivery
from guildmark.hub.enforcement.outbox import tell
from guildmark.hub.events.record import record
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.sealed import seal
from guildmark.hub.registry.letters import write_to_administrators
from guildmark.records import InputError

GONE_SUBJECT = gettext_noop("Your receiver of actions asked for nothing more")
GONE_BODY = gettext_noop("%(address)s answered that it is gone. Actions wait until you connect another:\n%(link)s\n")


def connect(kind: str, address: str, secret: str, *, by: Actor) -> tuple[Connection, str]:
    """Connect one's own marketplace; an earlier connection ends with it. Gives the connection and the secret that the
    receiver needs, which is shown once: of a webhook the site makes it.

    Errors: PermissionDenied; InputError for an address or secret that cannot be used, or a kind that is none.
    """
    by.require("actions.connect")
    if kind not in CONNECTORS:
        raise InputError(f"{kind!r} is no kind of connection. Kinds: {', '.join(CONNECTORS)}.")
    shown = new_secret() if kind == Webhook.kind else ""
    secret = shown or secret
    CONNECTORS[kind](address, secret, settings.OUTWARD_POLICY).close()
    with transaction.atomic():
        _end(by, "replaced")
        connection = Connection.objects.create(
            organisation=by.organisation, kind=kind, address=address, secret=seal(secret), made_by=by.id
        )
        record(kinds.CONNECTED, connection.pk, by=by.by, data={"kind": kind})
    return connection, shown


def disconnect(*, by: Actor) -> None:
    """End the connection of one's own marketplace: from then on its programs fetch what waits.

    Errors: PermissionDenied; ValidationError when there is none.
    """
    by.require("actions.connect")
    with transaction.atomic():
        if not _end(by, "ended"):
            raise ValidationError(_("There is no connection."))


def try_now(*, by: Actor) -> None:
    """Do not wait any longer after a failure. Errors: PermissionDenied."""
    by.require("actions.connect")
    Connection.objects.filter(organisation=by.organisation, ended_at__isnull=True).update(due_at=timezone.now())


def send_again(delivery: Delivery, *, by: Actor) -> None:
    """Tell the marketplace again what a target is to be, after it was given up.

    Errors: PermissionDenied; ValidationError when it was not given up, or a newer state went out since.
    """
    by.require("actions.connect")
    with transaction.atomic():
        row = Delivery.objects.select_for_update(of=("self",)).select_related("target").get(pk=delivery.pk)
        if row.status != "dead" or row.target.number != row.number or row.organisation_id != by.organisation.pk:
            raise ValidationError(_("A newer state went out since, or it was not given up."))
        assert row.subject is not None
        tell(by.organisation.pk, {(row.target.kind, row.target.name): row.subject})
        record(kinds.SENT_AGAIN, row.subject, by=by.by, data={"target": row.target.kind, "number": row.number})


def tell_of_gone(connection: Connection) -> None:
    """Write to those who run the marketplace that its receiver is gone."""
    words = {"address": connection.address, "link": f"{settings.PUBLIC_URL}/actions/connection/"}
    key = f"gone:{connection.pk}"
    write_to_administrators(connection.organisation_id, key, lambda: (_(GONE_SUBJECT), _(GONE_BODY) % words))


def _end(by: Actor, why: str) -> bool:
    current = Connection.objects.select_for_update().filter(organisation=by.organisation, ended_at__isnull=True).first()
    if current is None:
        return False
    current.ended_at, current.ended_why, current.secret = timezone.now(), why, ""
    current.save(update_fields=("ended_at", "ended_why", "secret"))
    record(kinds.DISCONNECTED, current.pk, by=by.by, data={"why": why})
    return True
