"""Pages of circles: which there are, who belongs to one, and, for the secretariat, forming and changing them."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from guildmark.hub.exchange import circles as commands
from guildmark.hub.exchange.models import Circle, Membership
from guildmark.hub.members.gate import ActorRequest
from guildmark.hub.members.models import Organisation
from guildmark.hub.members.wall import one, seen
from guildmark.hub.pages.acting import acting, told_in


class FormForm(forms.Form):
    """A circle to be."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    purpose = forms.CharField(label=gettext_lazy("Purpose"), max_length=400)
    rules = forms.CharField(
        label=gettext_lazy("Rules that its members agree to"), required=False, widget=forms.Textarea({"rows": 4})
    )


@require_http_methods(["GET", "POST"])
def circles(request: ActorRequest) -> HttpResponse:
    """The circles that one sees; the secretariat forms them here."""
    actor = acting(request, "exchange.see")
    form = FormForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.form_circle(**form.cleaned_data, by=acting(request, commands.RUN))
            return redirect("circles-circle", made.pk)
        except ValidationError as error:
            told_in(form, error)
    told = {"circles": seen(Circle, actor).order_by("ended_at", "name"), "form": form}
    return render(request, "pages/shared/circles.html", told, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def circle(request: ActorRequest, key: str) -> HttpResponse:
    """One circle, with its members; whoever may changes who they are."""
    actor = acting(request, "exchange.see")
    own = one(Circle, actor, pk=key)
    if request.method == "POST":
        try:
            match request.POST.get("do"):
                case "add":
                    commands.add_member(own, _named(request), by=actor)
                case "remove":
                    commands.remove_member(own, _named(request), by=actor)
                case "end":
                    commands.end_circle(own, by=actor)
                case _:
                    messages.error(request, _("Nothing was asked for."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        there = seen(Circle, actor).filter(pk=own.pk).exists()
        return redirect("circles-circle", own.pk) if there else redirect("circles")
    members = seen(Membership, actor).filter(circle=own, left_at__isnull=True).select_related("organisation")
    inside = members.values("organisation")
    told = {
        "circle": own,
        "members": members.order_by("organisation__name"),
        "others": seen(Organisation, actor).exclude(pk__in=inside).order_by("name"),
        "runs": actor.may(commands.RUN),
        "leaves": actor.may("members.own"),
    }
    return render(request, "pages/shared/circle.html", told)


def _named(request: ActorRequest) -> Organisation:
    return one(Organisation, request.actor, pk=request.POST.get("organisation", ""))
