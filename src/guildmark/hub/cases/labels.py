"""What people read for the names that findings carry: detectors, families, fields, measures."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

type Labels = Mapping[str, "str | Promise"]

DETECTORS: Labels = {
    "authorised_seller": _("Authorised seller"),
    "brand_contradicts_title": _("Brand contradicts the title"),
    "buyers_complain": _("Buyers call it fake"),
    "common_word": _("Everyday sense of the word"),
    "compatible_use": _("Names what the goods fit"),
    "denied_mark": _("Mark denied"),
    "disguised_mark": _("Mark in disguise"),
    "figurative_mark": _("Mark seen in a picture"),
    "hidden_link": _("Talk of hidden links"),
    "mark_hidden": _("Official picture with the mark covered"),
    "mark_in_text": _("Mark in the text"),
    "misspelt_mark": _("Mark misspelt"),
    "never_made_so": _("Never made in this colour"),
    "not_an_official_model": _("No official model"),
    "off_platform_contact": _("Contact outside the marketplace"),
    "official_picture_copied": _("Official picture copied"),
    "official_picture_edited": _("Official picture edited"),
    "parallel_import": _("Parallel import"),
    "picture_of_many_sellers": _("Picture shown by many sellers"),
    "price_below_catalogue": _("Price below the catalogue"),
    "price_below_floor": _("Price below the price floor"),
    "price_below_others": _("Price below other sellers"),
    "refused_before": _("Like a listing that was refused"),
    "replica_words": _("Words for copies"),
    "seller_not_authorised": _("Seller not authorised"),
    "ships_from_elsewhere": _("Ships from elsewhere"),
    "turned_product": _("Was another product before"),
    "used_resale": _("Used goods"),
}
FAMILIES: Labels = {
    "mark": _("Mark"),
    "words": pgettext_lazy("family of evidence", "Words"),
    "price": _("Price"),
    "seller": _("Seller"),
    "origin": pgettext_lazy("family of evidence", "Origin"),
    "product": pgettext_lazy("family of evidence", "Product"),
    "contact": pgettext_lazy("family of evidence", "Contact"),
    "picture": pgettext_lazy("family of evidence", "Picture"),
    "reviews": _("Reviews of buyers"),
    "history": pgettext_lazy("family of evidence", "History"),
    "innocent-use": _("Innocent use"),
}
FIELDS: Labels = {
    "title": _("Title"),
    "description": _("Description"),
    "brand": _("Brand"),
    "category": _("Category"),
    "condition": _("Condition"),
    "seller_name": _("Seller"),
    "seller_id": _("Seller’s id"),
    "ships_from": _("Ships from"),
    "sku": _("Article number (SKU)"),
    "gtin": _("GTIN"),
    "stock": _("In stock"),
    "attributes": _("Attributes"),
    "reviews": _("Reviews of buyers"),
}
CONDITIONS: Labels = {
    "new": pgettext_lazy("condition of goods", "New"),
    "used": pgettext_lazy("condition of goods", "Used"),
    "refurbished": pgettext_lazy("condition of goods", "Refurbished"),
    "unknown": pgettext_lazy("condition of goods", "Unknown"),
}
# What an event was decided by.
VERSIONS: Labels = {
    "context": _("Inputs of the scan"),
    "right": _("Version of the right"),
    "weights": _("Weights"),
    "policy": _("Policy of actions"),
}
# What a number says, by what it was counted in. Codes of currencies stand for themselves.
MEASURED: Labels = {
    "bits": _("%(number)s bits of the fingerprint differ"),
    "cosine": _("likeness %(number)s, where 1 is the same"),
    "score": _("likeness %(number)s"),
    "reviews": _("reviews: %(number)s"),
    "sellers": _("sellers: %(number)s"),
    "of the official picture": _("%(number)s of the official picture"),
}


def label_in(labels: Labels, name: str) -> str:
    """The words of a name; of one that this version does not know, the name itself."""
    return str(labels[name]) if name in labels else name.replace("_", " ").replace("-", " ")
