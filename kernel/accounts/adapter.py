"""What django-allauth asks us about: which council a session belongs to, and how secrets are stored."""

import base64
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from kernel.accounts.middleware import SESSION_TENANT_KEY
from kernel.accounts.sealing import CannotUnseal, seal, unseal


class AccountAdapter(DefaultAccountAdapter):
    """Binds each session to the council it was opened in. Where people land is in the settings."""

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        bind_session(request)


class MFAAdapter(DefaultMFAAdapter):
    """Seals what second factors are made from, so that whoever reads the database cannot make a code.

    After a change of SECRET_KEY the old one belongs into SECRET_KEY_FALLBACKS, else people set up a new second factor.
    """

    PURPOSE = "second factor"

    def encrypt(self, text: str) -> str:
        return seal(text, purpose=self.PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return unseal(encrypted_text, purpose=self.PURPOSE)
        except CannotUnseal:
            # No code fits what nobody knows; an empty secret would fit codes that everybody can work out.
            return base64.b32encode(secrets.token_bytes(20)).decode()


def bind_session(request: HttpRequest) -> None:
    """Mark the session as opened in the request's council."""
    tenant = getattr(request, "tenant", None)
    if tenant is not None:
        request.session[SESSION_TENANT_KEY] = tenant.pk
