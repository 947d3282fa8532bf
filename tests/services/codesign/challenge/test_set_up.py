"""Setting a question up: what is kept, what is refused beside its field, what is still missing before it may open."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from kernel import clock
from kernel.clock import travel_to
from kernel.tenancy.models import Tenant
from participants.people.models import Person
from services.codesign.models import DesignChallenge, SeldomHeardTarget, Statement
from tests.asking import press_twice
from tests.factories import (
    Cast,
    ContributorFactory,
    CouncilRoleFactory,
    DesignChallengeFactory,
    FeedbackFactory,
    MembershipFactory,
    OutcomeFactory,
    SeldomHeardTargetFactory,
    StatementFactory,
    both,
    service_with_people,
)
from tests.fixtures import CouncilClient

pytestmark = pytest.mark.usefixtures("in_tenant", "bait")

Sign = Callable[[Person], CouncilClient]


@pytest.fixture
def cast(in_tenant: Tenant) -> Cast:
    made = service_with_people()
    OutcomeFactory(service=made.service)
    return made


@pytest.fixture
def draft(cast: Cast) -> DesignChallenge:
    return DesignChallengeFactory(service=cast.service, decision_owner=cast.decision_owner)


def url(page: str, challenge: DesignChallenge) -> str:
    return reverse(f"codesign:{page}", args=[challenge.pk])


def words(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def details(**change: str) -> dict[str, str]:
    """A whole form, as somebody would send it."""
    typed = {"version": "1", "closes_at": "2031-07-01T17:30", "moderation": "post", "statements_welcome": "on"}
    for name in ("question", "background", "can_change", "cannot_change", "payment_policy", "access_plan"):
        typed |= {f"{name}_0": f"{name} in English 🚌", f"{name}_1": f"{name} yn Gymraeg"}
    return {**typed, **change}


# --- asking ----------------------------------------------------------------------------------------------------------


def test_a_citizen_proposes_a_question_and_goes_on_to_the_rest(cast: Cast, client_for: Sign) -> None:
    response = client_for(cast.citizen).post(
        reverse("codesign:propose", args=[cast.service.slug]), {"question_0": "<i>What is dark?</i>", "question_1": ""}
    )
    (made,) = DesignChallenge.objects.filter(service=cast.service)
    assert response["Location"] == f"/aberwen{url('edit', made)}"
    assert (str(made.question), made.proposed_by, made.state) == ("<i>What is dark?</i>", cast.citizen, "draft")
    page = client_for(cast.citizen).get(url("manage", made)).content.decode()
    assert "&lt;i&gt;What is dark?&lt;/i&gt;" in page


@pytest.mark.parametrize(
    "typed", [{}, {"question_0": " \n "}, {"question_0": "q" * 301}], ids=["nothing", "blank", "too long"]
)
def test_a_bad_question_is_refused(typed: dict[str, str], cast: Cast, client_for: Sign) -> None:
    response = client_for(cast.citizen).post(reverse("codesign:propose", args=[cast.service.slug]), typed)
    assert (response.status_code, "There is a problem" in words(response)) == (422, True)
    assert DesignChallenge.objects.filter(service=cast.service).count() == 0


# --- the details -----------------------------------------------------------------------------------------------------


def test_everything_that_people_are_told_is_kept(cast: Cast, draft: DesignChallenge, client_for: Sign) -> None:
    client = client_for(cast.facilitator)
    typed = details(decision_owner=str(cast.citizen.pk), no_seldom_heard="on", account_required="on")
    assert client.post(url("edit", draft), typed).status_code == 302
    draft.refresh_from_db()
    assert draft.access_plan.data == {"en": "access_plan in English 🚌", "cy": "access_plan yn Gymraeg"}
    assert draft.closes_at == datetime(2031, 7, 1, 16, 30, tzinfo=UTC)
    assert (draft.decision_owner, draft.moderation, draft.account_required, draft.version) == (
        cast.citizen,
        "post",
        True,
        2,
    )
    page = words(client.get(url("edit", draft)))
    assert 'value="2031-07-01T17:30"' in page
    assert f'<option value="{cast.citizen.pk}" selected>Cara Citizen (Resident)</option>' in page


def test_the_one_who_decides_is_chosen_among_members_with_their_stake(
    cast: Cast, draft: DesignChallenge, client_for: Sign
) -> None:
    CouncilRoleFactory(person=cast.professionals[1], role="administrator")
    MembershipFactory(service=cast.service, person__display_name="Gone", ended_at=clock.now())
    form = client_for(cast.facilitator).get(url("edit", draft)).context["form"]
    assert [str(label) for _value, label in form.fields["decision_owner"].choices] == [
        "Nobody yet",
        "Cai Citizen (Resident)",
        "Cara Citizen (Resident)",
        "Col Commissioner (Professional)",
        "Dilys Decision (Professional)",
        "Pat Partner (Partner organisation)",
        "Pia Professional (Professional)",
    ]


BAD_DETAILS: dict[str, tuple[dict[str, str], str]] = {
    "no question": ({"question_0": "", "question_1": " "}, "Write something here."),
    "a question too long": ({"question_0": "q" * 301}, "Ensure this value has at most 300 characters (it has 301)."),
    "a background too long": (
        {"background_0": "b" * 5001},
        "Ensure this value has at most 5000 characters (it has 5001).",
    ),
    "a time that has passed": ({"closes_at": "2020-01-01T10:00"}, "Choose a time in the future."),
    "a time that is none": ({"closes_at": "next Tuesday"}, "Enter a day and a time, for example 31/03/2027 17:00."),
    "a time that the clocks leave out": ({"closes_at": "2031-03-30T01:30"}, "There is a problem"),
    "a stranger to decide": ({"decision_owner": "999999"}, "Select a valid choice."),
    "no moderation": ({"moderation": ""}, "Choose one of these."),
    "hidden characters": ({"can_change_0": "The\x00 stops"}, "There is a problem"),
    "no version": ({"version": ""}, "There is a problem"),
}


@pytest.mark.parametrize("fault", BAD_DETAILS)
def test_bad_details_are_refused_beside_the_field_and_stay_typed(
    fault: str, cast: Cast, draft: DesignChallenge, client_for: Sign
) -> None:
    change, message = BAD_DETAILS[fault]
    response = client_for(cast.facilitator).post(url("edit", draft), details(**change))
    page = words(response)
    assert (response.status_code, message in page) == (422, True)
    assert "access_plan in English 🚌" in page
    assert [
        value
        for value in change.values()
        if value.strip() and value not in page and "\x00" not in value and value != "999999"
    ] == []
    before = draft.access_plan.data
    draft.refresh_from_db()
    assert (draft.version, draft.access_plan.data) == (1, before)


@pytest.mark.parametrize(
    "typed", ["31/03/2031 17:00", "2031-03-31 17:00", "31 March 2031 17:00", "2031-03-31T17:00:00"]
)
def test_where_the_browser_has_no_picker_a_time_can_be_typed(
    typed: str, cast: Cast, draft: DesignChallenge, client_for: Sign
) -> None:
    client_for(cast.facilitator).post(url("edit", draft), details(closes_at=typed))
    draft.refresh_from_db()
    assert draft.closes_at == datetime(2031, 3, 31, 16, 0, tzinfo=UTC)


def test_stale_details_are_refused_show_theirs_and_keep_ours(
    cast: Cast, draft: DesignChallenge, client_for: Sign
) -> None:
    DesignChallenge.objects.filter(pk=draft.pk).update(version=2, access_plan=both("Their plan"))
    client = client_for(cast.facilitator)
    response = client.post(url("edit", draft), details())
    page = words(response)
    assert "This was changed while you were writing" in page
    assert "access_plan in English 🚌" in page
    assert "Their plan" in page
    draft.refresh_from_db()
    assert (draft.version, str(draft.access_plan)) == (2, "Their plan")
    client.post(url("edit", draft), details(version="2"))
    draft.refresh_from_db()
    assert (draft.version, str(draft.access_plan)) == (3, "access_plan in English 🚌")


def test_once_people_were_asked_only_some_parts_can_change(cast: Cast, client_for: Sign) -> None:
    opened = DesignChallengeFactory(service=cast.service, state="open", decision_owner=cast.decision_owner)
    client = client_for(cast.facilitator)
    form = client.get(url("edit", opened)).context["form"]
    assert list(form.fields) == [
        "version",
        "background",
        "payment_policy",
        "access_plan",
        "statements_welcome",
        "attribution",
        "reason",
    ]
    asked, closes, pay = opened.question.data, opened.closes_at, opened.payment_policy.data
    changed = details(closes_at="2031-01-01T10:00", reason_0="It was not clear.", reason_1="Nid oedd yn glir.")
    changed |= {f"payment_policy_{n}": pay[code] + " And fares." for n, code in enumerate(("en", "cy"))}
    assert client.post(url("edit", opened), changed).status_code == 302
    opened.refresh_from_db()
    assert (opened.question.data, opened.closes_at) == (asked, closes)
    assert str(opened.background) == "background in English 🚌"


# --- seldom heard ----------------------------------------------------------------------------------------------------


def lines(*rows: tuple[str, str, str], **more: str) -> dict[str, str]:
    typed = {"form-TOTAL_FORMS": str(len(rows)), "form-INITIAL_FORMS": "0", **more}
    for number, (english, welsh, wanted) in enumerate(rows):
        typed |= {
            f"form-{number}-label_0": english,
            f"form-{number}-label_1": welsh,
            f"form-{number}-wanted": wanted,
        }
    return typed


def named(challenge: DesignChallenge) -> list[tuple[Any, int]]:
    rows = SeldomHeardTarget.objects.filter(challenge=challenge).order_by("pk")
    return [(row.label.data, row.wanted) for row in rows]


def test_several_lines_are_kept_and_empty_ones_do_not_count(
    cast: Cast, draft: DesignChallenge, client_for: Sign
) -> None:
    SeldomHeardTargetFactory(challenge=draft)
    client = client_for(cast.facilitator)
    client.post(url("targets", draft), lines(("Carers", "Gofalwyr", "8"), ("", "", ""), ("Drivers", "Gyrwyr", "2")))
    kept = [({"en": "Carers", "cy": "Gofalwyr"}, 8), ({"en": "Drivers", "cy": "Gyrwyr"}, 2)]
    assert named(draft) == kept
    page = client.get(url("targets", draft))
    assert [line["wanted"].value() for line in page.context["lines"]] == [8, 2, None, None, None]


def test_more_lines_come_without_script_and_keep_what_was_typed(
    cast: Cast, draft: DesignChallenge, client_for: Sign
) -> None:
    response = client_for(cast.facilitator).post(
        url("targets", draft), lines(("Carers", "", "many"), ("", "", ""), more="1")
    )
    page = words(response)
    assert (response.status_code, "There is a problem" in page) == (200, False)
    assert ('value="Carers"' in page, 'value="many"' in page) == (True, True)
    assert len(response.context["lines"].forms) == 5
    assert named(draft) == []


BAD_LINES: dict[str, tuple[dict[str, str], str]] = {
    "no number": (lines(("Carers", "Gofalwyr", "")), "Enter how many of them you want to hear."),
    "no name": (lines(("", " ", "4")), "Say who they are, or empty the number."),
    "one language only": (lines(("Carers", "", "4")), "Name each group in every language of the council."),
    "nobody wanted": (lines(("Carers", "Gofalwyr", "0")), "Enter a number of at least 1."),
    "too many wanted": (lines(("Carers", "Gofalwyr", "40000")), "Enter a number of at most 10,000."),
    "no number at all": (lines(("Carers", "Gofalwyr", "some")), "Enter a whole number."),
    "a name too long": (lines(("c" * 161, "Gofalwyr", "4")), "Ensure this value has at most 160 characters"),
    "no count of lines": ({"form-0-label_0": "Carers"}, "There is a problem"),
}


@pytest.mark.parametrize("fault", BAD_LINES)
def test_bad_lines_are_refused_and_stay_typed(fault: str, cast: Cast, draft: DesignChallenge, client_for: Sign) -> None:
    SeldomHeardTargetFactory(challenge=draft)
    before = named(draft)
    typed, message = BAD_LINES[fault]
    page = words(client_for(cast.facilitator).post(url("targets", draft), typed))
    assert message in page
    if fault != "no count of lines":
        assert [value for name, value in typed.items() if value.strip() and f'value="{value}"' not in page] == []
    assert named(draft) == before


# --- statements to start with ----------------------------------------------------------------------------------------


def test_statements_to_start_with_come_one_a_line(cast: Cast, draft: DesignChallenge, client_for: Sign) -> None:
    client_for(cast.facilitator).post(
        url("seeds", draft), {"text": "More light\r\n\r\n  Fewer   stops \r\n", "language": "cy"}
    )
    rows = (
        Statement.objects.filter(challenge=draft)
        .order_by("pk")
        .values_list("text", "language", "moderation", "contributor")
    )
    assert list(rows) == [("More light", "cy", "accepted", None), ("Fewer stops", "cy", "accepted", None)]


BAD_SEEDS = {
    "nothing": ("", "Write at least one statement."),
    "blank lines": (" \n\n ", "Write at least one statement."),
    "a line too long": ("Short\n" + "s" * 281, "Line 2 is too long: 281 characters, 280 at most."),
    "twice the same": ("More light\nWarmth\nmore LIGHT", "Line 3 says the same as an earlier one."),
    "said before": ("Warmth\nBenches at stops", "Somebody has said exactly this already."),
}


@pytest.mark.parametrize("fault", BAD_SEEDS)
def test_bad_statements_are_refused_all_together(
    fault: str, cast: Cast, draft: DesignChallenge, client_for: Sign
) -> None:
    StatementFactory(challenge=draft, text="benches at stops")
    text, message = BAD_SEEDS[fault]
    page = words(client_for(cast.facilitator).post(url("seeds", draft), {"text": text, "language": "en"}))
    assert message in page
    assert " ".join(text.split()) in page
    assert Statement.objects.filter(challenge=draft).count() == 1


# --- opening ---------------------------------------------------------------------------------------------------------


def test_the_hub_names_what_is_missing_with_a_link_to_where_it_is_said(cast: Cast, client_for: Sign) -> None:
    cast.service.outcomes.all().delete()
    bare = DesignChallengeFactory(
        service=cast.service, decision_owner=None, closes_at=None, access_plan="", no_seldom_heard=False
    )
    client = client_for(cast.facilitator)
    page = client.get(url("manage", bare))
    assert [(reason.code, reason.where) for reason in page.context["blockers"]] == [
        ("access_plan-missing", f"/aberwen{url('edit', bare)}"),
        ("decision-owner-missing", f"/aberwen{url('edit', bare)}"),
        ("seldom-heard-missing", f"/aberwen{url('targets', bare)}"),
        ("outcome-missing", f"/aberwen{reverse('catalogue:outcomes', args=[cast.service.slug])}"),
        ("closing-time-missing", f"/aberwen{url('edit', bare)}"),
    ]
    assert "Name who will decide." in words(page)
    refused = client.post(url("open", bare))
    assert (refused.status_code, words(refused).count("Name who will decide.")) == (422, 2)
    bare.refresh_from_db()
    assert bare.state == "draft"


def test_when_nothing_is_missing_it_opens(cast: Cast, draft: DesignChallenge, client_for: Sign) -> None:
    client = client_for(cast.commissioner)
    assert "Nothing is missing. It can be opened." in words(client.get(url("manage", draft)))
    asked = client.post(url("open", draft))
    assert "Everybody can read it and answer until" in words(asked)
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert press_twice(client, url("open", draft)).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.options_shown_days, draft.decision_quorum) == ("open", 10, 2)
    page = words(client.get(url("manage", draft)))
    assert "Open for answers" in page
    assert "Before it can be opened" not in page


def test_opening_twice_says_why_not(cast: Cast, client_for: Sign) -> None:
    opened = DesignChallengeFactory(service=cast.service, state="open")
    response = client_for(cast.facilitator).post(url("open", opened))
    assert (response.status_code, "This cannot be done now: it is at “Open for answers”." in words(response)) == (
        422,
        True,
    )


# --- more time, and stopping -----------------------------------------------------------------------------------------


WHY_LONGER = {"reason_0": "Many were away.", "reason_1": "Roedd llawer i ffwrdd."}


@pytest.mark.parametrize(
    ("shift", "message"),
    [
        (timedelta(0), "Choose a time later than the one that was announced."),
        (timedelta(minutes=-1), "Choose a time later than the one that was announced."),
        (None, "Enter a day and a time."),
    ],
)
def test_the_window_is_never_made_shorter(shift: timedelta | None, message: str, cast: Cast, client_for: Sign) -> None:
    closes = datetime(2031, 1, 10, 12, 0, tzinfo=UTC)
    opened = DesignChallengeFactory(service=cast.service, state="open", closes_at=closes)
    typed = "" if shift is None else (closes + shift).strftime("%Y-%m-%dT%H:%M")
    response = client_for(cast.facilitator).post(url("extend", opened), {**WHY_LONGER, "closes_at": typed})
    assert (response.status_code, message in words(response), f'value="{typed}"' in words(response) or not typed) == (
        422,
        True,
        True,
    )
    opened.refresh_from_db()
    assert opened.closes_at == closes


def test_the_window_is_made_longer_but_not_once_it_is_over(cast: Cast, client_for: Sign) -> None:
    closes = datetime(2031, 1, 10, 12, 0, tzinfo=UTC)
    opened = DesignChallengeFactory(service=cast.service, state="open", closes_at=closes)
    client = client_for(cast.facilitator)
    client.post(url("extend", opened), {**WHY_LONGER, "closes_at": "12/01/2031 09:15"})
    opened.refresh_from_db()
    assert opened.closes_at == datetime(2031, 1, 12, 9, 15, tzinfo=UTC)
    over = DesignChallengeFactory(service=cast.service, state="open", closes_at=clock.now() + timedelta(minutes=1))
    with travel_to(over.closes_at):
        response = client.post(url("extend", over), {**WHY_LONGER, "closes_at": "12/01/2031 09:15"})
    assert "The window is not open, so it cannot be made longer." in words(response)
    before = over.closes_at
    over.refresh_from_db()
    assert over.closes_at == before


@pytest.mark.parametrize(
    "typed",
    [{}, {"reason_0": "No money"}, {"reason_0": " ", "reason_1": " "}, {"reason_0": "r" * 5001, "reason_1": "x"}],
    ids=["nothing", "one language only", "blank", "too long"],
)
def test_stopping_needs_a_reason_in_every_language(typed: dict[str, str], cast: Cast, client_for: Sign) -> None:
    opened = DesignChallengeFactory(service=cast.service, state="open")
    response = client_for(cast.facilitator).post(url("abandon", opened), typed)
    assert (response.status_code, typed.get("reason_0", "").strip() in words(response)) == (422, True)
    opened.refresh_from_db()
    assert opened.state == "open"


def test_a_question_is_stopped_with_a_reason_that_is_kept(cast: Cast, client_for: Sign) -> None:
    opened = DesignChallengeFactory(service=cast.service, state="open")
    client = client_for(cast.commissioner)
    typed = {"reason_0": "The grant is gone.", "reason_1": "Mae'r grant wedi mynd."}
    back = client.post(url("abandon", opened), {**typed, "confirm": "back"})
    assert "The grant is gone.</textarea>" in words(back)
    press_twice(client, url("abandon", opened), typed)
    opened.refresh_from_db()
    assert (opened.state, opened.abandoned_reason.data["cy"]) == ("abandoned", "Mae'r grant wedi mynd.")
    assert "The grant is gone." in words(client.get(url("manage", opened)))


# --- figures and cost ------------------------------------------------------------------------------------------------


def test_the_hub_counts_what_came_in(cast: Cast, client_for: Sign) -> None:
    opened = DesignChallengeFactory(service=cast.service, state="open")
    people = [ContributorFactory(challenge=opened) for _ in range(3)]
    FeedbackFactory(contributor=people[0])
    FeedbackFactory(contributor=people[1], moderation="pending")
    FeedbackFactory(contributor=people[1], withdrawn=True)
    StatementFactory(contributor=people[2], agrees=4, disagrees=2, passes=1, moderation="pending")
    FeedbackFactory(challenge=DesignChallengeFactory(state="open"))
    # While answers come in, how many took part and reacted is told in whole tens.
    open_ones = client_for(cast.citizen).get(url("manage", opened)).context["figures"]
    assert (open_ones["people"], open_ones["reactions"], open_ones["answers"].value) == (None, None, 2)
    DesignChallenge.objects.filter(pk=opened.pk).update(state="feedback_closed")
    figures = client_for(cast.citizen).get(url("manage", opened)).context["figures"]
    assert {name: (figure.value, figure.is_more) for name, figure in figures.items()} == {
        "people": (3, False),
        "answers": (2, False),
        "statements": (1, False),
        "reactions": (7, False),
        "waiting": (2, False),
    }


COSTS = {"manage-draft": 13, "manage-open": 13, "edit": 8, "targets": 8, "seeds": 8}


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("page", COSTS)
def test_a_page_costs_the_same_at_any_size(
    page: str, rows: int, cast: Cast, client_for: Sign, query_count: Callable[[int], AbstractContextManager[None]]
) -> None:
    name, _, state = page.partition("-")
    challenge = DesignChallengeFactory(
        service=cast.service, state=state or "draft", decision_owner=cast.decision_owner, no_seldom_heard=False
    )
    for _ in range(rows):
        MembershipFactory(service=cast.service)
        OutcomeFactory(service=cast.service)
        SeldomHeardTargetFactory(challenge=challenge)
        StatementFactory(challenge=challenge, contributor=None)
        FeedbackFactory(challenge=challenge)
    client = client_for(cast.facilitator)
    client.get(url(name, challenge))
    with query_count(COSTS[page]):
        assert client.get(url(name, challenge)).status_code == 200
