"""No public page is ever older than the last action: after each of them, what is kept is what would be made now.

The actions are those of the table of who may do what, each in a scene in which it can be done, and those that need no
right or nobody to ask for them.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.audit.versions import touch
from kernel.reading.remembered import Kept
from kernel.tenancy.models import Tenant
from participants.people.actions import change_own_details, change_settings
from services.catalogue.actions import change_service
from services.codesign import actions
from services.codesign.models import DesignChallenge
from tests.factories import (
    ContributorFactory,
    DesignChallengeFactory,
    FeedbackFactory,
    InsightFactory,
    InsightSourceFactory,
    ReactionFactory,
    SignatureFactory,
    StatementFactory,
    ago,
    ahead,
    both,
    service_with_people,
)
from tests.fixtures import CouncilClient
from tests.services.codesign.test_permissions import MATRIX, Scene, closed, decided, opened
from tests.services.codesign.voices.visiting import answer_form

pytestmark = pytest.mark.django_db
PAGES = ("/", "/say/", "/changed/", "/say/{pk}/", "/say/{pk}/results/", "/say/{pk}/report/", "/say/{pk}/you-said/")
VISITOR = Actor.visitor()
Act = Callable[[Scene], Any]


def said(state: str) -> Callable[[], Scene]:
    """A question whose findings rest on somebody's words."""

    def make() -> Scene:
        scene: Any = Scene(state)
        scene.contributor = ContributorFactory(challenge=scene.challenge)
        scene.holder = Actor.for_contributor(scene.contributor.pk)
        scene.feedback = FeedbackFactory(contributor=scene.contributor)
        scene.statement = StatementFactory(contributor=scene.contributor, moderation="accepted")
        reacted_to = StatementFactory(challenge=scene.challenge, agrees=1)
        ReactionFactory(contributor=scene.contributor, statement=reacted_to, value=1)
        for source in ({"feedback": scene.feedback}, {"feedback": None, "statement": scene.statement}):
            InsightSourceFactory(insight=InsightFactory(challenge=scene.challenge), **source)
        SignatureFactory(challenge=scene.challenge)
        return scene  # type: ignore[no-any-return]

    return make


def late() -> Scene:
    return Scene("open", closes_at=ago(minutes=1))


OTHERS: dict[str, tuple[Callable[[], Scene], Act]] = {
    "say something for others to react to": (
        opened,
        lambda s: actions.add_statement(actor=VISITOR, challenge=s.challenge, text="Trees", language="en"),
    ),
    "react": (
        said("open"),
        lambda s: actions.react(actor=VISITOR, challenge=s.challenge, statement=s.statement, value=-1),
    ),
    "change an answer": (
        said("open"),
        lambda s: actions.change_answer(actor=s.holder, feedback=s.feedback, text="Other", version=1),
    ),
    **{
        f"take back {what} ({state})": (said(state), act)
        for state in ("open", "synthesised", "decided")
        for what, act in {
            "an answer": lambda s: actions.withdraw_answer(actor=s.holder, feedback=s.feedback),
            "a statement": lambda s: actions.withdraw_statement(actor=s.holder, statement=s.statement),
            "everything": lambda s: actions.take_back_everything(actor=s.holder, contributor=s.contributor),
        }.items()
    },
    "the window closes": (late, lambda s: actions.close_window(actor=Actor.system(), challenge=s.challenge)),
    "people are told": (decided, lambda s: actions.tell_contributors(actor=Actor.system(), challenge=s.challenge)),
    "people are told later": (
        said("reported_back"),
        lambda s: actions.tell_contributors(actor=Actor.system(), challenge=s.challenge),
    ),
    "the service gets another name": (
        closed,
        lambda s: change_service(
            actor=s.actor("facilitator"), service=s.cast.service, version=1, name=both("Trams"), summary="", area=""
        ),
    ),
    "who decides gets another name": (
        opened,
        lambda s: change_own_details(
            actor=s.actor("decision_owner"), display_name="Somebody Else", language="en", channel=""
        ),
    ),
    "the council gets another name": (
        opened,
        lambda s: change_settings(actor=s.actor("administrator"), name="Another Council"),
    ),
}


def by_one_who_may(ask: Callable[[Scene, Actor], Any], names: str) -> Act:
    return lambda scene: ask(scene, scene.actor(names.split()[0]))


ACTS = OTHERS | {name: (make, by_one_who_may(ask, names)) for name, (make, ask, names) in MATRIX.items() if names}
# What changes no public page, though it is recorded; that it does not is seen here.
UNSEEN = {"answer", "enter for somebody", "change an answer", "react"}


@pytest.fixture
def pages(in_tenant: Tenant, bait: Any, monkeypatch: pytest.MonkeyPatch) -> "Pages":
    return Pages(in_tenant, monkeypatch)


class Pages:
    """The public pages of one question, as a visitor who is nobody in particular gets them."""

    def __init__(self, tenant: Tenant, patch: pytest.MonkeyPatch) -> None:
        self.visitor, self.patch = CouncilClient(tenant), patch

    def read(self, challenge: DesignChallenge) -> dict[str, bytes]:
        addresses = [page.format(pk=challenge.pk) for page in PAGES] + [f"/cy/say/{challenge.pk}/"]
        return {address: self.visitor.get(address).content for address in addresses}

    def made_anew(self, challenge: DesignChallenge) -> dict[str, bytes]:
        with self.patch.context() as patch:
            patch.setattr(Kept, "holds", lambda kept: False)
            return self.read(challenge)


@pytest.mark.parametrize("name", ACTS)
def test_no_public_page_is_older_than_the_last_action(pages: Pages, name: str) -> None:
    make, act = ACTS[name]
    scene = make()
    touch(scene.challenge)
    before = pages.read(scene.challenge)
    assert pages.read(scene.challenge) == before
    act(scene)
    after = pages.read(scene.challenge)
    assert after == pages.made_anew(scene.challenge)
    if name in UNSEEN:
        assert after == before


# The page, and what changes it: the test above would pass if nothing ever did.
SHOWN = {
    "/": "open",
    "/say/": "open",
    "/changed/": "record the decision",
    "/say/{pk}/": "extend the window",
    "/say/{pk}/results/": "agree the findings",
    "/say/{pk}/you-said/": "record the decision",
}


@pytest.mark.parametrize("page", SHOWN)
def test_each_page_shows_what_was_just_done(pages: Pages, page: str) -> None:
    make, act = ACTS[SHOWN[page]]
    scene = make()
    touch(scene.challenge)
    address = page.format(pk=scene.challenge.pk)
    before = pages.read(scene.challenge)[address]
    act(scene)
    assert pages.read(scene.challenge)[address] != before


def test_what_has_not_changed_is_not_made_anew(pages: Pages, query_count: Any) -> None:
    """The council is read and the versions, which a test's own scope knows; nothing else."""
    challenge = DesignChallengeFactory(state="decided")
    touch(challenge)
    pages.read(challenge)
    for address in ("/", f"/say/{challenge.pk}/", f"/say/{challenge.pk}/results/", f"/say/{challenge.pk}/you-said/"):
        with query_count(1):
            assert pages.visitor.get(address).status_code == 200


def test_what_closes_by_the_clock_says_so_at_that_moment(pages: Pages) -> None:
    challenge = DesignChallengeFactory(state="open", closes_at=ahead(days=2))
    touch(challenge)
    assert challenge.closes_at is not None
    moments = [timedelta(), timedelta(days=1), timedelta(days=2) - timedelta(minutes=10), timedelta(days=2)]
    start = clock.now()
    texts = []
    for moment in moments:
        with clock.travel_to(start + moment):
            found = pages.read(challenge)
            assert found == pages.made_anew(challenge)
            texts.append(found[f"/say/{challenge.pk}/"])
    assert b"2 days left" in texts[0]
    assert b"Closes tomorrow" in texts[1]
    assert b"Write an answer" in texts[2]
    assert b"Closed on" in texts[3]


def test_somebodys_pages_are_theirs_alone(in_tenant: Tenant, client_for: Any, client_in: Any, pages: Pages) -> None:
    cast = service_with_people()
    challenge = DesignChallengeFactory(service=cast.service, state="open")
    touch(challenge)
    address = f"/say/{challenge.pk}/"
    member = client_for(cast.citizen)
    theirs = member.get(address)
    assert "Work on this question" in theirs.text
    assert theirs["Cache-Control"] == "private, no-store"
    plain = pages.visitor.get(address)
    assert "Work on this question" not in plain.text
    # They see to the council's pages and take no part in the work, so the page leads them to no closed door.
    assert "Work on this question" not in client_for(cast.administrator).get(address).text
    assert "Sign out" not in plain.text
    assert "Work on this question" in member.get(address).text

    with_receipt = client_in(in_tenant)
    with_receipt.post(f"{address}answer/", answer_form("Lights"))
    assert any(name.startswith("coprod_receipt_") for name in with_receipt.cookies)
    own = with_receipt.get(address)
    assert "What you said here" in own.text
    assert own["Cache-Control"] == "private, no-store"
    assert "What you said here" not in pages.visitor.get(address).text


def seed(scene: Scene, text: str) -> None:
    actions.seed_statements(actor=scene.actor("facilitator"), challenge=scene.challenge, texts=[(text, "en")])


def test_an_action_that_is_committed_elsewhere_is_seen_even_where_the_cache_was_emptied(
    committed_db: None, tenant: Tenant, scope_of: Callable[[Tenant], AbstractContextManager[Tenant]]
) -> None:
    visitor = CouncilClient(tenant)
    with scope_of(tenant):
        scene = opened()
        touch(scene.challenge)
    address = f"/say/{scene.challenge.pk}/"
    first = visitor.get(address)
    assert visitor.get(address).content == first.content
    kept_before = visitor.get(address)["ETag"]
    with scope_of(tenant):
        seed(scene, "Trees")
    after = visitor.get(address)
    assert after["ETag"] != kept_before
    cache.clear()
    assert visitor.get(address).content == after.content
    with scope_of(tenant):
        seed(scene, "Benches")
        transaction.set_rollback(True)
    assert visitor.get(address).content == after.content
