"""Factories for every model, in states that could be real. They write into the council whose scope is open."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import factory
from django.contrib.auth.models import Group, Permission
from factory.django import DjangoModelFactory
from i18nfield.strings import LazyI18nString

from kernel import clock
from kernel.accounts.models import ApiCredential, SignInLink, User
from kernel.api.models import IdempotencyKey
from kernel.audit.models import AuditCheck, AuditEvent, AuditSeal
from kernel.jobs.models import Job
from participants.people.enums import CouncilRoleName, MessageState, Stake
from participants.people.models import ApiKeyHolder, CouncilRole, Message, Organisation, Person
from services.catalogue.enums import ServiceRole
from services.catalogue.models import (
    Membership,
    Outcome,
    Service,
    ServiceGroupObjectPermission,
    ServiceUserObjectPermission,
)
from services.catalogue.permissions import default_pole
from services.codesign.engine.growth import split_by_growth
from services.codesign.enums import ChallengeState, InsightState, Mode, ModerationState, ResponseKind
from services.codesign.models import (
    Contributor,
    ContributorTarget,
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
    SeldomHeardTarget,
    SetAside,
    SetAsideTally,
    Signature,
    Statement,
    SynthesisRun,
    ThemeLabel,
)
from services.rewording.models import HandledRun, RewordingService

PASSWORD = "a long pass phrase"  # noqa: S105
OPTIONS_ON_SHOW = ("options_open", "decided", "reported_back", "handed_over")


def both(english: str, welsh: str = "") -> LazyI18nString:
    """A text in both languages."""
    return LazyI18nString({"en": english, "cy": welsh or f"{english} (Cymraeg)"})


def ago(**interval: float) -> datetime:
    """A moment in the past, e.g. `ago(days=3)`."""
    return clock.now() - timedelta(**interval)


def ahead(**interval: float) -> datetime:
    """A moment to come."""
    return clock.now() + timedelta(**interval)


def digest(*parts: Any) -> str:
    """Any SHA-256, hex."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()


class RowFactory(DjangoModelFactory):
    """Base of all. `_follows` names what is taken from a related row that the caller gave.

    So `FeedbackFactory(contributor=somebody)` belongs to that contributor's challenge, and
    `FeedbackFactory(challenge=question)` makes a contributor of that challenge.
    """

    _follows: dict[str, str] = {}

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    @classmethod
    def _generate(cls, strategy: Any, params: dict[str, Any]) -> Any:
        for name, source in cls._follows.items():
            related, _, attribute = source.partition(".")
            if name not in params and params.get(related) is not None:
                params = {**params, name: getattr(params[related], attribute)}
        return super()._generate(strategy, params)


# kernel


class UserFactory(RowFactory):
    class Meta:
        model = User
        django_get_or_create = ("email",)

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    password = factory.django.Password(PASSWORD)


class SignInLinkFactory(RowFactory):
    class Meta:
        model = SignInLink

    user = factory.SubFactory(UserFactory)
    token_hash = factory.Sequence(lambda n: digest("link", n))
    expires_at = factory.LazyFunction(lambda: ahead(days=1))


class ApiCredentialFactory(RowFactory):
    class Meta:
        model = ApiCredential

    name = factory.Sequence(lambda n: f"Library system {n}")
    prefix = factory.Sequence(lambda n: f"coprod_{n:05}")
    secret_hash = factory.Sequence(lambda n: digest("key", n))
    scopes = factory.LazyFunction(lambda: ["read"])
    created_at = factory.LazyFunction(clock.now)


class AuditEventFactory(RowFactory):
    class Meta:
        model = AuditEvent

    at = factory.LazyFunction(clock.now)
    actor_kind = "system"
    channel = "job"
    verb = "catalogue.service_started"
    subject_type = "catalogue.service"
    subject_id = factory.Sequence(lambda n: n + 1)


class AuditSealFactory(RowFactory):
    class Meta:
        model = AuditSeal

    number = factory.LazyFunction(lambda: AuditSeal.objects.count() + 1)
    last_event_id = factory.Sequence(lambda n: n + 1)
    events = 1
    digest = factory.Sequence(lambda n: digest("seal", n))
    sealed_at = factory.LazyFunction(clock.now)


class AuditCheckFactory(RowFactory):
    """A check that found the record whole."""

    class Meta:
        model = AuditCheck

    checked_at = factory.LazyFunction(clock.now)
    seals = 1
    events = 1
    head_number = 1
    head_digest = factory.Sequence(lambda n: digest("seal", n))
    fault_count = 0


class JobFactory(RowFactory):
    """A job that waits to start. Give `state` and what that state needs for another one."""

    class Meta:
        model = Job

    kind = "people.deliver_message"
    key = factory.Sequence(str)
    run_after = factory.LazyFunction(clock.now)
    created_at = factory.LazyFunction(clock.now)


class IdempotencyKeyFactory(RowFactory):
    class Meta:
        model = IdempotencyKey

    actor = "person:1"
    key = factory.Sequence(lambda n: f"try-{n}")
    operation = "POST /api/v1/"
    digest = factory.Sequence(lambda n: digest("request", n))
    status = 201
    body = "{}"
    created_at = factory.LazyFunction(clock.now)


# participants


class OrganisationFactory(RowFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Neighbours Together {n}")


class PersonFactory(RowFactory):
    """Somebody with a login and an e-mail address. `login=False`: without either, as people on paper are."""

    class Meta:
        model = Person

    class Params:
        login = True

    display_name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Maybe("login", factory.Sequence(lambda n: f"someone{n}@example.org"), "")
    user = factory.Maybe("login", factory.SubFactory(UserFactory, email=factory.SelfAttribute("..email")), None)
    channel = factory.Maybe("login", "email", "none")
    created_at = factory.LazyFunction(clock.now)


class CouncilRoleFactory(RowFactory):
    class Meta:
        model = CouncilRole

    person = factory.SubFactory(PersonFactory)
    role = CouncilRoleName.OFFICER


class ApiKeyHolderFactory(RowFactory):
    class Meta:
        model = ApiKeyHolder

    credential = factory.SubFactory(ApiCredentialFactory)
    person = factory.SubFactory(PersonFactory)


class MessageFactory(RowFactory):
    """A message in somebody's inbox."""

    class Meta:
        model = Message

    person = factory.SubFactory(PersonFactory)
    language = "en"
    subject = "What became of your words"
    body = "The decision is made. Read what became of your words."
    link = "/services/"
    key = factory.Sequence(lambda n: f"message:{n}")
    state = MessageState.INBOX
    created_at = factory.LazyFunction(clock.now)


# services: catalogue


class ServiceFactory(RowFactory):
    class Meta:
        model = Service

    slug = factory.Sequence(lambda n: f"night-buses-{n}")
    name = factory.Sequence(lambda n: both(f"Night buses {n}", f"Bysiau nos {n}"))
    summary = factory.LazyFunction(lambda: both("Buses after ten at night.", "Bysiau ar ôl deg y nos."))
    area = "Harbour"
    created_at = factory.LazyFunction(clock.now)


class OutcomeFactory(RowFactory):
    class Meta:
        model = Outcome

    service = factory.SubFactory(ServiceFactory)
    text = factory.LazyFunction(lambda: both("People get home safely.", "Mae pobl yn cyrraedd adref yn ddiogel."))
    proposed_by = factory.SubFactory(PersonFactory)
    proposed_stake = Stake.CITIZEN
    created_at = factory.LazyFunction(clock.now)


class MembershipFactory(RowFactory):
    """A resident who joined the service."""

    class Meta:
        model = Membership

    service = factory.SubFactory(ServiceFactory)
    person = factory.SubFactory(PersonFactory)
    role = ServiceRole.MEMBER
    stake = Stake.CITIZEN
    pole = factory.LazyAttribute(lambda made: default_pole(made.stake))
    joined_at = factory.LazyFunction(clock.now)
    created_at = factory.LazyFunction(clock.now)


class ServiceUserObjectPermissionFactory(RowFactory):
    class Meta:
        model = ServiceUserObjectPermission

    user = factory.SubFactory(UserFactory)
    permission = factory.LazyFunction(lambda: Permission.objects.get(codename="moderate_feedback"))
    content_object = factory.SubFactory(ServiceFactory)


class GroupFactory(RowFactory):
    class Meta:
        model = Group

    name = factory.Sequence(lambda n: f"group {n}")


class ServiceGroupObjectPermissionFactory(RowFactory):
    class Meta:
        model = ServiceGroupObjectPermission

    group = factory.SubFactory(GroupFactory)
    permission = factory.LazyFunction(lambda: Permission.objects.get(codename="moderate_feedback"))
    content_object = factory.SubFactory(ServiceFactory)


# services: codesign


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
    options_shown_from = factory.LazyAttribute(lambda made: ago(days=12) if made.shown else None)
    abandoned_reason = factory.LazyAttribute(
        lambda made: both("The grant was taken back.") if made.state == "abandoned" else ""
    )
    state_changed_at = factory.LazyAttribute(lambda made: ago(hours=1))
    created_at = factory.LazyFunction(lambda: ago(days=45))


class SeldomHeardTargetFactory(RowFactory):
    class Meta:
        model = SeldomHeardTarget

    challenge = factory.SubFactory(DesignChallengeFactory)
    label = factory.LazyFunction(lambda: both("People who work at night", "Pobl sy'n gweithio yn y nos"))
    wanted = 5


class ImportBatchFactory(RowFactory):
    class Meta:
        model = ImportBatch

    challenge = factory.SubFactory(DesignChallengeFactory, state="open")
    kind = "table"
    file_digest = factory.Sequence(lambda n: digest("file", n))
    imported_by = factory.SubFactory(PersonFactory)
    created_at = factory.LazyFunction(clock.now)


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


class RewordingServiceFactory(RowFactory):
    """A language model that an administrator has named and not switched on."""

    class Meta:
        model = RewordingService

    endpoint = "https://models.example.org/v1"
    model = "small-model"
    changed_by = factory.SubFactory(PersonFactory)
    changed_at = factory.LazyFunction(clock.now)


class HandledRunFactory(RowFactory):
    class Meta:
        model = HandledRun

    run = factory.SubFactory(SynthesisRunFactory)
    job = factory.SubFactory(JobFactory, kind="rewording.reword")


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


class OptionViewFactory(RowFactory):
    class Meta:
        model = OptionView

    option = factory.SubFactory(OptionFactory)
    person = factory.SubFactory(PersonFactory)
    stake = Stake.CITIZEN
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


class DecisionItemFactory(RowFactory):
    class Meta:
        model = DecisionItem

    decision = factory.SubFactory(DesignDecisionFactory)
    option = factory.LazyAttribute(lambda made: OptionFactory(challenge=made.decision.challenge))
    owner = factory.SubFactory(PersonFactory)


# whole casts


@dataclass(frozen=True)
class Cast:
    """A service and everybody that rules tell apart. All have logins.

    The decision owner is a professional member; administrator, officer and stranger are in no service.
    """

    service: Service
    facilitator: Person
    commissioner: Person
    citizens: tuple[Person, Person]
    professionals: tuple[Person, Person]
    partner: Person
    decision_owner: Person
    administrator: Person
    officer: Person
    stranger: Person

    @property
    def citizen(self) -> Person:
        return self.citizens[0]

    @property
    def professional(self) -> Person:
        return self.professionals[0]

    def by_role(self) -> dict[str, Person]:
        """One person of each kind, by the kind's name: for tables of who may do what."""
        names = (
            "facilitator", "commissioner", "citizen", "professional", "partner", "decision_owner", "administrator",
            "officer", "stranger",
        )  # fmt: skip
        return {name: getattr(self, name) for name in names}


def service_with_people(**service: Any) -> Cast:
    """A service with one facilitator, one commissioner, two residents, two professionals, a partner, and the others."""
    made = ServiceFactory(**service)

    def member(name: str, role: str, stake: str) -> Person:
        person = PersonFactory(display_name=name)
        MembershipFactory(service=made, person=person, role=role, stake=stake)
        return person

    administrator = PersonFactory(display_name="Ada Administrator")
    CouncilRoleFactory(person=administrator, role=CouncilRoleName.ADMINISTRATOR)
    officer = PersonFactory(display_name="Owen Officer")
    CouncilRoleFactory(person=officer, role=CouncilRoleName.OFFICER)
    return Cast(
        service=made,
        facilitator=member("Fay Facilitator", ServiceRole.FACILITATOR, Stake.PROFESSIONAL),
        commissioner=member("Col Commissioner", ServiceRole.COMMISSIONER, Stake.PROFESSIONAL),
        citizens=(
            member("Cara Citizen", ServiceRole.MEMBER, Stake.CITIZEN),
            member("Cai Citizen", ServiceRole.MEMBER, Stake.CITIZEN),
        ),
        professionals=(
            member("Pia Professional", ServiceRole.MEMBER, Stake.PROFESSIONAL),
            member("Pryce Professional", ServiceRole.MEMBER, Stake.PROFESSIONAL),
        ),
        partner=member("Pat Partner", ServiceRole.MEMBER, Stake.PARTNER),
        decision_owner=member("Dilys Decision", ServiceRole.MEMBER, Stake.PROFESSIONAL),
        administrator=administrator,
        officer=officer,
        stranger=PersonFactory(display_name="Sam Stranger"),
    )


@dataclass(frozen=True)
class World:
    """A council full of life: a cast, a challenge that is decided, and at least one row of every model."""

    cast: Cast
    challenge: DesignChallenge
    rows: dict[str, Any]

    def row(self, label: str) -> Any:
        """One row of a model, by its label, e.g. `codesign.feedback`."""
        return self.rows[label]


def make_world(pk: int | None = None) -> World:
    """A row of every tenant-owned model in the open council, all of one decided challenge where possible.

    With `pk` each of these rows has that id, so that one number in an address means a row of any model.
    """
    cast = service_with_people(**({"pk": pk, "slug": f"service-{pk}"} if pk else {}))
    shared: dict[str, Any] = {"service": cast.service, "content_object": cast.service}
    challenge = DesignChallengeFactory(
        service=cast.service, decision_owner=cast.decision_owner, state="decided", **({"pk": pk} if pk else {})
    )
    shared["challenge"] = challenge
    rows: dict[str, Any] = {"catalogue.service": cast.service, "codesign.designchallenge": challenge}
    for made_by in tenant_factories():
        model = made_by._meta.model
        if model._meta.label_lower not in rows:
            given = {name: value for name, value in shared.items() if name in _fields(model)}
            rows[model._meta.label_lower] = made_by(**given, **({"pk": pk} if pk else {}))
    return World(cast, challenge, rows)


def tenant_factories() -> list[type[RowFactory]]:
    """The factory of every tenant-owned model."""
    found = [made_by for made_by in RowFactory.__subclasses__() if "tenant" in _fields(made_by._meta.model)]
    return sorted(found, key=lambda made_by: made_by._meta.model._meta.label_lower)


def _fields(model: Any) -> set[str]:
    return {field.name for field in model._meta.local_fields}
