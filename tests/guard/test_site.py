"""A site is spoken to with a key only where the user's own address leads, and nothing is followed."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from guildmark.records import InputError

pytest.importorskip("httpcore")

from guildmark.guard.site import Site

HEARD: list[tuple[str, str, str, bytes]] = []


class Host(BaseHTTPRequestHandler):
    """Says what it heard; sends on what asks for it."""

    def do_GET(self) -> None:
        self.answer()

    def do_POST(self) -> None:
        self.answer()

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        HEARD.append((self.command, self.path, self.headers.get("Authorization", ""), body))
        status = 302 if self.path.endswith("/onward") else 200
        self.send_response(status)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    HEARD.clear()
    server = HTTPServer(("127.0.0.1", 0), Host)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_request_goes_below_the_address_with_the_key_and_its_content(port: int) -> None:
    site = Site(f"http://127.0.0.1:{port}/alliance/", "gm_key")
    with site.ask("GET", "/api/v1/rights/file") as answer:
        assert (answer.status, b"".join(answer.iter_stream())) == (200, b"ok")
    with site.ask("POST", "/api/v1/findings", content=b"{}", headers={"Content-Length": "2"}) as answer:
        assert answer.status == 200
    site.close()
    assert HEARD == [
        ("GET", "/alliance/api/v1/rights/file", "Bearer gm_key", b""),
        ("POST", "/alliance/api/v1/findings", "Bearer gm_key", b"{}"),
    ]


def test_an_answer_that_sends_on_is_not_followed(port: int) -> None:
    with Site(f"http://localhost:{port}", "gm_key").ask("GET", "/onward") as answer:
        assert answer.status == 302
    assert len(HEARD) == 1


def test_a_name_that_leads_to_this_machine_or_a_private_one_is_not_spoken_to(port: int) -> None:
    for machine in ("127.0.0.1", "10.0.0.1", "169.254.169.254"):
        site = Site(f"https://alliance.example:{port}", "gm_key", resolve=lambda host, port, m=machine: [m])
        with pytest.raises(InputError, match="no public address"), site.ask("GET", "/"):
            pass
    assert HEARD == []


@pytest.mark.parametrize(
    ("address", "key", "told"),
    [
        ("http://alliance.example", "gm_key", "never sent unencrypted"),
        ("http://10.0.0.1:8000", "gm_key", "never sent unencrypted"),
        ("alliance.example", "gm_key", "only http and https"),
        ("https://a:b@alliance.example", "gm_key", "credentials"),
        ("https://alliance.example:99999", "gm_key", "cannot be read"),
        ("https://alliance.example", "", "no key"),
        ("https://alliance.example", "gm_\nX-Other: 1", "no key"),
    ],
)
def test_an_address_or_key_that_is_unsafe_is_refused(address: str, key: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        Site(address, key)


def test_a_site_that_is_not_there_is_told_in_words() -> None:
    with pytest.raises(InputError, match="cannot be reached"), Site("http://127.0.0.1:9", "gm_key").ask("GET", "/"):
        pass
