"""What of a case's evidence an actor may see: private references of a holder are for it and its agents alone."""

from collections.abc import Collection, Iterable
from typing import Any

from guildmark.hub.cases.models import Case, Found, Preview, SnapshotPicture
from guildmark.hub.members.actor import Actor
from guildmark.hub.registry.models import Right
from guildmark.hub.registry.wall_rules import holders_of
from guildmark.records import FINDING, SIGNAL


def sees_private(actor: Actor, case: Case) -> bool:
    """Whether the actor sees what the holder of the case's right keeps private."""
    return Right.objects.filter(holders_of(actor), pk=case.right_id).exists()


def rows_of(found: Found) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The finding and its signals as rows of FINDING and SIGNAL, whole: see `report.private` for what others see."""
    finding = {name: found.finding.get(name) for name in FINDING.names}
    finding["contributions"] = finding["contributions"] or []
    return finding, [{name: signal.get(name) for name in SIGNAL.names} for signal in found.signals]


def preview_of(case: Case, digest: str) -> Preview | None:
    """The preview of a picture that a case shows, for an actor that sees the case; None for any other picture."""
    shown = SnapshotPicture.objects.filter(digest=digest, snapshot__found__case=case).exists() or any(
        digest in _named(found) for found in case.found.all()
    )
    previews = Preview.objects.filter(organisation_id=case.organisation_id, digest=digest)
    return previews.first() if shown else None


def blank_unsent(cases: Iterable[Case]) -> None:
    """Take from cases, as they are about to be shown, the pictures of which no preview was sent."""
    listed = list(cases)
    digests = {case.picture for case in listed if case.picture}
    organisations = {case.organisation_id for case in listed}
    previews = Preview.objects.filter(organisation_id__in=organisations, digest__in=digests)
    sent = set(previews.values_list("organisation_id", "digest"))
    for case in listed:
        if (case.organisation_id, case.picture) not in sent:
            case.picture = ""


def sent_of(case: Case, digests: Collection[str]) -> set[str]:
    """Those of a case's pictures of which a preview was sent."""
    previews = Preview.objects.filter(organisation_id=case.organisation_id, digest__in=digests)
    return set(previews.values_list("digest", flat=True))


def _named(found: Found) -> set[str | None]:
    pictures = {found.finding.get("picture"), found.finding.get("official_picture")}
    return pictures | {signal.get("picture") for signal in found.signals}
