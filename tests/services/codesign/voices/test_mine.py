"""Coming back with a receipt: what I said, changing it, taking it back."""

import pytest

from kernel import clock
from kernel.accounts.tokens import new_reference
from services.codesign.models import Feedback, Insight, Reaction, Statement
from services.codesign.views.voices.receipts import KEPT_AT_LEAST, cookie_name
from tests.asking import press_twice
from tests.factories import (
    ContributorFactory,
    DesignChallengeFactory,
    DesignDecisionFactory,
    FeedbackFactory,
    InsightFactory,
    InsightResponseFactory,
    InsightSourceFactory,
    PersonFactory,
    ReactionFactory,
    SetAsideFactory,
    StatementFactory,
)
from tests.services.codesign.voices.visiting import page

# the receipt


def test_a_reference_opens_however_it_is_typed(guest_of, challenge, visitor):
    guest = guest_of(challenge)
    mine = FeedbackFactory(contributor=guest.contributor)
    typed = f"  {guest.reference.replace('-', ' ').lower()} "
    response = visitor.post("/receipt/", {"reference": typed})
    assert response.url == f"/aberwen/say/{challenge.pk}/mine/"
    assert mine.text in page(visitor.get(f"/say/{challenge.pk}/mine/"))


@pytest.mark.parametrize("reference", ["", "7K3M", "x" * 61, "📄📄📄📄", "'; DROP TABLE--"])
def test_an_unknown_reference_is_explained_and_stays_in_the_field(guest_of, challenge, visitor, reference):
    guest_of(challenge)
    response = visitor.post("/receipt/", {"reference": reference})
    assert (response.status_code, response.cookies.keys() & {cookie_name(challenge)}) == (200, set())
    assert "govuk-error-summary" in page(response)


def test_contributors_without_a_receipt_are_not_found_by_an_empty_one(challenge, visitor):
    ContributorFactory(challenge=challenge, person=None, receipt_hash="")
    response = visitor.post("/receipt/", {"reference": " - "})
    assert "We do not know this reference." in page(response)


def test_guessing_stops_after_twenty_tries_an_hour(visitor, guest_of, challenge):
    guest = guest_of(challenge)  # the first try of this address
    for _ in range(19):
        assert visitor.post("/receipt/", {"reference": new_reference()}).status_code == 200
    response = visitor.post("/receipt/", {"reference": guest.reference})
    assert (response.status_code, guest.reference in page(response)) == (429, True)
    assert visitor.get(f"/say/{challenge.pk}/mine/").url == "/aberwen/receipt/"


def test_the_cookie_is_signed_and_good_for_one_question_only(guest_of, challenge, visitor):
    guest = guest_of(challenge)
    other = DesignChallengeFactory(state="open")
    kept = guest.client.cookies[cookie_name(challenge)].value
    assert guest.reference not in kept
    visitor.cookies[cookie_name(other)] = kept
    assert visitor.get(f"/say/{other.pk}/mine/").url == "/aberwen/receipt/"
    visitor.cookies[cookie_name(challenge)] = kept[:-1] + ("A" if kept[-1] != "A" else "B")
    assert visitor.get(f"/say/{challenge.pk}/mine/").url == "/aberwen/receipt/"
    visitor.cookies[cookie_name(challenge)] = kept
    assert visitor.get(f"/say/{challenge.pk}/mine/").status_code == 200


def test_long_after_closing_a_receipt_still_opens_for_a_day(guest_of, in_tenant):
    challenge = DesignChallengeFactory(state="open")
    guest = guest_of(challenge)
    with clock.travel_to(challenge.closes_at.replace(year=challenge.closes_at.year + 2)):
        response = guest.client.post("/receipt/", {"reference": guest.reference})
    assert response.cookies[cookie_name(challenge)]["max-age"] == KEPT_AT_LEAST.total_seconds()


def test_a_shared_device_forgets_and_the_reference_still_opens(guest_of, challenge):
    guest = guest_of(challenge)
    mine = FeedbackFactory(contributor=guest.contributor)
    assert guest.client.get(f"/say/{challenge.pk}/mine/forget/").status_code == 405
    response = guest.client.post(f"/say/{challenge.pk}/mine/forget/")
    gone = response.cookies[cookie_name(challenge)]
    assert (gone["path"], gone.value, gone["max-age"]) == ("/aberwen/", "", 0)
    assert guest.client.get(f"/say/{challenge.pk}/mine/").url == "/aberwen/receipt/"
    guest.client.post("/receipt/", {"reference": guest.reference})
    assert mine.text in page(guest.client.get(f"/say/{challenge.pk}/mine/"))


def test_signed_in_with_an_answer_of_ones_own_a_receipt_asks_to_sign_out(guest_of, challenge, client_for):
    guest = guest_of(challenge)
    own = ContributorFactory(challenge=challenge)
    response = client_for(own.person).post("/receipt/", {"reference": guest.reference})
    assert "Sign out first" in page(response)
    assert cookie_name(challenge) not in response.cookies
    elsewhere = client_for(PersonFactory())
    assert elsewhere.post("/receipt/", {"reference": guest.reference}).status_code == 302


# what I said


def test_each_thing_says_where_it_stands(guest_of, challenge):
    guest = guest_of(challenge)
    for moderation in ("pending", "accepted"):
        FeedbackFactory(contributor=guest.contributor, moderation=moderation)
    FeedbackFactory(contributor=guest.contributor, moderation="rejected", moderation_reason="off_topic")
    FeedbackFactory(contributor=guest.contributor, withdrawn=True)
    statement = StatementFactory(contributor=guest.contributor)
    bait = [FeedbackFactory(challenge=challenge), StatementFactory(challenge=challenge)]
    text = page(guest.client.get(f"/say/{challenge.pk}/mine/"))
    assert text.count("app-public-said") == 5
    for words in (
        "Somebody will read it before others can see it.",
        "It counts and may be shown to others.",
        "Why: It is about something else.",
        "You took this back. Its text is deleted.",
        "Others can react to it.",
        statement.text,
    ):
        assert words in " ".join(text.split())
    assert [row.text in text for row in bait] == [False, False]


def _decided(guest_of):
    challenge = DesignChallengeFactory(state="open")
    guest = guest_of(challenge)
    answers = [FeedbackFactory(contributor=guest.contributor) for _ in range(4)]
    by_kind = dict(zip(("addressed", "declined", "deferred"), answers, strict=False))
    for kind, answer in by_kind.items():
        insight = InsightFactory(challenge=challenge, text=f"Finding that is {kind}")
        InsightSourceFactory(insight=insight, feedback=answer)
        InsightResponseFactory(insight=insight, kind=kind)
    dropped = InsightFactory(challenge=challenge, text="Finding that was dropped", state="dropped")
    InsightSourceFactory(insight=dropped, feedback=answers[0])
    SetAsideFactory(feedback=answers[3], reason="It is about trains.")
    return challenge, guest


FATES = ("Finding that is addressed", "Finding that is declined", "Finding that is deferred", "It is about trains.")
BECAME = ("We will act on it", "It would cost more than the whole service.", "comes back to it by")


@pytest.mark.parametrize(
    ("state", "traces", "became"),
    [
        ("feedback_closed", False, False),
        ("synthesised", True, False),
        ("options_open", True, False),
        ("decided", True, True),
        ("reported_back", True, True),
        ("handed_over", True, True),
    ],
)
def test_what_became_of_my_words_shows_when_it_is_agreed(guest_of, state, traces, became):
    challenge, guest = _decided(guest_of)
    _move(challenge, state)
    if became:
        DesignDecisionFactory(challenge=challenge)
    text = page(guest.client.get(f"/say/{challenge.pk}/mine/"))
    assert [words in text for words in FATES] == [traces] * 4
    assert [words in text for words in BECAME] == [became] * 3
    assert ("We put a light at every stop." in text, "Finding that was dropped" in text) == (became, False)


def _move(challenge, state):
    like = DesignChallengeFactory(state=state)
    for name in ("state", "agreed_at", "decided_at", "options_shown_from"):
        setattr(challenge, name, getattr(like, name))
    challenge.save()


def test_my_reactions_can_be_changed_until_the_closing_time(guest_of, challenge):
    guest = guest_of(challenge)
    statement = StatementFactory(challenge=challenge, agrees=1)
    ReactionFactory(contributor=guest.contributor, statement=statement)
    sent = {"statement": statement.pk, "value": "-1", "back": "mine"}
    response = guest.client.post(f"/say/{challenge.pk}/react/", sent)
    assert response.url == f"/aberwen/say/{challenge.pk}/mine/"
    statement.refresh_from_db()
    assert (statement.agrees, statement.disagrees) == (0, 1)
    with clock.travel_to(challenge.closes_at):
        text = page(guest.client.get(f"/say/{challenge.pk}/mine/"))
    assert ('name="back"' in text, "Disagree</p>" in text) == (False, True)


def test_reactions_come_in_pages_of_twenty_five(guest_of, challenge):
    guest = guest_of(challenge)
    for _ in range(26):
        ReactionFactory(contributor=guest.contributor, statement=StatementFactory(challenge=challenge))
    first = guest.client.get(f"/say/{challenge.pk}/mine/")
    second = guest.client.get(f"/say/{challenge.pk}/mine/{first.context['next_url']}")
    pages = [[row.pk for row in response.context["reactions"]] for response in (first, second)]
    assert [len(rows) for rows in pages] == [25, 1]
    assert pages[0] + pages[1] == list(Reaction.objects.order_by("-pk").values_list("pk", flat=True))


# changing


def test_a_changed_answer_is_looked_through_again(guest_of, challenge):
    guest = guest_of(challenge)
    mine = FeedbackFactory(contributor=guest.contributor)
    url = f"/say/{challenge.pk}/mine/answers/{mine.pk}/change/"
    assert f"{mine.text}</textarea>" in page(guest.client.get(url))
    response = guest.client.post(url, {"text": "Brighter lamps, please.", "version": mine.version})
    assert response.url == f"/aberwen/say/{challenge.pk}/mine/"
    mine.refresh_from_db()
    assert (mine.text, mine.moderation, mine.version) == ("Brighter lamps, please.", "pending", 2)


def test_a_stale_change_shows_both_texts_and_can_be_sent_again(guest_of, challenge):
    guest = guest_of(challenge)
    mine = FeedbackFactory(contributor=guest.contributor, text="Typed in the other window.", version=2)
    url = f"/say/{challenge.pk}/mine/answers/{mine.pk}/change/"
    text = page(guest.client.post(url, {"text": "Typed in this window.", "version": 1}))
    assert "This was changed while you were writing" in text
    assert "Typed in this window.</textarea>" in text
    assert "Typed in the other window.</blockquote>" in text
    mine.refresh_from_db()
    assert mine.text == "Typed in the other window."
    assert '<input type="hidden" name="version" value="2">' in text
    guest.client.post(url, {"text": "Typed in this window.", "version": 2})
    mine.refresh_from_db()
    assert mine.text == "Typed in this window."


@pytest.mark.parametrize(
    ("text", "message"), [("", "Write something first."), ("x" * 5001, "5001 characters, 5000 at most")]
)
def test_a_bad_change_keeps_what_was_typed_and_what_was_saved(guest_of, challenge, text, message):
    guest = guest_of(challenge)
    mine = FeedbackFactory(contributor=guest.contributor)
    url = f"/say/{challenge.pk}/mine/answers/{mine.pk}/change/"
    shown = page(guest.client.post(url, {"text": text, "version": mine.version}))
    assert (message in shown, f"{text}</textarea>" in shown) == (True, True)
    assert Feedback.objects.get(pk=mine.pk).text == mine.text


def test_a_change_that_comes_after_closing_is_refused_and_kept_on_the_page(guest_of, challenge):
    guest = guest_of(challenge)
    mine = FeedbackFactory(contributor=guest.contributor)
    url = f"/say/{challenge.pk}/mine/answers/{mine.pk}/change/"
    with clock.travel_to(challenge.closes_at):
        shown = page(guest.client.post(url, {"text": "Too late.", "version": mine.version}))
        form = page(guest.client.get(url))
    assert ("This is not open for answers." in shown, "Too late.</textarea>" in shown) == (True, True)
    assert ("<textarea" in form, Feedback.objects.get(pk=mine.pk).text) == (False, mine.text)


# taking back


def test_taking_an_answer_back_asks_once_more_and_leaves_a_tombstone(guest_of, challenge):
    guest = guest_of(challenge)
    mine = FeedbackFactory(contributor=guest.contributor)
    insight = InsightSourceFactory(insight=InsightFactory(challenge=challenge), feedback=mine).insight
    url = f"/say/{challenge.pk}/mine/answers/{mine.pk}/withdraw/"
    assert mine.text in page(guest.client.get(url))
    assert Feedback.objects.get(pk=mine.pk).text == mine.text
    guest.client.post(url)
    kept = Feedback.objects.get(pk=mine.pk)
    assert (kept.text, kept.is_withdrawn, Insight.objects.get(pk=insight.pk).needs_another_look) == ("", True, True)
    text = page(guest.client.get(f"/say/{challenge.pk}/mine/"))
    assert ("You took this back." in text, mine.text in text) == (True, False)
    again = guest.client.post(url)
    assert again.url == f"/aberwen/say/{challenge.pk}/mine/"


def test_taking_back_works_long_after_the_decision(guest_of, in_tenant):
    challenge, guest = _decided(guest_of)
    _move(challenge, "handed_over")
    DesignDecisionFactory(challenge=challenge)
    mine = guest.contributor.feedback.first()
    guest.client.post(f"/say/{challenge.pk}/mine/answers/{mine.pk}/withdraw/")
    assert Feedback.objects.get(pk=mine.pk).is_withdrawn


def test_taking_a_statement_back(guest_of, challenge):
    guest = guest_of(challenge)
    mine = StatementFactory(contributor=guest.contributor)
    url = f"/say/{challenge.pk}/mine/statements/{mine.pk}/withdraw/"
    assert mine.text in page(guest.client.get(url))
    guest.client.post(url)
    assert Statement.objects.get(pk=mine.pk).is_withdrawn
    assert guest.client.get(url).status_code == 302


def test_taking_everything_back_leaves_what_others_said(guest_of, challenge):
    guest = guest_of(challenge)
    mine = [FeedbackFactory(contributor=guest.contributor), StatementFactory(contributor=guest.contributor)]
    other = StatementFactory(challenge=challenge, agrees=2)
    ReactionFactory(contributor=guest.contributor, statement=other)
    bait = ReactionFactory(statement=other)
    assert "Take back everything you said here?" in page(guest.client.get(f"/say/{challenge.pk}/mine/withdraw/"))
    assert guest.contributor.reactions.count() == 1
    press_twice(guest.client, f"/say/{challenge.pk}/mine/withdraw/")
    assert [type(row).objects.get(pk=row.pk).is_withdrawn for row in mine] == [True, True]
    assert list(Reaction.objects.all()) == [bait]
    other.refresh_from_db()
    assert (other.agrees, other.is_withdrawn) == (1, False)


def test_nobody_else_reaches_my_words(guest_of, challenge, visitor, client_for):
    guest, stranger = guest_of(challenge), guest_of(challenge)
    mine, said = FeedbackFactory(contributor=guest.contributor), StatementFactory(contributor=guest.contributor)
    member = client_for(ContributorFactory(challenge=challenge).person)
    urls = [
        f"/say/{challenge.pk}/mine/answers/{mine.pk}/change/",
        f"/say/{challenge.pk}/mine/answers/{mine.pk}/withdraw/",
        f"/say/{challenge.pk}/mine/statements/{said.pk}/withdraw/",
    ]
    for client in (stranger.client, member, visitor):
        for url in urls:
            assert client.get(url).status_code == 404
            assert client.post(url, {"text": "Mine now.", "version": 1}).status_code == 404
    assert [guest.client.get(url).status_code for url in urls] == [200, 200, 200]
    assert (Feedback.objects.get(pk=mine.pk).text, Statement.objects.get(pk=said.pk).text) == (mine.text, said.text)
