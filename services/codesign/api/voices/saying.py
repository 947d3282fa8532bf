"""What people say and how they react."""

import secrets
from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.accounts.enums import Scope
from kernel.api.pagination import OldestFirst
from kernel.api.parameters import QueryParameter
from kernel.api.serializers import Choice, Flag, Id, Ids, LanguageCode, StrictSerializer, Text, Whole
from kernel.disclosure import publishable_opinions
from participants.people.api_views import PersonListView
from participants.people.enums import Stake
from services.codesign.actions import (
    Given,
    add_statement,
    change_answer,
    enter_answer,
    give_answer,
    react,
    seed_statements,
    withdraw_answer,
    withdraw_statement,
)
from services.codesign.actions.voices.saying import HELPED_MODES
from services.codesign.api.challenge_view import OfChallengeView
from services.codesign.enums import Mode, ModerationReason, ModerationState, ReactionValue
from services.codesign.models import Contributor, Feedback, Statement
from services.codesign.models.voices import FEEDBACK_LENGTH, STATEMENT_LENGTH
from services.codesign.permissions import sees_unmoderated
from services.codesign.queries.voices import feedback_of, next_turn, statements_of, visible_feedback, visible_statements

REACTIONS = {value.name.lower(): value for value in ReactionValue}


MODERATION = QueryParameter("Where looking it through has got to.", ModerationState.values)


class VoiceSerializer(serializers.Serializer[Any]):
    """Something somebody said. What was taken back has no text any more, and `withdrawn_at` says when."""

    id = serializers.IntegerField()
    text = serializers.CharField(allow_blank=True)
    language = serializers.CharField()
    moderation = serializers.ChoiceField(ModerationState.choices)
    moderation_reason = serializers.ChoiceField(ModerationReason.choices, allow_blank=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class FeedbackSerializer(VoiceSerializer):
    """An answer in somebody's own words. Never with a name."""

    mode = serializers.ChoiceField(Mode.choices)
    may_quote = serializers.BooleanField()


FEW = "For everybody but members of the service null where fewer than ten people agree or disagree (or pass)."


class StatementSerializer(VoiceSerializer):
    """Something short that others can react to, and how many did."""

    is_seed = serializers.SerializerMethodField()
    agrees = serializers.IntegerField(allow_null=True, help_text=FEW)
    disagrees = serializers.IntegerField(allow_null=True, help_text=FEW)
    passes = serializers.IntegerField(allow_null=True, help_text=FEW)

    def get_is_seed(self, statement: Statement) -> bool:
        return statement.contributor_id is None

    def to_representation(self, statement: Statement) -> dict[str, Any]:
        """Everybody but members (`whole` in the context) sees counts from ten people only."""
        data = super().to_representation(statement)
        if not self.context.get("whole"):
            shown = publishable_opinions(statement.agrees, statement.disagrees, statement.passes)
            data |= dict(zip(("agrees", "disagrees", "passes"), shown, strict=True))
        return data


REFERENCE = {
    "reference": serializers.CharField(
        allow_null=True,
        help_text="Lets the person come back, change and take back, and see what came of it. Shown this once: we keep "
        "no readable copy, so a repeated request gives null, as do later answers of the same person.",
    )
}


GivenFeedback = inline_serializer("GivenFeedback", {**REFERENCE, "feedback": FeedbackSerializer()})


GivenStatement = inline_serializer("GivenStatement", {**REFERENCE, "statement": StatementSerializer()})


class SpeakerSerializer(StrictSerializer):
    """What may be said about whoever speaks. `targets` are ids of the challenge's people seldom heard from."""

    language = LanguageCode()
    stake = Choice(Stake.choices, required=False)
    targets = Ids(required=False)


class NewFeedbackSerializer(SpeakerSerializer):
    """An answer: one's own (`mode` is `self`), or entered on somebody's behalf (assisted, paper, phone)."""

    text = Text(max_length=FEEDBACK_LENGTH)
    mode = Choice([Mode.SELF.value, *(mode.value for mode in HELPED_MODES)], default=Mode.SELF.value)
    may_quote = Flag(required=False)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)


class FeedbackChangeSerializer(StrictSerializer):
    """The same answer in other words. `version` is not needed with If-Match."""

    text = Text(max_length=FEEDBACK_LENGTH)
    version = Whole(min_value=1, max_value=2**31 - 1, required=False)


class NewStatementSerializer(SpeakerSerializer):
    """Something short for others to react to."""

    text = Text(max_length=STATEMENT_LENGTH)


class SeedSerializer(StrictSerializer):
    """A statement to start the list with."""

    text = Text(max_length=STATEMENT_LENGTH)
    language = LanguageCode()


class SeedsSerializer(StrictSerializer):
    """Statements to start the list with."""

    statements = SeedSerializer(many=True, allow_empty=False)


class NewReactionSerializer(SpeakerSerializer):
    """What one thinks of a statement; the last one counts."""

    language = LanguageCode(required=False)
    statement = Id()
    value = Choice(list(REACTIONS))


def _speaker(asked: dict[str, Any]) -> dict[str, Any]:
    """The body's names as the action's."""
    targets = asked.pop("targets", None)
    return {**asked, **({"target_ids": targets} if targets is not None else {})}


def _given(given: Given, name: str, data: Any) -> Response:
    return Response({"reference": given.reference or None, name: data}, status=201)


@extend_schema(tags=["answers"])
class FeedbackList(PersonListView, OfChallengeView):
    """Answers in people's own words."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.READ, "POST": Scope.FEEDBACK}
    query: ClassVar[Mapping[str, QueryParameter]] = {"moderation": MODERATION}
    never_kept = ("reference",)

    def get_queryset(self) -> QuerySet[Feedback]:
        rows = visible_feedback(
            self.challenge, unmoderated=sees_unmoderated(self.standing), member=self.standing.is_member
        )
        state = self.parameter("moderation")
        return rows if state is None else rows.filter(moderation=state)

    @extend_schema(responses=FeedbackSerializer(many=True), operation_id="feedback_list")
    def get(self, request: Request, pk: int) -> Response:
        """Newest first. Whoever looks answers through sees all; members what is accepted, once the window is closed."""
        return self.page(FeedbackSerializer)

    @extend_schema(request=NewFeedbackSerializer, responses={201: GivenFeedback}, operation_id="feedback_give")
    def post(self, request: Request, pk: int) -> Response:
        """Answer in one's own words, or enter somebody's answer with how it came."""
        asked = _speaker(self.parsed(NewFeedbackSerializer))
        mode = asked.pop("mode")
        if mode == Mode.SELF:
            given = give_answer(actor=self.actor, challenge=self.challenge, **asked)
        else:
            given = enter_answer(actor=self.actor, challenge=self.challenge, mode=mode, **asked)
        return _given(given, "feedback", FeedbackSerializer(given.feedback).data)


@extend_schema(tags=["answers"])
class FeedbackDetail(OfChallengeView):
    """One answer."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.READ, "PATCH": Scope.FEEDBACK, "DELETE": Scope.FEEDBACK}

    @property
    def feedback(self) -> Feedback:
        """The answer of the address: one's own, one that one entered, or one that one may see."""
        visible = visible_feedback(
            self.challenge, unmoderated=sees_unmoderated(self.standing), member=self.standing.is_member
        )
        me = self.actor.person_id or 0
        mine = Q(contributor__person_id=me) | Q(entered_by_id=me)
        found: Feedback = get_object_or_404(
            feedback_of(self.challenge).filter(Q(pk__in=visible.values("pk")) | mine), pk=self.kwargs["feedback"]
        )
        return found

    @extend_schema(responses=FeedbackSerializer, operation_id="feedback_read")
    def get(self, request: Request, pk: int, feedback: int) -> Response:
        """One answer: one's own, or one that one may see."""
        return Response(FeedbackSerializer(self.feedback).data)

    @extend_schema(request=FeedbackChangeSerializer, responses=FeedbackSerializer, operation_id="feedback_change")
    def patch(self, request: Request, pk: int, feedback: int) -> Response:
        """Say it differently, while the window is open. Who said it, or the helper who entered it."""
        found = self.feedback
        asked = self.parsed(FeedbackChangeSerializer)
        version = self.expected_version(found, asked.get("version"), FeedbackSerializer(found))
        changed = change_answer(actor=self.actor, feedback=found, text=asked["text"], version=version)
        return Response(FeedbackSerializer(changed).data)

    @extend_schema(responses={204: None}, operation_id="feedback_withdraw")
    def delete(self, request: Request, pk: int, feedback: int) -> Response:
        """Take an answer back, at any time. Its text is gone; what cites it keeps a tombstone."""
        withdraw_answer(actor=self.actor, feedback=self.feedback)
        return Response(status=204)


@extend_schema(tags=["answers"])
class StatementList(PersonListView, OfChallengeView):
    """Statements to react to."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.READ, "POST": Scope.FEEDBACK}
    query: ClassVar[Mapping[str, QueryParameter]] = {"moderation": MODERATION}
    never_kept = ("reference",)
    pagination_class = OldestFirst

    def get_queryset(self) -> QuerySet[Statement]:
        rows = visible_statements(self.challenge, unmoderated=sees_unmoderated(self.standing))
        state = self.parameter("moderation")
        return rows if state is None else rows.filter(moderation=state)

    @extend_schema(responses=StatementSerializer(many=True), operation_id="statements_list")
    def get(self, request: Request, pk: int) -> Response:
        """Oldest first: what is accepted. Whoever looks statements through sees all; small counts are for members."""
        return self.page(StatementSerializer, whole=self.is_insider)

    @extend_schema(request=NewStatementSerializer, responses={201: GivenStatement}, operation_id="statements_add")
    def post(self, request: Request, pk: int) -> Response:
        """Say something short for others to react to."""
        asked = _speaker(self.parsed(NewStatementSerializer))
        given = add_statement(actor=self.actor, challenge=self.challenge, **asked)
        return _given(given, "statement", StatementSerializer(given.statement).data)


@extend_schema(tags=["answers"])
class Seeds(OfChallengeView):
    """Statements to start with."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.MANAGE}

    @extend_schema(
        request=SeedsSerializer, responses={201: StatementSerializer(many=True)}, operation_id="statements_seed"
    )
    def post(self, request: Request, pk: int) -> Response:
        """Start the list of statements. Facilitator, commissioner, or who proposed the question."""
        texts = [(row["text"], row["language"]) for row in self.parsed(SeedsSerializer)["statements"]]
        made = seed_statements(actor=self.actor, challenge=self.challenge, texts=texts)
        return Response(StatementSerializer(made, many=True).data, status=201)


@extend_schema(tags=["answers"])
class StatementDetail(OfChallengeView):
    """One statement."""

    scopes: ClassVar[Mapping[str, str]] = {"DELETE": Scope.FEEDBACK}

    @extend_schema(responses={204: None}, operation_id="statements_withdraw")
    def delete(self, request: Request, pk: int, statement: int) -> Response:
        """Take a statement back, at any time."""
        visible = visible_statements(self.challenge, unmoderated=sees_unmoderated(self.standing))
        mine = Q(contributor__person_id=self.actor.person_id or 0)
        found = get_object_or_404(
            statements_of(self.challenge).filter(Q(pk__in=visible.values("pk")) | mine), pk=statement
        )
        withdraw_statement(actor=self.actor, statement=found)
        return Response(status=204)


NextStatement = inline_serializer(
    "NextStatement",
    {
        "statement": StatementSerializer(allow_null=True),
        "reacted": serializers.IntegerField(),
        "all": serializers.IntegerField(),
    },
)


@extend_schema(tags=["answers"])
class StatementNext(OfChallengeView):
    """The next statement to react to."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.READ}

    @extend_schema(responses=NextStatement, operation_id="statements_next")
    def get(self, request: Request, pk: int) -> Response:
        """The statement whose reaction tells most, not yet reacted to; null where there is none left."""
        me = Contributor.objects.filter(challenge=self.challenge, person_id=self.actor.person_id or 0).first()
        turn = next_turn(self.challenge, me, secrets.randbits(31))
        chosen = None if turn.statement is None else StatementSerializer(turn.statement).data
        return Response({"statement": chosen, "reacted": turn.done, "all": turn.total})


GivenReaction = inline_serializer(
    "GivenReaction",
    {**REFERENCE, "statement": serializers.IntegerField(), "value": serializers.ChoiceField(list(REACTIONS))},
)


@extend_schema(tags=["answers"])
class Reactions(OfChallengeView):
    """Agree, disagree, pass."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.FEEDBACK}
    never_kept = ("reference",)

    @extend_schema(request=NewReactionSerializer, responses={201: GivenReaction}, operation_id="reactions_give")
    def post(self, request: Request, pk: int) -> Response:
        """React to a statement; one reaction a person and statement, the last counts."""
        asked = _speaker(self.parsed(NewReactionSerializer))
        name = asked.pop("value")
        statement = statements_of(self.challenge).filter(pk=asked.pop("statement")).first()
        if statement is None:
            raise serializers.ValidationError({"statement": [_("There is nothing with this id.")]})
        given = react(actor=self.actor, challenge=self.challenge, statement=statement, value=REACTIONS[name], **asked)
        return Response({"reference": given.reference or None, "statement": statement.pk, "value": name}, status=201)
