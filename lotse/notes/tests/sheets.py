"""Small papers made in code, for tests."""

import struct
import zlib

from lotse.notes.drawn import blank_pdf, blank_png

GPS = b"N\x00\x02\x00 51.05089 13.73832"


def png(width: int = 3, height: int = 2) -> bytes:
    """Larger ones only say so: their picture is not there."""
    if width <= 100 and height <= 100 and width:
        return blank_png(width, height)
    small = blank_png(1, 1)
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return small[:12] + header + struct.pack(">I", zlib.crc32(header)) + small[33:]


def pdf(more: bytes = b"") -> bytes:
    return blank_pdf("Bescheid").replace(b"trailer", more + b"\ntrailer", 1)


def jpeg(width: int = 8, height: int = 8, orientation: int = 0) -> bytes:
    """A real grey picture of eight by eight (libjpeg's tables), with what a telephone adds."""

    def segment(marker: int, body: bytes) -> bytes:
        return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body

    tiff = b"II\x2a\x00\x08\x00\x00\x00" + struct.pack("<HHHIHHI", 1, 0x0112, 3, 1, orientation, 0, 0) + GPS
    exif = segment(0xE1, b"Exif\x00\x00" + tiff + b"Telefon") if orientation else b""
    lengths = bytes([0, 1, *[0] * 14])
    return b"".join([
        b"\xff\xd8",
        segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"),
        exif,
        segment(0xFE, b"Kommentar"),
        segment(0xDB, b"\x00" + bytes([1] * 64)),
        segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"),
        segment(0xC4, b"\x00" + lengths + b"\x00"),
        segment(0xC4, b"\x10" + lengths + b"\x00"),
        segment(0xDA, b"\x01\x01\x00\x00\x3f\x00"),
        b"\x2a\xff\x00",
        b"\xff\xd9",
    ])  # fmt: skip
