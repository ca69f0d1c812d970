"""Papers made in code, without a library: for the demonstration and for tests."""

import struct
import zlib
from collections.abc import Sequence


def blank_png(width: int, height: int, lines: Sequence[tuple[int, int, int]] = ()) -> bytes:
    """A white sheet with dark bars for lines of writing: (from the left, from the top, how long)."""
    rows = [bytearray(b"\xf7" * width) for _ in range(height)]
    for left, top, length in lines:
        for y in range(top, min(top + 4, height)):
            end = min(left + length, width)
            rows[y][left:end] = b"\x5c" * (end - left)
    raw = b"".join(b"\x00" + bytes(row) for row in rows)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", header), (b"IDAT", zlib.compress(raw, 9)), (b"IEND", b""))
    )


def blank_pdf(*lines: str) -> bytes:
    """One page A4 with a few lines in Helvetica."""
    words = "".join(f"({_escaped(line)}) Tj 0 -24 Td " for line in lines)
    content = f"BT /F1 14 Tf 72 760 Td {words}ET".encode("cp1252", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (count, table, count, len(out))
    )


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
