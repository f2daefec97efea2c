"""The kinds of events that actions set off. Those of one case have its key as subject, those of a store its id."""

from django.utils.translation import gettext_lazy as _

from guildmark.hub.events.kinds import declare

PROPOSED = declare("action.proposed", _("Action proposed"))
APPROVED = declare("action.approved", _("Action approved"))
REFUSED = declare("action.refused", _("Action not taken"))
TAKEN = declare("action.taken", _("Action taken"))
LIFTED = declare("action.lifted", _("Action lifted"))
ACKNOWLEDGED = declare("delivery.acknowledged", _("Done by the marketplace"))
DEAD = declare("delivery.dead", _("The marketplace could not be reached"))
CONTRADICTED = declare("delivery.contradicted", _("Said to be done, and seen not to be"))
SENT_AGAIN = declare("delivery.sent_again", _("Sent to the marketplace again"))
CONNECTED = declare("connection.made", _("Marketplace connected"))
DISCONNECTED = declare("connection.ended", _("Connection ended"))
GONE = declare("connection.gone", _("The receiver asked for nothing more"))
STATEMENT_READ = declare("statement.read", _("Statement of reasons read"))
ANSWERED = declare("answer.given", _("Answered by the seller"))
SETTLED = declare("answer.settled", _("Answer settled"))
BUYERS_TOLD = declare("buyers.told", _("Buyers to be told"))
POLICY_PROPOSED = declare("policy.proposed", _("Policy proposed"))
POLICY_APPROVED = declare("policy.approved", _("Policy approved"))
POLICY_ACTIVE = declare("policy.active", _("Policy active"))
POLICY_RETIRED = declare("policy.retired", _("Policy out of use"))
BRAKE_PULLED = declare("brake.pulled", _("Brake pulled"))
BRAKE_RELEASED = declare("brake.released", _("Brake released"))
WORDING_APPROVED = declare("wording.approved", _("Wording approved"))
