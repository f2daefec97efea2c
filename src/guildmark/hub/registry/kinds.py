"""The kinds of events that rights set off."""

from django.utils.translation import gettext_lazy as _

from guildmark.hub.events.kinds import declare

DRAFTED = declare("right.drafted", _("Draft begun"))
CHANGED = declare("right.changed", _("Draft changed"))
FILE_ADDED = declare("right.file_added", _("File added"))
SUBMITTED = declare("right.submitted", _("Submitted to the secretariat"))
APPROVED = declare("right.approved", _("Approved by one person"))
VERIFIED = declare("right.verified", _("Verified by two people"))
REFUSED = declare("right.refused", _("Refused"))
WITHDRAWN = declare("right.withdrawn", _("Withdrawn"))
RESTORED = declare("right.restored", _("Restored"))
LAPSED = declare("right.lapsed", _("All its registrations have lapsed"))
EXPIRING = declare("right.expiring", _("A registration is about to expire"))
POWER_GRANTED = declare("power.granted", _("Power of attorney given"))
POWER_APPROVED = declare("power.approved", _("Power of attorney approved by one person"))
POWER_VERIFIED = declare("power.verified", _("Power of attorney verified by two people"))
POWER_REVOKED = declare("power.revoked", _("Power of attorney revoked"))
WEIGHTS_PROPOSED = declare("weights.proposed", _("Weights proposed"))
WEIGHTS_APPROVED = declare("weights.approved", _("Weights approved by one person"))
WEIGHTS_ACTIVE = declare("weights.active", _("Weights made active"))
WEIGHTS_RETIRED = declare("weights.retired", _("Weights taken out of use"))
COMPILED = declare("index.compiled", _("Index compiled"))
