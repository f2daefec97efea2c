"""The kinds of events that searches set off."""

from django.utils.translation import gettext_lazy as _

from guildmark.hub.events.kinds import declare

KEPT = declare("search.kept", _("Search kept"))
ENDED = declare("search.ended", _("Search ended"))
FOUND = declare("search.found", _("Found by a search"))
