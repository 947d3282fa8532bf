"""Services, their members and what they are meant to change, through the API."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request

from kernel.accounts.enums import Scope
from kernel.api.operations import IN_PERSON, operation
from kernel.api.pagination import OldestFirst
from kernel.api.serializers import ChoiceField, CouncilTextField, FlagField, StrictSerializer, TextField, VersionField
from participants.people.api_views import PersonApiView
from participants.people.enums import Language, Stake
from services.catalogue.actions import (
    change_service,
    confirm_member,
    end_membership,
    invite_member,
    join_service,
    propose_outcome,
    remove_outcome,
    start_service,
)
from services.catalogue.enums import EndReason, Pole, ServiceRole
from services.catalogue.models import Membership, Outcome, Service
from services.catalogue.permissions import can_see_inside, require, standing_of
from services.catalogue.queries import current_members, outcomes_of, services


class ServiceSerializer(serializers.Serializer[Service]):
    """A service."""

    id = serializers.IntegerField()
    slug = serializers.CharField()
    name = CouncilTextField()
    summary = CouncilTextField()
    area = serializers.CharField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class NewServiceSerializer(StrictSerializer):
    """What it takes to start a service."""

    name = CouncilTextField(max_length=160)
    summary = CouncilTextField(max_length=5000, required=False)
    area = TextField(max_length=120, required=False, allow_blank=True)
    slug = TextField(max_length=50, required=False, allow_blank=True)


class ServiceChangeSerializer(StrictSerializer):
    """What of a service is described anew; what is left out stays. `version` is not needed with If-Match."""

    name = CouncilTextField(max_length=160, required=False)
    summary = CouncilTextField(max_length=5000, required=False)
    area = TextField(max_length=120, required=False, allow_blank=True)
    version = VersionField(required=False)


class PersonSerializer(serializers.Serializer[Any]):
    """Somebody, as they want to be shown; until they join, as whoever invited them calls them."""

    id = serializers.SerializerMethodField(help_text="null until they join.")
    display_name = serializers.CharField(source="shown_name")

    def get_id(self, membership: Membership) -> int | None:
        return None if membership.joined_at is None else membership.person_id


class MembershipSerializer(serializers.Serializer[Membership]):
    """A person in a service: role says what they may do, stake whose voice they are."""

    id = serializers.IntegerField()
    person = PersonSerializer(source="*")
    organisation = serializers.CharField(source="shown_organisation", allow_null=True)
    role = ChoiceField(ServiceRole.choices)
    stake = ChoiceField(Stake.choices)
    pole = ChoiceField(Pole.choices, allow_blank=True)
    joined_at = serializers.DateTimeField(allow_null=True)
    confirmed_at = serializers.DateTimeField(allow_null=True)


class InvitationSerializer(StrictSerializer):
    """Who is invited; an e-mail address is not needed. They count for nothing until they say yes themselves."""

    display_name = TextField(max_length=80)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    role = ChoiceField(ServiceRole.choices)
    stake = ChoiceField(Stake.choices)
    pole = ChoiceField(Pole.choices, required=False)
    language = ChoiceField(Language.choices, required=False)
    organisation = TextField(max_length=160, required=False, allow_blank=True)


class JoinSerializer(StrictSerializer):
    """What somebody says as they join. Residents: that the council has not paid them in the last 12 months."""

    is_unpaid = FlagField(required=False)


class EndSerializer(StrictSerializer):
    """Why somebody is taken out. Who leaves themselves says nothing."""

    reason = ChoiceField(EndReason.choices, required=False)


class OutcomeSerializer(serializers.Serializer[Outcome]):
    """Something the service is meant to change, and whose idea it was."""

    id = serializers.IntegerField()
    text = CouncilTextField()
    proposed_stake = ChoiceField(Stake.choices, allow_blank=True)
    created_at = serializers.DateTimeField()


class NewOutcomeSerializer(StrictSerializer):
    """Something the service is meant to change."""

    text = CouncilTextField(max_length=300)


class ServiceList(PersonApiView):
    """Every service of the council. What a service is and asks is public."""

    tag = "services"
    pagination_class = OldestFirst

    @operation("services_list", Scope.READ, gives=ServiceSerializer, many=True)
    def get(self, request: Request) -> QuerySet[Service]:
        """Every service of the council, in the order they were started."""
        return services()

    @operation("services_start", IN_PERSON, takes=NewServiceSerializer, gives=ServiceSerializer, status=201)
    def post(self, request: Request) -> HttpResponse:
        """Start a service. Officers of the council; they become its commissioner."""
        service = start_service(actor=self.actor, **self.asked)
        return self.located(service, "api_service", service.pk)


class OfServiceView(PersonApiView):
    """Base of what belongs to one service."""

    tag = "services"

    @property
    def service(self) -> Service:
        """The service of the address, or 404."""
        found: Service = get_object_or_404(services(), pk=self.kwargs["pk"])
        return found


class ServiceDetail(OfServiceView):
    """One service."""

    @operation("services_read", Scope.READ, gives=ServiceSerializer)
    def get(self, request: Request, pk: int) -> Service:
        """One service."""
        return self.service

    @operation("services_change", Scope.MANAGE, takes=ServiceChangeSerializer, gives=ServiceSerializer)
    def patch(self, request: Request, pk: int) -> Service:
        """Describe a service anew. Facilitator and commissioner."""
        service = self.service
        version = self.expected_version(service)
        texts = {"name": service.name, "summary": service.summary, "area": service.area}
        return change_service(actor=self.actor, service=service, version=version, **{**texts, **self.asked})


class MemberList(OfServiceView):
    """Who is in a service. For those who see the pages on which it is run: names are not public."""

    pagination_class = OldestFirst

    @operation("members_list", Scope.READ, gives=MembershipSerializer, many=True)
    def get(self, request: Request, pk: int) -> QuerySet[Membership]:
        """Who is in the service now. For members, people with an extra right, and administrators."""
        service = self.service
        require(can_see_inside(standing_of(self.actor, service.pk)))
        return current_members(service)

    @operation("members_invite", IN_PERSON, takes=InvitationSerializer, gives=MembershipSerializer, status=201)
    def post(self, request: Request, pk: int) -> Membership:
        """Invite somebody. Facilitator and commissioner."""
        return invite_member(actor=self.actor, service=self.service, **self.asked)


class MemberDetail(OfServiceView):
    """One membership."""

    @property
    def membership(self) -> Membership:
        """The membership of the address, or 404."""
        found: Membership = get_object_or_404(current_members(self.service), pk=self.kwargs["member"])
        return found

    @operation("members_end", IN_PERSON, takes=EndSerializer)
    def delete(self, request: Request, pk: int, member: int) -> None:
        """End a membership: one's own, or as facilitator or commissioner, for a reason. What they did stays theirs."""
        end_membership(actor=self.actor, membership=self.membership, **self.asked)


class MemberJoin(MemberDetail):
    """Saying yes to an invitation."""

    http_method_names = ["post"]

    @operation("members_join", IN_PERSON, takes=JoinSerializer, gives=MembershipSerializer)
    def post(self, request: Request, pk: int, member: int) -> Membership:
        """Say yes to one's own invitation. Nobody says yes for somebody else."""
        return join_service(actor=self.actor, membership=self.membership, **self.asked)


class MemberConfirm(MemberDetail):
    """Vouching for somebody."""

    http_method_names = ["post"]

    @operation("members_confirm", IN_PERSON, gives=MembershipSerializer)
    def post(self, request: Request, pk: int, member: int) -> Membership:
        """Vouch for somebody of one's own stake who joined after oneself: they then count for what opened before."""
        return confirm_member(actor=self.actor, membership=self.membership)


class OutcomeList(OfServiceView):
    """What a service is meant to change."""

    pagination_class = OldestFirst

    @operation("outcomes_list", Scope.READ, gives=OutcomeSerializer, many=True)
    def get(self, request: Request, pk: int) -> QuerySet[Outcome]:
        """What the service is meant to change, and whose idea it was."""
        return outcomes_of(self.service)

    @operation("outcomes_propose", IN_PERSON, takes=NewOutcomeSerializer, gives=OutcomeSerializer, status=201)
    def post(self, request: Request, pk: int) -> Outcome:
        """Name something the service is meant to change. Every member."""
        return propose_outcome(actor=self.actor, service=self.service, **self.asked)


class OutcomeDetail(OfServiceView):
    """One outcome."""

    @operation("outcomes_remove", IN_PERSON)
    def delete(self, request: Request, pk: int, outcome: int) -> None:
        """Take an outcome back: who proposed it, facilitator or commissioner."""
        remove_outcome(actor=self.actor, outcome=get_object_or_404(outcomes_of(self.service), pk=outcome))


urlpatterns = [
    path("services/", ServiceList.as_view(), name="api_services"),
    path("services/<int:pk>/", ServiceDetail.as_view(), name="api_service"),
    path("services/<int:pk>/members/", MemberList.as_view(), name="api_members"),
    path("services/<int:pk>/members/<int:member>/", MemberDetail.as_view(), name="api_member"),
    path("services/<int:pk>/members/<int:member>/join/", MemberJoin.as_view(), name="api_member_join"),
    path("services/<int:pk>/members/<int:member>/confirm/", MemberConfirm.as_view(), name="api_member_confirm"),
    path("services/<int:pk>/outcomes/", OutcomeList.as_view(), name="api_outcomes"),
    path("services/<int:pk>/outcomes/<int:outcome>/", OutcomeDetail.as_view(), name="api_outcome"),
]
