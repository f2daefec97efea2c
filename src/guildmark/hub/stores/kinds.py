"""The kinds of events that stores set off; their subject is the store's id."""

from django.utils.translation import gettext_lazy as _

from guildmark.hub.events.kinds import declare

STRIKE = declare("strike.given", _("Strike"))
STRIKE_UNDONE = declare("strike.undone", _("Strike undone"))
DOSSIER = declare("store.dossier", _("Dossier made"))
TAKEN_DOWN = declare("store.taken_down", _("Listings taken down with their store"))
PUT_BACK = declare("store.put_back", _("Listings put back with their store"))
LISTED = declare("store.listed", _("Listings of the store told"))
