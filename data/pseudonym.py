"""Turns the ids of people into pseudonyms that mean nothing without a key.

HMAC-SHA256 with a key that lies outside the database (COMMUNITY_KEY, else in the user's
configuration folder): a stolen database or backup names nobody (EDPB Guidelines 01/2025).
"""

import hashlib
import hmac
import os
import secrets
import tempfile
import unicodedata
from contextlib import suppress
from pathlib import Path

from platformdirs import user_config_path

_E_MAIL = "e-mail"
_SHORTEST = 32


class BrokenKeyError(ValueError):
    """The key file holds no key."""


class Pseudonyms:
    """Makes the same pseudonym for the same person, and remembers those it made."""

    def __init__(self, key: bytes) -> None:
        """Use a secret key of at least 32 bytes."""
        self._key = key
        self._made: dict[tuple[str, str], str] = {}
        self.fingerprint = hashlib.sha256(b"fingerprint" + key).hexdigest()[:16]

    @classmethod
    def of_this_user(cls) -> "Pseudonyms":
        """Use the key file of this user, and make one the first time.

        Raises BrokenKeyError for a file that is empty or cut off: who knows the key can guess
        whose pseudonym it is.
        """
        file = Path(os.environ.get("COMMUNITY_KEY") or _default_file())
        if not file.exists():
            _make(file)
        key = file.read_bytes().strip()
        if len(key) < _SHORTEST:
            raise BrokenKeyError(
                f"The key file {file.name} is empty or cut off. Put its backup in its place, or "
                "move it and the database away to begin anew."
            )
        return cls(key)

    def person(self, platform: str, id: str) -> str:
        """Return the pseudonym of a person (32 hex digits).

        Case, surrounding space and Unicode form do not matter. An e-mail address means the same
        person on every platform, any other id only on its own.
        """
        made = self._made.get((platform, id))
        if made is None:
            plain = unicodedata.normalize("NFKC", id).strip().casefold()
            space = _E_MAIL if "@" in plain.strip("@") else platform
            made = self._made[platform, id] = self.digest(f"{space}\n{plain}")
        return made

    def digest(self, content: str) -> str:
        """Return a keyed digest (32 hex digits) of anything that must not be guessable."""
        return hmac.digest(self._key, content.encode("utf-8", "replace"), "sha256").hex()[:32]


def _make(file: Path) -> None:
    """Make the key file whole; of two processes that start at once, the first one's key holds."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, growing = tempfile.mkstemp(dir=file.parent)  # for its owner only
    with os.fdopen(handle, "wb") as made:
        made.write(secrets.token_hex(32).encode())
    with suppress(FileExistsError):
        os.link(growing, file)
    Path(growing).unlink()


def _default_file() -> Path:
    return user_config_path("learning-network-health", appauthor=False) / "key"
