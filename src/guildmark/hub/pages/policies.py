"""Pages of policies of actions: propose one and see whom it would hit, approve it by two people; brakes; licences."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guildmark.hub.enforcement import brake, policies
from guildmark.hub.enforcement.licence import opening_of, slice_records, terms
from guildmark.hub.enforcement.models import MEASURES, Brake, PolicyFile
from guildmark.hub.enforcement.policy import read_policy, shipped_text
from guildmark.hub.enforcement.preview import preview_of
from guildmark.hub.members.gate import ActorRequest
from guildmark.hub.members.wall import one, seen
from guildmark.hub.pages import chosen
from guildmark.hub.pages.acting import acting
from guildmark.hub.pages.chosen import state_of
from guildmark.hub.registry.approval import EYES, approvals_by_subject
from guildmark.hub.registry.models import RIGHT_KINDS
from guildmark.records import InputError

SHOWN = 50


class ProposeForm(forms.Form):
    """A policy, as text to write in."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, initial="policy.yaml")
    text = forms.CharField(
        label=gettext_lazy("Policy"),
        strip=False,
        widget=forms.Textarea({"rows": 24, "class": "code", "spellcheck": "false"}),
        help_text=gettext_lazy("YAML. Begin with the built-in policy, which explains each part, and change it."),
    )


@require_http_methods(["GET", "POST"])
def policy(request: ActorRequest) -> HttpResponse:
    """The policies of one's own marketplace, and the brakes that were pulled; a new one is proposed here."""
    actor = acting(request, "cases.lead")
    active = policies.POLICIES.active(actor.organisation).first()
    sent = request.POST if request.method == "POST" else None
    form = ProposeForm(sent, initial={"text": active.text if active else shipped_text()})
    if sent is not None and form.is_valid():
        name, text = form.cleaned_data["name"], form.cleaned_data["text"].replace("\r\n", "\n")
        try:
            preview = preview_of(read_policy(name, text), by=actor)
            file = policies.propose_policy(name, text, preview, by=actor)
            messages.success(request, _("Proposed. Two people must approve it."))
            return redirect("lead-policy-file", file.pk)
        except InputError as error:
            form.add_error("text", str(error))
    pulled = list(seen(Brake, actor).order_by("-pulled_at")[:SHOWN])
    yes = approvals_by_subject(one.pk for one in pulled)
    told = {
        "files": seen(PolicyFile, actor).defer("text", "preview").order_by("-proposed_at")[:SHOWN],
        "now": policies.policy_of(actor.organisation),
        "active": active,
        "brakes": [{"brake": one, "yes": len(yes[one.pk]), "mine": actor.id in yes[one.pk]} for one in pulled],
        "eyes": EYES,
        "measures": MEASURES,
        "form": form,
    }
    return render(request, "pages/policy/policy.html", told, status=422 if sent is not None else 200)


@require_GET
def file(request: ActorRequest, key: str) -> HttpResponse:
    """One policy: whom it would hit, who approved it, and its text."""
    actor = acting(request, "cases.lead")
    own = one(PolicyFile, actor, pk=key)
    told = {**state_of(own, actor), "preview": own.preview}
    return render(request, "pages/policy/file.html", told)


@require_POST
def change(request: ActorRequest, key: str) -> HttpResponse:
    """Approve a policy, make it active, or take it out of use."""
    return chosen.change(request, policies.POLICIES, key, "lead-policy-file")


@require_POST
def release(request: ActorRequest, key: str) -> HttpResponse:
    """Let a rule act again."""
    actor = acting(request, "cases.lead")
    try:
        brake.release(one(Brake, actor, pk=key), by=actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("lead-policy")


@require_GET
def licences(request: ActorRequest) -> HttpResponse:
    """What may be acted on without a person: per slice what was sampled, what it allows, and when that lapses."""
    actor = acting(request, "cases.lead")
    told = {
        "slices": slice_records(actor.organisation),
        "terms": terms(),
        "shut": opening_of(actor.organisation).shut,
        "automatic": [rule for rule in policies.policy_of(actor.organisation).rules if rule.automatic],
        "kinds": RIGHT_KINDS,
    }
    return render(request, "pages/policy/licences.html", told)
