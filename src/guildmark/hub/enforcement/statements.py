"""Statements of reasons: the facts of an action as its seller may know them, fixed when it is taken."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from guildmark.hub.cases.decide import latest_found_of
from guildmark.hub.cases.models import Case, Found
from guildmark.hub.enforcement import kinds
from guildmark.hub.enforcement.languages import language_of
from guildmark.hub.enforcement.models import Action, Statement
from guildmark.hub.enforcement.policies import policy_of
from guildmark.hub.enforcement.tokens import NOTHING_HERE, statement_of
from guildmark.hub.events.record import record, site_for
from guildmark.hub.wording import wording
from guildmark.report.payload import safe_url

MOST_EVIDENCE = 20
LONGEST_TEXT = 200  # code points of a span


def state_reasons(actions: Sequence[Action]) -> list[Statement]:
    """Write the statement of each action, in the transaction in which it is taken."""
    cases = [action.case for action in actions if action.case is not None]
    found = {one.case_id: one for one in latest_found_of(cases).select_related("snapshot")} if cases else {}
    time_to_answer = {whose: policy_of(whose).answer for whose in {action.organisation_id for action in actions}}
    now = timezone.now()
    languages = {action.pk: _language(action, found) for action in actions}
    return Statement.objects.bulk_create(
        Statement(
            action=action,
            language=languages[action.pk],
            wording=wording(languages[action.pk]).digest,
            facts=_facts(action, found.get(action.case_id) if action.case_id else None),
            made_at=now,
            answer_until=now + time_to_answer[action.organisation_id],
        )
        for action in actions
    )


def given_out(token: str) -> Statement:
    """The statement that a signed link leads to. Errors: Http404, the same for one that was never given out."""
    rows = Statement.objects.select_related("action__organisation", "action__case")
    try:
        return rows.get(pk=statement_of(token))
    except Statement.DoesNotExist:
        raise Http404(NOTHING_HERE) from None


def mark_read(statement: Statement) -> None:
    """Record that the link was opened, the first time."""
    if statement.read_at is None:
        with transaction.atomic():
            first = Statement.objects.filter(pk=statement.pk, read_at__isnull=True).update(read_at=timezone.now())
            if first:
                data = {"action": str(statement.action_id)}
                action = statement.action
                record(kinds.STATEMENT_READ, action.subject, by=site_for(action.organisation_id), data=data)


def _facts(action: Action, found: Found | None) -> dict[str, Any]:
    facts: dict[str, Any] = {"target": action.target, "name": action.name, **action.facts}
    case = action.case
    if case is None or found is None:
        return facts
    return facts | {
        "reason": action.decision.reason if action.decision else "",
        "title": case.title,
        "listing_id": case.listing_id,
        "url": safe_url(found.snapshot.url) or "",
        "mark": case.right.mark,
        "right_kind": case.right.kind,
        "registrations": _registrations(case),
        "seen_at": found.snapshot.seen_at.isoformat(timespec="seconds"),
        "digest": found.snapshot.digest,
        "evidence": _evidence(found.signals),
        "health": case.touches_health,
        "goods": list(case.right.current.content.get("goods") or ()) if case.right.current else [],
    }


def _registrations(case: Case) -> list[dict[str, str]]:
    """Which registrations the right has, by which anybody can look it up."""
    given = case.right.current.content.get("registrations") if case.right.current else None
    rows = [one for one in given or [] if isinstance(one, Mapping)]
    return [{name: str(one.get(name) or "") for name in ("office", "number", "territory")} for one in rows[:20]]


def _evidence(signals: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """What spoke for it: the words themselves where the seller may see them, else what kind of evidence it was."""
    shown: list[dict[str, str]] = []
    for signal in signals:
        if signal.get("direction") != "for":
            continue
        one = {"family": str(signal.get("family") or "")}
        if signal.get("seller_view") == "span" and not signal.get("private") and signal.get("text"):
            one |= {"field": str(signal.get("field") or ""), "text": str(signal["text"])[:LONGEST_TEXT]}
        if one not in shown:
            shown.append(one)
    return shown[:MOST_EVIDENCE]


def _language(action: Action, found: Mapping[int, Found]) -> str:
    """That of the listing; for a store, that of the case it follows from."""
    of_case = found.get(action.case_id) if action.case_id else None
    return language_of(of_case.snapshot.content if of_case else {}, action.facts.get("language"))
