"""Commands about drafts: register a right, begin its next version, change what a draft holds."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from guildmark.hub.members.actor import Actor
from guildmark.hub.members.models import Organisation
from guildmark.hub.members.roles import HOLDER
from guildmark.hub.registry import kinds
from guildmark.hub.registry.acting import require_acting, tell
from guildmark.hub.registry.content import Fault, FaultyError, checked, last_day
from guildmark.hub.registry.models import RIGHT_KINDS, Right, RightVersion
from guildmark.records import KINDS
from guildmark.records.did_you_mean import did_you_mean

OPEN = ("draft", "submitted")
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # of a code's end: none that is taken for another
CODE_END_LETTERS = 7


def register_right(content: Mapping[str, Any], *, by: Actor, holder: Organisation | None = None) -> Right:
    """Register a right with its first draft; `holder` is whom an agent acts for, else one's own organisation.

    Errors: PermissionDenied; FaultyError with each fault of the content at its place.
    """
    holder = holder or by.organisation
    require_acting(by, holder)
    if holder.kind != HOLDER:
        raise ValidationError(_("Rights belong to holders."))
    right = Right(holder=holder, kind=_kind(content), mark="")
    right.code = new_code(str(content.get("mark") or ""), right.kind)
    kept, read = checked(right, content)
    right.mark = read.mark
    with transaction.atomic():
        right.save()
        draft = RightVersion.objects.create(right=right, number=1, content=kept, ends_on=last_day(kept), made_by=by.id)
        tell(kinds.DRAFTED, right, by=by, version=draft)
    return right


def begin_draft(right: Right, *, by: Actor) -> RightVersion:
    """Begin the next version of a right, from what its newest version holds; gives the one that is open already.

    Errors: PermissionDenied; ValidationError for a right that was withdrawn.
    """
    require_acting(by, right.holder)
    with transaction.atomic():
        locked = locked_right(right)
        newest = locked.versions.order_by("-number").first()
        if newest is not None and newest.state in OPEN:
            return newest
        content = newest.content if newest else {"kind": locked.kind, "mark": locked.mark}
        number = newest.number + 1 if newest else 1
        draft = RightVersion.objects.create(
            right=locked, number=number, content=content, ends_on=last_day(content), made_by=by.id
        )
        tell(kinds.DRAFTED, locked, by=by, version=draft)
    return draft


def change_draft(version: RightVersion, content: Mapping[str, Any], *, by: Actor) -> RightVersion:
    """Put other content into a draft, whole.

    Errors: PermissionDenied; FaultyError with each fault; ValidationError for a version that is no draft any more.
    """
    require_acting(by, version.right.holder)
    with transaction.atomic():
        draft = locked_draft(version)
        kept, read = checked(draft.right, content)
        changed = sorted(key for key in {*kept, *draft.content} if kept.get(key) != draft.content.get(key))
        if changed:
            draft.content, draft.ends_on = kept, last_day(kept)
            draft.save(update_fields=("content", "ends_on"))
            if draft.right.current_id is None:
                Right.objects.filter(pk=draft.right_id).update(mark=read.mark)
            # Names of parts alone: what they hold may be private, and the version has it.
            tell(kinds.CHANGED, draft.right, by=by, version=draft, data={"parts": changed})
    return draft


def locked_right(right: Right) -> Right:
    """The right as it is now, held until the transaction ends. Errors: ValidationError where it was withdrawn."""
    locked = Right.objects.select_for_update().get(pk=right.pk)
    if locked.state == "withdrawn":
        raise ValidationError(_("This right was withdrawn. Restore it first."))
    return locked


def locked_draft(version: RightVersion) -> RightVersion:
    """The draft as it is now, held with its right. Errors: ValidationError when it is no draft any more."""
    right = locked_right(version.right)
    draft = RightVersion.objects.get(pk=version.pk)
    draft.right = right
    if draft.state != "draft":
        raise ValidationError(_("This version was submitted, so that it stays as it is. Begin the next one."))
    return draft


def new_code(mark: str, kind: str) -> str:
    """A code that tells people which mark is meant, and ends so that it was never given: nobody learns by trying which
    codes others have."""
    end = "".join(secrets.choice(LETTERS) for _ in range(CODE_END_LETTERS))
    return f"{slugify(mark)[:60].strip('-_') or kind}-{end}"


def _kind(content: Mapping[str, Any]) -> str:
    kind = str(content.get("kind") or "").strip().casefold()
    if kind not in RIGHT_KINDS:
        told = _("kind '%(kind)s' is not known.%(hint)s Kinds: %(kinds)s.")
        words = {"kind": kind, "hint": did_you_mean(kind, KINDS), "kinds": ", ".join(KINDS)}
        raise FaultyError([Fault("kind", kind, told % words)])
    return kind
