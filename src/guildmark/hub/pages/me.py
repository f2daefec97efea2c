"""One's own settings, and the page on which an invitation is accepted."""

import zoneinfo
from functools import cache

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from guildmark.hub.members.gate import ActorRequest
from guildmark.hub.members.models import Person
from guildmark.hub.members.people import join, open_invitation
from guildmark.hub.pages.acting import told_in


class MeForm(forms.ModelForm):  # type: ignore[type-arg]
    """What people choose for themselves."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        choices=[("", gettext_lazy("As the browser")), *settings.LANGUAGES],
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False)

    class Meta:
        """The fields that are one's own."""

        model = Person
        fields = ("name", "language", "time_zone", "blurs_pictures")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["time_zone"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext_lazy("As the browser")), *((zone, zone.replace("_", " ")) for zone in _zones())]


class JoinForm(forms.Form):
    """Who joins, and the password that is chosen."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=120)
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least 12 characters. Several words are good."),
    )


@cache
def _zones() -> list[str]:
    """The zones that this machine knows: read from some hundred files, so once."""
    return sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone or zone == "UTC")


@require_http_methods(["GET", "POST"])
def me(request: ActorRequest) -> HttpResponse:
    """One's own settings."""
    assert isinstance(request.user, Person)
    form = MeForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("me")
    return render(request, "pages/members/me.html", {"form": form})


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def accept(request: ActorRequest, secret: str) -> HttpResponse:
    """Accept an invitation: a name, a password, and one is in."""
    invitation = open_invitation(secret)
    form = JoinForm(request.POST or None)
    if invitation is not None and request.method == "POST" and form.is_valid():
        try:
            person = join(secret, form.cleaned_data["name"], form.cleaned_data["password"])
            login(request, person)
            reauthenticate_by_password(request)  # so that a second factor can be set up at once
            return redirect("home")
        except ValidationError as error:
            told_in(form, error)
    status = 200 if invitation is not None else 410
    return render(request, "pages/members/join.html", {"invitation": invitation, "form": form}, status=status)
