"""Asking clamd about a sheet, where it runs (`LOTSE_CLAMD`): INSTREAM over a socket, by the standard library alone.

What is infected, and everything while the scanner does not answer, stays outside. Before any transaction, never in one.
"""

import logging
import socket
import struct

from django.conf import settings

logger = logging.getLogger("lotse.scanner")

PATIENCE = 10.0  # seconds for each step of the conversation
CHUNK = 64 * 1024


class Infected(Exception):
    """clamd knows the content. What it calls it goes to nobody: the bytes are not kept."""


class NoAnswer(Exception):
    """The scanner is set and cannot be asked."""


def is_set() -> bool:
    return bool(settings.LOTSE_CLAMD)


def scan(data: bytes) -> None:
    """Silent when clean, or when no scanner is set."""
    if not is_set():
        return
    try:
        answer = _ask(settings.LOTSE_CLAMD, data)
    except OSError as error:
        logger.error("clamd at LOTSE_CLAMD does not answer: %s", type(error).__name__)
        raise NoAnswer from None
    if answer.endswith(b" FOUND"):
        raise Infected
    if answer != b"stream: OK":
        logger.error("clamd at LOTSE_CLAMD answers neither OK nor FOUND")
        raise NoAnswer


def _ask(where: str, data: bytes) -> bytes:
    with _connected(where) as wire:
        wire.sendall(b"zINSTREAM\0")
        for at in range(0, len(data), CHUNK):
            part = data[at : at + CHUNK]
            wire.sendall(struct.pack(">I", len(part)) + part)
        wire.sendall(struct.pack(">I", 0))
        answer = b""
        while b"\0" not in answer and len(answer) < 4096:
            some = wire.recv(4096)
            if not some:
                break
            answer += some
    return answer.partition(b"\0")[0].strip()


def _connected(where: str) -> socket.socket:
    """`/run/clamav/clamd.ctl` or `host:port`."""
    if where.startswith("/"):
        wire = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        wire.settimeout(PATIENCE)
        try:
            wire.connect(where)
        except OSError:
            wire.close()
            raise
        return wire
    host, _colon, port = where.rpartition(":")
    if not host or not port.isdigit():
        raise OSError("LOTSE_CLAMD is neither a path nor host:port")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE)
