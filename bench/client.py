"""A small HTTP client over plain sockets: on two cores, a comfortable one would cost more than the server."""

import itertools
import socket
import threading
import time
from collections.abc import Callable

Make = Callable[[int], bytes]  # the n-th request


class Refused(Exception):
    """Not the answer that was to be measured."""


def get(path: str, cookie: str = "") -> bytes:
    return _request("GET", path, cookie)


def post(path: str, body: bytes, cookie: str = "", *, htmx: bool = False) -> bytes:
    more = "Content-Type: application/x-www-form-urlencoded\r\n" + ("HX-Request: true\r\n" if htmx else "")
    return _request("POST", path, cookie, more + f"Content-Length: {len(body)}\r\n") + body


def _request(method: str, path: str, cookie: str, more: str = "") -> bytes:
    cookies = f"Cookie: {cookie}\r\n" if cookie else ""
    return f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{cookies}{more}\r\n".encode()


class Connection:
    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None

    def ask(self, request: bytes, expected: int) -> int:
        """Send and wait for the whole answer; its length. A connection the server closed is opened again, once."""
        for attempt in (0, 1):
            if self.socket is None:
                self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=120)
                self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                self.socket.sendall(request)
                return self._read(expected)
            except (ConnectionError, EOFError):
                self.close()
                if attempt:
                    raise
        raise AssertionError

    def _read(self, expected: int) -> int:
        assert self.socket
        data = b""
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._more()
        head = data[:end].lower()
        length = next((int(line[15:]) for line in head.split(b"\r\n") if line.startswith(b"content-length:")), 0)
        size = len(data) - end - 4
        parts = [data[end + 4 :]]
        while size < length:
            parts.append(self._more())
            size += len(parts[-1])
        status = int(head[9:12])
        if status != expected:
            raise Refused(
                f"{status} instead of {expected}: {head.decode(errors='replace')[:300]} {b''.join(parts)[:400]!r}"
            )
        return length

    def _more(self) -> bytes:
        assert self.socket
        if data := self.socket.recv(262_144):
            return data
        raise EOFError

    def close(self) -> None:
        if self.socket:
            self.socket.close()
            self.socket = None


def rate(port: int, make: Make, expected: int, seconds: float, connections: int = 8) -> float:
    """Requests per second over several connections at a time."""
    numbers = itertools.count(1_000_000)
    done = [0] * connections
    failed: list[Exception] = []
    ends = time.perf_counter() + seconds

    def work(index: int) -> None:
        connection = Connection(port)
        try:
            while time.perf_counter() < ends and not failed:
                connection.ask(make(next(numbers)), expected)
                done[index] += 1
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(index,)) for index in range(connections)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return sum(done) / (time.perf_counter() - started)
