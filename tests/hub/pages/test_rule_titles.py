"""Rules are called by their titles in the reader's language; a marketplace's own rules as it wrote them."""

from collections.abc import Callable

import pytest
from alliance import Alliance
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from guildmark.hub.cases.decide import decide
from guildmark.hub.enforcement.models import PolicyFile
from guildmark.hub.enforcement.policies import propose_policy
from guildmark.hub.enforcement.policy import read_policy, shipped_policy, shipped_text
from guildmark.hub.enforcement.preview import preview_of
from guildmark.hub.pages.rule_titles import SHIPPED, rule_title
from guildmark.hub.stores.ladder import ladder


def test_every_rule_that_ships_has_a_title_and_no_title_is_of_a_rule_that_is_gone() -> None:
    assert set(SHIPPED) == {rule.name for rule in shipped_policy().rules}
    with override("fr"):
        assert rule_title("found again and again") == "Trouvé encore et encore"
        assert rule_title(ladder().steps[1].rule) == "Échelle des pénalités\N{NO-BREAK SPACE}: première suspension"
        assert rule_title("ladder: of my own") == "ladder: of my own"


@pytest.mark.django_db
def test_pages_of_actions_and_policies_name_rules_and_measures_in_the_language_of_the_reader(
    alliance: Alliance, browse: Callable[..., Client]
) -> None:
    case = alliance.case(alliance.bazaar, alliance.right(alliance.arvo))
    decide(case, "infringing", by=alliance.actor(alliance.bazaar, "reviewer"))
    lead = alliance.actor(alliance.bazaar, "senior reviewer")
    text = shipped_text().replace("name: infringing\n", "name: eigene Regel\n").replace("[remove]", "[pause]")
    file = propose_policy("mine.yaml", text, preview_of(read_policy("mine.yaml", text), by=lead), by=lead)
    person = alliance.person(alliance.bazaar, "senior reviewer")
    person.language = "zh-hans"
    person.save()
    client = browse(alliance.bazaar, "senior reviewer")
    listed = client.get("/actions/?state=standing").content.decode()
    assert "侵权" in listed
    assert ">infringing<" not in listed
    assert "ladder: warning" not in listed
    preview = client.get(f"/lead/policy/{file.pk}/").content.decode()
    assert "<td>下架</td><td>暂停销售</td>" in preview
    PolicyFile.objects.update(active_from=timezone.now())
    policy = client.get("/lead/policy/").content.decode()
    assert "eigene Regel" in policy
    assert ">dangerous goods<" not in policy
