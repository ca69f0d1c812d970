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


def new_secret() -> bytes:
    return os.urandom(KEY_BYTES)


def reference(key: bytes) -> bytes:
    return hashlib.sha256(b"lotse key reference:" + key).hexdigest()[:_REFERENCE].encode()


def seal(key: bytes, place: str, plain: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return b"v1:" + reference(key) + b":" + nonce + AESGCM(key).encrypt(nonce, plain, place.encode())


def unseal(key: bytes, place: str, sealed: bytes) -> bytes:
    if not is_sealed(sealed):
        raise SealBroken(f"{place} holds bytes that were never sealed.")
    if sealed[3 : 3 + _REFERENCE] != reference(key):
        raise WrongKey(f"{place} was sealed with another key.")
    try:
        return AESGCM(key).decrypt(sealed[_HEAD : _HEAD + NONCE_BYTES], sealed[_HEAD + NONCE_BYTES :], place.encode())
    except InvalidTag as error:
        raise SealBroken(f"{place} was changed, or moved here from elsewhere.") from error


def is_sealed(value: bytes) -> bool:
    return value.startswith(b"v1:") and len(value) >= _HEAD + NONCE_BYTES + 16 and value[_HEAD - 1 : _HEAD] == b":"
