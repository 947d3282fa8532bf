"""Secrets that must be sent on later are encrypted with a key made from SECRET_KEY, each for one purpose."""

import pytest

from kernel.accounts.sealing import CannotUnseal, seal, unseal

SECRET = "sk-très-secret"


def test_what_is_sealed_opens_again_and_cannot_be_read() -> None:
    sealed = seal(SECRET, purpose="model:1")
    assert SECRET not in sealed
    assert unseal(sealed, purpose="model:1") == SECRET
    assert seal(SECRET, purpose="model:1") != sealed


@pytest.mark.parametrize("wrong", ["", "nothing sealed", "gAAAAABnotatoken"])
def test_what_is_no_seal_does_not_open(wrong: str) -> None:
    with pytest.raises(CannotUnseal):
        unseal(wrong, purpose="model:1")


def test_it_opens_for_its_own_purpose_only() -> None:
    with pytest.raises(CannotUnseal):
        unseal(seal(SECRET, purpose="model:1"), purpose="model:2")


def test_a_changed_letter_does_not_open() -> None:
    sealed = seal(SECRET, purpose="model:1")
    place = len(sealed) // 2
    with pytest.raises(CannotUnseal):
        unseal(sealed[:place] + ("A" if sealed[place] != "A" else "B") + sealed[place + 1 :], purpose="model:1")


def test_another_secret_key_opens_it_only_as_a_fallback(settings) -> None:
    sealed, old = seal(SECRET, purpose="model:1"), settings.SECRET_KEY
    settings.SECRET_KEY = "another-" + "y" * 50
    with pytest.raises(CannotUnseal):
        unseal(sealed, purpose="model:1")
    settings.SECRET_KEY_FALLBACKS = [old]
    assert unseal(sealed, purpose="model:1") == SECRET
