"""Random secrets of which only a hash is kept."""

import hashlib
import secrets

# No 0/O, 1/I/L, so that a reference can be read aloud over the phone or copied from paper.
REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_token() -> str:
    """32 random bytes, as text that fits an address."""
    return secrets.token_urlsafe(32)


def new_reference(groups: int = 4, size: int = 4) -> str:
    """A reference people can write down, e.g. `7K3M-Q2XA-9TRD-HW4C`: about 79 bits in the default size."""
    return "-".join("".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(size)) for _ in range(groups))


def hash_secret(secret: str) -> str:
    """SHA-256, hex. Slow hashes protect guessable passwords; these secrets are random."""
    return hashlib.sha256(secret.encode()).hexdigest()


def normalise_reference(typed: str) -> str:
    """A reference as stored, whatever case, spaces or dashes it was typed with."""
    plain = "".join(character for character in typed.upper() if character.isalnum())
    return "-".join(plain[i : i + 4] for i in range(0, len(plain), 4))
