"""Fills a new shop: three sellers, a kind of goods, products of invented marks, and the account of a program."""

import io
import json
from typing import Any

import django

django.setup()

from django.contrib.auth.models import Permission, User  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from oscar.apps.catalogue.categories import create_from_breadcrumbs  # noqa: E402
from oscar.core.loading import get_model  # noqa: E402
from PIL import Image  # noqa: E402
from rest_framework.authtoken.models import Token  # noqa: E402

Product = get_model("catalogue", "Product")
ProductClass = get_model("catalogue", "ProductClass")
ProductImage = get_model("catalogue", "ProductImage")
Partner = get_model("partner", "Partner")
StockRecord = get_model("partner", "StockRecord")

ACCOUNT, PASSWORD = "guildmark", "of the program: four words"
# What the account may do, as docs/how-to/connect-a-shop.md says.
ABILITIES = (
    "view_product", "change_product", "view_productclass", "add_productattribute", "view_partner",
)  # fmt: skip


def account(name: str, *abilities: str, staff: bool = True) -> User:
    """An account of staff that may do just this."""
    made = User.objects.create_user(name, password=PASSWORD, is_staff=staff)
    made.user_permissions.set(Permission.objects.filter(codename__in=abilities))
    return made


def product(title: str, seller: Any, price: str | None, *, stock: int = 10, **more: Any) -> Any:
    """A product that stands by itself, with its picture, in the shop window."""
    values = {"structure": "standalone", "product_class": bags, "description": f"<p>{title}</p>", **more}
    made = Product.objects.create(title=title, **values)
    if values["structure"] != "parent":
        StockRecord.objects.create(
            product=made, partner=seller, partner_sku=f"sku-{made.pk}", price=price, num_in_stock=stock
        )
    if values["structure"] != "child":
        made.categories.add(category)
        stream = io.BytesIO()
        Image.new("RGB", (64, 64), (made.pk * 37 % 256, 90, 160)).save(stream, "PNG")
        ProductImage.objects.create(product=made, original=ContentFile(stream.getvalue(), f"{made.pk}.png"))
    return made


bags = ProductClass.objects.create(name="Bags", track_stock=True)
cards = ProductClass.objects.create(name="Cards", track_stock=False, requires_shipping=False)
category = create_from_breadcrumbs("Fashion > Bags")
honest, doubtful, third = (Partner.objects.create(name=name) for name in ("Old Town Leather", "Deal Cellar", "Third"))

made: dict[str, Any] = {"honest": [], "fakes": []}
for number in range(30):
    made["honest"].append(product(f"Plain tote bag no. {number}", honest, f"{20 + number}.00").pk)
for number in range(6):
    title = f"Orvane handbag {number}, 1:1 mirror quality, AAA replica"
    made["fakes"].append(product(title, doubtful, f"{25 + number}.00", upc=f"fake-{number}").pk)
made["hidden"] = product("Tote bag that its seller took down", honest, "20.00", is_public=False).pk
made["unpriced"] = product("Tote bag on request", honest, None).pk
made["card"] = product("Gift card for bags", third, "50.00", product_class=cards).pk
parent = product("Orvane belt bag, replica", doubtful, None, structure="parent")
made["parent"] = parent.pk
made["children"] = [
    product(f"Orvane belt bag, {size}", doubtful, "30.00", structure="child", parent=parent, product_class=None).pk
    for size in ("small", "large")
]
made["partners"] = {one.name: one.pk for one in (honest, doubtful, third)}
made["token"] = Token.objects.create(user=account(ACCOUNT, *ABILITIES)).key
account("looker", "view_product", "view_productclass", "view_partner")
account("customer", staff=False)
print(json.dumps(made))
