"""Factories of co-design: questions, what people say, findings, options, decisions."""

from datetime import timedelta
from typing import Any

import factory

from kernel import clock
from participants.people.enums import Stake
from participants.people.models import Person
from services.catalogue.models import Membership
from services.codesign.engine.growth import split_by_growth
from services.codesign.enums import ChallengeState, InsightState, LookPurpose, Mode, ModerationState, ResponseKind
from services.codesign.models import (
    Arrival,
    AskedUnder,
    Contributor,
    ContributorTarget,
    CouncilRules,
    DecisionCorrection,
    DecisionItem,
    DesignChallenge,
    DesignDecision,
    Feedback,
    ImportBatch,
    ImportFile,
    ImportUpload,
    Insight,
    InsightResponse,
    InsightSource,
    InsightTally,
    Option,
    OptionInsight,
    OptionView,
    Reaction,
    SecondLook,
    SeldomHeardTarget,
    SetAside,
    SetAsideTally,
    Signature,
    Statement,
    SynthesisRun,
    ThemeLabel,
    Workshop,
)
from services.codesign.queries.asked import told_now
from services.codesign.tables.content import FileContent, FilePerson
from tests.factories.base import RowFactory, ago, ahead, both, digest
from tests.factories.catalogue import ServiceFactory
from tests.factories.people import PersonFactory

OPTIONS_ON_SHOW = ("options_open", "decided", "reported_back", "handed_over")
FINDINGS_AGREED = ("synthesised", *OPTIONS_ON_SHOW)
DECISION_MADE = ("decided", "reported_back", "handed_over")


class DesignChallengeFactory(RowFactory):
    """A question in any state, with all that the state requires: `DesignChallengeFactory(state="options_open")`.

    Drafts are complete and could be opened. Windows that are over closed 20 days ago; options have been on show for 12
    days, so that a decision is not refused for being too early.
    """

    class Meta:
        model = DesignChallenge

    class Params:
        asked = factory.LazyAttribute(lambda made: made.state not in ("draft", "abandoned"))
        over = factory.LazyAttribute(lambda made: made.state not in ("draft", "abandoned", "open"))
        shown = factory.LazyAttribute(lambda made: made.state in OPTIONS_ON_SHOW)

    service = factory.SubFactory(ServiceFactory)
    state = ChallengeState.DRAFT
    question = factory.LazyFunction(
        lambda: both("What would make the night bus feel safe?", "Beth fyddai'n gwneud y bws nos yn ddiogel?")
    )
    background = factory.LazyFunction(lambda: both("Fewer people take the last bus."))
    can_change = factory.LazyFunction(lambda: both("The stops\nThe times"))
    cannot_change = factory.LazyFunction(lambda: both("The fares"))
    payment_policy = factory.LazyFunction(lambda: both("We pay £10 an hour for meetings."))
    access_plan = factory.LazyFunction(lambda: both("Paper forms and a phone line."))
    decision_owner = factory.SubFactory(PersonFactory)
    proposed_by = factory.SubFactory(PersonFactory)
    no_seldom_heard = True
    closes_at = factory.LazyAttribute(lambda made: ago(days=20) if made.over else ahead(days=14))
    opened_at = factory.LazyAttribute(lambda made: (ago(days=40) if made.over else ago(days=1)) if made.asked else None)
    options_shown_days = factory.LazyAttribute(lambda made: 10 if made.asked else None)
    decision_quorum = factory.LazyAttribute(lambda made: 2 if made.asked else None)
    extensions_at_most = factory.LazyAttribute(lambda made: 2 if made.asked else None)
    longest_until = factory.LazyAttribute(lambda made: made.closes_at + timedelta(days=400) if made.asked else None)
    agreed_at = factory.LazyAttribute(lambda made: ago(days=15) if made.state in FINDINGS_AGREED else None)
    decided_at = factory.LazyAttribute(lambda made: ago(hours=2) if made.state in DECISION_MADE else None)
    options_shown_from = factory.LazyAttribute(lambda made: ago(days=12) if made.shown else None)
    abandoned_reason = factory.LazyAttribute(
        lambda made: both("The grant was taken back.") if made.state == "abandoned" else ""
    )
    state_changed_at = factory.LazyAttribute(lambda made: ago(hours=1))
    created_at = factory.LazyFunction(lambda: ago(days=45))


class AskedUnderFactory(RowFactory):
    """The version that a question opened with; later ones have a reason."""

    class Meta:
        model = AskedUnder

    challenge = factory.SubFactory(DesignChallengeFactory, state="open")
    number = 1
    told = factory.LazyAttribute(lambda made: told_now(made.challenge))
    reason = factory.LazyAttribute(lambda made: "" if made.number == 1 else both("It was not clear."))
    by = factory.SubFactory(PersonFactory)
    at = factory.LazyFunction(clock.now)


class SeldomHeardTargetFactory(RowFactory):
    class Meta:
        model = SeldomHeardTarget

    challenge = factory.SubFactory(DesignChallengeFactory)
    label = factory.LazyFunction(lambda: both("People who work at night", "Pobl sy'n gweithio yn y nos"))
    wanted = 5


class ImportBatchFactory(RowFactory):
    """A file that a resident has confirmed. `state="waiting"`: one of which nothing has come in yet."""

    class Meta:
        model = ImportBatch

    class Params:
        waits = factory.LazyAttribute(lambda made: made.state == "waiting")
        confirmed = factory.LazyAttribute(lambda made: made.state == "confirmed")
        refused = factory.LazyAttribute(lambda made: made.state == "refused")
        ended = factory.LazyAttribute(lambda made: made.state in ("refused", "taken_back"))

    challenge = factory.SubFactory(DesignChallengeFactory, state="open")
    kind = "table"
    state = "confirmed"
    digest = factory.Sequence(lambda n: digest("file", n))
    content = factory.LazyAttribute(lambda made: FileContent([FilePerson("2")]).pack() if made.waits else None)
    counts = factory.LazyFunction(lambda: {"people": 1})
    imported_by = factory.SubFactory(PersonFactory)
    created_at = factory.LazyFunction(clock.now)
    confirmed_by = factory.Maybe("confirmed", factory.SubFactory(PersonFactory), None)
    confirmed_at = factory.LazyAttribute(lambda made: clock.now() if made.confirmed else None)
    ended_by = factory.Maybe("refused", factory.SubFactory(PersonFactory), None)
    ended_at = factory.LazyAttribute(lambda made: clock.now() if made.ended else None)
    reason = factory.LazyAttribute(lambda made: "Nobody here knows of this survey." if made.refused else "")


class ImportUploadFactory(RowFactory):
    class Meta:
        model = ImportUpload

    challenge = factory.SubFactory(DesignChallengeFactory, state="open")
    kind = "table"
    by = factory.SubFactory(PersonFactory)
    created_at = factory.LazyFunction(clock.now)


class ImportFileFactory(RowFactory):
    class Meta:
        model = ImportFile

    upload = factory.SubFactory(ImportUploadFactory)
    name = "answers.csv"
    content = b"answer\nMore light at the stops\n"


class WorkshopFactory(RowFactory):
    """A room that is open now."""

    class Meta:
        model = Workshop

    challenge = factory.SubFactory(DesignChallengeFactory, state="open")
    code = factory.Sequence(lambda n: f"ROOM{n:04d}")
    place = "Harbour library"
    starts_at = factory.LazyFunction(lambda: ago(hours=1))
    ends_at = factory.LazyFunction(lambda: ahead(hours=2))
    at_most = 30
    made_by = factory.SubFactory(PersonFactory)
    created_at = factory.LazyFunction(lambda: ago(days=1))


class ArrivalFactory(RowFactory):
    """A visitor's first word."""

    class Meta:
        model = Arrival

    challenge = factory.SubFactory(DesignChallengeFactory, state="open")
    contributor = factory.LazyAttribute(lambda made: ContributorFactory(challenge=made.challenge, person=None))
    mark = factory.Sequence(lambda n: digest("mark", n))
    at = factory.LazyFunction(clock.now)


class ContributorFactory(RowFactory):
    """A resident with a login. Modes on paper, by phone and assisted get the helper that they need."""

    class Meta:
        model = Contributor

    class Params:
        helped = factory.LazyAttribute(lambda made: made.mode in (Mode.ASSISTED, Mode.PAPER, Mode.PHONE))
        imported = factory.LazyAttribute(lambda made: made.mode == Mode.IMPORTED)

    challenge = factory.SubFactory(DesignChallengeFactory, state="open")
    person = factory.SubFactory(PersonFactory)
    stake = Stake.CITIZEN
    mode = Mode.SELF
    receipt_hash = factory.Sequence(lambda n: digest("receipt", n))
    language = "en"
    entered_by = factory.Maybe("helped", factory.SubFactory(PersonFactory), None)
    imported_in = factory.Maybe(
        "imported",
        factory.SubFactory(ImportBatchFactory, challenge=factory.SelfAttribute("..challenge")),
        None,
    )
    created_at = factory.LazyFunction(clock.now)


class ContributorTargetFactory(RowFactory):
    class Meta:
        model = ContributorTarget

    contributor = factory.SubFactory(ContributorFactory)
    target = factory.LazyAttribute(lambda made: SeldomHeardTargetFactory(challenge=made.contributor.challenge))


class FeedbackFactory(RowFactory):
    """An accepted answer. `withdrawn=True`: its tombstone."""

    class Meta:
        model = Feedback

    _follows = {"challenge": "contributor.challenge"}

    class Params:
        withdrawn = False
        helped = factory.LazyAttribute(lambda made: made.mode in (Mode.ASSISTED, Mode.PAPER, Mode.PHONE))

    challenge = factory.SubFactory(DesignChallengeFactory, state="open")
    contributor = factory.SubFactory(ContributorFactory, challenge=factory.SelfAttribute("..challenge"))
    text = factory.Maybe(
        "withdrawn",
        "",
        factory.Sequence(lambda n: f"The stop by the harbour is too dark, I wait {n} minutes."),
    )
    withdrawn_at = factory.Maybe("withdrawn", factory.LazyFunction(clock.now), None)
    language = "en"
    mode = Mode.SELF
    entered_by = factory.Maybe("helped", factory.SubFactory(PersonFactory), None)
    moderation = ModerationState.ACCEPTED
    moderation_reason = factory.LazyAttribute(lambda made: "abusive" if made.moderation == "rejected" else "")
    created_at = factory.LazyFunction(clock.now)


class StatementFactory(RowFactory):
    """An accepted statement from a contributor. `contributor=None`: a seed."""

    class Meta:
        model = Statement

    _follows = {"challenge": "contributor.challenge"}

    class Params:
        withdrawn = False

    challenge = factory.SubFactory(DesignChallengeFactory, state="open")
    contributor = factory.SubFactory(ContributorFactory, challenge=factory.SelfAttribute("..challenge"))
    text = factory.Maybe("withdrawn", "", factory.Sequence(lambda n: f"Every stop needs a light ({n})."))
    withdrawn_at = factory.Maybe("withdrawn", factory.LazyFunction(clock.now), None)
    language = "en"
    moderation = ModerationState.ACCEPTED
    moderation_reason = factory.LazyAttribute(lambda made: "abusive" if made.moderation == "rejected" else "")
    created_at = factory.LazyFunction(clock.now)


class ReactionFactory(RowFactory):
    """A reaction. It does not count itself into the statement's three counts: the actions do."""

    class Meta:
        model = Reaction

    _follows = {"challenge": "statement.challenge"}

    challenge = factory.SubFactory(DesignChallengeFactory, state="open")
    statement = factory.SubFactory(StatementFactory, challenge=factory.SelfAttribute("..challenge"))
    contributor = factory.SubFactory(ContributorFactory, challenge=factory.SelfAttribute("..challenge"))
    value = 1
    at = factory.LazyFunction(clock.now)


class SecondLookFactory(RowFactory):
    """A refusal that waits for a resident. Give `feedback=None, statement=…` for a statement."""

    class Meta:
        model = SecondLook

    _follows = {"challenge": "feedback.challenge"}

    challenge = factory.SubFactory(DesignChallengeFactory, state="open")
    feedback = factory.SubFactory(FeedbackFactory, challenge=factory.SelfAttribute("..challenge"))
    moderation_version = factory.LazyAttribute(
        lambda made: (made.feedback or made.statement).moderation_version  # type: ignore[attr-defined]
    )
    purpose = LookPurpose.REFUSAL
    reason = "off_topic"
    first = factory.SubFactory(PersonFactory)
    first_stake = Stake.PROFESSIONAL
    asked_at = factory.LazyFunction(clock.now)


class SynthesisRunFactory(RowFactory):
    """A run with results as the engine makes them: whole, and stored as the action stores them."""

    class Meta:
        model = SynthesisRun

    challenge = factory.SubFactory(DesignChallengeFactory, state="feedback_closed")
    number = factory.LazyAttribute(lambda made: SynthesisRun.objects.filter(challenge=made.challenge).count() + 1)
    inputs_digest = factory.Sequence(lambda n: digest("inputs", n))
    engine_version = "1"
    opinion_map = factory.LazyFunction(dict)
    themes = factory.LazyFunction(dict)
    feedback_ids = factory.LazyFunction(list)
    answers = factory.LazyAttribute(lambda made: len(made.feedback_ids))
    created_at = factory.LazyFunction(clock.now)

    @classmethod
    def _adjust_kwargs(cls, **kwargs: Any) -> dict[str, Any]:
        return kwargs | split_by_growth(kwargs["opinion_map"], kwargs["themes"], kwargs["feedback_ids"])


class InsightFactory(RowFactory):
    """A finding that a person wrote and kept."""

    class Meta:
        model = Insight

    challenge = factory.SubFactory(DesignChallengeFactory, state="feedback_closed")
    text = factory.LazyFunction(lambda: both("People feel unsafe at dark stops.", "Mae pobl yn teimlo'n anniogel."))
    state = InsightState.KEPT
    written_by = factory.SubFactory(PersonFactory)
    created_at = factory.LazyFunction(clock.now)
    changed_at = factory.LazyFunction(clock.now)


class InsightSourceFactory(RowFactory):
    """An answer that supports a finding. Give `feedback=None, statement=…` for a statement."""

    class Meta:
        model = InsightSource

    insight = factory.SubFactory(InsightFactory)
    feedback = factory.LazyAttribute(lambda made: FeedbackFactory(challenge=made.insight.challenge))


class SetAsideFactory(RowFactory):
    """An answer set aside. Give `feedback=None, statement=…` for a statement."""

    class Meta:
        model = SetAside

    _follows = {"challenge": "feedback.challenge"}

    challenge = factory.SubFactory(DesignChallengeFactory, state="feedback_closed")
    feedback = factory.SubFactory(FeedbackFactory, challenge=factory.SelfAttribute("..challenge"))
    reason = factory.LazyFunction(lambda: both("It is about another service."))
    batch = factory.Sequence(lambda n: f"{n:032x}")
    by = factory.SubFactory(PersonFactory)
    created_at = factory.LazyFunction(clock.now)


class ThemeLabelFactory(RowFactory):
    class Meta:
        model = ThemeLabel

    _follows = {"challenge": "feedback.challenge"}

    challenge = factory.SubFactory(DesignChallengeFactory, state="feedback_closed")
    feedback = factory.SubFactory(FeedbackFactory, challenge=factory.SelfAttribute("..challenge"))
    theme = "Dark stops"
    by = factory.SubFactory(PersonFactory)
    at = factory.LazyFunction(clock.now)


class InsightTallyFactory(RowFactory):
    """A block with nothing in it, beside those that the database keeps."""

    class Meta:
        model = InsightTally

    insight = factory.SubFactory(InsightFactory)
    block = factory.Sequence(lambda n: -1 - n)


class SetAsideTallyFactory(RowFactory):
    """A block with nothing in it, beside those that the database keeps."""

    class Meta:
        model = SetAsideTally

    challenge = factory.SubFactory(DesignChallengeFactory, state="feedback_closed")
    block = factory.Sequence(lambda n: -1 - n)


class SignatureFactory(RowFactory):
    class Meta:
        model = Signature

    challenge = factory.SubFactory(DesignChallengeFactory, state="feedback_closed")
    person = factory.SubFactory(PersonFactory)
    stake = Stake.CITIZEN
    digest = factory.Sequence(lambda n: digest("findings", n))
    signed_at = factory.LazyFunction(clock.now)


class CouncilRulesFactory(RowFactory):
    class Meta:
        model = CouncilRules

    options_shown_days = 14


class OptionFactory(RowFactory):
    class Meta:
        model = Option

    challenge = factory.SubFactory(DesignChallengeFactory, state="options_open")
    title = factory.Sequence(lambda n: f"A light at every stop {n}")
    description = "Put a solar light at each of the twelve stops."
    language = "en"
    proposed_by = factory.SubFactory(PersonFactory)
    proposed_stake = Stake.CITIZEN
    shown_from = factory.LazyFunction(lambda: ago(days=12))


class OptionInsightFactory(RowFactory):
    class Meta:
        model = OptionInsight

    option = factory.SubFactory(OptionFactory)
    insight = factory.LazyAttribute(lambda made: InsightFactory(challenge=made.option.challenge))


def stake_of(person: Person) -> str:
    """The stake that somebody holds in a service; a resident's, where they are in none."""
    return Membership.objects.filter(person=person).values_list("stake", flat=True).first() or Stake.CITIZEN


class OptionViewFactory(RowFactory):
    class Meta:
        model = OptionView

    option = factory.SubFactory(OptionFactory)
    person = factory.SubFactory(PersonFactory)
    stake = factory.LazyAttribute(lambda made: stake_of(made.person))
    value = "support"
    at = factory.LazyFunction(clock.now)


class InsightResponseFactory(RowFactory):
    """What became of a finding, of any kind, with what that kind requires."""

    class Meta:
        model = InsightResponse

    insight = factory.SubFactory(InsightFactory)
    kind = ResponseKind.DECLINED
    reason = factory.LazyAttribute(lambda made: both("It would cost more than the whole service."))
    option = factory.LazyAttribute(
        lambda made: OptionFactory(challenge=made.insight.challenge) if made.kind == "addressed" else None
    )
    owner = factory.LazyAttribute(lambda made: PersonFactory() if made.kind == "deferred" else None)
    due = factory.LazyAttribute(lambda made: ahead(days=90).date() if made.kind == "deferred" else None)
    by = factory.SubFactory(PersonFactory)
    at = factory.LazyFunction(clock.now)


class DesignDecisionFactory(RowFactory):
    class Meta:
        model = DesignDecision

    challenge = factory.SubFactory(DesignChallengeFactory, state="decided")
    text = factory.LazyFunction(lambda: both("We put a light at every stop.", "Rydym yn gosod golau ym mhob safle."))
    reasons = factory.LazyFunction(lambda: both("Most people asked for it.", "Gofynnodd y rhan fwyaf amdano."))
    decided_by = factory.SelfAttribute("challenge.decision_owner")
    decided_at = factory.LazyFunction(clock.now)


class DecisionCorrectionFactory(RowFactory):
    class Meta:
        model = DecisionCorrection

    decision = factory.SubFactory(DesignDecisionFactory)
    text = factory.LazyFunction(lambda: both("It is eleven stops, not twelve.", "Un ar ddeg o safleoedd, nid deuddeg."))
    reasons = factory.LazyFunction(lambda: both("One stop was closed.", "Caewyd un safle."))
    corrected_by = factory.SelfAttribute("decision.decided_by")
    corrected_at = factory.LazyFunction(clock.now)


class DecisionItemFactory(RowFactory):
    class Meta:
        model = DecisionItem

    decision = factory.SubFactory(DesignDecisionFactory)
    option = factory.LazyAttribute(lambda made: OptionFactory(challenge=made.decision.challenge))
    owner = factory.SubFactory(PersonFactory)
