"""The kinds of events that members set off."""

from django.utils.translation import gettext_lazy as _

from guildmark.hub.events.kinds import declare

ADMITTED = declare("member.admitted", _("Admitted to the alliance"))
SUSPENDED = declare("member.suspended", _("Suspended"))
RESTORED = declare("member.restored", _("Restored"))
INVITED = declare("person.invited", _("Invited"))
INVITATION_WITHDRAWN = declare("invitation.withdrawn", _("Invitation withdrawn"))
JOINED = declare("person.joined", _("Joined"))
ROLE_CHANGED = declare("person.role_changed", _("Role changed"))
LEFT = declare("person.left", _("Left"))
ERASED = declare("person.erased", _("Personal data erased"))
KEY_MADE = declare("key.made", _("Key made"))
KEY_ROTATED = declare("key.rotated", _("Key rotated"))
KEY_REVOKED = declare("key.revoked", _("Key revoked"))
