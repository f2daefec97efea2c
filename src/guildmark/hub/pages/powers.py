"""Pages of powers of attorney: give one, verify it, end it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guildmark.hub.members.actor import Actor
from guildmark.hub.members.gate import ActorRequest
from guildmark.hub.members.models import Organisation
from guildmark.hub.members.roles import HOLDER
from guildmark.hub.members.wall import one, one_of, seen
from guildmark.hub.pages.acting import acting, told_in
from guildmark.hub.registry.approval import EYES, approvals_of
from guildmark.hub.registry.blobs import path_of
from guildmark.hub.registry.brought import PDF, Brought
from guildmark.hub.registry.models import PowerOfAttorney
from guildmark.hub.registry.powers import approve_power, grant_power, revoke_power
from guildmark.records import InputError

SHOWN = 200


class GrantForm(forms.Form):
    """To whom, by which document, and for how long."""

    agent: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(
        label=gettext_lazy("Agent"), queryset=None, empty_label=gettext_lazy("Choose one")
    )
    document = forms.FileField(
        label=gettext_lazy("Document"), help_text=gettext_lazy("The signed power of attorney as PDF or scan.")
    )
    valid_from = forms.DateField(label=pgettext_lazy("a date", "From"), widget=forms.DateInput({"type": "date"}))
    valid_to = forms.DateField(label=pgettext_lazy("a date", "Until"), widget=forms.DateInput({"type": "date"}))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agent"]
        assert isinstance(field, forms.ModelChoiceField)
        others = seen(Organisation, actor).filter(kind=HOLDER, suspended_at__isnull=True)
        field.queryset = others.exclude(pk=actor.organisation.pk).order_by("name")


@require_http_methods(["GET", "POST"])
def powers(request: ActorRequest) -> HttpResponse:
    """Powers that were given and had; administrators of a holder give one here."""
    actor = acting(request, "rights.see")
    gives = actor.organisation.kind == HOLDER and actor.may("members.own")
    sent = request.POST if request.method == "POST" else None
    form = GrantForm(actor, sent, request.FILES if sent is not None else None) if gives else None
    if sent is not None:
        actor.require("members.own")
        if form is not None and form.is_valid():
            told = form.cleaned_data
            try:
                document = Brought(told["document"].name or "", told["document"].read())
                grant_power(told["agent"], document, told["valid_from"], told["valid_to"], by=actor)
                messages.success(request, _("Given. It is in force once the secretariat has verified it."))
                return redirect("rights-powers")
            except ValidationError as error:
                told_in(form, error)
            except InputError as error:
                form.add_error("document", str(error))
    rows = seen(PowerOfAttorney, actor).select_related("holder", "agent").order_by("-valid_to", "pk")[:SHOWN]
    today = timezone.now().date()
    told = {"powers": [{"power": row, "state": state_of(row, today)} for row in rows], "form": form}
    return render(request, "pages/rights/powers.html", told, status=422 if sent is not None else 200)


@require_GET
def power(request: ActorRequest, key: str) -> HttpResponse:
    """One power of attorney."""
    actor = acting(request, "rights.see")
    own = one_of(seen(PowerOfAttorney, actor).select_related("holder", "agent", "document"), pk=key)
    yes = approvals_of(own.pk) if actor.may("rights.verify") else []
    told = {
        "power": own,
        "state": state_of(own, timezone.now().date()),
        "verifies": actor.may("rights.verify") and own.verified_at is None and own.revoked_at is None,
        "yes": len(yes),
        "eyes": EYES,
        "mine": actor.id in yes,
        "ends": own.revoked_at is None and (actor.may("members.own") or actor.may("rights.verify")),
    }
    return render(request, "pages/rights/power.html", told)


@require_POST
def act(request: ActorRequest, key: str) -> HttpResponse:
    """Approve or end a power of attorney."""
    actor = acting(request, "members.own", "rights.verify")
    own = one(PowerOfAttorney, actor, pk=key)
    try:
        if request.POST.get("do") == "approve":
            done = approve_power(own, by=actor)
            verified = done.verified_at is not None
            messages.success(request, _("Verified.") if verified else _("Approved. One more person must approve it."))
        else:
            revoke_power(own, by=actor, note=request.POST.get("words", "")[:5_000])
            messages.success(request, _("Revoked."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("rights-power", key)


@require_GET
def document(request: ActorRequest, key: str) -> FileResponse:
    """The document of a power of attorney."""
    actor = acting(request, "rights.see")
    own = one_of(seen(PowerOfAttorney, actor).select_related("document"), pk=key)
    kind = own.document.media_type
    name = "power-of-attorney.pdf" if kind == PDF else f"power-of-attorney.{kind.rpartition('/')[2]}"
    answer = FileResponse(path_of(own.document_id).open("rb"), content_type=kind, as_attachment=True, filename=name)
    answer["Cache-Control"] = "private, no-store"
    return answer


def state_of(power: PowerOfAttorney, today: Any) -> str:
    """How a power stands: ended, waiting, over, later or counts."""
    if power.revoked_at is not None:
        return "ended"
    if power.verified_at is None:
        return "waiting"
    if power.valid_to < today:
        return "over"
    return "later" if power.valid_from > today else "counts"
