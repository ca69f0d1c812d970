"""What is sealed opens with its key in its place, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotse.vault import box
from lotse.vault.errors import SealBroken, WrongKey

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))


@given(st.binary(max_size=2000), st.text(max_size=60))
def test_what_was_sealed_opens_again(plain, place):
    assert box.unseal(KEY, place, box.seal(KEY, place, plain)) == plain


def test_the_format_names_its_version_and_the_key_but_not_the_text():
    sealed = box.seal(KEY, "t.c:1", b"Tuberkulose")
    assert sealed.startswith(b"v1:" + box.reference(KEY) + b":")
    assert b"Tuberkulose" not in sealed
    assert sealed != box.seal(KEY, "t.c:1", b"Tuberkulose")


def test_another_place_does_not_open_it():
    with pytest.raises(SealBroken, match=r"t\.c:2 was changed, or moved"):
        box.unseal(KEY, "t.c:2", box.seal(KEY, "t.c:1", b"x"))


def test_another_key_does_not_open_it_and_is_told_apart():
    with pytest.raises(WrongKey):
        box.unseal(OTHER, "t.c:1", box.seal(KEY, "t.c:1", b"x"))


def test_a_forged_key_reference_does_not_help():
    sealed = box.seal(KEY, "t.c:1", b"x").replace(box.reference(KEY), box.reference(OTHER))
    with pytest.raises(SealBroken):
        box.unseal(OTHER, "t.c:1", sealed)


@given(st.integers(min_value=12, max_value=40), st.integers(min_value=1, max_value=255))
def test_no_changed_byte_goes_unnoticed(position, flip):
    sealed = bytearray(box.seal(KEY, "t.c:1", b"x"))
    sealed[position] ^= flip
    with pytest.raises(SealBroken):
        box.unseal(KEY, "t.c:1", bytes(sealed))


@pytest.mark.parametrize("plain", [b"", b"v1:", b"Kein Vermerk", b"v1:12345678:kurz"])
def test_plain_text_in_a_sealed_place_is_no_answer(plain):
    with pytest.raises(SealBroken, match="never sealed"):
        box.unseal(KEY, "t.c:1", plain)
