"""Who signed the findings as they stand."""

from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.accounts.enums import Scope
from kernel.api.serializers import NothingSerializer
from participants.people.enums import Stake
from services.catalogue.permissions import require
from services.codesign.actions import sign_findings
from services.codesign.api.findings.insights import FindingsView
from services.codesign.queries.findings.insights import signatures_of
from services.stage.api import NamedForInsiders


class SignatureSerializer(serializers.Serializer[Any]):
    """Who signed, and whether they signed the findings as they stand now."""

    id = serializers.IntegerField()
    person = NamedForInsiders()
    stake = serializers.ChoiceField(Stake.choices)
    digest = serializers.CharField()
    signed_at = serializers.DateTimeField()


Signatures = inline_serializer(
    "Signatures",
    {
        "digest": serializers.CharField(help_text="SHA-256 of the findings as they stand."),
        "current": SignatureSerializer(many=True),
        "earlier": SignatureSerializer(many=True, help_text="Signed an earlier form only."),
    },
)


@extend_schema(tags=["findings"])
class SignatureList(FindingsView):
    """Signatures."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.READ, "POST": Scope.ANALYSE}

    @extend_schema(responses=Signatures, operation_id="signatures_list")
    def get(self, request: Request, pk: int) -> Response:
        """Who signed the findings. For members while they are being written, for everybody once they are agreed."""
        require(self.sees_findings)
        digest, current, earlier = signatures_of(self.challenge)
        context = {"insider": self.is_insider}
        return Response(
            {
                "digest": digest,
                "current": SignatureSerializer(current, many=True, context=context).data,
                "earlier": SignatureSerializer(earlier, many=True, context=context).data,
            }
        )

    @extend_schema(request=NothingSerializer, responses={201: SignatureSerializer}, operation_id="signatures_add")
    def post(self, request: Request, pk: int) -> Response:
        """Sign the findings exactly as they stand. Residents and professionals who are members."""
        self.parsed(NothingSerializer)
        signature = sign_findings(actor=self.actor, challenge=self.challenge)
        return Response(SignatureSerializer(signature, context={"insider": True}).data, status=201)
