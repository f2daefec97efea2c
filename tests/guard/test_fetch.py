"""Fetching: whatever a host does, what comes in is within bounds, from a public machine, or refused with its class."""

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hostile_server import Server, answer, dripping, endless, serving

pytest.importorskip("httpcore")
trustme = pytest.importorskip("trustme")

from guildmark.guard import FetchPolicy, RefusedError  # noqa: E402
from guildmark.guard.fetch import Fetched, Fetcher, Version, wait_seconds  # noqa: E402
from guildmark.guard.refused import KIND_NOT_READ  # noqa: E402

PICTURE = b"\xff\xd8\xff" + bytes(range(256)) * 40
NAMES = {"cdn.example": ["127.0.0.1"], "other.example": ["127.0.0.1"], "inner.example": ["10.0.0.1"],
         "cloud.example": ["169.254.169.254"], "mapped.example": ["::ffff:127.0.0.2"], "ula.example": ["fd00::1"],
         "half.example": ["1.1.1.1", "10.0.0.1"], "zero.example": ["0.0.0.0"],
         "two.example": ["127.0.0.3", "127.0.0.1"]}  # fmt: skip


def resolve(host: str, port: int) -> list[str]:
    """A stub of the system's look-up, so that no test asks a name server. IP addresses stand for themselves."""
    del port
    if host in NAMES:
        return NAMES[host]
    try:
        socket.inet_pton(socket.AF_INET6 if ":" in host else socket.AF_INET, host)
    except OSError:
        raise socket.gaierror(-2, "Name or service not known") from None
    return [host]


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as one:
        yield one


def fetcher(server: Server, **changes: Any) -> Fetcher:
    """A fetcher for which the server's port is allowed, quick to lose patience unless said otherwise."""
    usual = {"whole_seconds": 5.0, "connect_seconds": 2.0, "per_second": 1000.0, "tries": 1, "most_bytes": 200_000}
    named = {name: changes.pop(name) for name in ("resolve", "ssl_context", "stopped") if name in changes}
    policy = FetchPolicy(**usual | {"loopback_ports": frozenset({server.port})} | changes)
    return Fetcher(policy, **{"resolve": resolve} | named)


def refusal(one: Fetcher, address: str, **options: Any) -> tuple[str, str]:
    with pytest.raises(RefusedError) as refused:
        one.fetch(address, **options)
    return refused.value.kind, str(refused.value)


def at(server: Server, path: str = "/a.jpg", host: str = "cdn.example") -> str:
    return f"http://{host}:{server.port}{path}"


def test_a_picture_is_fetched_with_a_plain_request(server: Server) -> None:
    server.answers["/a.jpg?w=1"] = answer(PICTURE, ETag='"1"', Last_Modified="Tue, 24 Nov 2026 12:00:00 GMT")
    got = fetcher(server).fetch(at(server, "/a.jpg?w=1"))
    assert got == Fetched(PICTURE, Version('"1"', "Tue, 24 Nov 2026 12:00:00 GMT"))
    asked = server.asked[0]
    assert asked.line == "GET /a.jpg?w=1 HTTP/1.1"
    assert asked.headers["Host"] == f"cdn.example:{server.port}"
    assert asked.headers["Accept-Encoding"] == "identity"
    assert asked.headers["User-Agent"].startswith("guildmark/")
    assert set(asked.headers) == {"Host", "User-Agent", "Accept", "Accept-Encoding"}


def test_cookies_and_the_environments_proxies_are_left_alone(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.answers["/a.jpg"] = answer(PICTURE, Set_Cookie="id=1; Path=/")
    one = fetcher(server)
    for _ in range(2):
        assert one.fetch(at(server)).data == PICTURE
    assert "Cookie" not in server.asked[1].headers


def test_what_has_not_changed_is_not_sent_again(server: Server) -> None:
    server.answers["/a.jpg"] = answer(b"", "304 Not Modified", Content_Length=None)
    known = Version('"1"', "Tue, 24 Nov 2026 12:00:00 GMT")
    assert fetcher(server).fetch(at(server), known) == Fetched(None, known)
    assert server.asked[0].headers["If-None-Match"] == '"1"'
    assert server.asked[0].headers["If-Modified-Since"] == known.last_modified
    assert refusal(fetcher(server), at(server))[0] == "not given by its host"  # it was not asked whether it changed


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "１２７.0.0.1", "[::1]", "[::ffff:127.0.0.1]",
     "0.0.0.0", "10.0.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "[fd00:ec2::254]", "[fe80::1]", "224.0.0.1",
     "localhost"],
)  # fmt: skip
def test_without_the_policy_of_a_test_no_machine_that_is_not_public_is_asked(host: str) -> None:
    """The real look-up of the system, which knows every way of writing an address; nothing is sent anywhere."""
    one = Fetcher(FetchPolicy(tries=1))
    kind, told = refusal(one, f"http://{host}/a.jpg")
    assert kind == "address refused", told
    assert "no public address" in told


@pytest.mark.parametrize("host", ["inner", "cloud", "mapped", "ula", "half", "zero"])
def test_a_name_that_leads_to_any_machine_that_is_not_public_is_refused(server: Server, host: str) -> None:
    kind, told = refusal(fetcher(server), f"https://{host}.example/a.jpg")
    assert (kind, "which is no public address" in told) == ("address refused", True)
    assert server.asked == []


def test_a_name_that_leads_elsewhere_at_the_second_look_is_connected_to_where_it_was_looked_at(server: Server) -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"], ["10.0.0.1"]])
    server.answers["/a.jpg"] = answer(PICTURE, Connection="close")
    one = fetcher(server, resolve=lambda host, port: next(answers))
    assert one.fetch(at(server)).data == PICTURE
    assert refusal(one, at(server))[0] == "address refused"  # a new connection is a new look
    assert len(server.asked) == 1


def test_when_one_machine_of_a_host_does_not_answer_the_next_is_tried(server: Server) -> None:
    server.answers["/a.jpg"] = answer(PICTURE)
    assert fetcher(server).fetch(at(server, host="two.example")).data == PICTURE


@pytest.mark.parametrize(
    "location",
    ["http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://127.0.0.1/", "http://inner.example/",
     "file:///etc/passwd", "gopher://cdn.example/", "http://cdn.example:22/", "http://user:word@cdn.example/",
     "//ula.example/", "http://localhost/", "http://[::ffff:10.0.0.1]/"],
)  # fmt: skip
def test_each_redirect_is_looked_at_like_an_address(server: Server, location: str) -> None:
    server.answers["/a.jpg"] = answer(b"", "302 Found", Location=location)
    one = fetcher(server, resolve=lambda host, port: ["127.0.0.1"] if host == "localhost" else resolve(host, port))
    assert refusal(one, at(server))[0] == "address refused"
    assert server.paths() == ["/a.jpg"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_host_is_followed_with_that_hosts_name(server: Server, status: int) -> None:
    server.answers["/a.jpg"] = answer(b"", f"{status} Moved", Location=at(server, "/b.jpg", "other.example"))
    server.answers["/b.jpg"] = answer(PICTURE)
    assert fetcher(server).fetch(at(server)).data == PICTURE
    assert [asked.headers["Host"].split(":")[0] for asked in server.asked] == ["cdn.example", "other.example"]


def test_redirects_in_a_circle_and_in_a_long_row_end(server: Server) -> None:
    server.answers["/a.jpg"] = answer(b"", "302 Found", Location="/a.jpg")
    assert refusal(fetcher(server), at(server))[0] == "address refused"
    assert len(server.asked) == 6
    for number in range(5):
        server.answers[f"/{number}"] = answer(b"", "302 Found", Location=f"/{number + 1}")
    server.answers["/5"] = answer(PICTURE)
    assert fetcher(server).fetch(at(server, "/0")).data == PICTURE


@pytest.mark.parametrize(
    ("status", "kind"),
    [("204 No Content", "not given by its host"), ("206 Partial Content", "not given by its host"),
     ("300 Choices", "not given by its host"), ("302 Found", "not given by its host"),
     ("401 No", "not given by its host"),
     ("403 No", "not given by its host"), ("404 No", "not found"), ("410 Gone", "not found"),
     ("500 Oh", "host unreachable"), ("503 Later", "host busy"), ("429 Later", "host busy")],
)  # fmt: skip
def test_a_status_has_its_class(server: Server, status: str, kind: str) -> None:
    server.answers["/a.jpg"] = answer(b"", status, **({"Content_Length": None} if status[:3] == "204" else {}))
    assert refusal(fetcher(server), at(server))[0] == kind


LONG = answer(bytes(250_000))
CHUNKED = {"Transfer_Encoding": "chunked", "Content_Length": None}


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        (LONG, "too large"),  # it says so
        (answer(bytes(250_000), Content_Length=None, Connection="close"), "too large"),  # it does not
        (endless(answer(b"", **CHUNKED)), "too large"),
        (answer(b"", Content_Length=10**30), "broken off"),
        (answer(PICTURE, Content_Length=len(PICTURE) + 9, Connection="close"), "broken off"),
        (answer(PICTURE, Content_Length=-1), "broken off"),
        (answer(PICTURE, Content_Length="1, 2"), "broken off"),
        (answer(b"", Content_Length=None, Transfer_Encoding="gzip, chunked"), "broken off"),
        (answer(b"zz\r\nxx", **CHUNKED, Connection="close"), "broken off"),
        (answer(gzip.compress(bytes(50 << 20)), Content_Encoding="gzip"), "not given by its host"),
        (answer(PICTURE, Content_Encoding="br"), "not given by its host"),
        (b"", "broken off"),
        (b"\x00" * 500, "broken off"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "broken off"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 300_000 + b"\r\n\r\n", "broken off"),
        (b"HTTP/1.1 200 OK\r\n" + b"".join(b"X%d: y\r\n" % n for n in range(60_000)) + b"\r\n", "broken off"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", "broken off"),
        (b"HTTP/1.1 200 OK\r\nX: a\r\n b\r\nY : c\r\n\r\n", "broken off"),
    ],
    ids=range(18),
)  # fmt: skip
def test_an_answer_that_is_too_large_packed_or_nonsense_is_refused(server: Server, what: Any, kind: str) -> None:
    server.answers["/a.jpg"] = what
    assert refusal(fetcher(server), at(server))[0] == kind


def test_bytes_beyond_the_length_that_was_told_are_left_behind(server: Server) -> None:
    server.answers["/a.jpg"] = answer(PICTURE + b"HTTP/1.1 200 OK\r\n\r\nsmuggled", Content_Length=len(PICTURE))
    assert fetcher(server).fetch(at(server)).data == PICTURE


@pytest.mark.parametrize(
    "what",
    [
        dripping(b"", b""),  # says nothing
        dripping(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),  # headers without an end
        dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        dripping(answer(b"", Content_Length=100_000), b"x"),  # a byte now and then
        dripping(answer(b"", **CHUNKED), b"1\r\nx\r\n"),
    ],
    ids=["nothing", "headers", "continue", "body", "chunks"],
)
def test_a_byte_now_and_then_holds_nobody_up_beyond_the_time_of_the_whole(server: Server, what: Any) -> None:
    server.answers["/a.jpg"] = what
    kind, told = refusal(fetcher(server, whole_seconds=0.6), at(server))
    assert kind == "too slow", told
    server.answers["/b.jpg"] = answer(PICTURE)  # and the next address is none the worse for it
    assert fetcher(server).fetch(at(server, "/b.jpg")).data == PICTURE


def test_a_look_up_that_never_ends_is_left_behind(server: Server) -> None:
    held = threading.Event()
    one = fetcher(server, connect_seconds=0.3, resolve=lambda host, port: [str(held.wait(MOST_WAIT))])
    assert refusal(one, at(server))[0] == "too slow"
    held.set()


MOST_WAIT = 5


def test_a_host_that_is_not_there_or_has_no_name_is_unreachable(server: Server) -> None:
    assert refusal(fetcher(server), "http://nowhere.example/a.jpg")[0] == "host unreachable"
    with socket.create_server(("127.0.0.1", 0)) as closing:
        port = closing.getsockname()[1]
    one = fetcher(server, loopback_ports=frozenset({port}))
    assert refusal(one, f"http://cdn.example:{port}/a.jpg")[0] == "host unreachable"


def test_what_is_not_wanted_is_left_after_its_beginning(server: Server) -> None:
    server.answers["/a.jpg"] = endless(answer(b"1000\r\n" + b"<svg>" + bytes(4091) + b"\r\n", **CHUNKED))
    seen: list[bytes] = []

    def look(head: bytes) -> None:
        seen.append(head)
        raise RefusedError("a drawing", KIND_NOT_READ)

    assert refusal(fetcher(server), at(server), look=look) == ("kind not read", "a drawing")
    assert len(seen) == 1
    assert seen[0].startswith(b"<svg>")
    server.answers["/b.jpg"] = answer(b"<svg>")  # shorter than what is looked at
    assert refusal(fetcher(server), at(server, "/b.jpg"), look=look)[0] == "kind not read"


def test_a_host_has_so_many_connections_and_so_many_requests_a_second(server: Server) -> None:
    def slowly(connection: socket.socket, asked: Any) -> None:
        del asked
        time.sleep(0.05)
        connection.sendall(answer(PICTURE, Connection="close"))

    server.answers["/a.jpg"] = slowly
    one = fetcher(server, per_second=20.0, connections_per_host=2)
    threads = [threading.Thread(target=one.fetch, args=(at(server),)) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times = sorted(asked.at for asked in server.asked)
    assert len(times) == 10
    assert server.most_at_once <= 2
    # Requests are let go a twentieth of a second apart, whatever the machine does afterwards.
    assert times[-1] - times[0] > 9 * 0.05 * 0.8


@pytest.mark.parametrize("date", [False, True])
def test_a_host_that_asks_to_wait_is_left_alone_for_that_time_and_asked_again(server: Server, date: bool) -> None:
    wait = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True) if date else "1"

    def busy_once(connection: socket.socket, asked: Any) -> None:
        del asked
        first = len(server.asked) == 1
        given = answer(b"", "429 Too Many Requests", Retry_After=wait) if first else answer(PICTURE)
        connection.sendall(given.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))

    server.answers["/a.jpg"] = busy_once
    assert fetcher(server, tries=2).fetch(at(server)).data == PICTURE
    assert server.asked[1].at - server.asked[0].at > 0.7


def test_a_host_that_asks_to_wait_too_long_is_given_up(server: Server) -> None:
    server.answers["/a.jpg"] = answer(b"", "503 Later", Retry_After="86400")
    one = fetcher(server, tries=3)
    assert refusal(one, at(server)) == ("host given up", "cdn.example was given up: it asks to wait 86,400 seconds")
    assert refusal(one, at(server, "/b.jpg"))[0] == "host given up"
    assert server.paths() == ["/a.jpg"]
    server.answers["/c.jpg"] = answer(PICTURE)
    assert one.fetch(at(server, "/c.jpg", "other.example")).data == PICTURE  # others are not


@pytest.mark.parametrize("said", ["", "soon", "-5", "1e9", "9" * 400, "Fri, 99 Foo 2026 99:99:99 GMT"])
def test_any_wish_to_wait_is_a_number_of_seconds(said: str) -> None:
    assert 0 <= wait_seconds(said) < 1e9


def test_a_host_that_fails_again_and_again_is_given_up_and_an_answer_begins_the_count_anew(server: Server) -> None:
    server.answers |= {"/bad": b"", "/good": answer(PICTURE)}
    one = fetcher(server, failures_before_giving_up=3)
    for path in ("/bad", "/bad", "/good", "/bad", "/bad", "/404", "/bad", "/bad"):
        if path == "/good":
            assert one.fetch(at(server, path)).data == PICTURE
        else:
            assert refusal(one, at(server, path))[0] in ("broken off", "not found")
    assert refusal(one, at(server, "/bad"))[0] == "broken off"
    kind, told = refusal(one, at(server, "/good"))
    assert kind == "host given up"
    assert "failed 3 times in a row" in told


def test_a_run_that_is_stopped_asks_for_nothing_more(server: Server) -> None:
    stopped = threading.Event()
    one = fetcher(server, stopped=stopped)
    stopped.set()
    assert refusal(one, at(server))[0] == "host given up"
    assert server.asked == []


def test_a_run_that_is_stopped_leaves_hosts_that_do_not_answer_and_turns_that_are_waited_for(server: Server) -> None:
    stopped = threading.Event()
    server.answers["/a.jpg"] = dripping(b"", b"")
    one = fetcher(server, stopped=stopped, whole_seconds=60.0, connect_seconds=60.0, connections_per_host=1)
    told: list[str] = []
    threads = [threading.Thread(target=lambda: told.append(refusal(one, at(server))[0])) for _ in range(4)]
    for thread in threads:
        thread.start()
    while not server.asked:
        time.sleep(0.01)
    stopped.set()
    for thread in threads:
        thread.join(30)
    assert told == ["host given up"] * 4


@pytest.fixture(scope="module")
def authority() -> Any:
    return trustme.CA()


def secure(authority: Any, *names: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context


def trusting(authority: Any) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def test_https_shows_the_hosts_own_name_though_a_number_is_connected_to(authority: Any) -> None:
    context = secure(authority, "cdn.example")
    shown: list[str | None] = []
    context.sni_callback = lambda connection, name, _: shown.append(name)
    with serving(context) as server:
        server.answers["/a.jpg"] = answer(PICTURE)
        one = fetcher(server, ssl_context=trusting(authority))
        assert one.fetch(f"https://cdn.example:{server.port}/a.jpg").data == PICTURE
    assert shown == ["cdn.example"]


def test_a_certificate_of_another_name_or_of_nobody_known_is_not_trusted(authority: Any) -> None:
    with serving(secure(authority, "other.example")) as server:
        server.answers["/a.jpg"] = answer(PICTURE)
        address = f"https://cdn.example:{server.port}/a.jpg"
        assert refusal(fetcher(server, ssl_context=trusting(authority)), address)[0] == "certificate not trusted"
        assert refusal(fetcher(server), address)[0] == "certificate not trusted"
        assert server.asked == []


def test_a_redirect_from_https_to_http_is_not_followed(authority: Any, server: Server) -> None:
    server.answers["/b.jpg"] = answer(PICTURE)
    with serving(secure(authority, "cdn.example")) as safe:
        safe.answers["/a.jpg"] = answer(b"", "302 Found", Location=at(server, "/b.jpg"))
        both = frozenset({safe.port, server.port})
        one = fetcher(safe, ssl_context=trusting(authority), loopback_ports=both)
        kind, told = refusal(one, f"https://cdn.example:{safe.port}/a.jpg")
    assert (kind, "from https to http" in told) == ("address refused", True)
    assert server.asked == []


def test_a_server_that_speaks_no_tls_or_stops_within_it_is_refused(server: Server) -> None:
    server.answers["/a.jpg"] = answer(PICTURE)
    one = fetcher(server, whole_seconds=0.5)
    assert refusal(one, f"https://cdn.example:{server.port}/a.jpg")[0] in ("too slow", "host unreachable")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        one = fetcher(server, whole_seconds=0.5, loopback_ports=frozenset({port}))
        assert refusal(one, f"https://cdn.example:{port}/a.jpg")[0] == "too slow"
