"""Policies as data: what fits, what is refused and why; nothing acts without a person but by licence and preview."""

from datetime import timedelta
from importlib.resources import files

import pytest
from alliance import Alliance
from delivered import row
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from licensed import licensed_weights

from guildmark.hub.cases.decide import decide
from guildmark.hub.cases.intake import bring
from guildmark.hub.cases.models import Case
from guildmark.hub.enforcement import act, brake, policies
from guildmark.hub.enforcement.models import Action, Brake, PolicyFile, RuleHour
from guildmark.hub.enforcement.policies import POLICIES
from guildmark.hub.enforcement.policy import CaseFacts, read_policy, shipped_policy
from guildmark.hub.enforcement.preview import preview_of
from guildmark.hub.events.models import Event, Message
from guildmark.hub.registry.models import WeightsFile
from guildmark.records import InputError

SHIPPED = (files("guildmark.hub.enforcement") / "policy.yaml").read_text("utf-8")
AUTOMATIC = SHIPPED.replace(
    "rules:\n", "rules:\n  - name: by licence\n    when: {band: act}\n    measures: [pause]\n", 1
)  # fmt: skip


def facts(**more: object) -> CaseFacts:
    usual = {
        "outcome": "infringing", "band": "review", "reason": "", "right_kind": "trademark",
        "category": "Fashion > Bags", "health": False, "offences": 0,
    }  # fmt: skip
    return CaseFacts(**(usual | more))  # type: ignore[arg-type]


def rule_name(policy: str, **more: object) -> str:
    rule = read_policy("p.yaml", policy).rule_for(facts(**more))
    return rule.name if rule else ""


def test_the_first_rule_that_fits_counts() -> None:
    assert rule_name(SHIPPED, health=True, offences=9) == "dangerous goods"
    assert rule_name(SHIPPED, offences=5) == "found again and again"
    assert rule_name(SHIPPED, offences=4) == "infringing"
    assert rule_name(SHIPPED, outcome="undetermined") == ""
    assert rule_name(SHIPPED, outcome="", band="act") == ""  # as shipped nothing acts by itself
    assert rule_name(AUTOMATIC, outcome="", band="act") == "by licence"
    assert rule_name(AUTOMATIC, outcome="", band="review") == ""
    only_bags = SHIPPED.replace("{outcome: infringing, offences: 5}", '{outcome: infringing, categories: ["Fashion"]}')
    assert rule_name(only_bags) == "found again and again"
    assert rule_name(only_bags, category="Toys") == "infringing"


def test_no_payout_is_held_for_a_first_offence_without_two_people_whatever_the_file_says() -> None:
    policy = read_policy("p.yaml", SHIPPED.replace("hold-payout: 2,", "hold-payout: 1,"))
    assert policy.eyes_for("hold-payout", offences=0) == 2
    assert policy.eyes_for("hold-payout", offences=1) == 1
    assert policy.eyes_for("remove", offences=0) == 1


@pytest.mark.parametrize(
    ("change", "by", "told"),
    [
        ("measures: [remove]", "measures: [destroy]", "rule 1 (dangerous goods): measure 'destroy' is not known"),
        ("{outcome: infringing, health: true}", "{health: true}", "rule 1 (dangerous goods): when: write either"),
        (
            "{outcome: infringing, health: true}",
            "{outcome: not}",
            "rule 1 (dangerous goods): outcome: 'not' has no action",
        ),
        ("offences: 5", "offences: many", "offences: 'many' is no whole number"),
        ("close-store: 2", "close-store: 1", "closed by two people"),
        ("answer_days: 184", "answer_days: 3", "answer_days: 3 is no whole number from 14"),
        ("name: infringing", "name: dangerous goods", "two rules have the name"),
        ("reversal_share: 0.05", "reversal_share: 5", "reversal_share 5 is no share"),
        ("rules:", "rulez:", "part 'rulez' is not known. Did you mean 'rules'?"),
        ("[remove, hold-payout]", "[close-store]", "measure 'close-store' is not known"),
    ],
)
def test_a_policy_that_cannot_be_used_says_where_and_why(change: str, by: str, told: str) -> None:
    with pytest.raises(InputError) as refused:
        read_policy("mine.yaml", SHIPPED.replace(change, by, 1))
    assert str(refused.value).startswith("mine.yaml: ")
    assert told in str(refused.value)


def test_a_rule_without_a_person_never_holds_a_payout() -> None:
    with pytest.raises(InputError, match="hold-payout"):
        read_policy("p.yaml", AUTOMATIC.replace("[pause]", "[hold-payout]"))


@pytest.mark.django_db
def test_a_policy_counts_once_two_people_approved_it_and_saw_whom_it_hits(alliance: Alliance) -> None:
    lead, second = alliance.actor(alliance.bazaar, "senior reviewer"), alliance.actor(alliance.bazaar)
    right = alliance.right(alliance.arvo)
    for number, (seller, outcome) in enumerate([("known", "infringing"), ("known", ""), ("new", ""), ("fine", "not")]):
        case = alliance.case(alliance.bazaar, right, f"L-{number}", seller_id=seller, would_band="act")
        if outcome:
            decide(case, outcome, by=alliance.actor(alliance.bazaar, "reviewer"))
    told = preview_of(read_policy("mine.yaml", AUTOMATIC), by=lead)
    [hits] = told["rules"]
    assert hits == {
        "rule": "by licence", "listings": 4, "licensed": 0, "sellers": 3, "new_sellers": 2, "overturned": 1,
    }  # fmt: skip
    assert told["changes"] == []
    softer = preview_of(read_policy("mine.yaml", SHIPPED.replace("[remove]", "[pause]")), by=lead)
    assert softer["changes"] == [{"before": "remove", "after": "pause", "cases": 1}]
    file = policies.propose_policy("mine.yaml", AUTOMATIC, told, by=lead)
    with pytest.raises(ValidationError):
        POLICIES.activate(file, by=lead)
    POLICIES.approve(file, by=lead)
    with pytest.raises(ValidationError):
        POLICIES.approve(file, by=lead)
    POLICIES.approve(file, by=second)
    POLICIES.activate(file, by=second)
    assert policies.policy_of(alliance.bazaar).digest == read_policy("", AUTOMATIC).digest
    assert policies.policy_of(alliance.souk) == shipped_policy()
    POLICIES.retire(file, by=lead)
    assert policies.policy_of(alliance.bazaar) == shipped_policy()
    with pytest.raises(PermissionDenied):
        policies.propose_policy("x", AUTOMATIC, {}, by=alliance.actor(alliance.bazaar, "reviewer"))


@pytest.mark.django_db
def test_a_preview_goes_by_the_reasons_and_the_earlier_offences_of_cases_as_a_decision_would(
    alliance: Alliance,
) -> None:
    right, by = alliance.right(alliance.arvo), alliance.actor(alliance.bazaar, "reviewer")
    for number in range(6):
        reason = "never-made" if number == 0 else ""
        decide(alliance.case(alliance.bazaar, right, f"L-{number}"), "infringing", by=by, reason=reason)
    lead = alliance.actor(alliance.bazaar, "senior reviewer")
    by_reason = SHIPPED.replace(
        "rules:\n",
        "rules:\n  - name: never made\n    when: {outcome: infringing, reasons: [never-made]}\n    measures: [pause]\n",
        1,
    )
    # Six cases of one seller stand, so that each of them has five others: the payout is held in every one of them.
    held = "remove, hold-payout"
    assert preview_of(read_policy("mine.yaml", by_reason), by=lead)["changes"] == [
        {"before": held, "after": "pause", "cases": 1}
    ]
    patient = preview_of(read_policy("mine.yaml", SHIPPED.replace("offences: 5", "offences: 6")), by=lead)
    assert patient["changes"] == [{"before": held, "after": "remove", "cases": 6}]


@pytest.fixture
def acting(alliance: Alliance) -> Alliance:
    """Bazaar acts by a policy of its own, and has a licence for bags."""
    PolicyFile.objects.create(
        organisation=alliance.bazaar, name="mine", text=AUTOMATIC, active_from=timezone.now()
    )  # fmt: skip
    WeightsFile.objects.create(
        organisation=alliance.bazaar, name="w", text=licensed_weights(), active_from=timezone.now()
    )  # fmt: skip
    return alliance


def brought(alliance: Alliance, run: str, *names: str, band: str = "act") -> None:
    code = alliance.right(alliance.arvo).code
    rows = [row(name, code, band=band, score_db=15.0, finding={"seller_id": f"s-{name}"}) for name in names]
    bring(rows, run=run, context="", by=alliance.actor(alliance.bazaar))


@pytest.mark.django_db
def test_what_is_licensed_is_acted_on_as_it_comes_in_and_waits_for_people_all_the_same(acting: Alliance) -> None:
    brought(acting, "one", "L-1")
    brought(acting, "two", "L-2", band="review")
    action = Action.objects.get(target="listing")
    assert (action.name, action.measure, action.automatic, action.eyes) == ("L-1", "pause", True, 0)
    assert Case.objects.get(listing_id="L-1").state == "open"
    decide(Case.objects.get(listing_id="L-1"), "not", by=acting.actor(acting.bazaar, "reviewer"))
    action.refresh_from_db()
    assert (action.state, action.ended_why) == ("lifted", "decided-anew")


@pytest.mark.django_db
def test_without_a_licence_that_is_open_today_nothing_is_acted_on(
    acting: Alliance,
) -> None:
    WeightsFile.objects.update(retired_at=timezone.now())
    brought(acting, "one", "L-1")
    assert not Action.objects.exists()


@pytest.mark.django_db
def test_a_rule_that_leaves_its_volume_is_stopped_says_so_and_acts_again_when_two_people_let_it(
    acting: Alliance,
) -> None:
    file = PolicyFile.objects.get()
    PolicyFile.objects.filter(pk=file.pk).delete()
    text = AUTOMATIC.replace("most: 20000", "most: 3")
    PolicyFile.objects.create(organisation=acting.bazaar, name="mine", text=text, active_from=timezone.now())
    lead, second = acting.actor(acting.bazaar, "senior reviewer"), acting.actor(acting.bazaar)
    brought(acting, "one", "L-1", "L-2", "L-3")
    assert Action.objects.filter(target="listing").count() == 3
    brought(acting, "two", "L-4")
    stopped = Brake.objects.get()
    assert (stopped.rule, stopped.why, stopped.figures) == ("by licence", "volume", {"actions": 4, "most": 3})
    assert Event.objects.filter(kind="brake.pulled").count() == 1
    assert Message.objects.filter(key__startswith=f"brake:{stopped.pk}").count() == 2
    brought(acting, "three", "L-5")
    assert Action.objects.filter(target="listing").count() == 3
    RuleHour.objects.update(hour=timezone.now() - timedelta(days=2))
    brake.release(stopped, by=lead)
    brought(acting, "four", "L-6")
    assert Action.objects.filter(target="listing").count() == 3
    brake.release(stopped, by=second)
    brought(acting, "five", "L-7")
    assert Action.objects.filter(target="listing").count() == 4


@pytest.mark.django_db
def test_a_rule_that_is_wrong_too_often_is_stopped_by_its_reversals(acting: Alliance) -> None:
    names = [f"L-{number}" for number in range(25)]
    brought(acting, "one", *names)
    reviewer = acting.actor(acting.bazaar, "reviewer")
    for number, case in enumerate(Case.objects.order_by("id")):
        assert Brake.objects.exists() == (number >= 20)
        decide(case, "not", by=reviewer)
    stopped = Brake.objects.get()
    assert (stopped.why, stopped.figures["reversed"]) == ("reversals", 20)
    brought(acting, "two", "L-99")
    assert not Action.objects.filter(name="L-99").exists()


@pytest.mark.django_db
def test_a_payout_that_is_held_waits_for_a_second_person(alliance: Alliance) -> None:
    text = SHIPPED.replace("measures: [remove]", "measures: [remove, hold-payout]")
    PolicyFile.objects.create(organisation=alliance.bazaar, name="mine", text=text, active_from=timezone.now())
    case = alliance.case(alliance.bazaar, alliance.right(alliance.arvo))
    decide(case, "infringing", by=alliance.actor(alliance.bazaar, "reviewer", 1))
    held = Action.objects.get(measure="hold-payout")
    assert (held.state, held.target, held.name) == ("proposed", "store", "S-1")
    with pytest.raises(ValidationError):
        act.approve(held, by=alliance.actor(alliance.bazaar, "reviewer", 1))
    act.approve(held, by=alliance.actor(alliance.bazaar, "reviewer", 2))
    held.refresh_from_db()
    assert held.state == "standing"
    assert held.until is not None
    with pytest.raises(ValidationError):
        act.refuse(held, by=alliance.actor(alliance.bazaar, "reviewer", 3), note="too late")
