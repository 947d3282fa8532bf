"""Secrets that must be sent on later, so that a hash will not do: encrypted with a key made from SECRET_KEY."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

SALT = b"coprod.sealing.v1"


class CannotUnseal(ValueError):
    """Sealed for something else, changed, or with a SECRET_KEY that is not in use any more."""


def seal(secret: str, *, purpose: str) -> str:
    """The secret, encrypted. It opens for the same purpose only, so name what it is for and whose it is."""
    return _box(purpose).encrypt(secret.encode()).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    """The secret again. Raises CannotUnseal."""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise CannotUnseal("The sealed secret cannot be opened.") from None


def _box(purpose: str) -> MultiFernet:
    """Seals with SECRET_KEY; opens also with SECRET_KEY_FALLBACKS."""
    return MultiFernet([_fernet(str(key), purpose) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _fernet(key: str, purpose: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=SALT, info=purpose.encode()).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
