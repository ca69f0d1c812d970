"""What comes in as a sheet: known by its content, cut at its end, without the places a photo was taken at."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotse.notes.accept import JPEG, MOST_BYTES, PDF, PNG, NotAccepted, accept
from lotse.notes.tests.sheets import GPS, jpeg, pdf, png


def why(data: bytes) -> str:
    with pytest.raises(NotAccepted) as caught:
        accept(data)
    return caught.value.why


@pytest.mark.parametrize(("data", "media_type"), [(pdf(), PDF), (jpeg(), JPEG), (png(), PNG)])
def test_a_sheet_is_known_by_its_content_alone(data: bytes, media_type: str) -> None:
    assert accept(data).media_type == media_type


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"<html><script>alert(1)</script></html>", "unknown"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "unknown"),
        (b"PK\x03\x04" + b"x" * 50, "office"),
        (b"\x00\x00\x00\x18ftypheic" + b"x" * 50, "heic"),
        (b"GIF89a" + b"x" * 50, "unknown"),
        (pdf()[:-6], "damaged"),
        (pdf(b"trailer << /Encrypt 5 0 R >>"), "encrypted"),
        (png(30_000, 30_000), "too-many-pixels"),
        (jpeg(30_000, 30_000), "too-many-pixels"),
        (png(0, 5), "damaged"),
        (png()[:-9], "damaged"),
        (jpeg()[:-2], "damaged"),
        (jpeg()[:30], "damaged"),
        (b"%PDF-" + b"x" * MOST_BYTES, "too-big"),
    ],
)
def test_what_may_not_come_in_says_why(data: bytes, reason: str) -> None:
    assert why(data) == reason


def test_what_stands_behind_the_picture_is_cut_off() -> None:
    archive = b"PK\x03\x04" + b"evil" * 20
    for clean in (png(), jpeg()):
        assert accept(clean + archive).data == accept(clean).data
        assert b"evil" not in accept(clean + archive).data


def test_where_a_photo_was_taken_goes_and_which_side_is_up_stays() -> None:
    photo = jpeg(orientation=6)
    assert GPS in photo and b"Exif" in photo
    kept = accept(photo).data
    assert GPS not in kept and b"Telefon" not in kept and b"Kommentar" not in kept
    assert b"Exif\x00\x00MM\x00\x2a" in kept and struct.pack(">HHIH", 0x0112, 3, 1, 6) in kept
    assert accept(kept).data == kept, "taking it in again changes nothing"
    assert b"Exif" not in accept(jpeg(orientation=1)).data


def test_texts_in_a_png_go() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    plain, at = png(), 8 + 25
    with_text = plain[:at] + chunk(b"tEXt", b"Author\x00Zahra") + chunk(b"eXIf", GPS) + plain[at:]
    assert accept(with_text).data == plain
    assert why(plain[:at] + chunk(b"XYZQ", b"necessary and unknown") + plain[at:]) == "damaged"
    assert why(plain[:40] + b"!" + plain[41:]) == "damaged", "a wrong checksum"


@given(st.binary(max_size=400))
def test_random_bytes_never_pass_as_a_picture(noise: bytes) -> None:
    for head in (b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"):
        try:
            found = accept(head + noise)
        except NotAccepted:
            continue
        assert found.media_type == PDF


@given(st.binary(min_size=1, max_size=60), st.integers(0, 400))
def test_a_picture_with_noise_in_it_is_refused_or_stays_a_picture(noise: bytes, at: int) -> None:
    for whole in (png(), jpeg(orientation=3)):
        place = at % len(whole)
        try:
            found = accept(whole[:place] + noise + whole[place:])
        except NotAccepted:
            continue
        assert accept(found.data) == found
