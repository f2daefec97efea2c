"""Organisations, people, invitations and keys."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guildmark.hub.members.roles import ORGANISATION_KINDS, ROLES


class Organisation(models.Model):
    """A member of the alliance: a marketplace, a rights holder, or its secretariat."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=ORGANISATION_KINDS)
    name = models.CharField(_("name"), max_length=120, unique=True)
    # The name under which listings of a marketplace are known: the first part of a listing's key.
    marketplace = models.SlugField(_("short name in listings"), max_length=60, unique=True, null=True, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)  # ISO 3166-1 alpha-2
    needs_second_factor = models.BooleanField(_("second factor required"), default=True)
    admitted_at = models.DateTimeField(default=timezone.now)
    suspended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A marketplace has a short name, and only a marketplace has one."""

        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind="marketplace", marketplace__isnull=False)
                | (~models.Q(kind="marketplace") & models.Q(marketplace__isnull=True)),
                name="marketplace_has_short_name",
            ),
        )

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    """Makes people, as Django's own commands ask for it."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """A person; without a password none can be used to sign in."""
        person = self.model(email=email.casefold(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """Someone who runs the site's machine: sees the admin pages, belongs to no organisation."""
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})


class Person(AbstractBaseUser, PermissionsMixin):
    """Someone who signs in. What is personal stands here alone, so that it can be erased."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="people"
    )
    role = models.CharField(_("role"), max_length=16, choices=ROLES, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)  # empty: the browser's
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)  # empty: the browser's
    blurs_pictures = models.BooleanField(_("blur pictures until pointed at"), default=False)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = PersonManager()

    class Meta:
        """Whoever belongs to an organisation has a role in it."""

        constraints = (
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=True, role="")
                | (models.Q(organisation__isnull=False) & ~models.Q(role="")),
                name="person_of_organisation_has_role",
            ),
        )

    def __str__(self) -> str:
        return self.name or self.email


class Invitation(models.Model):
    """A place in an organisation, offered to an address. The link's secret is stored hashed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=16, choices=ROLES)
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.UUIDField(null=True)
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.role} at {self.organisation_id}"


class ApiKey(models.Model):
    """A key for programs of an organisation. It is shown once; what is kept is its hash and first letters."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="api_keys")
    name = models.CharField(_("what it is for"), max_length=80)
    abilities = models.JSONField(default=list)
    prefix = models.CharField(max_length=12)
    secret_hash = models.CharField(max_length=64, unique=True)
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True)  # to the hour
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    replaced_by = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaces")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
