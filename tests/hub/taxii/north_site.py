"""A site of another alliance, which speaks TAXII on this machine, and what it gives."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

from taxii_tools import ROOT, TAXII

from guildmark.hub.taxii.media import written
from guildmark.hub.taxii.models import Peer
from guildmark.hub.taxii.peers import known_peer
from guildmark.stix import Author, Shared

FEED, INBOX = str(uuid4()), str(uuid4())
AUTHOR = Author(UUID("0b8a3f8e-53a5-4d6b-8a0f-6a8b6c1d2e3f"), "Elsewhere", datetime(2026, 1, 1, tzinfo=UTC))
FIRST = datetime(2026, 2, 1, tzinfo=UTC)


class North:
    """A site of another alliance, which gives what it is told to, and keeps what it is brought."""

    def __init__(self) -> None:
        self.rows: list[tuple[datetime, Any]] = []
        self.brought: list[dict[str, Any]] = []
        self.refuses: dict[str, str] = {}
        self.answers: Callable[[str], tuple[int, bytes] | None] = lambda path: None
        self.asked: list[str] = []
        self.takes = True  # what it is brought
        self.forgets = False  # what was asked for
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.answer(self)

            def do_POST(self) -> None:
                site.answer(self)

            def log_message(self, *told: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def add(self, *objects: Any) -> None:
        for one in objects:
            self.rows.append((FIRST + timedelta(microseconds=len(self.rows)), one))

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        path = handler.path.removeprefix(ROOT)
        self.asked.append(handler.path)
        assert handler.headers["Authorization"] == "Bearer gm_north"
        told: dict[str, Any] = {}
        headers: dict[str, str] = {}
        given = self.answers(path)
        if handler.command == "POST":
            objects = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))["objects"]
            self.brought += [one for one in objects if one["id"] not in self.refuses]
            failures = [
                {"id": one["id"], "message": self.refuses[one["id"]]} for one in objects if one["id"] in self.refuses
            ]
            told = {"status": "complete", "failures": failures}
        elif path == "collections/":
            told = {
                "collections": [
                    {"id": FEED, "can_read": True, "can_write": False},
                    {"id": INBOX, "can_read": False, "can_write": self.takes},
                    {"id": "../../secret", "can_read": True, "can_write": True},
                ]
            }
        else:
            query = parse_qs(urlsplit(path).query)
            after, limit = "" if self.forgets else query.get("added_after", [""])[0], int(query["limit"][0])
            rows = [(at, one) for at, one in self.rows if written(at) > after]
            told = {"more": len(rows) > limit, "objects": [one for _, one in rows[:limit]]}
            if rows:
                headers["X-TAXII-Date-Added-Last"] = written(rows[:limit][-1][0])
        status, body = given or (200, json.dumps(told).encode())
        handler.send_response(status)
        for name, value in ({"Content-Type": TAXII, "Content-Length": str(len(body))} | headers).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)


def peer_of(other: North, **more: Any) -> Peer:
    return known_peer(other.address, name="Alliance North", key="gm_north", **more)


def advice(tlp: str = "GREEN", key: UUID | None = None, words: str = "Ask for a receipt.", day: int = 1) -> Shared:
    modified = datetime(2026, 3, day, tzinfo=UTC)
    return Shared(key or uuid4(), "advice", day, "Receipts", words, tlp, AUTHOR, FIRST, modified)
