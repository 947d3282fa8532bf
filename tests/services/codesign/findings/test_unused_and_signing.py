"""Nothing is lost: what no finding rests on is used or set aside; both sides sign exactly what they read."""

import pytest

from kernel.accounts.actor import Actor
from services.codesign import actions
from services.codesign.models import DesignChallenge, Insight, SetAside, Signature
from services.codesign.queries.findings.insights import findings_digest
from tests.factories import SetAsideFactory, SignatureFactory, SynthesisRunFactory, both
from tests.services.codesign.findings.scene import answer, draft, kept, page, scene, sent, sent_twice, statement, words

pytestmark = pytest.mark.django_db

UNUSED_QUERIES = 13
ASIDE_QUERIES = 11
SIGN_QUERIES = 16


def test_lists_what_nothing_rests_on(in_tenant, client_for):
    here, other = scene(), scene()
    kept(here.challenge)
    draft(here.challenge)
    answer(here.challenge, "Left over.")
    answer(here.challenge, "Not looked at.", moderation="pending")
    SetAsideFactory(challenge=here.challenge, feedback=answer(here.challenge, "Put aside."))
    answer(other.challenge, "Somebody else's.")
    client = client_for(here.cast.citizen)

    answers = page(client, here.url("unused/"))
    assert "1 is not used yet." in answers
    assert "Left over." in answers
    for absent in ("Not looked at.", "Put aside.", "Somebody else's."):
        assert absent not in answers
    statements = page(client, here.url("unused/?kind=statements"))
    assert "1 is not used yet." in statements
    assert "Set aside so far: 25% of all." in statements


def test_setting_aside_in_bulk_with_one_reason_and_taking_back_in(in_tenant, client_for):
    here, other = scene(), scene()
    rows = [answer(here.challenge, f"Text {n}.") for n in range(3)]
    foreign = answer(other.challenge)
    client = client_for(here.cast.citizen)

    sent(
        client,
        here.url("unused/"),
        {
            "do": "aside",
            "items": [rows[0].pk, rows[1].pk, foreign.pk, "x"],
            "reason_0": "About buses.",
            "reason_1": "Am fysiau.",
        },
    )

    found = list(SetAside.objects.order_by("pk"))
    assert [(row.feedback_id, row.reason.data, row.by_id) for row in found] == [
        (rows[n].pk, {"en": "About buses.", "cy": "Am fysiau."}, here.cast.citizen.pk) for n in (0, 1)
    ]
    assert len({row.batch for row in found}) == 1
    shown = page(client, here.url("unused/?show=aside"))
    assert "About buses." in shown
    sent(client, here.url(f"set-aside/{found[0].pk}/undo/"))
    assert [row.pk for row in SetAside.objects.all()] == [found[1].pk]


def test_everything_that_the_search_found(in_tenant, client_for):
    here = scene()
    for n in range(30):
        answer(here.challenge, f"A lamp {n}.")
    bus = answer(here.challenge, "A bus.")

    client, url = client_for(here.cast.citizen), here.url("unused/?q=lamp")
    data = {"do": "aside", "everything": "on", "reason_0": "Done already."}

    asked = words(sent(client, url, data, status=200))
    assert all(f"A lamp {n}." in asked for n in range(30))
    assert "All 30 that are chosen" in asked
    assert SetAside.objects.count() == 0
    sent_twice(client, url, data)

    assert SetAside.objects.count() == 30
    assert not SetAside.objects.filter(feedback=bus).exists()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"do": "aside", "items": "own"}, "Say why these are set aside."),
        ({"do": "aside", "reason_0": "Reason kept here."}, "Choose at least one."),
        ({"do": "aside", "items": "own", "reason_0": "z" * 1001}, "at most 1000 characters"),
        ({"do": "attach", "items": "own"}, "Choose the finding."),
        ({"do": "attach", "insight": "own"}, "Choose at least one."),
        ({"do": "attach", "items": "own", "insight": "foreign"}, "Select a valid choice."),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(data, message, in_tenant, client_for):
    here, other = scene(), scene()
    row, insight, foreign = answer(here.challenge, "Mine."), kept(here.challenge), kept(other.challenge)
    ids = {"items": {"own": row.pk}, "insight": {"own": insight.pk, "foreign": foreign.pk}}
    data = {name: ids.get(name, {}).get(value, value) for name, value in data.items()}

    shown = words(sent(client_for(here.cast.citizen), here.url("unused/"), data, status=422))

    assert message in shown
    assert data.get("reason_0", "")[:50] in shown
    if "items" in data:
        assert f'value="{row.pk}" id="item-{row.pk}" checked' in shown
    assert SetAside.objects.count() == 0
    assert insight.sources.count() == 1


def test_tying_in_bulk_to_a_finding(in_tenant, client_for):
    here = scene()
    insight = kept(here.challenge)
    rows = [statement(here.challenge) for _ in range(3)]

    sent(
        client_for(here.cast.professional),
        here.url("unused/?kind=statements"),
        {
            "do": "attach",
            "items": [rows[0].pk, rows[1].pk],
            "insight": insight.pk,
            "source_kind": "dissents",
        },
    )

    assert sorted(insight.sources.filter(statement__isnull=False).values_list("statement_id", "kind")) == [
        (rows[0].pk, "dissents"),
        (rows[1].pk, "dissents"),
    ]
    assert insight.sources.count() == 3
    insight.refresh_from_db()
    assert insight.version == 2


def test_a_new_finding_from_what_is_ticked(in_tenant, client_for):
    here = scene()
    row = answer(here.challenge, "Start here.")
    client = client_for(here.cast.citizen)

    response = sent(client, here.url("unused/"), {"do": "new", "items": [row.pk]})

    shown = page(client, response.headers["Location"])
    assert f'id="item-answers-{row.pk}-supports" value="supports" checked' in shown


def test_members_who_do_not_analyse_read_only(in_tenant, client_for):
    here = scene()
    row = answer(here.challenge, "Left over.")
    client = client_for(here.cast.partner)

    assert "Set aside with this reason" not in page(client, here.url("unused/"))
    sent(client, here.url("unused/"), {"do": "aside", "items": [row.pk], "reason_0": "No."}, status=403)
    aside = SetAsideFactory(challenge=here.challenge, feedback=answer(here.challenge))
    sent(client, here.url(f"set-aside/{aside.pk}/undo/"), status=403)
    assert SetAside.objects.count() == 1


def ready(here):
    """Findings that can be signed."""
    SynthesisRunFactory(challenge=here.challenge)
    return kept(here.challenge)


def test_signing_says_what_is_in_the_way(in_tenant, client_for):
    here = scene()
    draft(here.challenge)

    shown = page(client_for(here.cast.citizen), here.url("sign/"))

    assert "Before anybody can sign:" in shown
    assert "There is no finding yet." in shown
    assert "1 drafted finding is neither kept, merged nor dropped." in shown


def test_both_sides_sign_and_the_facilitator_agrees(in_tenant, client_for):
    here = scene()
    insight = ready(here)
    for role in ("citizen", "professional"):
        client = client_for(here.person(role))
        sent(client, here.url("sign/"), {"digest": findings_digest(here.challenge)})
        assert "You have signed these findings." in page(client, here.url("sign/"))
    facilitator = client_for(here.cast.facilitator)

    shown = page(facilitator, here.url("sign/"))
    assert "Cara Citizen</strong> – Resident" in shown
    assert "Pia Professional</strong> – Professional" in shown
    assert "Nothing blocks this step." in shown
    sent_twice(facilitator, here.url("complete-synthesis/"))
    here.challenge.refresh_from_db()
    assert here.challenge.state == "synthesised"
    assert Insight.objects.get().pk == insight.pk


def test_a_change_asks_for_a_new_signature(in_tenant, client_for):
    here = scene()
    insight = ready(here)
    client, url = client_for(here.cast.citizen), here.url("sign/")
    old = findings_digest(here.challenge)
    actions.change_insight(
        actor=Actor.for_person(here.cast.professional.pk), insight=insight, version=1, text=both("Changed.")
    )

    shown = words(sent(client, url, {"digest": old}, status=422))
    assert "The findings were changed while you read them." in shown
    assert Signature.objects.count() == 0
    assert f'name="digest" value="{findings_digest(here.challenge)}"' in shown
    SignatureFactory(challenge=here.challenge, person=here.cast.professional, stake="professional", digest=old)
    shown = page(client, url)
    assert "Signed an earlier form, and should read it again:" in shown
    assert "No professional has signed the findings as they stand." in shown


def test_the_digest_changes_with_everything_that_is_signed(in_tenant):
    here = scene()
    insight = ready(here)
    seen = [findings_digest(here.challenge)]
    analyst = Actor.for_person(here.cast.citizen.pk)
    extra, left = answer(here.challenge), answer(here.challenge)

    assert findings_digest(here.challenge) == seen[0]
    actions.add_sources(actor=analyst, insight=insight, feedback_ids=[extra.pk])
    seen.append(findings_digest(here.challenge))
    actions.change_insight(actor=analyst, insight=insight, version=2, text=both("Other words."))
    seen.append(findings_digest(here.challenge))
    actions.set_aside(actor=analyst, challenge=here.challenge, reason="Why.", feedback_ids=[left.pk])
    seen.append(findings_digest(here.challenge))
    actions.drop_insight(actor=analyst, insight=insight)
    seen.append(findings_digest(here.challenge))

    assert len(set(seen)) == 5


def test_agreeing_too_early_names_every_reason(in_tenant, client_for):
    here = scene()
    answer(here.challenge)

    shown = words(client_for(here.cast.facilitator).post(here.url("complete-synthesis/"), follow=True))

    for reason in (
        "The answers have not been summed up yet.",
        "There is no finding yet.",
        "1 answer or statement supports no finding",
        "No resident has signed the findings as they stand.",
        "No professional has signed the findings as they stand.",
    ):
        assert reason in shown
    assert DesignChallenge.objects.get(pk=here.challenge.pk).state == "feedback_closed"


def test_query_counts(in_tenant, client_for, query_count):
    small, large = scene(), scene()
    for here, size in ((small, 1), (large, 30)):
        SynthesisRunFactory(challenge=here.challenge)
        for _ in range(size):
            kept(here.challenge)
            answer(here.challenge)
            SetAsideFactory(challenge=here.challenge, feedback=answer(here.challenge))
            SignatureFactory(challenge=here.challenge)
        client = client_for(here.cast.citizen)
        with query_count(UNUSED_QUERIES):
            page(client, here.url("unused/"))
        with query_count(ASIDE_QUERIES):
            page(client, here.url("unused/?show=aside"))
        with query_count(SIGN_QUERIES):
            page(client, here.url("sign/"))
