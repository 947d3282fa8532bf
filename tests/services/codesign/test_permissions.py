"""Who may do what in co-design: the matrix, as data, through the real actions.

Every action is asked for by every kind of person, in a state in which somebody may do it. What is allowed happens;
what is not raises NotPermitted and changes nothing.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.audit.models import AuditEvent
from kernel.errors import NotPermitted
from kernel.tenancy.models import Tenant
from participants.people.models import Person
from services.catalogue.models import Membership
from services.catalogue.permissions import grant_exception
from services.codesign import actions
from services.codesign.models import DesignChallenge, SetAside
from services.codesign.queries.findings.insights import findings_digest
from tests import matrix
from tests.factories import (
    Cast,
    ContributorFactory,
    CouncilRoleFactory,
    DecisionItemFactory,
    DesignChallengeFactory,
    DesignDecisionFactory,
    FeedbackFactory,
    InsightFactory,
    InsightResponseFactory,
    InsightSourceFactory,
    MembershipFactory,
    OptionFactory,
    OptionInsightFactory,
    OptionViewFactory,
    OutcomeFactory,
    PersonFactory,
    SecondLookFactory,
    SetAsideFactory,
    SignatureFactory,
    StatementFactory,
    SynthesisRunFactory,
    ThemeLabelFactory,
    World,
    ago,
    ahead,
    both,
    service_with_people,
)
from tests.tables import each_row

pytestmark = pytest.mark.usefixtures("in_tenant", "bait")

Attempt = Callable[["Scene", Actor], Any]

ANYBODY = "visitor stranger citizen professional partner facilitator commissioner decision_owner administrator officer"
OTHERS = "member_administrator facilitating_administrator moderator helper analyst left_member other_facilitator"
PEOPLE = frozenset(f"{ANYBODY} {OTHERS}".split())


class Scene:
    """A service with everybody that the rules tell apart, and a question in the state that an action needs."""

    def __init__(self, state: str, decides: str = "decision_owner", **details: Any) -> None:
        self.cast: Cast = service_with_people()
        OutcomeFactory(service=self.cast.service)
        self.people: dict[str, Person] = self.cast.by_role() | self._exceptions()
        self.challenge: DesignChallenge = DesignChallengeFactory(
            service=self.cast.service, state=state, decision_owner=self.people[decides], **details
        )

    def _exceptions(self) -> dict[str, Person]:
        service = self.cast.service
        made = {
            name: PersonFactory()
            for name in (
                "moderator",
                "helper",
                "analyst",
                "left_member",
                "member_administrator",
                "facilitating_administrator",
                "other_facilitator",
            )
        }
        rights = {"moderator": "moderate_feedback", "helper": "enter_feedback", "analyst": "analyse_feedback"}
        for name, right in rights.items():
            grant_exception(service, made[name].user, right)
            grant_exception(service, self.cast.administrator.user, right)
        MembershipFactory(service=service, person=made["left_member"], role="facilitator", ended_at=clock.now())
        MembershipFactory(person=made["other_facilitator"], role="facilitator", stake="professional")
        for name, role in (("member_administrator", "member"), ("facilitating_administrator", "facilitator")):
            MembershipFactory(service=service, person=made[name], role=role, stake="professional")
            CouncilRoleFactory(person=made[name], role="administrator")
        return made

    def actor(self, who: str) -> Actor:
        return Actor.visitor() if who == "visitor" else Actor.for_person(self.people[who].pk)


# --- the scenes ------------------------------------------------------------------------------------------------------


def draft() -> Scene:
    return Scene("draft")


def opened() -> Scene:
    scene = Scene("open")
    scene.pending = FeedbackFactory(challenge=scene.challenge, moderation="pending")  # type: ignore[attr-defined]
    return scene


def closed() -> Scene:
    scene = Scene("feedback_closed")
    SynthesisRunFactory(challenge=scene.challenge)
    scene.insight = InsightFactory(challenge=scene.challenge)  # type: ignore[attr-defined]
    scene.other = InsightFactory(challenge=scene.challenge)  # type: ignore[attr-defined]
    scene.draft = InsightFactory(challenge=scene.challenge, state="draft")  # type: ignore[attr-defined]
    scene.used = FeedbackFactory(challenge=scene.challenge)  # type: ignore[attr-defined]
    scene.loose = FeedbackFactory(challenge=scene.challenge)  # type: ignore[attr-defined]
    scene.aside = SetAsideFactory(challenge=scene.challenge)  # type: ignore[attr-defined]
    for insight in (scene.insight, scene.other):  # type: ignore[attr-defined]
        InsightSourceFactory(insight=insight, feedback=scene.used)  # type: ignore[attr-defined]
    return scene


def reworded() -> Scene:
    """A language model has worded a draft."""
    scene = Scene("feedback_closed")
    scene.insight = InsightFactory(  # type: ignore[attr-defined]
        challenge=scene.challenge,
        state="draft",
        written_by=None,
        drafted_in=SynthesisRunFactory(challenge=scene.challenge),
        reworded_by="small",
        counted_text=both("It is dark.", "Mae'n dywyll."),
        reworded_text=both("At night it is dark.", "Yn y nos mae'n dywyll."),
    )
    return scene


def signed() -> Scene:
    scene = Scene("feedback_closed")
    SynthesisRunFactory(challenge=scene.challenge)
    scene.insight = InsightFactory(challenge=scene.challenge)  # type: ignore[attr-defined]
    for stake in ("citizen", "professional"):
        SignatureFactory(challenge=scene.challenge, stake=stake, digest=findings_digest(scene.challenge))
    return scene


def agreed() -> Scene:
    return Scene("synthesised")


def deciding(who: str = "decision_owner") -> Scene:
    """Everything is there: the decision could be recorded this second."""
    scene = Scene("options_open", who)
    SynthesisRunFactory(challenge=scene.challenge)
    scene.insight = InsightFactory(challenge=scene.challenge)  # type: ignore[attr-defined]
    scene.option = OptionFactory(  # type: ignore[attr-defined]
        challenge=scene.challenge, shown_from=ago(days=11), proposed_by=scene.cast.citizen
    )
    OptionInsightFactory(option=scene.option, insight=scene.insight)  # type: ignore[attr-defined]
    InsightResponseFactory(insight=scene.insight, kind="addressed", option=scene.option)  # type: ignore[attr-defined]
    for stake in ("citizen", "professional"):
        SignatureFactory(challenge=scene.challenge, stake=stake, digest=findings_digest(scene.challenge))
    for person in (*scene.cast.citizens, *scene.cast.professionals):
        OptionViewFactory(option=scene.option, person=person)  # type: ignore[attr-defined]
    return scene


def decided() -> Scene:
    scene = Scene("decided")
    decision = DesignDecisionFactory(challenge=scene.challenge)
    scene.item = DecisionItemFactory(decision=decision, owner=None)  # type: ignore[attr-defined]
    return scene


def told() -> Scene:
    scene = Scene("reported_back")
    DecisionItemFactory(decision=DesignDecisionFactory(challenge=scene.challenge))
    return scene


# --- the table -------------------------------------------------------------------------------------------------------

MEMBERS = "citizen professional partner facilitator commissioner decision_owner"
ANALYSTS = "citizen professional decision_owner facilitator analyst"
F_AND_M = "facilitator commissioner"
ADMINISTRATORS = "administrator member_administrator facilitating_administrator"

# action: the scene it needs, how it is asked for, and who may. Everybody else in PEOPLE may not.
MATRIX: dict[str, tuple[Callable[[], Scene], Attempt, str]] = {
    "propose a question": (
        draft,
        lambda s, a: actions.propose_challenge(actor=a, service=s.cast.service, question=both("What next?")),
        MEMBERS,
    ),
    "change the question": (
        draft,
        lambda s, a: actions.change_challenge(actor=a, challenge=s.challenge, version=1, background=both("New")),
        F_AND_M,
    ),
    "name people seldom heard": (
        draft,
        lambda s, a: actions.set_targets(actor=a, challenge=s.challenge, targets=[(both("Carers"), 3)]),
        F_AND_M,
    ),
    "start the statements": (
        draft,
        lambda s, a: actions.seed_statements(actor=a, challenge=s.challenge, texts=[("More light", "en")]),
        F_AND_M,
    ),
    "change what questions go by": (
        draft,
        lambda s, a: actions.change_council_rules(actor=a, options_shown_days=20, decision_quorum=3),
        ADMINISTRATORS,
    ),
    "open": (draft, lambda s, a: actions.open_challenge(actor=a, challenge=s.challenge), F_AND_M),
    "extend the window": (
        opened,
        lambda s, a: actions.extend_window(
            actor=a, challenge=s.challenge, closes_at=ahead(days=30), reason=both("Many were away.")
        ),
        "facilitator",
    ),
    "make a code for a workshop": (
        opened,
        lambda s, a: actions.make_workshop(
            actor=a,
            challenge=s.challenge,
            place="Hall",
            starts_at=ahead(days=1),
            ends_at=ahead(days=1, hours=2),
            at_most=9,
        ),
        "facilitator",
    ),
    "answer": (
        opened,
        lambda s, a: actions.give_answer(actor=a, challenge=s.challenge, text="Lights", language="en"),
        " ".join(PEOPLE),
    ),
    "moderate": (
        opened,
        lambda s, a: actions.moderate(actor=a, challenge=s.challenge, accept=True, feedback={s.pending.pk: 1}),
        "facilitator moderator",
    ),
    "take a second look": (
        opened,
        lambda s, a: actions.take_second_look(
            actor=a, look=SecondLookFactory(feedback=s.pending, first=s.cast.facilitator), show=False
        ),
        "citizen",
    ),
    "enter for somebody": (
        opened,
        lambda s, a: actions.enter_answer(actor=a, challenge=s.challenge, text="Lights", mode="paper", language="en"),
        "facilitator commissioner helper",
    ),
    "take back somebody's answer": (opened, lambda s, a: actions.withdraw_answer(actor=a, feedback=s.pending), ""),
    "stop early": (
        opened,
        lambda s, a: actions.abandon_challenge(actor=a, challenge=s.challenge, reason=both("No money")),
        F_AND_M,
    ),
    "start the summing-up": (closed, lambda s, a: actions.request_synthesis(actor=a, challenge=s.challenge), ANALYSTS),
    "add a finding": (
        closed,
        lambda s, a: actions.add_insight(
            actor=a, challenge=s.challenge, text=both("It is dark"), feedback_ids=[s.used.pk]
        ),
        ANALYSTS,
    ),
    "change a finding": (
        closed,
        lambda s, a: actions.change_insight(actor=a, insight=s.insight, version=1, text=both("Darker")),
        ANALYSTS,
    ),
    "choose what a finding rests on": (
        closed,
        lambda s, a: actions.set_sources(
            actor=a, insight=s.insight, version=1, feedback_ids=[s.used.pk], statement_ids=[]
        ),
        ANALYSTS,
    ),
    "tie more to a finding": (
        closed,
        lambda s, a: actions.add_sources(actor=a, insight=s.insight, feedback_ids=[s.loose.pk]),
        ANALYSTS,
    ),
    "keep a draft": (closed, lambda s, a: actions.keep_insight(actor=a, insight=s.draft), ANALYSTS),
    "drop a finding": (closed, lambda s, a: actions.drop_insight(actor=a, insight=s.insight), ANALYSTS),
    "merge findings": (
        closed,
        lambda s, a: actions.merge_insights(actor=a, into=s.insight, others=[s.other]),
        ANALYSTS,
    ),
    "take a model's words out": (
        reworded,
        lambda s, a: actions.restore_as_counted(actor=a, insight=s.insight),
        ANALYSTS,
    ),
    "look at a finding again": (closed, lambda s, a: actions.looked_again(actor=a, insight=s.insight), ANALYSTS),
    "set an answer aside": (
        closed,
        lambda s, a: actions.set_aside(
            actor=a, challenge=s.challenge, reason=both("Another service"), feedback_ids=[s.loose.pk]
        ),
        ANALYSTS,
    ),
    "take an answer back in": (
        closed,
        lambda s, a: actions.undo_set_aside(actor=a, row=SetAside.objects.get(pk=s.aside.pk)),
        ANALYSTS,
    ),
    "move an answer to another theme": (
        closed,
        lambda s, a: actions.move_to_theme(actor=a, challenge=s.challenge, feedback_ids=[s.loose.pk], theme="Light"),
        ANALYSTS,
    ),
    "take back a move": (
        closed,
        lambda s, a: (
            ThemeLabelFactory(feedback=s.loose, by_id=a.person_id or s.cast.citizen.pk),
            actions.undo_move(actor=a, challenge=s.challenge, feedback_ids=[s.loose.pk]),
        ),
        ANALYSTS,
    ),
    "name a theme": (
        closed,
        lambda s, a: (
            ThemeLabelFactory(feedback=s.loose, theme="Light"),
            actions.name_theme(actor=a, challenge=s.challenge, theme="Light", name="Lamps"),
        ),
        ANALYSTS,
    ),
    "sign the findings": (
        signed,
        lambda s, a: actions.sign_findings(actor=a, challenge=s.challenge),
        "citizen professional decision_owner",
    ),
    "agree the findings": (
        signed,
        lambda s, a: actions.complete_synthesis(actor=a, challenge=s.challenge),
        "facilitator",
    ),
    "open for options": (agreed, lambda s, a: actions.open_options(actor=a, challenge=s.challenge), F_AND_M),
    "propose an option": (
        deciding,
        lambda s, a: actions.propose_option(
            actor=a,
            challenge=s.challenge,
            title="Lights",
            description="Solar",
            language="en",
            insight_ids=[s.insight.pk],
        ),
        MEMBERS,
    ),
    "take back an option": (deciding, lambda s, a: actions.withdraw_option(actor=a, option=s.option), "citizen"),
    "say what they think of an option": (
        deciding,
        lambda s, a: actions.give_option_view(actor=a, option=s.option, value="support"),
        "citizen professional partner commissioner decision_owner",
    ),
    "answer a finding": (
        deciding,
        lambda s, a: actions.respond_to_insight(actor=a, insight=s.insight, kind="declined", reason=both("Too dear")),
        "commissioner decision_owner",
    ),
    "record the decision": (
        deciding,
        lambda s, a: actions.decide(
            actor=a, challenge=s.challenge, text=both("Lights"), reasons=both("Asked for"), option_ids=[s.option.pk]
        ),
        "decision_owner",
    ),
    "name who carries it out": (
        decided,
        lambda s, a: actions.name_item_owner(actor=a, item=s.item, owner=s.cast.partner),
        "facilitator commissioner decision_owner",
    ),
    "correct the decision": (
        decided,
        lambda s, a: actions.correct_decision(
            actor=a, challenge=s.challenge, text=both("Eleven stops"), reasons=both("One was closed")
        ),
        "decision_owner",
    ),
    "tell people": (decided, lambda s, a: actions.request_report_back(actor=a, challenge=s.challenge), "facilitator"),
    "hand over": (told, lambda s, a: actions.hand_over(actor=a, challenge=s.challenge), F_AND_M),
}


def attempt(scene: Scene, ask: Attempt, who: str) -> tuple[bool, bool]:
    """Whether it was allowed, and whether anything was recorded or moved."""
    state = scene.challenge.state
    found = matrix.attempt(
        lambda: ask(scene, scene.actor(who)), lambda: DesignChallenge.objects.get(pk=scene.challenge.pk).state
    )
    assert found.refused in (None, NotPermitted)
    return found.allowed, found.recorded or found.after != state


# Things done that leave no event of their own, or none the second time.
QUIET = {"look at a finding again"}


@pytest.mark.parametrize("make", list(dict.fromkeys(make for make, _ask, _names in MATRIX.values())))
def test_who_may(make: Callable[[], Scene]) -> None:
    each_row([action for action, row in MATRIX.items() if row[0] is make], who_may, make())


def who_may(action: str, scene: Scene) -> None:
    _make, ask, names = MATRIX[action]
    found = {who: attempt(scene, ask, who) for who in sorted(PEOPLE)}
    assert {who for who, (allowed, _changed) in found.items() if allowed} == set(names.split())
    assert {who for who, (allowed, changed) in found.items() if changed and not allowed} == set()
    if action not in QUIET:
        assert {who for who, (allowed, changed) in found.items() if allowed and not changed} == set()


def test_the_table_names_every_action_that_a_person_asks_for() -> None:
    """A new action cannot slip by: each is in the table, is everybody's, or is the clock's or a job's."""
    tried = {name for _make, ask, _names in MATRIX.values() for name in ask.__code__.co_names}
    said_by_everybody = {
        "Given",
        "Moderated",
        "ask_for_another_look",
        "add_statement",
        "change_answer",
        "open_receipt",
        "react",
        "start_contribution",
        "take_back_everything",
        "take_over_part",
        "withdraw_statement",
        "note_told",
        "take_copy",
    }
    by_machines = {
        "close_window",
        "release_figures",
        "reword_drafts",
        "store_synthesis",
        "tell_contributors",
        "tell_of_correction",
    }
    assert set(actions.__all__) - tried == said_by_everybody | by_machines


# --- what the table cannot say ---------------------------------------------------------------------------------------


def test_whoever_proposed_a_question_prepares_it_until_it_is_opened() -> None:
    scene = Scene("draft")
    DesignChallenge.objects.filter(pk=scene.challenge.pk).update(proposed_by=scene.cast.citizen)
    ask = MATRIX["change the question"][1]
    assert {who for who in PEOPLE if attempt(scene, ask, who)[0]} == {"facilitator", "commissioner", "citizen"}
    opened_one = Scene("open")
    DesignChallenge.objects.filter(pk=opened_one.challenge.pk).update(proposed_by=opened_one.cast.citizen)
    scene = opened_one
    again = lambda s, a: actions.change_challenge(  # noqa: E731 - an attempt like those of the table
        actor=a, challenge=s.challenge, version=1, background=both("New"), reason=both("It was not clear")
    )
    assert {who for who in PEOPLE if attempt(scene, again, who)[0]} == {"facilitator", "commissioner"}


def test_nobody_makes_the_window_shorter() -> None:
    scene = opened()
    before = scene.challenge.closes_at
    assert before is not None
    for who in sorted(PEOPLE):
        with pytest.raises(Exception, match=r".") as refused, transaction.atomic():
            actions.extend_window(
                actor=scene.actor(who),
                challenge=scene.challenge,
                closes_at=before - timedelta(seconds=1),
                reason=both("Enough."),
            )
        assert type(refused.value).__name__ == ("Invalid" if who == "facilitator" else "NotPermitted")
    scene.challenge.refresh_from_db()
    assert scene.challenge.closes_at == before


@pytest.mark.parametrize("mode", ["self", "paper"])
def test_only_who_said_it_or_entered_it_takes_it_back(mode: str) -> None:
    scene = Scene("open")
    own = (
        {"person": scene.people["stranger"]}
        if mode == "self"
        else {"person": None, "entered_by": scene.people["helper"]}
    )
    contributor = ContributorFactory(challenge=scene.challenge, mode=mode, **own)
    feedback = FeedbackFactory(contributor=contributor, entered_by=contributor.entered_by)
    may = {
        who
        for who in PEOPLE
        if attempt(scene, lambda s, a: actions.withdraw_answer(actor=a, feedback=feedback), who) == (True, True)
    }
    assert may == ({"stranger"} if mode == "self" else {"helper"})


def test_whoever_entered_it_takes_it_back_only_while_they_may_enter_for_others() -> None:
    scene = Scene("open")
    for who in ("helper", "citizen", "left_member"):
        entered = ContributorFactory(challenge=scene.challenge, mode="paper", person=None, entered_by=scene.people[who])
        scene.feedback = FeedbackFactory(contributor=entered, entered_by=entered.entered_by)  # type: ignore[attr-defined]
        may, _changed = attempt(scene, lambda s, a: actions.withdraw_answer(actor=a, feedback=s.feedback), who)
        assert may is (who == "helper"), who


def test_whoever_decides_and_became_facilitator_or_administrator_decides_no_more() -> None:
    for who in ("facilitator", "member_administrator", "facilitating_administrator", "decision_owner"):
        scene = deciding(who)
        assert attempt(scene, MATRIX["record the decision"][1], who)[0] is (who == "decision_owner"), who


@pytest.mark.parametrize("kind", ["feedback", "statement", "everything"])
def test_a_receipt_opens_its_own_words_and_no_others(kind: str) -> None:
    scene = Scene("open")
    own, other = (ContributorFactory(challenge=scene.challenge, person=None) for _ in range(2))
    words = {c.pk: (FeedbackFactory(contributor=c), StatementFactory(contributor=c)) for c in (own, other)}

    def take_back(whose: Any) -> None:
        feedback, statement = words[whose.pk]
        holder = Actor.for_contributor(own.pk)
        if kind == "feedback":
            actions.withdraw_answer(actor=holder, feedback=feedback)
        elif kind == "statement":
            actions.withdraw_statement(actor=holder, statement=statement)
        else:
            actions.take_back_everything(actor=holder, contributor=whose)

    with pytest.raises(NotPermitted):
        take_back(other)
    take_back(own)
    gone = {c: [row.withdrawn_at is not None for row in _fresh(words[c])] for c in words}
    assert gone[other.pk] == [False, False]
    assert gone[own.pk] == [kind in ("feedback", "everything"), kind in ("statement", "everything")]
    recorded = AuditEvent.objects.filter(verb__endswith="_withdrawn", actor_kind="contributor", actor_id=own.pk)
    verbs = {"feedback": ["answer"], "statement": ["statement"], "everything": ["answer", "statement"]}[kind]
    assert sorted(recorded.values_list("verb", flat=True)) == [f"codesign.{verb}_withdrawn" for verb in verbs]


def _fresh(rows: tuple[Any, ...]) -> list[Any]:
    return [type(row).objects.get(pk=row.pk) for row in rows]


def test_where_an_account_is_required_a_visitor_is_asked_to_sign_in() -> None:
    scene = Scene("open", account_required=True)
    statement = StatementFactory(challenge=scene.challenge)
    for say in (
        lambda a: actions.give_answer(actor=a, challenge=scene.challenge, text="Lights", language="en"),
        lambda a: actions.add_statement(actor=a, challenge=scene.challenge, text="Lights", language="en"),
        lambda a: actions.react(actor=a, challenge=scene.challenge, statement=statement, value=1),
    ):
        with pytest.raises(NotPermitted), transaction.atomic():
            say(Actor.visitor())
        say(scene.actor("stranger"))


def test_rights_in_one_service_are_none_in_another_service_or_council(tenant: Tenant, bait: World) -> None:
    scene = opened()
    assert Membership.objects.get(person=scene.people["other_facilitator"]).role == "facilitator"
    allowed, changed = attempt(scene, MATRIX["open"][1], "other_facilitator")
    assert (allowed, changed) == (False, False)
    foreign = Actor.for_person(bait.cast.facilitator.pk)
    with pytest.raises(NotPermitted):
        actions.extend_window(actor=foreign, challenge=scene.challenge, closes_at=ahead(days=30), reason=both("More."))
