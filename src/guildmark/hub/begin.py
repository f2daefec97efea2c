"""The beginning of an alliance: its secretariat, and the invitation of who will run it."""

from django.db import transaction
from django.utils.translation import gettext as _

from guildmark.hub.members.models import Organisation
from guildmark.hub.members.organisations import admit
from guildmark.hub.members.people import invite
from guildmark.hub.members.roles import SECRETARIAT
from guildmark.records import InputError


def begin(name: str, email: str) -> str:
    """Make the secretariat and invite its first administrator; returns the link, which is shown once.

    Run again for the same name, it invites once more, since the first link may have been lost.

    Errors: InputError when there is another secretariat; ValidationError for a name or address that is none.
    """
    with transaction.atomic():
        there = Organisation.objects.filter(kind=SECRETARIAT).first()
        if there is not None and there.name != name.strip():
            told = _("This alliance has a secretariat already: %(name)s. Its administrators invite others.")
            raise InputError(told % {"name": there.name})
        secretariat = there or admit(SECRETARIAT, name, by=None)
        return invite(secretariat, email, "administrator", by=None)
