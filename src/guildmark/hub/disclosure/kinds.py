"""The kinds of events that the figures set off."""

from django.utils.translation import gettext_lazy as _

from guildmark.hub.events.kinds import declare

PUBLISHED = declare("disclosure.published", _("Figures published"))
