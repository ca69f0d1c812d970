"""Sealing bytes: AES-256-GCM, bound to the place where they stand.

A sealed value reads `v1:<key reference>:<nonce><ciphertext and tag>`. The reference is a short fingerprint of the key:
it tells "another key" from "changed or moved" and says nothing about the key. `place` (`table.column:primary key`) is
authenticated but not stored, so a value copied to another row does not open there.
"""

import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lotse.vault.errors import SealBroken, WrongKey

KEY_BYTES = 32
NONCE_BYTES = 12
_REFERENCE = 8
_HEAD = len(b"v1:") + _REFERENCE + 1
_TEXT = _HEAD + NONCE_BYTES
_LEAST = _TEXT + 16


def new_secret() -> bytes:
    return os.urandom(KEY_BYTES)


def reference(key: bytes) -> bytes:
    return hashlib.sha256(b"lotse key reference:" + key).hexdigest()[:_REFERENCE].encode()


def seal(key: bytes, place: str, plain: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return b"v1:" + reference(key) + b":" + nonce + AESGCM(key).encrypt(nonce, plain, place.encode())


class Opener:
    """A key ready to open many values: what depends on it alone is worked out once. Lives no longer than a page."""

    __slots__ = ("_cipher", "_head")

    def __init__(self, key: bytes) -> None:
        self._head = b"v1:" + reference(key) + b":"
        self._cipher = AESGCM(key)

    def __call__(self, place: str, sealed: bytes) -> bytes:
        if not sealed.startswith(self._head) or len(sealed) < _LEAST:
            if not is_sealed(sealed):
                raise SealBroken(f"{place} holds bytes that were never sealed.")
            raise WrongKey(f"{place} was sealed with another key.")
        try:
            return self._cipher.decrypt(sealed[_HEAD:_TEXT], sealed[_TEXT:], place.encode())
        except InvalidTag as error:
            raise SealBroken(f"{place} was changed, or moved here from elsewhere.") from error


def unseal(key: bytes, place: str, sealed: bytes) -> bytes:
    return Opener(key)(place, sealed)


def is_sealed(value: bytes) -> bool:
    return value.startswith(b"v1:") and len(value) >= _LEAST and value[_HEAD - 1 : _HEAD] == b":"
