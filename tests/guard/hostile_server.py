"""A real server on this machine that answers badly in every way that it is asked to, and notes what it was asked."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

PIECE_SECONDS = 0.05
MOST_SECONDS = 8  # for which a slow or endless answer goes on, so that nothing is left behind


@dataclass
class Asked:
    """One request, as it came."""

    line: str
    headers: dict[str, str]
    at: float


@dataclass
class Server:
    """Listens on a port of its own; `answers` say by path what is sent, as bytes or by a function of the connection."""

    port: int = 0
    answers: dict[str, bytes | Callable[[socket.socket, Asked], None]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [asked.line.split()[1] for asked in self.asked]


def answer(body: bytes = b"", status: str = "200 OK", **headers: object) -> bytes:
    """A well-formed answer, with a length unless another is given."""
    named = {"Content-Length": len(body)} | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in named.items() if value is not None), "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def dripping(head: bytes, piece: bytes) -> Callable[[socket.socket, Asked], None]:
    """An answer that goes on by a piece now and then."""

    def drip(connection: socket.socket, asked: Asked) -> None:
        del asked
        connection.sendall(head)
        until = time.monotonic() + MOST_SECONDS
        while time.monotonic() < until:
            connection.sendall(piece)
            time.sleep(PIECE_SECONDS)

    return drip


def endless(head: bytes) -> Callable[[socket.socket, Asked], None]:
    """An answer without an end, as fast as it is taken."""

    def pour(connection: socket.socket, asked: Asked) -> None:
        del asked
        connection.sendall(head)
        until = time.monotonic() + MOST_SECONDS
        while time.monotonic() < until:
            connection.sendall(b"10000\r\n" + bytes(65_536) + b"\r\n")

    return pour


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[Server]:
    """A server that ends with the block."""
    server = Server()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server.port = listening.getsockname()[1]
        threading.Thread(target=_accept, args=(listening, server, context), daemon=True).start()
        yield server
        listening.shutdown(socket.SHUT_RDWR)


def _accept(listening: socket.socket, server: Server, context: ssl.SSLContext | None) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(connection, server, context), daemon=True).start()


def _serve(connection: socket.socket, server: Server, context: ssl.SSLContext | None) -> None:
    server.at_once += 1
    server.most_at_once = max(server.most_at_once, server.at_once)
    try:
        connection.settimeout(MOST_SECONDS)
        connection = connection if context is None else context.wrap_socket(connection, server_side=True)
        while _answer_one(connection, server):
            pass
    except OSError:
        pass  # the other side had enough
    finally:
        server.at_once -= 1
        connection.close()


def _answer_one(connection: socket.socket, server: Server) -> bool:
    """Answer a request; whether the connection goes on."""
    head = b""
    while b"\r\n\r\n" not in head:
        piece = connection.recv(65_536)
        if not piece:
            return False
        head += piece
    line, *rest = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
    headers = dict(entry.split(": ", 1) for entry in rest)
    asked = Asked(line, headers, time.monotonic())
    server.asked.append(asked)
    wanted = server.answers.get(line.split()[1], answer(b"", "404 Not Found"))
    if callable(wanted):
        wanted(connection, asked)
        return False
    connection.sendall(wanted)
    return b"Content-Length" in wanted and b"Connection: close" not in wanted
