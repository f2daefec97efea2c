"""Pages of weights that a marketplace learned: propose, see what would change, approve by two people, make active."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guildmark.hub.cases.models import BANDS
from guildmark.hub.members.gate import ActorRequest
from guildmark.hub.members.wall import one, seen
from guildmark.hub.pages import chosen
from guildmark.hub.pages.acting import acting
from guildmark.hub.pages.chosen import state_of
from guildmark.hub.registry.models import RIGHT_KINDS, WeightsFile
from guildmark.hub.registry.weights import MOST_BYTES, WEIGHTS, propose_weights
from guildmark.records import InputError

SHOWN = 100


class ProposeForm(forms.Form):
    """A weights file, and what `guildmark whatif` says that it would change."""

    file = forms.FileField(
        label=gettext_lazy("Weights file"), help_text=gettext_lazy("weights.yaml, as `guildmark learn` wrote it.")
    )
    whatif = forms.CharField(
        label=gettext_lazy("What would change"), required=False, widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("The line that `guildmark whatif OUT --weights weights.yaml --json` prints."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def weights(request: ActorRequest) -> HttpResponse:
    """The weights files of one's own marketplace; a new one is proposed here."""
    actor = acting(request, "cases.lead")
    sent = request.POST if request.method == "POST" else None
    form = ProposeForm(sent, request.FILES if sent is not None else None)
    if sent is not None and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            file = propose_weights(upload.name, _text(upload), by=actor, whatif=_whatif(form.cleaned_data["whatif"]))
            messages.success(request, _("Proposed. Two people must approve it."))
            return redirect("lead-weights-file", file.pk)
        except InputError as error:
            form.add_error("whatif" if str(error).startswith("whatif") else "file", str(error))
    rows = seen(WeightsFile, actor).defer("text", "whatif").order_by("-proposed_at")[:SHOWN]
    told = {"files": rows, "form": form}
    return render(request, "pages/weights/weights.html", told, status=422 if sent is not None else 200)


@require_GET
def file(request: ActorRequest, key: str) -> HttpResponse:
    """One weights file: what would change, who approved it, and its text."""
    actor = acting(request, "cases.lead")
    own = one(WeightsFile, actor, pk=key)
    totals = own.whatif.get("before", {})
    told = {
        **state_of(own, actor),
        "bands": BANDS,
        "kinds": {**RIGHT_KINDS, "all": _("All")},
        "moves": own.whatif.get("moves", []),
        "totals": [(band, count, own.whatif["after"][band]) for band, count in totals.items()],
    }
    return render(request, "pages/weights/file.html", told)


@require_POST
def act(request: ActorRequest, key: str) -> HttpResponse:
    """Approve a weights file, make it active, or take it out of use."""
    return chosen.change(request, WEIGHTS, key, "lead-weights-file")


def _text(upload: Any) -> str:
    """The file as text. Errors: InputError for one that is too large or no UTF-8."""
    data: bytes = upload.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise InputError(f"{upload.name}: is larger than {MOST_BYTES:,} bytes, so that it is no weights file.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{upload.name}: is no UTF-8: {error}. Save it anew.") from None


def _whatif(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text) if text.strip() else {}
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise InputError("whatif: is not what `guildmark whatif --json` prints. Give its line as it is.")
    return told
