"""What people say and how they react."""

import secrets
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from kernel.accounts.enums import Scope
from kernel.api.operations import IN_PERSON, operation
from kernel.api.pagination import OldestFirst
from kernel.api.parameters import QueryParameter
from kernel.api.serializers import (
    ChoiceField,
    FlagField,
    IdField,
    IdsField,
    LanguageCodeField,
    StrictSerializer,
    TextField,
    VersionField,
)
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
from services.codesign.api.findings.synthesis import InShortSerializer
from services.codesign.enums import Mode, ModerationReason, ModerationState, ReactionValue, band_data
from services.codesign.models import Contributor, Feedback, Statement
from services.codesign.models.voices import FEEDBACK_LENGTH, STATEMENT_LENGTH
from services.codesign.permissions import sees_unmoderated
from services.codesign.queries.released import NOTHING_YET, Reacted, reacted_to
from services.codesign.queries.voices import feedback_of, next_turn, statements_of, visible_feedback, visible_statements

REACTIONS = {value.name.lower(): value for value in ReactionValue}


MODERATION = QueryParameter("Where looking it through has got to.", ModerationState.values)


class VoiceSerializer(serializers.Serializer[Any]):
    """Something somebody said. What was taken back has no text any more, and `withdrawn_at` says when."""

    id = serializers.IntegerField()
    text = serializers.CharField(allow_blank=True)
    language = serializers.CharField()
    moderation = ChoiceField(ModerationState.choices)
    moderation_reason = ChoiceField(ModerationReason.choices, allow_blank=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    moderation_version = serializers.IntegerField(help_text="What whoever looks through it has before them.")
    asked_version = serializers.IntegerField(help_text="Which version of what people were told it was said under.")


class FeedbackSerializer(VoiceSerializer):
    """An answer in somebody's own words. Never with a name."""

    mode = serializers.SerializerMethodField(
        help_text="How it was given: for who said it and who entered it; null for everybody else, who could tell by it "
        "who was helped."
    )
    may_quote = serializers.BooleanField()

    @extend_schema_field({"type": ["string", "null"], "enum": [*Mode.values, None]})
    def get_mode(self, feedback: Feedback) -> str | None:
        actor = self.context["view"].actor
        entered = actor.person_id is not None and feedback.entered_by_id == actor.person_id
        return feedback.mode if entered or self.context.get("own") else None


FEW = "Null where no exact number may be given; whole tens until the findings are agreed."


class StatementSerializer(VoiceSerializer):
    """Something short that others can react to, and how many did, as it was last released: the same for everybody.

    While answers come in that changes in steps: ten people and an hour apart. `in_short` says what most people think
    where no number may be given; `counted_at` when this was released.
    """

    is_seed = serializers.SerializerMethodField()
    agrees = serializers.SerializerMethodField(help_text=FEW)
    disagrees = serializers.SerializerMethodField(help_text=FEW)
    passes = serializers.SerializerMethodField(help_text=FEW)
    in_short = serializers.SerializerMethodField()
    counted_at = serializers.SerializerMethodField()
    is_final = serializers.SerializerMethodField()

    def get_is_seed(self, statement: Statement) -> bool:
        return statement.contributor_id is None

    def get_agrees(self, statement: Statement) -> int | None:
        return self._reacted(statement).agrees

    def get_disagrees(self, statement: Statement) -> int | None:
        return self._reacted(statement).disagrees

    def get_passes(self, statement: Statement) -> int | None:
        return self._reacted(statement).passes

    @extend_schema_field(InShortSerializer(allow_null=True))
    def get_in_short(self, statement: Statement) -> dict[str, str] | None:
        return band_data(self._reacted(statement).band)

    def get_counted_at(self, statement: Statement) -> datetime | None:
        return self._reacted(statement).at

    def get_is_final(self, statement: Statement) -> bool:
        return self._reacted(statement).is_final

    def _reacted(self, statement: Statement) -> Reacted:
        """Asked for a whole page at once where the view did so."""
        context: Any = self.context
        known: dict[int, Reacted] = context.setdefault("reacted", {})
        if statement.pk not in known:
            known[statement.pk] = reacted_to([statement.pk]).get(statement.pk, NOTHING_YET)
        return known[statement.pk]


class ReferenceSerializer(serializers.Serializer[Any]):
    """What somebody gets back who said something."""

    reference = serializers.CharField(
        allow_null=True,
        help_text="Lets the person come back, change and take back, and see what came of it. Shown this once: we keep "
        "no readable copy, so a repeated request gives null, as do later answers of the same person.",
    )


class GivenFeedbackSerializer(ReferenceSerializer):
    """An answer as it was taken."""

    feedback = FeedbackSerializer()


class GivenStatementSerializer(ReferenceSerializer):
    """A statement as it was taken."""

    statement = StatementSerializer()


class GivenReactionSerializer(ReferenceSerializer):
    """A reaction as it was taken."""

    statement = serializers.IntegerField()
    value = ChoiceField(list(REACTIONS))


class NextStatementSerializer(serializers.Serializer[Any]):
    """A statement to react to, and how far one is."""

    statement = StatementSerializer(allow_null=True)
    reacted = serializers.IntegerField()
    all = serializers.IntegerField()


class SpeakerSerializer(StrictSerializer):
    """What may be said about whoever speaks. `targets` are ids of the challenge's people seldom heard from."""

    language = LanguageCodeField()
    stake = ChoiceField(Stake.choices, required=False)
    targets = IdsField(required=False)


class NewFeedbackSerializer(SpeakerSerializer):
    """An answer: one's own (`mode` is `self`), or entered on somebody's behalf (assisted, paper, phone)."""

    text = TextField(max_length=FEEDBACK_LENGTH)
    mode = ChoiceField([Mode.SELF.value, *(mode.value for mode in HELPED_MODES)], default=Mode.SELF.value)
    may_quote = FlagField(required=False)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)


class FeedbackChangeSerializer(StrictSerializer):
    """The same answer in other words. `version` is not needed with If-Match."""

    text = TextField(max_length=FEEDBACK_LENGTH)
    version = VersionField(required=False)


class NewStatementSerializer(SpeakerSerializer):
    """Something short for others to react to."""

    text = TextField(max_length=STATEMENT_LENGTH)


class SeedSerializer(StrictSerializer):
    """A statement to start the list with."""

    text = TextField(max_length=STATEMENT_LENGTH)
    language = LanguageCodeField()


class SeedsSerializer(StrictSerializer):
    """Statements to start the list with."""

    statements = SeedSerializer(many=True, allow_empty=False)


class NewReactionSerializer(SpeakerSerializer):
    """What one thinks of a statement; the last one counts."""

    language = LanguageCodeField(required=False)
    statement = IdField()
    value = ChoiceField(list(REACTIONS))


def _speaker(asked: dict[str, Any]) -> dict[str, Any]:
    """The body's names as the action's."""
    targets = asked.pop("targets", None)
    return {**asked, **({"target_ids": targets} if targets is not None else {})}


def _given(given: Given, **what: Any) -> dict[str, Any]:
    return {"reference": given.reference or None, **what}


class FeedbackView(OfChallengeView):
    """Base of views of answers."""

    tag = "answers"

    def visible_feedback(self) -> QuerySet[Feedback]:
        """Answers that the actor may see, their own apart."""
        return visible_feedback(
            self.challenge,
            unmoderated=sees_unmoderated(self.standing, self.challenge, self.actor),
            member=self.standing.is_member,
        )


class FeedbackList(FeedbackView):
    """Answers in people's own words."""

    def get_serializer_context(self) -> dict[str, Any]:
        """What one has just said or entered is shown whole."""
        return {**super().get_serializer_context(), "own": self.request.method == "POST"}

    @operation("feedback_list", Scope.READ, gives=FeedbackSerializer, many=True, query={"moderation": MODERATION})
    def get(self, request: Request, pk: int) -> QuerySet[Feedback]:
        """Newest first. Whoever looks answers through sees all; members what is accepted, once the window is closed."""
        rows, state = self.visible_feedback(), self.parameter("moderation")
        return rows if state is None else rows.filter(moderation=state)

    @operation(
        "feedback_give", IN_PERSON, takes=NewFeedbackSerializer, gives=GivenFeedbackSerializer, status=201,
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> dict[str, Any]:
        """Answer in one's own words, or enter somebody's answer with how it came."""
        asked = _speaker(self.asked)
        mode = asked.pop("mode")
        if mode == Mode.SELF:
            given = give_answer(actor=self.actor, challenge=self.challenge, **asked)
        else:
            given = enter_answer(actor=self.actor, challenge=self.challenge, mode=mode, **asked)
        return _given(given, feedback=given.feedback)


class FeedbackDetail(FeedbackView):
    """One answer."""

    def get_serializer_context(self) -> dict[str, Any]:
        """Whoever said it sees it whole."""
        me = Q(contributor__person_id=self.actor.person_id or 0)
        own = feedback_of(self.challenge).filter(me, pk=self.kwargs["feedback"]).exists()
        return {**super().get_serializer_context(), "own": own}

    @property
    def feedback(self) -> Feedback:
        """The answer of the address: one's own, one that one entered, or one that one may see."""
        me = self.actor.person_id or 0
        mine = Q(contributor__person_id=me) | Q(entered_by_id=me)
        visible = Q(pk__in=self.visible_feedback().values("pk"))
        found: Feedback = get_object_or_404(
            feedback_of(self.challenge).filter(visible | mine), pk=self.kwargs["feedback"]
        )
        return found

    @operation("feedback_read", Scope.READ, gives=FeedbackSerializer)
    def get(self, request: Request, pk: int, feedback: int) -> Feedback:
        """One answer: one's own, or one that one may see."""
        return self.feedback

    @operation("feedback_change", IN_PERSON, takes=FeedbackChangeSerializer, gives=FeedbackSerializer)
    def patch(self, request: Request, pk: int, feedback: int) -> Feedback:
        """Say it differently, while the window is open. Who said it, or the helper who entered it."""
        found = self.feedback
        version = self.expected_version(found)
        return change_answer(actor=self.actor, feedback=found, version=version, **self.asked)

    @operation("feedback_withdraw", IN_PERSON)
    def delete(self, request: Request, pk: int, feedback: int) -> None:
        """Take an answer back, at any time. Its text is gone; what cites it keeps a tombstone."""
        withdraw_answer(actor=self.actor, feedback=self.feedback)


class StatementView(OfChallengeView):
    """Base of views of statements."""

    tag = "answers"

    def visible_statements(self) -> QuerySet[Statement]:
        """Statements that the actor may see, their own apart."""
        return visible_statements(
            self.challenge, unmoderated=sees_unmoderated(self.standing, self.challenge, self.actor)
        )


class StatementList(StatementView):
    """Statements to react to."""

    pagination_class = OldestFirst

    @operation("statements_list", Scope.READ, gives=StatementSerializer, many=True, query={"moderation": MODERATION})
    def get(self, request: Request, pk: int) -> HttpResponse:
        """Oldest first: what is accepted. Whoever looks statements through sees all. Counts are as last released."""
        rows, state = self.visible_statements(), self.parameter("moderation")
        page = self.paginate_queryset(rows if state is None else rows.filter(moderation=state)) or []
        known = dict.fromkeys((row.pk for row in page), NOTHING_YET) | reacted_to(row.pk for row in page)
        context = {**self.get_serializer_context(), "reacted": known}
        return self.get_paginated_response(StatementSerializer(page, many=True, context=context).data)

    @operation(
        "statements_add", IN_PERSON, takes=NewStatementSerializer, gives=GivenStatementSerializer,
        status=201,
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> dict[str, Any]:
        """Say something short for others to react to."""
        given = add_statement(actor=self.actor, challenge=self.challenge, **_speaker(self.asked))
        return _given(given, statement=given.statement)


class Seeds(OfChallengeView):
    """Statements to start with."""

    tag = "answers"

    @operation("statements_seed", Scope.MANAGE, takes=SeedsSerializer, gives=StatementSerializer, many=True, status=201)
    def post(self, request: Request, pk: int) -> list[Statement]:
        """Start the list of statements. Facilitator, commissioner, or who proposed the question."""
        texts = [(row["text"], row["language"]) for row in self.asked["statements"]]
        return seed_statements(actor=self.actor, challenge=self.challenge, texts=texts)


class StatementDetail(StatementView):
    """One statement."""

    @operation("statements_withdraw", IN_PERSON)
    def delete(self, request: Request, pk: int, statement: int) -> None:
        """Take a statement back, at any time."""
        mine = Q(contributor__person_id=self.actor.person_id or 0)
        visible = Q(pk__in=self.visible_statements().values("pk"))
        found = get_object_or_404(statements_of(self.challenge).filter(visible | mine), pk=statement)
        withdraw_statement(actor=self.actor, statement=found)


class StatementNext(OfChallengeView):
    """The next statement to react to."""

    tag = "answers"

    @operation("statements_next", Scope.READ, gives=NextStatementSerializer)
    def get(self, request: Request, pk: int) -> dict[str, Any]:
        """The statement whose reaction tells most, not yet reacted to; null where there is none left."""
        me = Contributor.objects.filter(challenge=self.challenge, person_id=self.actor.person_id or 0).first()
        turn = next_turn(self.challenge, me, secrets.randbits(31))
        return {"statement": turn.statement, "reacted": turn.done, "all": turn.total}


class Reactions(OfChallengeView):
    """Agree, disagree, pass."""

    tag = "answers"

    @operation(
        "reactions_give", IN_PERSON, takes=NewReactionSerializer, gives=GivenReactionSerializer,
        status=201,
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> dict[str, Any]:
        """React to a statement; one reaction a person and statement, the last counts."""
        asked = _speaker(self.asked)
        name = asked.pop("value")
        statement = statements_of(self.challenge).filter(pk=asked.pop("statement")).first()
        if statement is None:
            raise serializers.ValidationError({"statement": [_("There is nothing with this id.")]})
        given = react(actor=self.actor, challenge=self.challenge, statement=statement, value=REACTIONS[name], **asked)
        return _given(given, statement=statement.pk, value=name)
