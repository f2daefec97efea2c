"""The page of a marketplace's connection: where actions go, how it goes, and what was given up."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from guildmark.hub.connectors import CONNECTORS
from guildmark.hub.enforcement import connect
from guildmark.hub.enforcement.models import Connection, Delivery
from guildmark.hub.enforcement.walks import dead_letters
from guildmark.hub.members.gate import ActorRequest
from guildmark.hub.members.wall import one, seen
from guildmark.hub.pages.acting import acting
from guildmark.records import InputError

SHOWN = 100
MOST_COUNTED = 10_000


class ConnectForm(forms.Form):
    """Where actions go."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[(kind, one.label) for kind, one in CONNECTORS.items()]
    )
    address = forms.CharField(label=gettext_lazy("Address"), max_length=2_000)
    secret = forms.CharField(
        label=gettext_lazy("Secret"),
        required=False,
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        between = pgettext("between a name and what follows", ": ")
        asked = [f"{one.label}{between}{one.secret_help}" for one in CONNECTORS.values() if one.secret_help]
        made = _("The secret of a webhook is made here and shown once.")
        self.fields["secret"].help_text = " ".join([made, *asked])


@never_cache
@require_http_methods(["GET", "POST"])
def connection(request: ActorRequest) -> HttpResponse:
    """Where actions go; whoever runs the marketplace connects it here."""
    actor = acting(request, "actions.connect", "cases.lead")
    sent = request.POST if request.method == "POST" else None
    form, secret = ConnectForm(sent), ""
    if sent is not None and form.is_valid():
        given = form.cleaned_data
        try:
            _made, secret = connect.connect(given["kind"], given["address"], given["secret"], by=actor)
            messages.success(request, _("Connected. What waits goes out now."))
            if not secret:
                return redirect("actions-connection")
        except InputError as error:
            form.add_error("address", str(error))
    waiting = seen(Delivery, actor).filter(status="waiting", due_at__lte=timezone.now())
    told = {
        "connection": seen(Connection, actor).filter(ended_at=None).first(),
        "kinds": {kind: one.label for kind, one in CONNECTORS.items()},
        "waiting": waiting[:MOST_COUNTED].count(),
        "most": MOST_COUNTED,
        "dead": dead_letters(actor)[:SHOWN],
        "form": form,
        "secret": secret,
        "now": timezone.now(),
    }
    refused = sent is not None and not secret
    return render(request, "pages/actions/connection.html", told, status=422 if refused else 200)


@require_POST
def change(request: ActorRequest) -> HttpResponse:
    """End the connection, or do not wait any longer after a failure."""
    actor = acting(request, "actions.connect")
    try:
        match request.POST.get("do"):
            case "end":
                connect.disconnect(by=actor)
            case "try":
                connect.try_now(by=actor)
            case _:
                messages.error(request, _("Nothing was asked for."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("actions-connection")


@require_POST
def send_again(request: ActorRequest, delivery: int) -> HttpResponse:
    """Send again what was given up."""
    actor = acting(request, "actions.connect")
    try:
        connect.send_again(one(Delivery, actor, pk=delivery), by=actor)
        messages.success(request, _("It goes out again."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("actions-connection")
