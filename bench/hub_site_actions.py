"""What followed from a filled site's decisions: actions with their reasons, deliveries, strikes, answers and stores.

Some cases are decided by the site's own command, so that there are actions as they really are; the others' actions are
copied from these inside the database, each with its own case, listing, seller and fate.
"""

from typing import Any

from hub_site import Sql, u

DECIDED = 40  # cases whose actions are made by the command itself
LIFTED, WAITING, ANSWERED = 0.06, 0.004, 0.03  # shares of actions
TABLES = ("enforcement_action", "enforcement_statement", "enforcement_target", "enforcement_delivery",
          "enforcement_answer", "stores_store", "stores_storelisting", "stores_strike", "events_event")  # fmt: skip


def fill_actions(made: Any, sql: Sql) -> None:
    """Actions for every infringing case of the large marketplace."""
    from guildmark.hub.cases.decide import decide
    from guildmark.hub.cases.models import Case
    from guildmark.hub.enforcement.models import Action, Delivery

    by = made.actor(made.bazaar, "reviewer")
    for case in Case.objects.filter(organisation=made.bazaar, state="open").order_by("-id")[:DECIDED]:
        decide(case, "infringing", by=by)
    model = Action.objects.filter(target="listing", state="standing", statement__isnull=False).order_by("-proposed_at")[
        0
    ]
    delivery = Delivery.objects.filter(target__kind="listing").order_by("-id")[0]
    bazaar = sql.uuid(made.bazaar.pk)
    with sql.bare(TABLES):
        _copied(sql, model, delivery, bazaar)
    sql.settle(TABLES)


def _copied(sql: Sql, model: Any, delivery: Any, bazaar: str) -> None:
    base = sql.uuid(model.pk)
    sql.run(f"""
        CREATE TEMPORARY TABLE bench_action AS
        SELECT {sql.new_uuid} AS id, c.id AS n, c.key AS subject, c.listing_id, c.seller_id, c.decided_at AS at,
               CASE WHEN {u("c.id", 7919)} < {LIFTED} THEN 'lifted'
                    WHEN {u("c.id", 7919)} < {LIFTED + WAITING} THEN 'proposed' ELSE 'standing' END AS state
        FROM cases_case c WHERE c.organisation_id = {bazaar} AND c.state = 'decided' AND c.outcome = 'infringing'
        AND NOT EXISTS (SELECT 1 FROM enforcement_action a WHERE a.subject = c.key)""")
    sql.run("CREATE INDEX bench_action_n ON bench_action (n)")
    taken = "CASE WHEN f.state <> 'proposed' THEN f.at END"
    sql.copy("enforcement_action", {
        "id": "f.id", "subject": "f.subject", "case_id": "f.n", "name": "f.listing_id", "seller_id": "f.seller_id",
        "state": "f.state", "proposed_at": "f.at", "taken_at": taken, "until": "NULL",
        "decision_id": "(SELECT d.id FROM cases_decision d WHERE d.case_id = f.n AND d.part = 'queue' LIMIT 1)",
        "ended_at": "CASE WHEN f.state = 'lifted' THEN f.at END",
        "ended_why": "CASE WHEN f.state = 'lifted' THEN 'answer' ELSE '' END",
    }, f"bench_action f JOIN enforcement_action b ON b.id = {base}")  # fmt: skip
    told = "bench_action f JOIN enforcement_statement b ON b.action_id = " + base + " WHERE f.state <> 'proposed'"
    sql.copy("enforcement_statement", {
        "id": "f.id", "action_id": "f.id", "made_at": "f.at", "read_at": "NULL",
    }, told)  # fmt: skip
    sql.put("enforcement_target", {
        "organisation_id": bazaar, "kind": "'listing'", "name": "f.listing_id", "number": "1",
        "state": "t.state", "acknowledged": "1", "acknowledged_at": "f.at",
    }, f"bench_action f JOIN enforcement_target t ON t.id = {delivery.target_id}"
       " WHERE f.state <> 'proposed'")  # fmt: skip
    sql.copy("enforcement_delivery", {
        "id": "t.id + 10000000", "target_id": "t.id", "subject": "f.subject", "number": "1",
        "status": "'acknowledged'", "made_at": "f.at", "due_at": "f.at", "ended_at": "f.at",
    }, "bench_action f JOIN enforcement_target t ON t.kind = 'listing' AND t.name = f.listing_id"
       f" JOIN enforcement_delivery b ON b.id = {delivery.pk}"
       f" WHERE t.organisation_id = {bazaar} AND f.state <> 'proposed'")  # fmt: skip
    sql.put("stores_store", {
        "id": sql.new_uuid, "organisation_id": bazaar, "seller_id": "s.seller_id",
        "name": "'Seller number ' || s.seller_id", "listings": "s.number", "points": "s.number * 2.0",
        "counted_at": sql.ago("0"),
    }, f"(SELECT seller_id, count(*) AS number FROM bench_action f WHERE f.seller_id <> '' AND NOT EXISTS"
       f" (SELECT 1 FROM stores_store o WHERE o.organisation_id = {bazaar} AND o.seller_id = f.seller_id)"
       f" GROUP BY seller_id) s")  # fmt: skip
    own = f"bench_action f JOIN stores_store s ON s.organisation_id = {bazaar} AND s.seller_id = f.seller_id"
    sql.put("stores_storelisting", {"store_id": "s.id", "listing_id": "f.listing_id"}, own)
    sql.put("stores_strike", {
        "store_id": "s.id", "action_id": "f.id", "gravity": "'counterfeit'", "points": "2.0", "at": "f.at",
        "undone_at": "CASE WHEN f.state = 'lifted' THEN f.at END",
    }, f"{own} WHERE f.state <> 'proposed'")  # fmt: skip
    answered = f"(f.state = 'lifted' OR {u('f.n', 104729)} < {ANSWERED}) AND f.state <> 'proposed'"
    open_now = f"f.state = 'standing' AND {u('f.n', 611953)} < 0.1"
    settled = f"CASE WHEN NOT ({open_now}) THEN "
    sql.put("enforcement_answer", {
        "id": "f.id", "organisation_id": bazaar, "statement_id": "f.id", "at": "f.at",
        "text": "'These are my own goods, bought in the shop of the brand.'", "due_at": "f.at",
        "outcome": f"{settled}CASE WHEN f.state = 'lifted' THEN 'reversed' ELSE 'upheld' END ELSE '' END",
        "told": "''", "settled_at": f"{settled}f.at END",
        "settled_by": f"{settled}(SELECT id FROM bench_person WHERE number = 2) END",
    }, f"bench_action f WHERE {answered}")  # fmt: skip
    data = """'{"action": "00000000-0000-4000-8000-000000000000", "measure": "remove", "target": "listing", """
    data += """"automatic": false}'"""
    for kind, which in (("action.taken", "f.state <> 'proposed'"), ("action.lifted", "f.state = 'lifted'")):
        sql.put("events_event", {
            "kind": f"'{kind}'", "at": "f.at", "subject": "f.subject", "organisation": bazaar, "actor": "NULL",
            "why": "'answer'" if kind == "action.lifted" else "''", "data": sql.json(data),
            "versions": sql.json("'{}'"),
        }, f"bench_action f WHERE {which}")  # fmt: skip
