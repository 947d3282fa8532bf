"""Answering in one's own words: what is kept, what is refused, and that typed text is never lost."""

import re
from datetime import timedelta

import pytest
from django.conf import settings

from kernel import clock
from kernel.accounts.tokens import hash_secret
from kernel.web.guarded import FASTEST_PERSON
from services.codesign.models import Contributor, ContributorTarget, Feedback, Statement
from services.codesign.views.voices.receipts import cookie_name
from tests.factories import (
    DesignChallengeFactory,
    FeedbackFactory,
    MembershipFactory,
    PersonFactory,
    SeldomHeardTargetFactory,
    StatementFactory,
)
from tests.services.codesign.voices.visiting import answer_form, page

WORDS = "The stop by the harbour is too dark."


def test_an_answer_is_kept_and_brings_a_receipt(visitor, challenge):
    target = SeldomHeardTargetFactory(challenge=challenge)
    bait = SeldomHeardTargetFactory(challenge=DesignChallengeFactory(state="open"))
    sent = answer_form(WORDS, stake="professional", targets=[target.pk], email="Ann@Example.org", language="cy")
    response = visitor.post(f"/say/{challenge.pk}/answer/", sent)
    assert (response.status_code, response.url) == (302, f"/aberwen/say/{challenge.pk}/thanks/")
    feedback = Feedback.objects.get()
    assert (feedback.text, feedback.language, feedback.may_quote, feedback.mode) == (WORDS, "cy", True, "self")
    contributor = feedback.contributor
    assert (contributor.stake, contributor.email, contributor.person_id) == ("professional", "ann@example.org", None)
    assert list(ContributorTarget.objects.values_list("target_id", flat=True)) == [target.pk] != [bait.pk]
    cookie = response.cookies[cookie_name(challenge)]
    assert (cookie["path"], cookie["samesite"], cookie["httponly"]) == ("/aberwen/", "Lax", True)
    wanted = (challenge.closes_at + timedelta(days=90) - clock.now()).total_seconds()
    assert abs(cookie["max-age"] - wanted) < 60


def test_the_thanks_page_shows_the_reference_that_is_kept_only_as_a_hash(visitor, challenge):
    visitor.post(f"/say/{challenge.pk}/answer/", answer_form(WORDS))
    text = page(visitor.get(f"/say/{challenge.pk}/thanks/"))
    reference = text.split('<p class="app-receipt">')[1].split("</p>")[0]
    kept = Contributor.objects.get().receipt_hash
    assert kept == hash_secret(reference)
    assert reference not in kept
    assert "data-print hidden" in text


def test_somebody_who_is_signed_in_leaves_nothing_on_the_device_that_opens_their_words(client_for, challenge):
    member = MembershipFactory(service=challenge.service, stake="professional").person
    client = client_for(member)
    form = page(client.get(f"/say/{challenge.pk}/answer/"))
    assert ('name="stake"' in form, 'name="email"' in form) == (False, False)
    response = client.post(f"/say/{challenge.pk}/answer/", answer_form(WORDS))
    assert response.cookies[cookie_name(challenge)]["httponly"]
    del client.cookies[settings.SESSION_COOKIE_NAME]
    assert WORDS not in page(client.get(f"/say/{challenge.pk}/mine/", follow=True))
    client.sign_in(member)
    assert (Contributor.objects.get().person_id, Contributor.objects.get().stake) == (member.pk, "professional")
    assert "app-receipt" not in page(client.get(f"/say/{challenge.pk}/thanks/"))


def test_a_second_answer_joins_the_first_and_nobody_is_asked_twice(visitor, challenge):
    visitor.post(f"/say/{challenge.pk}/answer/", answer_form(WORDS, stake="citizen", email="ann@example.org"))
    form = page(visitor.get(f"/say/{challenge.pk}/answer/"))
    assert ('name="stake"' in form, 'name="email"' in form) == (False, False)
    visitor.post(f"/say/{challenge.pk}/answer/", answer_form("And the bus is late."))
    assert Contributor.objects.get().feedback.count() == 2


def test_who_reacted_first_can_still_say_who_they_are(visitor, challenge):
    statement = StatementFactory(challenge=challenge, contributor=None)
    target = SeldomHeardTargetFactory(challenge=challenge)
    visitor.post(f"/say/{challenge.pk}/react/", {"statement": statement.pk, "value": "1"})
    sent = answer_form(WORDS, stake="partner", email="ann@example.org", targets=[target.pk])
    visitor.post(f"/say/{challenge.pk}/answer/", sent)
    contributor = Contributor.objects.get()
    assert (contributor.stake, contributor.email) == ("partner", "ann@example.org")
    assert list(contributor.targets.values_list("target_id", flat=True)) == [target.pk]


def test_a_receipt_on_a_shared_computer_takes_in_nothing_from_somebody_signed_in(guest_of, challenge):
    guest = guest_of(challenge)
    person = PersonFactory()
    guest.client.sign_in(person)
    held = guest.client.post(f"/say/{challenge.pk}/answer/", answer_form(WORDS))
    assert (held.status_code, f"{WORDS}</textarea>" in page(held)) == (409, True)
    guest.client.post(f"/say/{challenge.pk}/was-it-you/", {"mine": "no"})
    guest.client.post(f"/say/{challenge.pk}/answer/", answer_form(WORDS))
    assert Feedback.objects.get().contributor.person_id == person.pk
    assert guest.contributor.feedback.count() == 0


TYPED = "😀 Diolch — «مرحبا بالجميع» <script>alert(1)</script> & <b>bold</b> {{ 7|add:7 }}\r\nsecond line"


def test_emoji_right_to_left_text_and_html_are_kept_and_shown_as_text(visitor, challenge):
    visitor.post(f"/say/{challenge.pk}/answer/", answer_form(TYPED, language="und"))
    assert Feedback.objects.get().text == TYPED.replace("\r\n", "\n")
    text = page(visitor.get(f"/say/{challenge.pk}/mine/"))
    assert "<script>alert(1)</script>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;bold&lt;/b&gt; {{ 7|add:7 }}" in text
    assert '<blockquote class="app-quote" dir="auto">😀 Diolch — «مرحبا بالجميع»' in text


def test_words_carry_the_language_they_are_in(visitor, challenge):
    visitor.post(f"/say/{challenge.pk}/answer/", answer_form(WORDS, language="cy"))
    assert '<blockquote class="app-quote" dir="auto" lang="cy">' in page(visitor.get(f"/say/{challenge.pk}/mine/"))


@pytest.mark.parametrize(("prefix", "chosen"), [("", ["en"]), ("/cy", ["cy"])])
def test_the_language_follows_the_page(visitor, challenge, prefix, chosen):
    form = page(visitor.get(f"{prefix}/say/{challenge.pk}/answer/"))
    radios = re.findall(r'<input type="radio" name="language" value="(\w+)"([^>]*)>', form)
    assert [value for value, _rest in radios] == ["en", "cy", "und"]
    assert [value for value, rest in radios if "checked" in rest] == chosen


REFUSED = [
    ({"text": ""}, "Write something first."),
    ({"text": "  \n "}, "Write something first."),
    ({"text": "\u200b\u2060"}, "Write something first."),
    ({"text": "\u3164\u2800"}, "Write something first."),
    ({"text": "x" * 5001}, "This is too long: 5001 characters, 5000 at most."),
    ({"text": "dark\x07stop"}, "Take out the hidden characters."),
    ({"text": WORDS, "email": "not an address"}, "Enter an e-mail address like name@example.com, or leave it empty."),
    ({"text": WORDS, "stake": "king"}, "Select a valid choice. king is not one of the available choices."),
    ({"text": WORDS, "language": "xx"}, "Select a valid choice. xx is not one of the available choices."),
]


@pytest.mark.parametrize(("wrong", "message"), REFUSED)
def test_bad_input_is_explained_and_typed_text_stays(visitor, challenge, wrong, message):
    response = visitor.post(f"/say/{challenge.pk}/answer/", {**answer_form(""), **wrong})
    text = page(response)
    assert response.status_code == 200
    assert message in text
    assert wrong["text"].strip() in text
    assert (Feedback.objects.count(), Contributor.objects.count()) == (0, 0)


def test_a_text_of_exactly_the_longest_length_passes_line_breaks_counted_once(visitor, challenge):
    visitor.post(f"/say/{challenge.pk}/answer/", answer_form("ab\r\n" * 1666 + "de"))
    assert len(Feedback.objects.get().text) == 5000


def test_sending_the_same_twice_is_refused(visitor, challenge):
    for _ in range(2):
        response = visitor.post(f"/say/{challenge.pk}/answer/", answer_form(WORDS))
    assert "You have sent exactly this already." in page(response)
    assert Feedback.objects.count() == 1


@pytest.fixture
def unhurried(monkeypatch):
    """People take a minute, so that a slow machine does not pass for one."""
    assert FASTEST_PERSON == 2
    monkeypatch.setattr("kernel.web.guarded.FASTEST_PERSON", 60)


def test_robots_are_asked_to_send_again_and_lose_nothing(visitor, challenge, unhurried):
    for trick in (
        answer_form(WORDS, seconds=90, website="http://spam.example"),
        answer_form(WORDS, seconds=20),
        answer_form(WORDS, pace=""),
        answer_form(WORDS, pace="forged:abc"),
    ):
        response = visitor.post(f"/say/{challenge.pk}/answer/", trick)
        assert "that was too quick for us" in page(response)
        assert WORDS in page(response)
        assert "spam.example" not in page(response)
    assert Feedback.objects.count() == 0


def test_a_correction_is_not_held_up(visitor, challenge):
    sent = answer_form("")
    response = visitor.post(f"/say/{challenge.pk}/answer/", sent)
    again = page(response).split('name="pace" value="')[1].split('"')[0]
    assert again == sent["pace"]
    visitor.post(f"/say/{challenge.pk}/answer/", {**sent, "text": WORDS, "pace": again})
    assert Feedback.objects.count() == 1


def test_after_twenty_answers_in_an_hour_a_browser_has_to_wait_and_the_next_one_does_not(
    visitor, challenge, client_in, in_tenant
):
    for number in range(20):
        assert visitor.post(f"/say/{challenge.pk}/answer/", answer_form(f"{WORDS} {number}")).status_code == 302
    response = visitor.post(f"/say/{challenge.pk}/answer/", answer_form("The twenty-first."))
    assert response.status_code == 429
    assert "has to wait a little" in page(response)
    assert "The twenty-first.</textarea>" in page(response)
    sent = client_in(in_tenant).post(f"/say/{challenge.pk}/answer/", answer_form("Beside them."))
    assert (sent.status_code, Feedback.objects.count()) == (302, 21)


def test_the_window_closes_between_form_and_post(visitor, challenge):
    assert visitor.get(f"/say/{challenge.pk}/answer/").status_code == 200
    with clock.travel_to(challenge.closes_at):
        response = visitor.post(f"/say/{challenge.pk}/answer/", answer_form(WORDS))
        form = visitor.get(f"/say/{challenge.pk}/answer/")
    assert "This is not open for answers." in page(response)
    assert f"{WORDS}</textarea>" in page(response)
    assert ("This is closed for answers." in page(form), "<textarea" in page(form)) == (True, False)
    assert Feedback.objects.count() == 0


def test_an_account_is_asked_for_before_anybody_types(visitor, client_for, in_tenant):
    challenge = DesignChallengeFactory(state="open", account_required=True)
    text = page(visitor.get(f"/say/{challenge.pk}/answer/"))
    assert ("Please sign in for this one" in text, "<textarea" in text) == (True, False)
    response = visitor.post(f"/say/{challenge.pk}/answer/", answer_form(WORDS))
    assert (response.status_code, "/account/login/" in response.url) == (302, True)
    assert Feedback.objects.count() == 0
    client_for(PersonFactory()).post(f"/say/{challenge.pk}/answer/", answer_form(WORDS))
    assert Feedback.objects.count() == 1


# statements


def test_a_statement_is_kept_and_its_author_agrees_with_it(visitor, challenge):
    response = visitor.post(f"/say/{challenge.pk}/statement/", answer_form("Every stop needs a light."))
    assert response.url == f"/aberwen/say/{challenge.pk}/react/"
    statement = Statement.objects.get()
    assert (statement.text, statement.moderation, statement.agrees) == ("Every stop needs a light.", "pending", 1)


def test_statements_are_short_and_new(visitor, challenge):
    StatementFactory(challenge=challenge, text="Every stop needs a light.")
    StatementFactory(text="Only elsewhere.")
    too_long = page(visitor.post(f"/say/{challenge.pk}/statement/", answer_form("y" * 281)))
    assert ("281 characters, 280 at most" in too_long, "y" * 281 in too_long) == (True, True)
    same = page(visitor.post(f"/say/{challenge.pk}/statement/", answer_form("every stop NEEDS a light.")))
    assert "Somebody has said exactly this already." in same
    visitor.post(f"/say/{challenge.pk}/statement/", answer_form("Only elsewhere."))
    assert Statement.objects.filter(challenge=challenge).count() == 2


def test_statements_have_a_robot_check_too(visitor, challenge, unhurried):
    quick = visitor.post(f"/say/{challenge.pk}/statement/", answer_form("Too quick.", seconds=20))
    assert ("that was too quick for us" in page(quick), Statement.objects.count()) == (True, 0)
    visitor.post(f"/say/{challenge.pk}/statement/", answer_form("In good time.", seconds=90))
    assert Statement.objects.count() == 1


def test_statements_have_a_limit_of_their_own(visitor, challenge):
    for number in range(20):
        visitor.post(f"/say/{challenge.pk}/statement/", answer_form(f"Light number {number}."))
    response = visitor.post(f"/say/{challenge.pk}/statement/", answer_form("One more."))
    assert (response.status_code, "One more.</textarea>" in page(response)) == (429, True)
    assert visitor.post(f"/say/{challenge.pk}/answer/", answer_form(WORDS)).status_code == 302


def test_where_statements_are_not_welcome_there_is_no_form(visitor, in_tenant):
    challenge = DesignChallengeFactory(state="open", statements_welcome=False)
    assert visitor.get(f"/say/{challenge.pk}/statement/").status_code == 404
    StatementFactory(challenge=challenge, contributor=None)
    assert "Add your own statement" not in page(visitor.get(f"/say/{challenge.pk}/react/"))


def test_the_answers_of_others_are_nowhere_on_the_form(visitor, challenge):
    bait = FeedbackFactory(challenge=challenge)
    assert bait.text not in page(visitor.get(f"/say/{challenge.pk}/answer/"))
