"""What the vault says when it does not open. It never answers with the sealed bytes instead."""


class VaultError(Exception):
    """Something sealed could not be opened, or something plain was about to be stored."""


class KeyMissing(VaultError):
    """The key should be there and is not: a master key file is gone, or nobody made a key for this subject."""


class KeyDestroyed(VaultError):
    """The key was destroyed on purpose. What it sealed is gone for good."""


class WrongKey(VaultError):
    """The bytes were sealed with another key than the one offered."""


class SealBroken(VaultError):
    """The bytes were changed, or moved here from another row or column."""
