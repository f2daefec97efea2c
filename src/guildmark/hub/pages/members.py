"""Pages of the alliance's members: organisations, one's own people, invitations and keys."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guildmark.hub.members import keys, organisations, people
from guildmark.hub.members.gate import ActorRequest
from guildmark.hub.members.models import ApiKey, Invitation, Organisation, Person
from guildmark.hub.members.roles import KEY_ABILITIES, ORGANISATION_KINDS, ROLES, key_abilities_of
from guildmark.hub.members.wall import one, seen
from guildmark.hub.pages.acting import acting, told_in


class AdmitForm(forms.Form):
    """A new member of the alliance and its first administrator."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ORGANISATION_KINDS)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    marketplace = forms.SlugField(
        label=gettext_lazy("Short name in listings"),
        required=False,
        help_text=gettext_lazy("For marketplaces: what their listings carry as `marketplace`."),
    )
    country = forms.CharField(
        label=gettext_lazy("Country"), max_length=2, required=False, help_text=gettext_lazy("Two letters, such as FR.")
    )
    email = forms.EmailField(label=gettext_lazy("E-mail of its first administrator"))


class InviteForm(forms.Form):
    """Whom to invite, as what."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=ROLES, initial="reviewer")


class KeyForm(forms.Form):
    """What a key is for, and what it may do."""

    name = forms.CharField(label=gettext_lazy("Purpose"), max_length=80)
    abilities = forms.MultipleChoiceField(
        label=gettext_lazy("Permissions"), choices=(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, kind: str, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["abilities"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(ability, KEY_ABILITIES[ability]) for ability in key_abilities_of(kind)]


@require_http_methods(["GET", "POST"])
def members(request: ActorRequest) -> HttpResponse:
    """The members of the alliance; the secretariat admits new ones here."""
    actor = acting(request, "members.see")
    form = AdmitForm(request.POST or None) if actor.may("members.admit") else None
    if request.method == "POST":
        actor.require("members.admit")
        if form and form.is_valid():
            told = form.cleaned_data
            try:
                organisation = organisations.admit(
                    told["kind"], told["name"], by=actor, marketplace=told["marketplace"], country=told["country"]
                )
                people.invite(organisation, told["email"], "administrator", by=actor)
                messages.success(
                    request,
                    _("%(name)s is admitted; the invitation is on its way to %(email)s.")
                    % {"name": organisation.name, "email": told["email"]},
                )
                return redirect("members")
            except ValidationError as error:
                told_in(form, error)
    everyone = seen(Organisation, actor).order_by("kind", "name")
    return render(request, "pages/members/members.html", {"organisations": everyone, "form": form})


@require_POST
def suspend(request: ActorRequest, organisation: str) -> HttpResponse:
    """Shut a member out, or let it in again."""
    actor = acting(request, "members.admit")
    member = one(Organisation, actor, pk=organisation)
    try:
        if request.POST.get("restore"):
            organisations.restore(member, by=actor)
        else:
            organisations.suspend(member, by=actor, note=request.POST.get("note", "")[:2_000])
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("members")


@require_GET
def own(request: ActorRequest) -> HttpResponse:
    """People, invitations and keys of one's own organisation."""
    return _own(request)


def _own(
    request: ActorRequest,
    invite_form: InviteForm | None = None,
    key_form: KeyForm | None = None,
    secret: str = "",
) -> HttpResponse:
    actor = acting(request, "members.own")
    shown = {
        "people": seen(Person, actor).order_by("-is_active", "name", "email"),
        "invitations": seen(Invitation, actor)
        .filter(accepted_at__isnull=True, withdrawn_at__isnull=True)
        .order_by("-invited_at"),
        "keys": seen(ApiKey, actor).order_by("revoked_at", "-made_at"),
        "key_abilities": KEY_ABILITIES,
        "roles": ROLES,
        "invite_form": invite_form or InviteForm(),
        "key_form": key_form or KeyForm(actor.organisation.kind),
        "secret": secret,
    }
    return render(request, "pages/members/own.html", shown)


@require_POST
def invite(request: ActorRequest) -> HttpResponse:
    """Invite a person to one's own organisation."""
    actor = acting(request, "members.own")
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            people.invite(actor.organisation, form.cleaned_data["email"], form.cleaned_data["role"], by=actor)
            messages.success(request, _("The invitation is on its way to %(email)s.") % form.cleaned_data)
            return redirect("members-own")
        except ValidationError as error:
            told_in(form, error)
    return _own(request, invite_form=form)


@require_POST
def withdraw(request: ActorRequest, invitation: str) -> HttpResponse:
    """Take an invitation back."""
    actor = acting(request, "members.own")
    people.withdraw_invitation(one(Invitation, actor, pk=invitation), by=actor)
    return redirect("members-own")


@require_POST
def change_person(request: ActorRequest, person: str) -> HttpResponse:
    """Change a person's role, let them go, or erase what is personal of them."""
    actor = acting(request, "members.own")
    member = one(Person, actor, pk=person)
    try:
        match request.POST.get("do"):
            case "role":
                people.change_role(member, request.POST.get("role", ""), by=actor)
            case "let go":
                people.let_go(member, by=actor)
            case "erase":
                people.erase(member, by=actor)
            case _:
                messages.error(request, _("Nothing was asked for."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("members-own")


@never_cache
@require_POST
def make_key(request: ActorRequest) -> HttpResponse:
    """Make a key; it is shown on this answer alone."""
    actor = acting(request, "members.own")
    form = KeyForm(actor.organisation.kind, request.POST)
    if form.is_valid():
        try:
            secret = keys.make_key(form.cleaned_data["name"], form.cleaned_data["abilities"], by=actor)
            return _own(request, secret=secret)
        except ValidationError as error:
            told_in(form, error)
    return _own(request, key_form=form)


@never_cache
@require_POST
def change_key(request: ActorRequest, key: str) -> HttpResponse:
    """Rotate a key, whose new secret is shown on this answer alone, or revoke it."""
    actor = acting(request, "members.own")
    own_key = one(ApiKey, actor, pk=key)
    try:
        if request.POST.get("do") == "rotate":
            return _own(request, secret=keys.rotate_key(own_key, by=actor))
        keys.revoke_key(own_key, by=actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("members-own")
