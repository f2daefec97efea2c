"""Looking for rights among those that an actor sees, and what is told of each."""

from django.db.models import Q, QuerySet

from guildmark.hub.members.actor import Actor
from guildmark.hub.members.wall import one_of, seen
from guildmark.hub.registry.models import Right, RightVersion
from guildmark.hub.registry.wall_rules import holders_of


def found(actor: Actor | None, *, search: str = "", state: str = "", mine: bool = False) -> QuerySet[Right]:
    """Rights by code; `search` is a part of the mark or the code, `mine` one's own and those that one acts for."""
    rights = seen(Right, actor).select_related("holder", "current").defer("current__content")
    search = search.replace("\x00", "").strip()[:200]
    if search:
        rights = rights.filter(Q(mark__icontains=search) | Q(code__icontains=search))
    if state:
        rights = rights.filter(state=state)
    if mine and actor is not None:
        rights = rights.filter(holders_of(actor))
    return rights.order_by("code")


def one_right(actor: Actor | None, code: str) -> Right:
    """The right with this code, where an actor sees it. Errors: Http404."""
    return one_of(seen(Right, actor).select_related("holder", "current"), code=code)


def version_of(actor: Actor | None, right: Right, number: int) -> RightVersion:
    """A version that an actor sees. Errors: Http404."""
    versions = seen(RightVersion, actor).select_related("right__holder", "right__current")
    return one_of(versions, right=right, number=number)


def newest_seen(actor: Actor | None, right: Right) -> RightVersion | None:
    """The newest version that an actor sees."""
    versions = seen(RightVersion, actor).select_related("right__holder", "right__current")
    return versions.filter(right=right).order_by("-number").first()
