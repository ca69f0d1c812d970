"""Time-ordered identifiers (UUID version 7, RFC 9562): new rows land at the end of an index; ids betray no count."""

import os
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0  # milliseconds and a counter of 12 bits, so that one process never goes back


def uuid7() -> UUID:
    global _last
    with _lock:
        _last = max(_last + 1, time.time_ns() // 1_000_000 << 12)
        moment = _last
    noise = int.from_bytes(os.urandom(8), "big") & (1 << 62) - 1
    return UUID(int=(moment >> 12) << 80 | 0x7 << 76 | (moment & 0xFFF) << 64 | 0b10 << 62 | noise)
