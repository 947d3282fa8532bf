"""Options: open, propose, weigh up, take back."""

import pytest

from services.codesign.models import DesignChallenge, Option, OptionView
from tests.factories import OptionFactory, OptionInsightFactory, OptionViewFactory, PersonFactory, ago
from tests.services.codesign.findings.scene import draft, kept, page, scene, sent, sent_twice, words

pytestmark = pytest.mark.django_db

OPTIONS_QUERIES = 13
OPTION_QUERIES = 12


def typed(insight, **changes):
    return {"title": "Lights", "description": "Put a light at each stop.", "language": "en", "cost": "£2,000",
            "feasibility": "now", "insights": [insight.pk], **changes}  # fmt: skip


def test_opening_lets_everybody_propose(in_tenant, client_for):
    here = scene("synthesised")

    assert "The facilitator or the commissioner opens it." in page(client_for(here.cast.citizen), here.url("options/"))
    sent_twice(client_for(here.cast.commissioner), here.url("options/open/"))
    here.challenge.refresh_from_db()
    assert here.challenge.state == "options_open"
    assert "Propose an option" in page(client_for(here.cast.partner), here.url("options/"))


def test_opening_twice_says_where_it_is(in_tenant, client_for):
    here = scene("options_open")

    shown = words(client_for(here.cast.facilitator).post(here.url("options/open/"), follow=True))

    assert "This cannot be done now: it is at “Options on show”." in shown
    assert DesignChallenge.objects.get().state == "options_open"


@pytest.mark.parametrize("role", ["facilitator", "commissioner", "citizen", "professional", "partner"])
def test_anyone_in_the_service_proposes(role, in_tenant, client_for):
    here = scene("options_open")
    insight = kept(here.challenge)
    person = here.person(role)

    sent(client_for(person), here.url("options/new/"), typed(insight))

    option = Option.objects.get()
    assert (option.title, option.cost, option.feasibility, option.language) == ("Lights", "£2,000", "now", "en")
    assert option.proposed_by_id == person.pk
    assert [link.insight_id for link in option.insight_links.all()] == [insight.pk]
    shown = page(client_for(here.cast.citizen), here.url("options/"))
    assert "Lights" in shown
    assert f"Proposed by {person.display_name} ({option.get_proposed_stake_display()})" in shown
    assert "Options must be on show for 10 days" in shown


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": " "}, "Give the option a name."),
        ({"title": "t" * 161}, "at most 160 characters"),
        ({"description": ""}, "Say what would happen."),
        ({"description": "d" * 5001}, "at most 5000 characters"),
        ({"cost": "c" * 161}, "at most 160 characters"),
        ({"feasibility": "maybe"}, "Select a valid choice."),
        ({"language": "tlh"}, "Select a valid choice."),
        ({"insights": []}, "Choose at least one finding that this option answers."),
        ({"insights": ["draft"]}, "Select a valid choice."),
        ({"insights": ["foreign"]}, "Select a valid choice."),
        ({"insights": ["x"]}, "Select a valid choice."),
    ],
)
def test_bad_input_is_refused_and_stays(changes, message, in_tenant, client_for):
    here, other = scene("options_open"), scene("options_open")
    rows = {"draft": draft(here.challenge).pk, "foreign": kept(other.challenge).pk}
    data = typed(kept(here.challenge), **changes)
    data["insights"] = [rows.get(value, value) for value in data["insights"]]

    shown = words(sent(client_for(here.cast.citizen), here.url("options/new/"), data, status=422))

    assert message in shown
    assert data["description"][:60] in shown
    assert Option.objects.count() == 0


def test_options_are_not_taken_in_another_state(in_tenant, client_for):
    here = scene("decided")
    insight = kept(here.challenge)

    shown = words(sent(client_for(here.cast.citizen), here.url("options/new/"), typed(insight), status=422))

    assert "Options are not open now." in shown
    assert "Put a light at each stop." in shown
    assert Option.objects.count() == 0


def test_a_view_is_given_changed_and_counted_by_side(in_tenant, client_for):
    here = scene("options_open")
    option = OptionFactory(challenge=here.challenge)
    url = here.url(f"options/{option.pk}/view/")
    citizen = client_for(here.cast.citizen)

    sent(citizen, url, {"value": "oppose", "comment": "Too dear."})
    sent(citizen, url, {"value": "support", "comment": "Cheaper now."})
    sent(client_for(here.cast.professional), url, {"value": "unsure"})

    assert sorted(OptionView.objects.values_list("stake", "value", "comment")) == [
        ("citizen", "support", "Cheaper now."),
        ("professional", "unsure", ""),
    ]
    shown = page(citizen, url)
    assert "Cheaper now." in shown
    assert "Too dear." not in shown
    assert "Residents</span>" in shown
    assert "1 support it, 0 not sure, 0 against" in shown
    assert "0 support it, 1 not sure, 0 against" in shown
    assert "You said: <strong>Support</strong>" in page(citizen, here.url("options/"))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"comment": "No choice made."}, "Choose support, not sure or against."),
        ({"value": "love", "comment": "Hm."}, "Select a valid choice."),
        ({"value": "support", "comment": "c" * 1001}, "at most 1000 characters"),
    ],
)
def test_bad_views_are_refused(data, message, in_tenant, client_for):
    here = scene("options_open")
    option = OptionFactory(challenge=here.challenge)

    shown = words(sent(client_for(here.cast.citizen), here.url(f"options/{option.pk}/view/"), data, status=422))

    assert message in shown
    assert data["comment"][:50] in shown
    assert OptionView.objects.count() == 0


def test_the_facilitator_stays_neutral(in_tenant, client_for):
    here = scene("options_open")
    option = OptionFactory(challenge=here.challenge)

    shown = words(
        sent(
            client_for(here.cast.facilitator), here.url(f"options/{option.pk}/view/"), {"value": "support"}, status=403
        )
    )

    assert "the facilitator stays neutral" in shown
    assert OptionView.objects.count() == 0


def test_taking_ones_own_option_back(in_tenant, client_for):
    here = scene("options_open")
    option = OptionFactory(challenge=here.challenge, proposed_by=here.cast.citizen, title="Mine.")
    client, url = client_for(here.cast.citizen), here.url(f"options/{option.pk}/withdraw/")

    sent(client_for(here.cast.professional), url, status=403)
    assert "Take your option back?" in page(client, url)
    option.refresh_from_db()
    assert option.withdrawn_at is None
    sent(client, url)
    option.refresh_from_db()
    assert option.withdrawn_at is not None
    assert "Mine." not in page(client, here.url("options/"))
    view_url = here.url(f"options/{option.pk}/view/")
    assert "Whoever proposed this option took it back." in page(client, view_url)
    assert "This option was taken back." in words(sent(client, view_url, {"value": "support"}, status=422))


def test_words_are_shown_as_words(in_tenant, client_for):
    here = scene("options_open")
    option = OptionFactory(challenge=here.challenge, title="<i>Lights</i> 😀", description="=1+1 <script>")
    OptionViewFactory(option=option, comment="<b>Yes</b> & no")

    for url in (here.url("options/"), here.url(f"options/{option.pk}/view/")):
        shown = page(client_for(here.cast.citizen), url)
        assert "&lt;i&gt;Lights&lt;/i&gt; 😀" in shown
        assert "=1+1 &lt;script&gt;" in shown
    assert "&lt;b&gt;Yes&lt;/b&gt; &amp; no" in shown


def test_query_counts(in_tenant, client_for, query_count):
    small, large = scene("options_open"), scene("options_open")
    for here, size in ((small, 1), (large, 30)):
        for _ in range(size):
            option = OptionFactory(challenge=here.challenge, shown_from=ago(days=1))
            OptionInsightFactory(option=option)
        for _ in range(size):
            OptionViewFactory(option=option, person=PersonFactory(), comment="Yes.")
        client = client_for(here.cast.citizen)
        with query_count(OPTIONS_QUERIES):
            page(client, here.url("options/"))
        with query_count(OPTION_QUERIES):
            page(client, here.url(f"options/{option.pk}/view/"))
