"""What rules are called where people read of them: those that ship in the reader's language, a marketplace's own as it
wrote them. The record, brakes and programs go by the names."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from guildmark.hub.stores.ladder import ladder

SHIPPED = {  # by their names in `enforcement/policy.yaml`
    "dangerous goods": pgettext_lazy("a rule", "Dangerous goods"),
    "found again and again": pgettext_lazy("a rule", "Found again and again"),
    "infringing": pgettext_lazy("a rule", "Infringing"),
}


def rule_title(name: str) -> str:
    """The title of a rule of a policy, or of a step of the ladder, by the name that actions carry."""
    step = next((one for one in ladder().steps if one.rule == name), None)
    if step is not None:
        return _("Ladder of strikes: %(step)s") % {"step": step.label}
    return str(SHIPPED[name]) if name in SHIPPED else name
