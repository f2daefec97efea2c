"""Commands about backtests: a member asks a marketplace to try a tactic on its listings, and gets counts alone."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.events.lease import ask, does, prepares
from guildmark.hub.events.models import Deadline
from guildmark.hub.events.record import record, site_for
from guildmark.hub.exchange import kinds
from guildmark.hub.exchange.chosen import used
from guildmark.hub.exchange.content import tactic_of
from guildmark.hub.exchange.marking import BY_PROGRAM, members_reached, readable_by
from guildmark.hub.exchange.models import Backtest, Item, ItemVersion, UseChange
from guildmark.hub.exchange.terms import terms
from guildmark.hub.exchange.try_out import try_on
from guildmark.hub.exchange.uses import PREVIEW
from guildmark.hub.hiding import HIDDEN, SMALL, Cell, shown_count
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.models import Organisation
from guildmark.hub.members.roles import MARKETPLACE
from guildmark.hub.registry.approval import require_person
from guildmark.tactics import Used

RUN = "backtest.run"
TAKEN_BACK = "taken back"  # a problem: it was, before its turn came
OF_HITS = ("sellers", "infringing", "cleared")
TOLD = ("listings", "hits", *OF_HITS)  # to who asked, hidden where small, else rounded


def ask_for_backtest(item: Item, marketplace: Organisation, *, by: Actor) -> Backtest:
    """Ask a marketplace to try what it can read; one's own listings are tried at once.

    Errors: PermissionDenied; ValidationError for what is not shared with it, or when too much was asked lately.
    """
    require_person(by, "exchange.share" if by.organisation.kind != MARKETPLACE else "exchange.write")
    own = marketplace.pk == by.organisation.pk
    with transaction.atomic():
        held = Item.objects.select_for_update(of=("self",)).filter(readable_by(by)).filter(pk=item.pk).first()
        if held is None or held.kind != "tactic":
            raise ValidationError(_("There is nothing here to try."))
        version = _newest(held) if own and held.owner_id == by.organisation.pk else held.current
        if marketplace.kind != MARKETPLACE or version is None or (not own and not _reaches(held, marketplace)):
            raise ValidationError(_("This is not shared with that marketplace. Share it first."))
        if held.tlp not in BY_PROGRAM and held.owner_id != marketplace.pk:
            raise ValidationError(_("This is for the eyes of single people: no program may use it."))
        if not own:
            _refuse_too_many(by.organisation, marketplace)
        test = Backtest.objects.create(
            version=version, organisation=marketplace, asked_for=by.organisation, asked_by=by.id
        )
        record(kinds.BACKTEST_ASKED, held.pk, by=by.by, data={"at": str(marketplace.pk), "backtest": str(test.pk)})
        if own:
            _let_run(test, by)
    return test


def approve(test: Backtest, *, by: Actor) -> Backtest:
    """Let it be tried on one's own listings.

    Errors: PermissionDenied; ValidationError when it was settled already, or taken back meanwhile.
    """
    with transaction.atomic():
        held = _waiting(test, by)
        if not _may_run(held):
            raise ValidationError(_("This was taken back meanwhile."))
        _let_run(held, by)
    return held


def refuse(test: Backtest, *, by: Actor) -> Backtest:
    """Say no. Errors: PermissionDenied; ValidationError when it was settled already."""
    with transaction.atomic():
        held = _waiting(test, by)
        held.refused_at = timezone.now()
        held.save(update_fields=("refused_at",))
        record(kinds.BACKTEST_REFUSED, held.version.item_id, by=by.by, data={"backtest": str(held.pk)})
    return held


def told(test: Backtest, actor: Actor) -> dict[str, Cell]:
    """What an actor is told of the counts: a marketplace its own as they are, others nothing small and all rounded.

    A count that could be had from two others by subtracting is as small as they are: each stands by itself. Of few hits
    nothing more is told, since even that none of them was found infringing would speak of single listings.
    """
    if test.done_at is None:
        return {}
    if actor.organisation.pk == test.organisation_id:
        return {name: Cell(count, "rounded") for name, count in test.counts.items()}
    told = {name: shown_count(test.counts.get(name, 0)) for name in TOLD}
    if told["hits"] == SMALL:
        told |= dict.fromkeys(OF_HITS, HIDDEN)
    return told


@prepares(Deadline, RUN)
def run(row: Any) -> dict[str, int] | None:
    """Try it, outside of any transaction; None of what was taken back, or thrown away, before its turn came."""
    test = _asked(row).select_related("version__item", "organisation").first()
    if test is None or not _may_run(test):
        return None
    return try_on(test.organisation, Used(tactic_of(test.version)), terms().most_listings).as_json()


@does(Deadline, RUN)
def keep(row: Any, counts: dict[str, int] | None) -> None:
    """Keep what came of it, where it was tried and is not thrown away."""
    test = _asked(row).select_for_update(of=("self",)).select_related("version").first()
    if test is None:
        return
    if counts is None:
        test.problem = TAKEN_BACK
        test.save(update_fields=("problem",))
        return
    test.counts, test.done_at = counts, timezone.now()
    test.save(update_fields=("counts", "done_at"))
    record(
        kinds.BACKTESTED, test.version.item_id, by=site_for(test.organisation_id), data={"backtest": str(test.pk)},
        versions={"item": test.version.number},
    )  # fmt: skip


@prepares(Deadline, PREVIEW)
def preview(row: Any) -> dict[str, int]:
    """Whom a tactic would hit that is to go further."""
    change = UseChange.objects.select_related("use__version", "use__organisation").get(pk=row.payload["change"])
    use = change.use
    use.mode, use.db = change.mode, change.db
    return try_on(use.organisation, used(use), terms().most_listings).as_json()


@does(Deadline, PREVIEW)
def keep_preview(row: Any, counts: dict[str, int]) -> None:
    """Keep it with the proposal, for those who approve it."""
    UseChange.objects.filter(pk=row.payload["change"]).update(preview=counts)


def _asked(row: Any) -> QuerySet[Backtest]:
    return Backtest.objects.filter(pk=row.payload["backtest"])


def _let_run(test: Backtest, by: Actor) -> None:
    test.approved_by, test.approved_at = by.id, timezone.now()
    test.save(update_fields=("approved_by", "approved_at"))
    ask(Deadline, RUN, f"{RUN}:{test.pk}", backtest=str(test.pk))
    record(kinds.BACKTEST_APPROVED, test.version.item_id, by=by.by, data={"backtest": str(test.pk)})


def _waiting(test: Backtest, by: Actor) -> Backtest:
    require_person(by, "exchange.use")
    held = Backtest.objects.select_for_update(of=("self",)).select_related("version__item").get(pk=test.pk)
    if held.organisation_id != by.organisation.pk:
        raise PermissionDenied(_("This is another marketplace’s."))
    if held.approved_at is not None or held.refused_at is not None:
        raise ValidationError(_("This was settled already."))
    return held


def _may_run(test: Backtest) -> bool:
    """Whether it may be tried there still: what was taken back, or is shared with fewer now, is tried on its author's
    own listings alone."""
    item = test.version.item
    return item.owner_id == test.organisation_id or _reaches(item, test.organisation)


def _reaches(item: Item, marketplace: Organisation) -> bool:
    return item.state == "shared" and marketplace.pk in members_reached(item)


def _refuse_too_many(asking: Organisation, marketplace: Organisation) -> None:
    Organisation.objects.select_for_update().get(pk=asking.pk)  # two at once are counted one after the other
    since = timezone.now() - terms().asked_in
    asked = Backtest.objects.filter(asked_for=asking, organisation=marketplace, asked_at__gt=since).count()
    if asked >= terms().most_asked:
        raise ValidationError(
            _("Your organisation has asked this marketplace %(count)d times in %(days)d days, which is the most.")
            % {"count": asked, "days": terms().asked_in.days}
        )


def _newest(item: Item) -> ItemVersion | None:
    """The draft of one's own item, else what was shared of it."""
    return item.versions.order_by("-number").first()
