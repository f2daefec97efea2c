"""The API of a shop on loopback that answers with whatever a test puts in its paths, as no well-made shop would."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PRODUCT: dict[str, Any] = {
    "id": 1, "structure": "standalone", "is_public": True, "title": "Tote bag", "description": "<p>Of linen</p>",
    "slug": "tote-bag", "upc": "4006381333931", "categories": ["Fashion > Bags"], "parent": None, "children": [],
    "attributes": [
        {"code": "brand", "value": "Orvane"}, {"code": "condition", "value": "Used"},
        {"code": "guildmark", "value": "{}"},
    ],
    "stockrecords": [
        {"url": "https://other.example/api/admin/stockrecords/1/", "partner": "https://other.example/api/admin/partners/7/",
         "partner_sku": "T-1", "price": "25.50", "price_currency": "EUR", "num_in_stock": 5, "num_allocated": 2},
    ],
    "images": [{"original": "https://shop.example/b.jpg", "display_order": 1},
               {"original": "https://shop.example/a.jpg", "display_order": 0}],
    "date_created": "2026-11-01T10:00:00+02:00", "date_updated": "2026-11-02T10:00:00Z",
}  # fmt: skip
PARTNERS = [{"url": "https://other.example/api/admin/partners/7/", "name": "Deal Cellar", "code": "deal-cellar"}]


@dataclass
class OddShop:
    """What it answers by path and query, and what it was asked with which account."""

    address: str = ""
    port: int = 0
    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    def sells(self, *pages: Any) -> None:
        """Its products, in pages that name each other."""
        for number, page in enumerate(pages, 1):
            onward = f"{self.address}admin/products/?page={number + 1}" if number < len(pages) else None
            query = f"?page={number}" if number > 1 else ""
            self.answers[f"/api/admin/products/{query}"] = {
                "count": sum(map(len, pages)), "next": onward, "results": page,
            }  # fmt: skip


@contextmanager
def an_odd_shop() -> Iterator[OddShop]:
    """A shop that answers."""
    shop = OddShop()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            shop.asked.append((self.path, self.headers["Authorization"]))
            told = shop.answers.get(self.path)
            body = told if isinstance(told, bytes) else json.dumps(told).encode()
            self.send_response(404 if told is None else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    shop.port = server.server_port
    shop.address = f"http://127.0.0.1:{shop.port}/api/"
    shop.answers["/api/"] = {"products": "here", "admin": {}}
    shop.answers["/api/admin/partners/"] = PARTNERS
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield shop
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
