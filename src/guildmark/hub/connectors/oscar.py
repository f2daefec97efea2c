"""A django-oscar shop: products are taken off its pages and put back through its admin API, and read back each time.

What counts: `is_public`, and the stock that is free to buy, since Oscar sells what is hidden as long as there is stock.
What it was before is noted in an attribute of the product while it is down, so that it is put back as it was.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from guildmark.guard import FetchPolicy
from guildmark.hub.connectors.base import Outcome, Pulled, ReceiverError, State
from guildmark.hub.connectors.oscar_api import NotTakenError, OscarApi, UnwelcomeError
from guildmark.hub.connectors.oscar_listings import pulled
from guildmark.hub.connectors.oscar_product import LABEL, NOTE, change_to, not_done, overtaken

PRODUCTS, CLASSES, PARTNERS, ATTRIBUTES = (
    f"admin/{name}/" for name in ("products", "productclasses", "partners", "productattributes")
)
NO_STANDING = (
    "django-oscar keeps neither a standing nor payouts of its partners: do it by hand, and undo it by hand when it is "
    "lifted. Listings of a closed store are taken down one by one."
)
NO_RANKING = "django-oscar orders nothing by a rank that could be lowered; pause or label it instead"


class Oscar:
    """A django-oscar shop (4.2) with django-oscar-api (3.3).

    Promised: setting twice is setting once; while a product is down its newest number is noted on it, and an older one
    changes nothing; nothing is sent later than a lane's lease allows. Not promised, since the API changes without
    conditions: that a request which the shop itself held back for longer does not undo a newer one.
    """

    kind: ClassVar[str] = "oscar"
    label: ClassVar[Any] = _("django-oscar shop")
    secret_help: ClassVar[Any] = _("NAME:PASSWORD of a staff account of the shop, or a token of that account")
    most_at_once: ClassVar[int] = 4  # each is some requests: see BATCH_SECONDS

    def __init__(self, address: str, secret: str, policy: FetchPolicy) -> None:
        self._api = OscarApi(address, secret, policy)
        self._classes: dict[str, Mapping[str, Any]] = {}

    def set_states(self, states: Sequence[State]) -> list[Outcome]:
        """Set one after the other. A product at which the shop breaks does not hold up the others."""
        self._api.begin_batch()
        self._api.greet()
        outcomes: list[Outcome] = []
        for state in states:
            try:
                outcomes.append(self._set(state))
            except ReceiverError as error:
                if not (broken := self._broken(error)):
                    outcomes.append(Outcome(done=False, why=str(error)))
                    continue
                if not any(one.done or one.final for one in outcomes):
                    raise broken from None
                left = len(states) - len(outcomes)
                return outcomes + [Outcome(done=False, why=str(broken))] * left
        return outcomes

    def listings(self) -> Iterator[Pulled]:
        """What the shop sells to the public, page by page."""
        self._api.greet()
        return pulled(self._api)

    def close(self) -> None:
        """End connections."""
        self._api.close()

    def _broken(self, error: ReceiverError) -> ReceiverError | None:
        """What is wrong with the shop as a whole; None when it is one product at which it breaks."""
        if isinstance(error, UnwelcomeError):
            return error
        try:
            self._api.greet()
        except ReceiverError as other:
            return other
        return None

    def _set(self, state: State) -> Outcome:
        name = str(state["id"])
        path = (PARTNERS if state["target"] == "store" else PRODUCTS) + f"{name}/"
        known = self._api.get(path) if name.isascii() and name.isdecimal() else None
        if known is None:
            return Outcome(
                done=False, why=f"{self._api.address}{path} is not there: no such {state['target']}", final=True
            )
        if state["target"] == "store":
            as_it_is = state["state"] == {"standing": "active", "payout": "free"}
            return Outcome(done=as_it_is, why="" if as_it_is else NO_STANDING, final=not as_it_is)
        try:
            return self._set_product(known, state)
        except NotTakenError as error:
            return Outcome(done=False, why=str(error))
        except (KeyError, TypeError, ValueError) as error:
            why = f"{self._api.address}{path} has not the form that django-oscar-api gives it: {error!r}"
            return Outcome(done=False, why=why)

    def _set_product(self, product: Mapping[str, Any], state: State) -> Outcome:
        """Set a product with its variants, each of which is sold by itself."""
        if not (slug := self._slug(product)):
            return Outcome(done=False, why=f"product {product['id']} has no product class to note on", final=True)
        wanted, left_open = state["state"], []
        ids = [str(address).rstrip("/").rpartition("/")[2] for address in product["children"]]
        variants = [one for one in (self._api.get(f"{PRODUCTS}{int(name)}/") for name in ids) if one is not None]
        if overtaken(product, state):
            return Outcome(done=True)
        for one in (product, *variants):
            if told := self._settle(one, slug, state):
                return Outcome(done=False, why=told)
        if wanted["availability"] != "listed" and not self._class(slug)["track_stock"]:
            left_open.append(
                f"it is hidden, but whoever has it in a basket can buy it: product class {slug!r} does not track stock."
                " Let it, and send this again"
            )
        if wanted["ranking"] != "normal":
            left_open.append(NO_RANKING)
        if wanted["label"] and not self._has(slug, LABEL):
            left_open.append(
                f"it has no label: add a boolean attribute with the code {LABEL!r} to product class {slug!r}, named by "
                "what buyers are to read, and send this again"
            )
        return Outcome(done=not left_open, why="; ".join(left_open), final=bool(left_open))

    def _settle(self, product: Mapping[str, Any], slug: str, state: State) -> str:
        """Bring one product to its state, and read it back; what the shop shows that it should not, or nothing."""
        where = f"{PRODUCTS}{product['id']}/"
        if change := change_to(product, state, labels=self._has(slug, LABEL)):
            if any(one["code"] == NOTE and one["value"] for one in change.get("attributes", ())):
                self._offer_note(slug)
            own = {"parent": product["parent"]} if product["parent"] else {"product_class": slug}
            self._api.change(where, own | change)
            read = self._api.get(where)
            if read is None:
                return "the product went away while it was set"
            if missing := not_done(change, read):
                return f"the shop said that it was done, and shows otherwise: {', '.join(missing)}"
        return ""

    def _slug(self, product: Mapping[str, Any]) -> str:
        if product["product_class"] is None and product["parent"]:
            parent = self._api.get(f"{PRODUCTS}{int(product['parent'])}/")
            return str((parent or {}).get("product_class") or "")
        return str(product["product_class"] or "")

    def _class(self, slug: str) -> Mapping[str, Any]:
        if slug not in self._classes:
            told = self._api.get(f"{CLASSES}{slug}/")
            if told is None:
                raise NotTakenError(f"{self._api.address}{CLASSES}{slug}/ is not there")
            self._classes[slug] = told
        return self._classes[slug]

    def _has(self, slug: str, code: str) -> bool:
        return any(one["code"] == code for one in self._class(slug)["attributes"])

    def _offer_note(self, slug: str) -> None:
        """Have the product class keep notes, where it does not yet."""
        if not self._has(slug, NOTE):
            new = {"name": "Guildmark", "code": NOTE, "type": "text", "required": False, "product_class": slug}
            self._api.add(ATTRIBUTES, new)
            del self._classes[slug]
