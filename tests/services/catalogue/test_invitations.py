"""Somebody who was invited and has not said yes yet has no rights in the service."""

import pytest

from kernel.accounts.actor import Actor
from kernel.errors import NotPermitted
from services.catalogue.actions import join_service
from services.catalogue.permissions import standing_of
from services.catalogue.queries import works_for_council
from services.codesign.actions import propose_challenge
from services.codesign.queries.challenge import visible_challenges
from tests.factories import DesignChallengeFactory, MembershipFactory, PersonFactory, ServiceFactory


@pytest.fixture
def invited(in_tenant, bait):
    service = ServiceFactory()
    person = PersonFactory()
    return MembershipFactory(service=service, person=person, role="facilitator", stake="professional", joined_at=None)


def test_an_open_invitation_gives_no_rights(invited):
    actor = Actor.for_person(invited.person_id)
    draft = DesignChallengeFactory(service=invited.service, state="draft")
    assert not standing_of(actor, invited.service_id).is_member
    assert not works_for_council(actor)
    assert list(visible_challenges(actor).filter(pk=draft.pk)) == []
    with pytest.raises(NotPermitted):
        propose_challenge(actor=actor, service=invited.service, question="May I?")


def test_saying_yes_gives_them(invited):
    actor = Actor.for_person(invited.person_id)
    draft = DesignChallengeFactory(service=invited.service, state="draft")
    join_service(actor=actor, membership=invited)
    assert standing_of(actor, invited.service_id).facilitates
    assert works_for_council(actor)
    assert list(visible_challenges(actor).filter(pk=draft.pk)) == [draft]
