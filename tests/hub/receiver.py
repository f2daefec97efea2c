"""A marketplace's receiver of webhooks on loopback, which behaves as it is told: well, slowly, twice, or badly."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

Said = tuple[int, dict[str, str], bytes]
FINE: Said = (204, {}, b"")


@dataclass
class Receiver:
    """What it was told, and what it made of it: the newest state of each target, once a key."""

    address: str = ""
    secret: str = ""
    states: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    heard: list[dict[str, Any]] = field(default_factory=list)  # every state, in the order in which it came
    made: Counter[str] = field(default_factory=Counter)  # how often a state was set, by key
    asks: list[dict[str, str]] = field(default_factory=list)  # headers
    behave: Callable[["Receiver", list[dict[str, Any]]], Said] = lambda self, states: self.take(states)
    deaf: bool = False  # it takes what comes, and breaks off without a word
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, states: list[dict[str, Any]]) -> Said:
        """Set each state once, and none that is older than what was set."""
        for state in states:
            where = (state["target"], state["id"])
            known = self.states.get(where)
            if known is None or known["number"] < state["number"]:
                self.states[where] = state
                self.made[state["key"]] += 1
        return FINE


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver that listens."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if receiver.deaf:
                self.close_connection = True
                return
            try:
                told = Webhook(receiver.secret).verify(body, dict(self.headers))
            except WebhookVerificationError:
                self.send_error(401, "not signed by whom I know")
                return
            with receiver.lock:
                receiver.asks.append(dict(self.headers))
                states = told["data"]["states"]
                receiver.heard += states
                status, headers, answer = receiver.behave(receiver, states)
            try:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # whoever asked gave up

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.address = f"http://127.0.0.1:{server.server_port}/states"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def slowly(seconds: float) -> Callable[[Receiver, list[dict[str, Any]]], Said]:
    """Sets the states, and answers when nobody waits any more."""

    def behave(receiver: Receiver, states: list[dict[str, Any]]) -> Said:
        said = receiver.take(states)
        time.sleep(seconds)
        return said

    return behave


def refusing(name: str, *, final: bool) -> Callable[[Receiver, list[dict[str, Any]]], Said]:
    """Refuses one target by name, and takes all others."""

    def behave(receiver: Receiver, states: list[dict[str, Any]]) -> Said:
        receiver.take([state for state in states if state["id"] != name])
        refused = [{"key": one["key"], "why": "no such listing", "final": final} for one in states if one["id"] == name]
        return (200, {"Content-Type": "application/json"}, json.dumps({"refused": refused}).encode())

    return behave
