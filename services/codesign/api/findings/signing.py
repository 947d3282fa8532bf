"""Who signed the findings as they stand."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from kernel.accounts.enums import Scope
from kernel.api.operations import IN_PERSON, operation
from participants.people.enums import Stake
from services.catalogue.permissions import require
from services.codesign.actions import sign_findings
from services.codesign.api.findings.insights import FindingsView
from services.codesign.models import Signature
from services.codesign.queries.findings.insights import signatures_of
from services.stage.api import NamedForInsiders


class SignatureSerializer(serializers.Serializer[Any]):
    """Who signed, and whether they signed the findings as they stand now."""

    id = serializers.IntegerField()
    person = NamedForInsiders()
    stake = serializers.ChoiceField(Stake.choices)
    digest = serializers.CharField()
    signed_at = serializers.DateTimeField()


class SignaturesSerializer(serializers.Serializer[Any]):
    """Who signed the findings as they stand, and who an earlier form of them only."""

    digest = serializers.CharField(help_text="SHA-256 of the findings as they stand.")
    current = SignatureSerializer(many=True)
    earlier = SignatureSerializer(many=True, help_text="Signed an earlier form only.")


class SignatureList(FindingsView):
    """Signatures."""

    @operation("signatures_list", Scope.READ, gives=SignaturesSerializer)
    def get(self, request: Request, pk: int) -> dict[str, Any]:
        """Who signed the findings. For members while they are being written, for everybody once they are agreed."""
        require(self.sees_findings)
        digest, current, earlier = signatures_of(self.challenge)
        return {"digest": digest, "current": current, "earlier": earlier}

    @operation("signatures_add", IN_PERSON, gives=SignatureSerializer, status=201)
    def post(self, request: Request, pk: int) -> Signature:
        """Sign the findings exactly as they stand. Residents and professionals who are members."""
        return sign_findings(actor=self.actor, challenge=self.challenge)
