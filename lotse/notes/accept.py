"""What may come in as a sheet: PDF, JPEG and PNG, known by their content. Pure: bytes in, bytes out.

Nothing is decoded here, so nothing can explode here: only the structure is walked to the end of the picture. What
follows the end is cut off (telephones append thumbnails, attackers archives). Where and with what a photo was taken
goes, which side is up stays.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

MOST_BYTES = 20 * 2**20  # of one sheet
MOST_PIXELS = 60_000_000

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
ENDINGS = {PDF: "pdf", JPEG: "jpg", PNG: "png"}

Why = Literal["empty", "too-big", "too-many-pixels", "encrypted", "damaged", "heic", "office", "unknown"]


class NotAccepted(Exception):
    """Why not; the words for it stand in the form."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Accepted:
    media_type: str
    data: bytes


def accept(data: bytes) -> Accepted:
    if not data:
        raise NotAccepted("empty")
    if len(data) > MOST_BYTES:
        raise NotAccepted("too-big")
    if data.startswith(b"\xff\xd8\xff"):
        return Accepted(JPEG, _jpeg(data))
    if data.startswith(_PNG_HEAD):
        return Accepted(PNG, _png(data))
    if b"%PDF-" in data[:1024]:
        return Accepted(PDF, _pdf(data))
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif"):
        raise NotAccepted("heic")
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise NotAccepted("office")
    raise NotAccepted("unknown")


def _few_pixels(width: int, height: int) -> None:
    if not width or not height:
        raise NotAccepted("damaged")
    if width * height > MOST_PIXELS:
        raise NotAccepted("too-many-pixels")


# --- PDF --------------------------------------------------------------------------------------------------------------
_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")


def _pdf(data: bytes) -> bytes:
    if b"%%EOF" not in data[-4096:]:
        raise NotAccepted("damaged")
    if _ENCRYPTED.search(data):
        raise NotAccepted("encrypted")  # in two years nobody has the password
    return data


# --- JPEG -------------------------------------------------------------------------------------------------------------
_SOI, _EOI = b"\xff\xd8", b"\xff\xd9"
_MARKER = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])")  # what ends the picture's own bytes; restarts belong to them
_FRAMES = (0xC0, 0xC1, 0xC2)  # baseline, extended, progressive: what browsers show
_SCAN, _COMMENT, _EXIF, _COLOURS, _ADOBE = 0xDA, 0xFE, 0xE1, 0xE2, 0xEE
_TABLES = (0xC4, 0xDB, 0xDC, 0xDD)


def _jpeg(data: bytes) -> bytes:
    """The segments that make the picture, and which side is up. The rest goes: Exif, XMP, IPTC, comments, previews."""
    kept, orientation, pictures = list[bytes](), 1, 0
    for marker, segment, scan in _segments(data):
        body = segment[4:]
        if marker in _FRAMES:
            if len(body) < 6 or pictures:
                raise NotAccepted("damaged")
            height, width = struct.unpack(">HH", body[1:5])
            _few_pixels(width, height)
            pictures = 1
        elif marker == _EXIF:
            orientation = _orientation(body) or orientation
            continue
        elif 0xE0 <= marker <= 0xEF or marker == _COMMENT:
            is_needed = (
                (marker == 0xE0 and body.startswith(b"JFIF\x00"))
                or (marker == _COLOURS and body.startswith(b"ICC_PROFILE\x00"))
                or (marker == _ADOBE and body.startswith(b"Adobe"))
            )
            if not is_needed:
                continue
            if marker == 0xE0:
                segment = _without_thumbnail(segment)
        elif marker not in (_SCAN, *_TABLES):
            raise NotAccepted("damaged")
        kept.append(segment + scan)
    if not pictures or not any(part[1] == _SCAN for part in kept):
        raise NotAccepted("damaged")
    upright = [_minimal_exif(orientation)] if orientation != 1 else []
    first = 1 if kept[0][1] == 0xE0 else 0  # JFIF wants to be the first
    return b"".join([_SOI, *kept[:first], *upright, *kept[first:], _EOI])


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """(marker, the segment with its marker, the picture's bytes behind it) up to the end of the picture."""
    at = 2
    while True:
        while data[at : at + 2] == b"\xff\xff":  # padding
            at += 1
        if len(data) < at + 2 or data[at] != 0xFF:
            raise NotAccepted("damaged")
        marker = data[at + 1]
        if marker == 0xD9:
            return
        (length,) = struct.unpack(">H", data[at + 2 : at + 4].rjust(2, b"\x00"))
        end = at + 2 + length
        if length < 2 or end > len(data):
            raise NotAccepted("damaged")
        segment, scan = data[at:end], b""
        if marker == _SCAN:
            found = _MARKER.search(data, end)
            if found is None:
                raise NotAccepted("damaged")
            scan = data[end : found.start()]
            end = found.start()
        yield marker, segment, scan
        at = end


def _without_thumbnail(segment: bytes) -> bytes:
    """JFIF may carry a small picture of its own."""
    if len(segment) < 18:
        raise NotAccepted("damaged")
    return b"\xff\xe0\x00\x10" + segment[4:16] + b"\x00\x00"


def _orientation(body: bytes) -> int:
    """The one entry of Exif that is kept; 0 where it cannot be read."""
    order = {b"II": "<", b"MM": ">"}.get(body[6:8])
    if not body.startswith(b"Exif\x00\x00") or order is None:
        return 0
    tiff = body[6:]
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for number in range(min(count, 200)):
            tag, kind, _n, value = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * number)
            if tag == 0x0112 and kind == 3 and 1 <= value <= 8:
                return int(value)
    except struct.error:
        return 0
    return 0


def _minimal_exif(orientation: int) -> bytes:
    tiff = b"MM\x00\x2a\x00\x00\x00\x08" + struct.pack(">HHHIHHI", 1, 0x0112, 3, 1, orientation, 0, 0)
    body = b"Exif\x00\x00" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


# --- PNG --------------------------------------------------------------------------------------------------------------
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_NEEDED = (b"IHDR", b"PLTE", b"IDAT", b"IEND")
_HARMLESS = (b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"pHYs")  # the rest goes: texts, Exif, profiles, animations
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}


def _png(data: bytes) -> bytes:
    kept = [_PNG_HEAD]
    at, seen = len(_PNG_HEAD), set[bytes]()
    while b"IEND" not in seen:
        length, kind = struct.unpack(">I4s", data[at : at + 8].rjust(8, b"\x00"))
        end = at + 12 + length
        if end > len(data) or struct.pack(">I", zlib.crc32(data[at + 4 : end - 4])) != data[end - 4 : end]:
            raise NotAccepted("damaged")
        if (kind == b"IHDR") is bool(seen):  # the first, and no other
            raise NotAccepted("damaged")
        if kind == b"IHDR":
            _header(data[at + 8 : end - 4])
        if kind in _NEEDED or kind in _HARMLESS:
            kept.append(data[at:end])
        elif not kind[0] & 0x20:  # necessary for the picture, and unknown to us
            raise NotAccepted("damaged")
        seen.add(kind)
        at = end
    if b"IDAT" not in seen:
        raise NotAccepted("damaged")
    return b"".join(kept)


def _header(body: bytes) -> None:
    if len(body) != 13:
        raise NotAccepted("damaged")
    width, height, depth, colour = struct.unpack(">IIBB", body[:10])
    if depth not in _DEPTHS.get(colour, ()):
        raise NotAccepted("damaged")
    _few_pixels(width, height)
