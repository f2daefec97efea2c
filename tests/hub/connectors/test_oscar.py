"""What is special about a django-oscar shop: stock, variants, labels, accounts, and a shop on a bad day."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from counterparts import state
from own_shop import PASSWORD, Shop

from guildmark.guard import FetchPolicy
from guildmark.hub.connectors import ReceiverError, oscar_api
from guildmark.hub.connectors.oscar import Oscar

pytestmark = pytest.mark.soak  # a shop in processes of its own

type Made = Callable[..., Oscar]
NOTES = "print(json.dumps(Product.objects.get(pk={}).attribute_values.count()))"


@pytest.fixture
def connector(shop: Shop) -> Iterator[Made]:
    """Makes connectors to the shop, of its usual account unless told otherwise."""
    made: list[Oscar] = []

    def make(secret: str = shop.secret) -> Oscar:
        made.append(Oscar(shop.address, secret, FetchPolicy(loopback_ports=frozenset({shop.port}))))
        return made[-1]

    yield make
    for one in made:
        one.close()


def removed(product: int, number: int = 1) -> dict[str, Any]:
    return state("listing", str(product), number, availability="removed")


def stock(shop: Shop, product: int) -> list[int | None]:
    """In stock, and of that ordered already."""
    values = f"StockRecord.objects.values_list('num_in_stock', 'num_allocated').get(product={product})"
    told: list[int | None] = shop.python(f"print(json.dumps({values}))")
    return told


def test_a_product_with_variants_goes_and_comes_back_with_them(shop: Shop, connector: Made) -> None:
    parent, (small, large) = shop.made["parent"], shop.made["children"]
    shop.python(f"StockRecord.objects.filter(product={small}).update(num_in_stock=4)")
    shop.python(f"Product.objects.filter(pk={large}).update(is_public=False)")  # by its seller
    oscar = connector()
    assert oscar.set_states([removed(parent)])[0].done
    assert (shop.page(parent), shop.page(small)) == (404, 404)
    assert not shop.sells(parent, child=small)
    assert not shop.sells(parent, child=large)
    assert oscar.set_states([state("listing", str(parent), 2)])[0].done
    assert (shop.page(parent), shop.page(small), shop.page(large)) == (200, 200, 404)
    assert shop.sells(parent, child=small)
    assert (stock(shop, small)[0], stock(shop, large)[0]) == (4, 10)
    shop.python(f"Product.objects.filter(pk={large}).update(is_public=True)")


def test_variants_keep_what_they_were_where_the_shop_broke_between_them_and_their_product(
    shop: Shop, connector: Made
) -> None:
    parent, (small, large) = shop.made["parent"], shop.made["children"]
    shop.python(f"Product.objects.filter(pk={large}).update(is_public=False)")  # by its seller
    before = [stock(shop, one)[0] for one in (small, large)]
    shop.behave(breaks=[small, large])
    assert not connector().set_states([removed(parent)])[0].done
    assert shop.page(parent) == 404
    shop.behave()
    assert connector().set_states([removed(parent)])[0].done
    assert not shop.sells(parent, child=small)
    assert connector().set_states([state("listing", str(parent), 2)])[0].done
    assert [stock(shop, one)[0] for one in (small, large)] == before
    assert (shop.page(small), shop.page(large)) == (200, 404)
    shop.python(f"Product.objects.filter(pk={large}).update(is_public=True)")


def test_what_its_seller_hid_stays_hidden_when_it_is_given_back(shop: Shop, connector: Made) -> None:
    hidden = shop.made["hidden"]
    assert shop.sells(hidden)  # Oscar sells to whoever posts the form, though it shows no page
    oscar = connector()
    assert oscar.set_states([removed(hidden)])[0].done
    assert not shop.sells(hidden)
    assert oscar.set_states([state("listing", str(hidden), 2)])[0].done
    assert shop.page(hidden) == 404
    assert stock(shop, hidden)[0] == 10


def test_orders_that_were_placed_can_still_be_sent(shop: Shop, connector: Made) -> None:
    [product] = shop.new_products(1)
    shop.python(f"StockRecord.objects.filter(product={product}).update(num_allocated=3)")
    oscar = connector()
    assert oscar.set_states([removed(product)])[0].done
    assert stock(shop, product) == [3, 3]
    assert not shop.sells(product)
    shop.python(f"StockRecord.objects.get(product={product}).consume_allocation(2)")  # two are sent
    assert oscar.set_states([state("listing", str(product), 2)])[0].done
    assert stock(shop, product) == [8, 1]


def test_stock_that_comes_in_meanwhile_is_held_back_and_never_lost(shop: Shop, connector: Made) -> None:
    early, late = shop.new_products(2)
    oscar = connector()
    oscar.set_states([removed(early), removed(late)])
    shop.python(f"StockRecord.objects.filter(product__in={[early, late]}).update(num_in_stock=50)")
    assert oscar.set_states([state("listing", str(early), 2)])[0].done
    assert stock(shop, early)[0] == 50
    assert oscar.set_states([removed(late)])[0].done  # told again
    assert not shop.sells(late)


def test_goods_of_which_no_stock_is_kept_are_hidden_and_it_is_said_that_baskets_still_sell_them(
    shop: Shop, connector: Made
) -> None:
    card = shop.made["card"]
    oscar = connector()
    [outcome] = oscar.set_states([removed(card)])
    assert (outcome.done, outcome.final, shop.page(card)) == (False, True, 404)
    assert "does not track stock" in outcome.why
    assert shop.sells(card)
    assert oscar.set_states([state("listing", str(card), 2)])[0].done
    assert shop.page(card) == 200


def test_a_label_is_what_the_shop_calls_it_and_goes_again(shop: Shop, connector: Made) -> None:
    product = shop.made["honest"][1]
    shop.python(
        "kind = get_model('catalogue', 'ProductClass').objects.get(slug='bags')\n"
        "kind.attributes.create(name='Under review by the marketplace', code='guildmark_label', type='boolean')"
    )
    oscar = connector()
    assert oscar.set_states([state("listing", str(product), 1, label=True)])[0].done
    assert "Under review by the marketplace" in shop.text(product)
    assert oscar.set_states([state("listing", str(product), 2)])[0].done
    assert "Under review by the marketplace" not in shop.text(product)
    assert shop.python(NOTES.format(product)) == 0
    shop.python("get_model('catalogue', 'ProductAttribute').objects.filter(code='guildmark_label').delete()")


def test_a_product_is_put_back_without_a_trace(shop: Shop, connector: Made) -> None:
    product = shop.made["honest"][2]
    before = shop.text(product)
    oscar = connector()
    oscar.set_states([removed(product)])
    assert shop.python(NOTES.format(product)) == 1
    oscar.set_states([state("listing", str(product), 2)])
    assert shop.text(product) == before


def test_another_site_that_counts_from_one_again_is_heard_and_gives_back_what_was(shop: Shop, connector: Made) -> None:
    [product] = shop.new_products(1, stock=7)
    oscar = connector()
    assert oscar.set_states([removed(product, 9)])[0].done
    other = {"key": "another site:1:1"}
    assert oscar.set_states([removed(product, 1) | other])[0].done
    assert stock(shop, product)[0] == 0
    assert oscar.set_states([state("listing", str(product), 2) | other])[0].done
    assert (shop.page(product), stock(shop, product)[0]) == (200, 7)


def test_a_note_that_somebody_wrote_over_breaks_nothing(shop: Shop, connector: Made) -> None:
    [product] = shop.new_products(1)
    oscar = connector()
    oscar.set_states([removed(product)])
    for nonsense in ("my own words", '{"number":"x"}', "[1]", '{"product":1,"by":"","number":1,"public":1,"free":[]}'):
        shop.python(f"Product.objects.get(pk={product}).attribute_values.update(value_text={nonsense!r})")
        assert oscar.set_states([removed(product)])[0].done
        assert shop.page(product) == 404


def test_a_product_at_which_the_shop_breaks_does_not_hold_up_the_others(shop: Shop, connector: Made) -> None:
    first, second, third = shop.new_products(3)
    shop.behave(breaks=[first, second])
    outcomes = connector().set_states([removed(first), removed(second), removed(third)])
    assert [(one.done, one.final) for one in outcomes] == [(False, False), (False, False), (True, False)]
    assert "500" in outcomes[0].why
    assert [shop.page(one) for one in (first, second, third)] == [200, 200, 404]
    [alone] = connector().set_states([removed(first)])
    assert not alone.done


def test_a_shop_that_goes_down_between_two_products_has_done_the_first_only(shop: Shop, connector: Made) -> None:
    first, second, third = shop.new_products(3)
    oscar = connector()
    ask = oscar._api._asked

    def until_second(method: str, path: str, values: Any = None) -> Any:
        if method == "PATCH" and path.endswith(f"/{second}/"):
            shop.kill()
        return ask(method, path, values)

    oscar._api._asked = until_second  # type: ignore[method-assign]
    outcomes = oscar.set_states([removed(first), removed(second), removed(third)])
    assert [one.done for one in outcomes] == [True, False, False]
    assert all("cannot be reached" in one.why and not one.final for one in outcomes[1:])
    shop.start()
    assert [shop.page(one) for one in (first, second, third)] == [404, 200, 200]


def test_a_shop_that_answers_late_did_it_once(shop: Shop, connector: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    [product] = shop.new_products(1)
    shop.behave(seconds=1.5)
    monkeypatch.setattr(oscar_api, "REQUEST_SECONDS", 0.5)
    hasty = connector()
    [outcome] = hasty.set_states([removed(product)])
    assert not outcome.done
    assert "timed out" in outcome.why
    monkeypatch.undo()
    [outcome] = connector().set_states([removed(product)])
    assert outcome.done
    assert shop.told(product) == 1
    connector().set_states([state("listing", str(product), 2)])
    assert stock(shop, product)[0] == 10


def test_the_last_change_of_a_batch_has_ended_before_another_worker_may_begin() -> None:
    from guildmark.hub.enforcement.deliver import LEASE

    assert LEASE.total_seconds() > oscar_api.BATCH_SECONDS + oscar_api.REQUEST_SECONDS


def test_nothing_is_sent_when_the_time_of_a_batch_is_over(
    shop: Shop, connector: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    [product] = shop.new_products(1)
    monkeypatch.setattr(oscar_api, "BATCH_SECONDS", -1.0)
    with pytest.raises(ReceiverError, match="slow"):
        connector().set_states([removed(product)])
    assert (shop.told(product), shop.page(product)) == (0, 200)


def test_an_account_may_be_let_in_by_its_token(shop: Shop, connector: Made) -> None:
    [product] = shop.new_products(1)
    assert connector(shop.made["token"]).set_states([removed(product)])[0].done
    with pytest.raises(ReceiverError, match=r"not let in|no admin API"):
        connector("0123456789abcdef").set_states([removed(product)])


@pytest.mark.parametrize(
    ("account", "told"), [("looker", "may not do this"), ("customer", "Make it staff"), ("nobody", "403")]
)
def test_an_account_that_may_not_says_what_it_lacks_and_gives_up_on_nothing(
    shop: Shop, connector: Made, account: str, told: str
) -> None:
    [product] = shop.new_products(1)
    with pytest.raises(ReceiverError, match=told):
        connector(f"{account}:{PASSWORD}").set_states([removed(product)])
    assert shop.page(product) == 200


def test_what_is_no_api_of_a_shop_is_not_taken_for_one(shop: Shop) -> None:
    policy = FetchPolicy(loopback_ports=frozenset({shop.port}))
    for address, told in ((shop.root + "/", "no JSON|answered 302"), (shop.address + "basket/", "is not the API")):
        wrong = Oscar(address, shop.secret, policy)
        with pytest.raises(ReceiverError, match=told):
            wrong.set_states([removed(1)])
        wrong.close()
