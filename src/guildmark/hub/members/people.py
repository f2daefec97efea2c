"""Commands about people: invite, join, change a role, let go, erase."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.events.mail import send_mail
from guildmark.hub.events.record import By, record
from guildmark.hub.members import kinds
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.models import Invitation, Organisation, Person
from guildmark.hub.members.roles import ROLES
from guildmark.hub.members.shown_once import hash_of, new_link_secret

INVITATION_DAYS = 14


def invite(organisation: Organisation, email: str, role: str, *, by: Actor | None) -> str:
    """Offer a place in an organisation; returns the link that is sent, which is not kept.

    `by` is null for the first administrator of a site, who is made on its machine.

    Errors: PermissionDenied; ValidationError for an address that is in use, or a role that is not.
    """
    if by is not None:
        by.require("members.own" if by.organisation == organisation else "members.admit")
    if role not in ROLES:
        raise ValidationError({"role": _("%(role)s is no role.") % {"role": role}})
    email = email.strip().casefold()
    if Person.objects.filter(email=email, organisation=organisation).exists():
        raise ValidationError({"email": _("%(email)s is a member already.") % {"email": email}})
    secret = new_link_secret()
    link = f"{settings.PUBLIC_URL}/join/{secret}/"
    with transaction.atomic():
        invitation = Invitation.objects.create(
            organisation=organisation,
            email=email,
            role=role,
            secret_hash=hash_of(secret),
            invited_by=by.id if by else None,
            expires_at=timezone.now() + timedelta(days=INVITATION_DAYS),
        )
        record(kinds.INVITED, invitation.id, by=by.by if by else By(None, organisation.id), data={"role": role})
        send_mail(
            f"invitation:{invitation.id}",
            to=email,
            subject=_("Invitation to Guildmark"),
            body=_("%(organisation)s invites you as %(role)s.\n\nJoin here within %(days)d days:\n%(link)s\n")
            % {"organisation": organisation.name, "role": ROLES[role], "days": INVITATION_DAYS, "link": link},
        )
    return link


def open_invitation(secret: str) -> Invitation | None:
    """The invitation that a link is of, while it can be accepted."""
    return (
        Invitation.objects.select_related("organisation")
        .filter(
            secret_hash=hash_of(secret),
            accepted_at__isnull=True,
            withdrawn_at__isnull=True,
            expires_at__gt=timezone.now(),
            organisation__suspended_at__isnull=True,
        )
        .first()
    )


def join(secret: str, name: str, password: str) -> Person:
    """Accept an invitation. Errors: ValidationError for a link that no longer counts, or a weak password."""
    with transaction.atomic():
        invitation = open_invitation(secret)
        if invitation is None:
            raise ValidationError(_("This invitation was used, withdrawn, or has expired. Ask for a new one."))
        person = Person(
            email=invitation.email, name=name.strip(), organisation=invitation.organisation, role=invitation.role
        )
        if Person.objects.filter(email=invitation.email).exists():
            raise ValidationError(_("There is an account with this address. Sign in with it."))
        validate_password(password, person)
        person.set_password(password)
        person.save()
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        Invitation.objects.filter(pk=invitation.pk).update(accepted_at=timezone.now())
        record(
            kinds.JOINED,
            person.id,
            by=By(person.id, invitation.organisation_id),
            data={"invitation": str(invitation.id), "role": person.role},
        )
    return person


def withdraw_invitation(invitation: Invitation, *, by: Actor) -> None:
    """Take an invitation back before it is accepted."""
    by.require("members.own")
    with transaction.atomic():
        open_ones = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True, withdrawn_at__isnull=True)
        if open_ones.update(withdrawn_at=timezone.now()):
            record(kinds.INVITATION_WITHDRAWN, invitation.id, by=by.by)


def change_role(person: Person, role: str, *, by: Actor) -> None:
    """Give a person another role. Errors: ValidationError where nobody would be left to run the organisation."""
    by.require("members.own")
    if role not in ROLES:
        raise ValidationError({"role": _("%(role)s is no role.") % {"role": role}})
    with transaction.atomic():
        before = person.role
        _keep_an_administrator(person, role)
        Person.objects.filter(pk=person.pk).update(role=role)
        person.role = role
        record(kinds.ROLE_CHANGED, person.id, by=by.by, data={"before": before, "after": role})


def let_go(person: Person, *, by: Actor) -> None:
    """End a person's membership; what they did stays on record."""
    by.require("members.own")
    with transaction.atomic():
        _keep_an_administrator(person, "")
        Person.objects.filter(pk=person.pk).update(is_active=False)
        person.is_active = False
        record(kinds.LEFT, person.id, by=by.by)


def erase(person: Person, *, by: Actor) -> None:
    """Erase what is personal of someone who left; the record keeps the id, which now leads nowhere.

    Errors: ValidationError for someone who is still a member.
    """
    by.require("members.own")
    if person.is_active:
        raise ValidationError(_("Let the person go first."))
    with transaction.atomic():
        EmailAddress.objects.filter(user=person).delete()
        Authenticator.objects.filter(user=person).delete()
        Invitation.objects.filter(email=person.email).update(email="erased@invalid.example")
        person.email, person.name = f"{person.id}@erased.example", ""
        person.language, person.time_zone, person.erased_at = "", "", timezone.now()
        person.set_unusable_password()
        person.save()
        record(kinds.ERASED, person.id, by=by.by)


def _keep_an_administrator(person: Person, role: str) -> None:
    others = Person.objects.filter(organisation=person.organisation_id, role="administrator", is_active=True).exclude(
        pk=person.pk
    )
    if person.role == "administrator" and role != "administrator" and not others.exists():
        raise ValidationError(_("This is the last administrator. Make someone else one first."))
