"""Services, their members and what they are meant to change, through the API."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.accounts.enums import Scope
from kernel.api.pagination import OldestFirst
from kernel.api.serializers import Choice, Flag, LanguageTexts, StrictSerializer, Text, Whole
from participants.people.api_views import PersonApiView, PersonListView
from participants.people.enums import Language, Stake
from services.catalogue.actions import (
    change_service,
    end_membership,
    invite_member,
    propose_outcome,
    remove_outcome,
    start_service,
)
from services.catalogue.enums import Pole, ServiceRole
from services.catalogue.models import Membership, Outcome, Service
from services.catalogue.permissions import can_see_inside, require, standing_of
from services.catalogue.queries import current_members, outcomes_of, services


class ServiceSerializer(serializers.Serializer[Service]):
    """A service."""

    id = serializers.IntegerField()
    slug = serializers.CharField()
    name = LanguageTexts()
    summary = LanguageTexts()
    area = serializers.CharField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class NewServiceSerializer(StrictSerializer):
    """What it takes to start a service."""

    name = LanguageTexts(max_length=160)
    summary = LanguageTexts(max_length=5000, required=False)
    area = Text(max_length=120, required=False, allow_blank=True)
    slug = Text(max_length=50, required=False, allow_blank=True)


class ServiceChangeSerializer(StrictSerializer):
    """What of a service is described anew; what is left out stays. `version` is not needed with If-Match."""

    name = LanguageTexts(max_length=160, required=False)
    summary = LanguageTexts(max_length=5000, required=False)
    area = Text(max_length=120, required=False, allow_blank=True)
    version = Whole(min_value=1, max_value=2**31 - 1, required=False)


class PersonSerializer(serializers.Serializer[Any]):
    """Somebody, as they want to be shown."""

    id = serializers.IntegerField()
    display_name = serializers.CharField()


class MembershipSerializer(serializers.Serializer[Membership]):
    """A person in a service: role says what they may do, stake whose voice they are."""

    id = serializers.IntegerField()
    person = PersonSerializer()
    organisation = serializers.CharField(source="person.organisation.name", default=None, allow_null=True)
    role = serializers.ChoiceField(ServiceRole.choices)
    stake = serializers.ChoiceField(Stake.choices)
    pole = serializers.ChoiceField(Pole.choices, allow_blank=True)
    joined_at = serializers.DateTimeField(allow_null=True)


class InvitationSerializer(StrictSerializer):
    """Who is invited; an e-mail address is not needed. `joined`: they said yes face to face."""

    display_name = Text(max_length=80)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    role = Choice(ServiceRole.choices)
    stake = Choice(Stake.choices)
    pole = Choice(Pole.choices, required=False)
    language = Choice(Language.choices, required=False)
    organisation = Text(max_length=160, required=False, allow_blank=True)
    joined = Flag(required=False)


class OutcomeSerializer(serializers.Serializer[Outcome]):
    """Something the service is meant to change, and whose idea it was."""

    id = serializers.IntegerField()
    text = LanguageTexts()
    proposed_stake = serializers.ChoiceField(Stake.choices, allow_blank=True)
    created_at = serializers.DateTimeField()


class NewOutcomeSerializer(StrictSerializer):
    """Something the service is meant to change."""

    text = LanguageTexts(max_length=300)


@extend_schema(tags=["services"])
class ServiceList(PersonListView):
    """Every service of the council. What a service is and asks is public."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.READ, "POST": Scope.MANAGE}
    pagination_class = OldestFirst

    def get_queryset(self) -> QuerySet[Service]:
        return services()

    @extend_schema(responses=ServiceSerializer(many=True), operation_id="services_list")
    def get(self, request: Request) -> Response:
        """Every service of the council, in the order they were started."""
        return self.page(ServiceSerializer)

    @extend_schema(request=NewServiceSerializer, responses={201: ServiceSerializer}, operation_id="services_start")
    def post(self, request: Request) -> Response:
        """Start a service. Officers of the council; they become its commissioner."""
        service = start_service(actor=self.actor, **self.parsed(NewServiceSerializer))
        where = reverse("api_service", args=[service.pk])
        return Response(ServiceSerializer(service).data, status=201, headers={"Location": where})


@extend_schema(tags=["services"])
class ServiceDetail(PersonApiView):
    """One service."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.READ, "PATCH": Scope.MANAGE}

    @extend_schema(responses=ServiceSerializer, operation_id="services_read")
    def get(self, request: Request, pk: int) -> Response:
        """One service."""
        return Response(ServiceSerializer(get_object_or_404(services(), pk=pk)).data)

    @extend_schema(request=ServiceChangeSerializer, responses=ServiceSerializer, operation_id="services_change")
    def patch(self, request: Request, pk: int) -> Response:
        """Describe a service anew. Facilitator and commissioner."""
        service = get_object_or_404(services(), pk=pk)
        asked = self.parsed(ServiceChangeSerializer)
        version = self.expected_version(service, asked.pop("version", None), ServiceSerializer(service))
        texts = {"name": service.name, "summary": service.summary, "area": service.area}
        changed = change_service(actor=self.actor, service=service, version=version, **{**texts, **asked})
        return Response(ServiceSerializer(changed).data)


class OfServiceView(PersonApiView):
    """Base of what belongs to one service."""

    @property
    def service(self) -> Service:
        """The service of the address, or 404."""
        found: Service = get_object_or_404(services(), pk=self.kwargs["pk"])
        return found


@extend_schema(tags=["services"])
class MemberList(PersonListView, OfServiceView):
    """Who is in a service. For those who see the pages on which it is run: names are not public."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.READ, "POST": Scope.MANAGE}
    pagination_class = OldestFirst

    def get_queryset(self) -> QuerySet[Membership]:
        service = self.service
        require(can_see_inside(standing_of(self.actor, service.pk)))
        return current_members(service)

    @extend_schema(responses=MembershipSerializer(many=True), operation_id="members_list")
    def get(self, request: Request, pk: int) -> Response:
        """Who is in the service now. For members, people with an extra right, and administrators."""
        return self.page(MembershipSerializer)

    @extend_schema(request=InvitationSerializer, responses={201: MembershipSerializer}, operation_id="members_invite")
    def post(self, request: Request, pk: int) -> Response:
        """Invite somebody. Facilitator and commissioner."""
        membership = invite_member(actor=self.actor, service=self.service, **self.parsed(InvitationSerializer))
        return Response(MembershipSerializer(membership).data, status=201)


@extend_schema(tags=["services"])
class MemberDetail(OfServiceView):
    """One membership."""

    scopes: ClassVar[Mapping[str, str]] = {"DELETE": Scope.MANAGE}

    @extend_schema(responses={204: None}, operation_id="members_end")
    def delete(self, request: Request, pk: int, member: int) -> Response:
        """End a membership: one's own, or as facilitator or commissioner. What the person did stays theirs."""
        end_membership(actor=self.actor, membership=get_object_or_404(current_members(self.service), pk=member))
        return Response(status=204)


@extend_schema(tags=["services"])
class OutcomeList(PersonListView, OfServiceView):
    """What a service is meant to change."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.READ, "POST": Scope.MANAGE}
    pagination_class = OldestFirst

    def get_queryset(self) -> QuerySet[Outcome]:
        return outcomes_of(self.service)

    @extend_schema(responses=OutcomeSerializer(many=True), operation_id="outcomes_list")
    def get(self, request: Request, pk: int) -> Response:
        """What the service is meant to change, and whose idea it was."""
        return self.page(OutcomeSerializer)

    @extend_schema(request=NewOutcomeSerializer, responses={201: OutcomeSerializer}, operation_id="outcomes_propose")
    def post(self, request: Request, pk: int) -> Response:
        """Name something the service is meant to change. Every member."""
        outcome = propose_outcome(actor=self.actor, service=self.service, **self.parsed(NewOutcomeSerializer))
        return Response(OutcomeSerializer(outcome).data, status=201)


@extend_schema(tags=["services"])
class OutcomeDetail(OfServiceView):
    """One outcome."""

    scopes: ClassVar[Mapping[str, str]] = {"DELETE": Scope.MANAGE}

    @extend_schema(responses={204: None}, operation_id="outcomes_remove")
    def delete(self, request: Request, pk: int, outcome: int) -> Response:
        """Take an outcome back: who proposed it, facilitator or commissioner."""
        remove_outcome(actor=self.actor, outcome=get_object_or_404(outcomes_of(self.service), pk=outcome))
        return Response(status=204)


urlpatterns = [
    path("services/", ServiceList.as_view(), name="api_services"),
    path("services/<int:pk>/", ServiceDetail.as_view(), name="api_service"),
    path("services/<int:pk>/members/", MemberList.as_view(), name="api_members"),
    path("services/<int:pk>/members/<int:member>/", MemberDetail.as_view(), name="api_member"),
    path("services/<int:pk>/outcomes/", OutcomeList.as_view(), name="api_outcomes"),
    path("services/<int:pk>/outcomes/<int:outcome>/", OutcomeDetail.as_view(), name="api_outcome"),
]
