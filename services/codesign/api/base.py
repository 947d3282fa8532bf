"""What every view of the stage shares: the challenge of the address, and what the actor is in its service."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from kernel.api.problems import reason_data
from kernel.jobs.enums import JobState
from kernel.jobs.models import Job
from kernel.jobs.registry import job_kind
from kernel.workflow.advance import blocking_reasons
from participants.people.api_views import PersonApiView
from participants.people.models import Person
from participants.people.queries import people
from services.catalogue.permissions import Standing, standing
from services.codesign import guards
from services.codesign.enums import CHALLENGE_WORKFLOW
from services.codesign.models import DesignChallenge
from services.codesign.permissions import can_see_work
from services.codesign.queries import visible_challenges


class OfChallengeView(PersonApiView):
    """Base of everything that belongs to one challenge."""

    @cached_property
    def challenge(self) -> DesignChallenge:
        """The challenge of the address, if the actor may see it; 404 otherwise."""
        found: DesignChallenge = get_object_or_404(visible_challenges(self.actor), pk=self.kwargs["pk"])
        return found

    @cached_property
    def held(self) -> Standing:
        """What the actor is in the challenge's service."""
        return standing(self.actor, self.challenge.service_id)

    @property
    def is_insider(self) -> bool:
        """Whoever sees the pages where findings and options are made, and there who did what by name."""
        return can_see_work(self.held, self.challenge, self.actor)


@extend_schema_field(
    {
        "type": ["object", "null"],
        "description": "Somebody's id and name, for members of the service and the one who decides only.",
        "required": ["id", "display_name"],
        "properties": {"id": {"type": "integer"}, "display_name": {"type": "string"}},
    }
)
class NamedForInsiders(serializers.Field[Any, Any, Any, Any]):
    """A person's id and name for members of the service; null for everybody else, and where there is nobody."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: Person) -> dict[str, Any] | None:
        return person_data(value) if self.context.get("insider") else None


def person_data(person: Person | None) -> dict[str, Any] | None:
    """Somebody, as they want to be shown."""
    return None if person is None else {"id": person.pk, "display_name": person.display_name}


def reasons_why_not(challenge: DesignChallenge, move: str, *, member: bool) -> list[dict[str, str]]:
    """Every reason why a move cannot be made now. Where to put it right is for members, who can."""
    reasons = blocking_reasons(CHALLENGE_WORKFLOW, challenge, move, guards)
    return [{**reason_data(reason), **({} if member else {"where": ""})} for reason in reasons]


def anybody_here() -> QuerySet[Person]:
    """Everybody of the council: who may be named in a body."""
    return people()


class JobSerializer(serializers.Serializer[Job]):
    """Work in the background. `progress` is a percentage; `step` says in words what is being done."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    state = serializers.ChoiceField(JobState.choices)
    progress = serializers.IntegerField(min_value=0, max_value=100)
    step = serializers.SerializerMethodField()
    result = serializers.DictField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)

    def get_step(self, job: Job) -> str:
        return str(job_kind(job.kind).steps.get(job.step, ""))


def accepted_job(job: Job) -> Response:
    """202: the work is asked for; `Location` is where to see how far it is."""
    where = reverse("api_job", args=[job.pk])
    return Response(JobSerializer(job).data, status=202, headers={"Location": where})
