"""Log lines that can be found by their reference and tell nothing about clients.

An exception's message often quotes values ("Key (last_name)=(…) already exists"), so only its class and the places in
our code are written. Addresses that are themselves a key (an invitation, a calendar, a survey) are cut: whoever reads
the log could walk in, and a request that was refused has not used the key up.
"""

import logging
import re
import traceback
from types import TracebackType
from typing import Any

from lotse.ui.reference import current_reference

SECRET_ADDRESS = re.compile(r"/(befragung|einladung|kalender)/[^\s\"']+")


class LineFormatter(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} [{reference}] {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        record.reference = current_reference() or "-"
        return SECRET_ADDRESS.sub(r"/\1/…", super().format(record))

    def formatException(self, ei: Any) -> str:
        exception: BaseException | None = ei[1]
        lines: list[str] = []
        seen: set[int] = set()
        while exception is not None and id(exception) not in seen:
            seen.add(id(exception))
            lines += self._places(exception.__traceback__)
            kind = type(exception)
            lines.append(f"{kind.__module__}.{kind.__qualname__} (message withheld)")
            exception = exception.__cause__ or (None if exception.__suppress_context__ else exception.__context__)
        return "\n".join(lines)

    @staticmethod
    def _places(tb: TracebackType | None) -> list[str]:
        return [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(tb)]
