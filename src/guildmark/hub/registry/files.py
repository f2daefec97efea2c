"""Commands about files of a right: add many at once, let a draft use them or not, keep them private."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from guildmark.hub.members.actor import Actor
from guildmark.hub.registry import kinds
from guildmark.hub.registry.acting import require_acting, tell
from guildmark.hub.registry.blobs import lay_down, row_of
from guildmark.hub.registry.brought import Looked, each, look_over
from guildmark.hub.registry.content import FILE_KEYS
from guildmark.hub.registry.drafts import locked_draft
from guildmark.hub.registry.models import FILE_ROLES, RightFile, RightVersion
from guildmark.records import InputError

MOST_FILES = 10_000  # of a right
TOLD = 500  # of what was set aside, with their reasons


@dataclass(slots=True)
class Added:
    """How it went: `brought` = `added` + `known` + `set_aside`. `problems` says why of the first set aside."""

    brought: int = 0
    added: list[RightFile] = field(default_factory=list)
    known: int = 0  # which the right had already in this role
    set_aside: int = 0
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _LaidDown:
    digest: str
    size_bytes: int
    name: str
    media_type: str
    report: dict[str, Any]


def add_files(
    version: RightVersion, role: str, files: Iterable[tuple[str, IO[bytes]]], *, by: Actor, private: bool = False
) -> Added:
    """Add files to a draft, which uses them from then on; a catalogue takes the place of the one before.

    Each file is looked over and laid down before the transaction, so that nobody waits for thousands of pictures.
    Errors: PermissionDenied; ValidationError for a version that is no draft; what is wrong with one file sets that one
    aside.
    """
    require_acting(by, version.right.holder)
    if role not in FILE_ROLES:
        raise ValidationError(_("There is no role '%(role)s' of a file.") % {"role": role})
    if version.state != "draft":
        raise ValidationError(_("This version was submitted, so that it stays as it is. Begin the next one."))
    result, laid = Added(), []
    try:
        for brought in each(files, role):
            result.brought += 1
            try:
                laid.append(_lay_down(look_over(brought, role)))
            except InputError as error:
                _set_aside(result, str(error))
    except InputError as error:  # a zip that cannot be read counts as one file
        result.brought += 1
        _set_aside(result, str(error))
    if laid:
        with transaction.atomic():
            _add(locked_draft(version), role, laid, private, by, result)
    return result


def use_file(version: RightVersion, file: RightFile, *, used: bool, by: Actor) -> RightVersion:
    """Let a draft use a file, or not; the file itself stays for other versions.

    Errors: PermissionDenied; ValidationError for a version that is no draft.
    """
    require_acting(by, version.right.holder)
    with transaction.atomic():
        draft = locked_draft(version)
        key = FILE_KEYS[file.role]
        before = draft.content.get(key)
        if file.role == "catalogue":
            after: Any = file.blob_id if used else None
        else:
            others = [one for one in before or [] if one != file.blob_id]
            after = [*others, file.blob_id] if used else others
        if file.right_id == draft.right_id and after != before:
            _put(draft, key, after)
            tell(kinds.CHANGED, draft.right, by=by, version=draft, data={"parts": [key]})
    return draft


def set_private(file: RightFile, *, private: bool, by: Actor) -> None:
    """Keep a file from marketplaces, or no longer; at once, also of the version that counts.

    Errors: PermissionDenied.
    """
    require_acting(by, file.right.holder)
    with transaction.atomic():
        if RightFile.objects.filter(pk=file.pk).exclude(private=private).update(private=private):
            data = {"file": file.blob_id, "private": private}
            tell(kinds.CHANGED, file.right, by=by, version=file.right.current, data=data)


def _lay_down(looked: Looked) -> _LaidDown:
    digest = lay_down(looked.data)
    return _LaidDown(digest, len(looked.data), looked.name, looked.media_type, looked.report)


def _set_aside(result: Added, reason: str) -> None:
    result.set_aside += 1
    if len(result.problems) < TOLD:
        result.problems.append(reason)


def _add(draft: RightVersion, role: str, laid: list[_LaidDown], private: bool, by: Actor, result: Added) -> None:
    has = set(RightFile.objects.filter(right=draft.right, role=role).values_list("blob_id", flat=True))
    if len(has) + len(laid) > MOST_FILES:
        told = _("A right has at most %(most)s files of a role.") % {"most": f"{MOST_FILES:,}"}
        raise ValidationError(told)
    key = FILE_KEYS[role]
    named = [one for one in draft.content.get(key) or [] if isinstance(one, str)] if role != "catalogue" else []
    for one in laid:
        if one.digest in has:
            result.known += 1
        else:
            has.add(one.digest)
            blob = row_of(one.digest, one.size_bytes, one.media_type)
            file = RightFile.objects.create(
                right=draft.right, blob=blob, role=role, name=one.name, private=private, added_by=by.id,
                report=one.report,
            )  # fmt: skip
            result.added.append(file)
        named.append(one.digest)
    _put(draft, key, laid[-1].digest if role == "catalogue" else list(dict.fromkeys(named)))
    # Names and reports of files may tell what is private, so that events have counts and digests alone.
    data = {"role": role, "added": len(result.added), "digests": [file.blob_id for file in result.added[:100]]}
    tell(kinds.FILE_ADDED, draft.right, by=by, version=draft, data=data)


def _put(draft: RightVersion, key: str, value: Any) -> None:
    content = {name: part for name, part in draft.content.items() if name != key}
    if value:
        content[key] = value
    draft.content = content
    draft.save(update_fields=("content",))
