"""Commands about the tactics of others on one's own listings: take one up, let it go further, stop it."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.events.lease import ask
from guildmark.hub.events.models import Deadline
from guildmark.hub.events.record import By, Happening, record, record_all
from guildmark.hub.exchange import evidence, kinds
from guildmark.hub.exchange.content import tactic_of
from guildmark.hub.exchange.indicator_words import not_looked_for
from guildmark.hub.exchange.marking import BY_PROGRAM, readable_by
from guildmark.hub.exchange.models import Item, ItemVersion, Rarity, Use, UseChange
from guildmark.hub.exchange.sharing import is_expired
from guildmark.hub.members.actor import Actor
from guildmark.hub.registry.approval import EYES, add_approval, require_person
from guildmark.indicators import told_in
from guildmark.indicators.as_tactics import why_not_found
from guildmark.records import InputError
from guildmark.tactics.choices import read_own_terms

USE = "exchange.use"
PREVIEW = "use.preview"
LOOKED_FOR = ("tactic", "indicator")
UP = ("review", "act")  # what takes evidence and two people
MOST_TERMS = 20_000  # characters


def take_up(item: Item, *, by: Actor, terms: str = "") -> Use:
    """Try the version that is shared now in the shadow, with one's own filter and words (see `OwnTerms`).

    A version that is tried anew, or with another filter or words, begins in the shadow anew: what was earned before was
    its own.

    Errors: PermissionDenied; ValidationError for what is not shared with one, or only for people's eyes.
    """
    require_person(by, USE)
    _read_terms(terms)
    with transaction.atomic():
        held = _usable(item, by)
        assert held.current is not None
        refuse_unfindable(held)
        use, made = Use.objects.select_for_update(of=("self",)).get_or_create(
            item=held, organisation=by.organisation, defaults={"version": held.current, "terms": terms}
        )
        if not made:
            _refuse_waiting(use)
            if (use.version_id, use.terms) != (held.current.pk, terms):
                use.begun_at = timezone.now()
            _set(use, "shadow", by.by, version=held.current, terms=terms, db=0.0)
        else:
            _tell(use, "off", by.by)
    return use


def why_not_taken_up(item: Item) -> str:
    """Why nobody can try what one reads now; empty where a marketplace may."""
    try:
        _refuse_unusable(item)
        refuse_unfindable(item)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def take_up_each(items: Sequence[Item], *, by: Actor) -> None:
    """Try several in the shadow that were never used here and that a caller found usable, in its transaction."""
    require_person(by, USE)
    made = [Use(item=item, organisation=by.organisation, version=item.current) for item in items]
    Use.objects.bulk_create(made)
    record_all([_told(use, "off") for use in made], by=by.by)


def propose(use: Use, mode: str, db: float, *, by: Actor) -> UseChange:
    """Propose that a tactic goes further, weighing so many decibans at full strength; the worker works out whom it
    would hit, then two people approve it.

    Errors: PermissionDenied; ValidationError where the evidence is not enough, or the tactic may not be told of.
    """
    require_person(by, USE)
    with transaction.atomic():
        held = _held(use, by)
        _usable(held.item, by)
        _refuse_waiting(held)
        told = _require_evidence(held, mode, db)
        change = UseChange.objects.create(
            use=held, version=held.version, mode=mode, db=db, terms=held.terms, evidence=told, proposed_by=by.id
        )
        ask(Deadline, PREVIEW, f"{PREVIEW}:{change.pk}", change=str(change.pk))
        record(kinds.USE_PROPOSED, held.item_id, by=by.by, data={"mode": mode, "db": db, "change": str(change.pk)})
    return change


def approve(change: UseChange, *, by: Actor) -> UseChange:
    """Say yes; the second person's yes lets it go further, if the evidence still holds.

    Errors: PermissionDenied; ValidationError for what does not wait any more, or whose preview is not there yet.
    """
    require_person(by, USE)
    with transaction.atomic():
        use = _held(change.use, by)
        waiting = _waiting(change, use)
        if not waiting.preview:
            raise ValidationError(_("Whom it would hit is still being worked out. Look again in a minute."))
        _usable(use.item, by)
        yes = add_approval(waiting.pk, by)
        record(kinds.USE_APPROVED, use.item_id, by=by.by, data={"yes": yes, "change": str(waiting.pk)})
        if yes >= EYES:
            _require_evidence(use, waiting.mode, waiting.db)
            waiting.made_at = timezone.now()
            waiting.save(update_fields=("made_at",))
            _set(use, waiting.mode, by.by, db=waiting.db)
    return waiting


def refuse(change: UseChange, *, by: Actor) -> None:
    """Say no. Errors: PermissionDenied; ValidationError for what does not wait any more."""
    require_person(by, USE)
    with transaction.atomic():
        use = _held(change.use, by)
        waiting = _waiting(change, use)
        waiting.refused_at = timezone.now()
        waiting.save(update_fields=("refused_at",))
        record(kinds.USE_REFUSED, use.item_id, by=by.by, data={"change": str(waiting.pk)})


def stop(use: Use, *, by: Actor, mode: str = "off") -> Use:
    """Stop it, or let it go on in the shadow: one person, at once. Errors: PermissionDenied."""
    require_person(by, USE)
    if mode not in ("off", "shadow"):
        raise ValidationError(_("Going further takes evidence and two people."))
    with transaction.atomic():
        held = _held(use, by)
        _drop_waiting(held)
        _set(held, mode, by.by, why="person")
    return held


def stop_all(uses: Any, why: str, *, by: By, mode: str = "off") -> None:
    """Stop uses of whatever marketplaces, in the transaction that is open; `why` is one of `STOPS`."""
    for use in uses.select_for_update(of=("self",)).exclude(mode__in=("off", mode)).order_by("pk"):
        _drop_waiting(use)
        _set(use, mode, By(by.actor, use.organisation_id) if by.actor is None else by, why=why)


def _set(use: Use, mode: str, by: By, *, why: str = "", **columns: Any) -> None:
    before = use.mode
    use.mode, use.stopped_why, use.since = mode, why, timezone.now()
    for name, value in columns.items():
        setattr(use, name, value)
    use.save()
    _tell(use, before, by)


def _tell(use: Use, before: str, by: By) -> None:
    record_all([_told(use, before)], by=by)


def _told(use: Use, before: str) -> Happening:
    return Happening(
        kinds.USE_CHANGED, use.item_id, use.stopped_why,
        {"use": str(use.pk), "before": before, "mode": use.mode, "db": use.db}, {"item": use.version.number},
    )  # fmt: skip


def _usable(item: Item, by: Actor) -> Item:
    held = Item.objects.select_for_update(of=("self",)).filter(readable_by(by)).filter(pk=item.pk).first()
    if held is None:
        raise ValidationError(_("This is not shared with you any more."))
    _refuse_unusable(held)
    return held


def _refuse_unusable(item: Item) -> None:
    if item.state != "shared" or item.kind not in LOOKED_FOR:
        raise ValidationError(_("This is not shared with you any more."))
    if item.tlp not in BY_PROGRAM:
        raise ValidationError(_("This is for the eyes of single people: no program may use it."))
    if is_expired(item, timezone.now().date()):
        raise ValidationError(_("This has expired. Its author may renew it."))
    if item.held_at is not None:
        raise ValidationError(_("A false alarm holds this until its author has answered it."))


def _require_evidence(use: Use, mode: str, db: float) -> dict[str, Any]:
    if mode not in UP:
        raise ValidationError({"mode": _("%(value)s is no step further.") % {"value": mode}})
    if mode == "act" and tactic_of(use.version).seller_view == "nothing":
        raise ValidationError(
            {"mode": _("It tells sellers not even what kind of evidence it is: it raises listings to review only.")}
        )
    found = evidence.of_use(use)
    if found.bound < found.needed[mode]:
        raise ValidationError(
            {
                "mode": _(
                    "The sample allows %(bound)d %% at worst, this takes %(needed)d %%. Judge %(more)d more sellers."
                )
                % {
                    "bound": 100 * found.bound,
                    "needed": round(100 * found.needed[mode]),
                    "more": found.more[mode],
                }
            }
        )
    most = found.most_db
    if use.item.kind == "indicator":
        most = min(most, _rarity_db(use))
        if not most:
            raise ValidationError(
                {"db": _("The value is not rare enough on your listings to weigh anything, or is not counted yet.")}
            )
    if not 0 < db <= most:
        raise ValidationError({"db": _("The sample bears from 0.1 to %(most).1f decibans.") % {"most": most}})
    return found.as_json()


def refuse_unfindable(item: Item) -> None:
    """Errors: ValidationError for an indicator that no tactic finds, with why."""
    if item.kind == "indicator" and item.current is not None:
        one = told_in(item.current.content).indicator
        if why_not_found(one):
            raise ValidationError(not_looked_for(one))


def _rarity_db(use: Use) -> float:
    """What an indicator may weigh where it is used, by how rare its value is there."""
    key = use.item.value_key
    row = Rarity.objects.filter(organisation=use.organisation_id, key=key).first() if key else None
    return row.weight_db or 0.0 if row else 0.0


def _read_terms(terms: str) -> None:
    try:
        if len(terms) > MOST_TERMS or "\x00" in terms:
            raise InputError(f"terms: are no text of at most {MOST_TERMS:,} characters.")
        read_own_terms("terms", terms)
    except InputError as error:
        raise ValidationError({"terms": str(error)}) from None


def _held(use: Use, by: Actor) -> Use:
    held = Use.objects.select_for_update(of=("self",)).select_related("item", "version").get(pk=use.pk)
    if held.organisation_id != by.organisation.pk:
        raise PermissionDenied(_("This is another marketplace’s."))
    return held


def _waiting(change: UseChange, use: Use) -> UseChange:
    waiting = UseChange.objects.filter(pk=change.pk, use=use, made_at__isnull=True, refused_at__isnull=True).first()
    if waiting is None or waiting.version_id != use.version_id:
        raise ValidationError(_("This does not wait for approval any more."))
    return waiting


def _refuse_waiting(use: Use) -> None:
    if use.changes.filter(made_at__isnull=True, refused_at__isnull=True).exists():
        raise ValidationError(_("A change waits for approval. Approve or refuse it first."))


def _drop_waiting(use: Use) -> None:
    use.changes.filter(made_at__isnull=True, refused_at__isnull=True).update(refused_at=timezone.now())


def version_waits(use: Use) -> ItemVersion | None:
    """A newer version than the one in use, where its author shared one."""
    current = use.item.current if use.item.state == "shared" else None
    return current if current is not None and current.pk != use.version_id else None
