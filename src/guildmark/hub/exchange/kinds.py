"""The kinds of events that sharing sets off. Their subject is the circle, or what is shared."""

from django.utils.translation import gettext_lazy as _

from guildmark.hub.events.kinds import declare

CIRCLE_MADE = declare("circle.made", _("Circle formed"))
CIRCLE_ENDED = declare("circle.ended", _("Circle ended"))
CIRCLE_JOINED = declare("circle.joined", _("Member of a circle"))
CIRCLE_LEFT = declare("circle.left", _("No longer member of a circle"))
DRAFTED = declare("item.drafted", _("Drafted"))
HANDED = declare("item.handed", _("Given to the secretariat to share"))
HANDED_BACK = declare("item.handed_back", _("Given back by the secretariat"))
SHARED = declare("item.shared", _("Shared"))
REACH_CHANGED = declare("item.reach_changed", _("Shared with others"))
RECALLED = declare("item.recalled", _("Recalled"))
RETIRED = declare("item.retired", _("Retired"))
EXPIRED = declare("item.expired", _("Expired"))
HELD = declare("item.held", _("Held after a false alarm"))
LET_GO = declare("item.let_go", _("Let go on after a false alarm"))
BACKTEST_ASKED = declare("backtest.asked", _("Backtest asked for"))
BACKTEST_APPROVED = declare("backtest.approved", _("Backtest approved"))
BACKTEST_REFUSED = declare("backtest.refused", _("Backtest refused"))
BACKTESTED = declare("backtest.done", _("Backtested"))
USE_PROPOSED = declare("use.proposed", _("Proposed to go further"))
USE_APPROVED = declare("use.approved", _("Approved to go further"))
USE_REFUSED = declare("use.refused", _("Not approved to go further"))
USE_CHANGED = declare("use.changed", _("Use changed"))
SAMPLED = declare("use.sampled", _("Sample drawn"))
HIT = declare("tactic.hit", _("Hit by tactics"))
SIGHTED = declare("item.sighted", _("Sighting"))
CONFIDENCE_CHOSEN = declare("item.confidence_chosen", _("Confidence chosen"))
CONFIDENCE_TAKEN_BACK = declare("item.confidence_taken_back", _("Confidence computed again"))
