"""The results that everybody can read."""

import pytest

from tests.factories import ContributorFactory, FeedbackFactory, InsightSourceFactory, SetAsideFactory, SignatureFactory
from tests.services.codesign.findings.scene import answer, draft, kept, page, scene
from tests.services.codesign.findings.test_synthesis_page import summed_up

pytestmark = pytest.mark.django_db

RESULTS_QUERIES = 13


@pytest.mark.parametrize(
    "state", ["open", "feedback_closed", "synthesised", "options_open", "decided", "reported_back", "handed_over"]
)
def test_public_from_the_agreement_on(state, in_tenant, client_in):
    here = scene(state)
    kept(here.challenge, text="Lamps are wanted.")
    agreed = state not in ("open", "feedback_closed")

    shown = page(client_in(in_tenant), f"/say/{here.challenge.pk}/results/")

    assert ("Lamps are wanted." in shown) is agreed
    assert ("The findings are not agreed yet." in shown) is not agreed


def test_a_draft_question_has_no_results(in_tenant, bait, client_in, client_for):
    here = scene("draft")

    page(client_in(in_tenant), f"/say/{here.challenge.pk}/results/", status=404)
    page(client_for(here.cast.facilitator), f"/say/{here.challenge.pk}/results/", status=404)
    page(client_in(in_tenant), f"/say/{bait.challenge.pk}/results/", status=404)


def test_only_what_may_be_quoted_is_quoted(in_tenant, client_in):
    here = scene("synthesised")
    insight = kept(here.challenge, text="Lamps are wanted.")
    InsightSourceFactory(insight=insight, feedback=answer(here.challenge, "Do not quote me.", may_quote=False))
    InsightSourceFactory(insight=insight, kind="dissents", feedback=answer(here.challenge, "I like it dark."))
    gone = FeedbackFactory(
        challenge=here.challenge, contributor=ContributorFactory(challenge=here.challenge), withdrawn=True
    )
    other = kept(here.challenge, text="Another.")
    InsightSourceFactory(insight=other, feedback=gone)
    draft(here.challenge, text="Never agreed.")
    SetAsideFactory(challenge=here.challenge, feedback=answer(here.challenge, "Put aside."))

    shown = page(client_in(in_tenant), f"/say/{here.challenge.pk}/results/")

    assert "I like it dark." in shown
    assert "Sees it differently" in shown
    assert "Taken back by its author." in shown
    for absent in ("Do not quote me.", "Never agreed.", "Put aside."):
        assert absent not in shown
    assert "It rests on 2 answers and statements; 1 sees it differently." in shown
    assert "It rests on 1 answer or statement; 1 was taken back." in shown


def test_sides_that_signed_are_named_people_are_not(in_tenant, client_in):
    here = scene("synthesised")
    kept(here.challenge)
    SignatureFactory(challenge=here.challenge, person=here.cast.citizen, stake="citizen")
    SignatureFactory(challenge=here.challenge, person=here.cast.professional, stake="professional")

    shown = page(client_in(in_tenant), f"/say/{here.challenge.pk}/results/")

    assert "Signed by: Residents, Professionals." in shown
    assert "Cara Citizen" not in shown


@pytest.mark.parametrize("people", [16, 60])
def test_no_group_under_ten_people_and_nobodys_place(people, in_tenant, client_for, client_in):
    here = scene("synthesised")
    summed_up(here.challenge, people=people, answers=6)

    for client in (client_in(in_tenant), client_for(here.cast.citizen)):
        shown = page(client, f"/say/{here.challenge.pk}/results/")
        assert "Groups and numbers of fewer than ten people are not shown" in shown
        assert "app-hull" not in shown
        assert "Each mark is a person" not in shown
        assert ("Group A (30 people)" in shown) is (people == 60)
        assert "8 people" not in shown
        assert "Too few answers to give the number." in shown or "answers in own words are about" not in shown


def test_where_the_data_came_from(in_tenant, client_in):
    here, plain = scene("synthesised", attribution="Pol.is, CC BY 4.0"), scene("synthesised")
    summed_up(here.challenge)
    summed_up(plain.challenge)

    assert "Source of the data: Pol.is, CC BY 4.0" in page(client_in(in_tenant), f"/say/{here.challenge.pk}/results/")
    assert "Source of the data:" not in page(client_in(in_tenant), f"/say/{plain.challenge.pk}/results/")


def test_in_welsh(in_tenant, client_in):
    here = scene("synthesised")
    kept(here.challenge, text="Lamps are wanted.")

    shown = page(client_in(in_tenant), f"/cy/say/{here.challenge.pk}/results/")

    assert "Lamps are wanted. (Cymraeg)" in shown
    assert '<html lang="cy"' in shown


def test_query_counts(in_tenant, client_in, query_count):
    small, large = scene("synthesised"), scene("synthesised")
    for here, size in ((small, 1), (large, 30)):
        for _ in range(size):
            kept(here.challenge)
        summed_up(here.challenge, answers=5 * size)
        with query_count(RESULTS_QUERIES):
            page(client_in(in_tenant), f"/say/{here.challenge.pk}/results/")
