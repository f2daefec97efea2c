"""The kinds of events that cases set off."""

from django.utils.translation import gettext_lazy as _

from guildmark.hub.events.kinds import declare

OPENED = declare("case.opened", _("Case opened"))
FOUND_AGAIN = declare("case.found_again", _("Found again"))
SEEN_AGAIN = declare("case.seen_again", _("Still offered as it was"))
CLAIMED = declare("case.claimed", _("Taken up"))
RELEASED = declare("case.released", _("Released"))
SKIPPED = declare("case.skipped", _("Skipped"))
HANDED_OVER = declare("case.handed_over", _("Handed over"))
DECIDED = declare("case.decided", _("Decided"))
UNDONE = declare("case.undone", _("Decision undone"))
REOPENED = declare("case.reopened", _("Reopened"))
REFERRED = declare("case.referred", _("Put to the holder"))
ANSWERED = declare("case.answered", _("Answered by the holder"))
LAPSED = declare("case.lapsed", _("The holder did not answer in time"))
CHECKED = declare("case.checked", _("Judged by a second reviewer or in an audit"))
DRAWN = declare("audit.drawn", _("Audit drawn"))
GOLDEN_SET = declare("golden.set", _("Golden case set"))
GOLDEN_RETIRED = declare("golden.retired", _("Golden case retired"))
QUEUE_CHANGED = declare("queue.changed", _("Queue changed"))
RECEIVED = declare("intake.received", _("Findings received"))
SCANNED = declare("scan.reported", _("Scan reported"))
