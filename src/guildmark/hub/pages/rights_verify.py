"""Pages of the secretariat: what waits to be verified, a version beside the one before, and yes or no with words."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from guildmark.hub.members.actor import Actor
from guildmark.hub.members.gate import ActorRequest
from guildmark.hub.members.models import Person
from guildmark.hub.members.wall import one_of, seen
from guildmark.hub.pages.acting import acting, told_in
from guildmark.hub.pages.rights_shown import before, compared, shown_version
from guildmark.hub.registry.approval import EYES, approvals_by_subject, approvals_of, approve, refuse
from guildmark.hub.registry.content import files_named
from guildmark.hub.registry.models import PowerOfAttorney, RightFile, RightVersion

SHOWN = 200  # of what waits, the oldest first


class WordsForm(forms.Form):
    """Why something is refused."""

    words = forms.CharField(
        label=gettext_lazy("Why"), widget=forms.Textarea({"rows": 4}), max_length=5_000,
        help_text=gettext_lazy("The holder reads these words."),
    )  # fmt: skip


@require_GET
def inbox(request: ActorRequest) -> HttpResponse:
    """What waits: versions of rights and powers of attorney, the oldest first."""
    actor = acting(request, "rights.verify")
    versions = seen(RightVersion, actor).select_related("right__holder").filter(state="submitted")
    powers = seen(PowerOfAttorney, actor).select_related("holder", "agent")
    shown = list(versions.order_by("submitted_at")[:SHOWN])
    waiting = list(powers.filter(verified_at__isnull=True, revoked_at__isnull=True).order_by("pk")[:SHOWN])
    yes = approvals_by_subject(one.pk for one in (*shown, *waiting))
    told = {
        "versions": [{"version": one, "yes": yes[one.pk]} for one in shown],
        "powers": [{"power": one, "yes": yes[one.pk]} for one in waiting],
        "eyes": EYES,
        "me": actor.id,
    }
    return render(request, "pages/rights/inbox.html", told)


@require_http_methods(["GET", "POST"])
def look(request: ActorRequest, code: str, number: int) -> HttpResponse:
    """A submitted version beside the one before it; approve or refuse it."""
    actor = acting(request, "rights.verify")
    versions = seen(RightVersion, actor).select_related("right__holder", "right__current")
    own = one_of(versions.filter(state="submitted"), right__code=code, number=number)
    form = WordsForm(request.POST if request.POST.get("do") == "refuse" else None)
    if request.method == "POST":
        try:
            if request.POST.get("do") == "approve":
                done = approve(own, by=actor)
                words = _("Verified.") if done.state == "verified" else _("Approved. One more person must approve it.")
                messages.success(request, words)
                return redirect("verify")
            if form.is_valid():
                refuse(own, form.cleaned_data["words"], by=actor)
                messages.success(request, _("Refused; the holder is told."))
                return redirect("verify")
        except ValidationError as error:
            if form.is_bound:
                told_in(form, error)
            else:
                messages.error(request, " ".join(error.messages))
    earlier = before(own, actor)
    yes = approvals_of(own.pk)
    told = {
        "right": own.right,
        "version": own,
        "shown": shown_version(own, actor),
        "before": earlier,
        "shown_before": shown_version(earlier, actor) if earlier else None,
        "compared": compared(earlier, own, actor),
        "pictures": _named(actor, own, ("picture", "figure")),
        "documents": _named(actor, own, ("document",)),
        "yes": seen(Person, actor).filter(pk__in=yes),
        "mine": actor.id in yes,
        "eyes": EYES,
        "form": form,
    }
    return render(request, "pages/rights/look.html", told, status=422 if form.is_bound else 200)


def _named(actor: Actor, version: RightVersion, roles: tuple[str, ...]) -> list[RightFile]:
    named = files_named(version.content)
    rows = seen(RightFile, actor).filter(right=version.right, role__in=roles).order_by("added_at", "pk")
    return [file for file in rows if file.blob_id in named[file.role]][:SHOWN]
