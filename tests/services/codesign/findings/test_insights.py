"""Findings: keep, rewrite, drop, merge, add, and what each one rests on."""

import pytest

from kernel.accounts.actor import Actor
from services.codesign import actions
from services.codesign.models import Insight, InsightSource
from tests.factories import ContributorFactory, FeedbackFactory, InsightSourceFactory
from tests.services.codesign.findings.scene import answer, draft, kept, page, scene, sent, statement, words

pytestmark = pytest.mark.django_db

LIST_QUERIES = 9
INSIGHT_QUERIES = 9


def texts(insight: Insight) -> list[tuple[str, str]]:
    """What an insight rests on: kind and words."""
    rows = InsightSource.objects.filter(insight=insight).select_related("feedback", "statement").order_by("pk")
    return [(row.kind, (row.feedback or row.statement).text) for row in rows]


def test_drafts_carry_a_label_and_are_kept_with_one_button(in_tenant, client_for):
    here = scene()
    insight = draft(here.challenge, text="A machine's guess.")
    client = client_for(here.cast.citizen)

    shown = page(client, here.url("insights/"))
    assert "A machine drafted this; no person has checked it yet." in shown
    assert "Rests on 1 answer or statement." in shown
    sent(client, here.url(f"insights/{insight.pk}/keep/"))
    insight.refresh_from_db()
    assert (insight.state, insight.written_by_id) == ("kept", here.cast.citizen.pk)
    assert "A machine drafted it; Cara Citizen answers for it." in page(client, here.url("insights/"))


def test_rewriting_a_draft_keeps_it(in_tenant, client_for):
    here = scene()
    insight = draft(here.challenge)

    sent(
        client_for(here.cast.professional),
        here.url(f"insights/{insight.pk}/"),
        {"text_0": "Lamps matter.", "text_1": "Mae lampau'n bwysig.", "version": 1},
    )

    insight.refresh_from_db()
    assert (insight.state, insight.text.data, insight.version) == (
        "kept",
        {"en": "Lamps matter.", "cy": "Mae lampau'n bwysig."},
        2,
    )


def test_a_stale_rewrite_shows_both_texts_and_can_be_saved_over(in_tenant, client_for):
    here = scene()
    insight = kept(here.challenge, text="First words.")
    actions.change_insight(
        actor=Actor.for_person(here.cast.professional.pk), insight=insight, version=1, text="Their words."
    )
    client, url = client_for(here.cast.citizen), here.url(f"insights/{insight.pk}/")

    shown = words(sent(client, url, {"text_0": "My words.", "version": 1}, status=422))
    assert "This was changed while you were writing" in shown
    assert "Their words." in shown
    assert "My words." in shown
    insight.refresh_from_db()
    assert str(insight.text) == "Their words."
    assert '<input type="hidden" name="version" value="2"' in shown
    sent(client, url, {"text_0": "My words.", "version": 2})
    insight.refresh_from_db()
    assert str(insight.text) == "My words."


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"text_0": "  "}, "Write something here."),
        ({"text_0": "x" * 2001}, "at most 2000 characters"),
        ({"text_0": "bell\x07"}, "Take out the hidden characters."),
        ({"text_0": "Fine.", "version": "x"}, "Enter a whole number."),
    ],
)
def test_bad_words_are_refused_and_stay(typed, message, in_tenant, client_for):
    here = scene()
    insight = kept(here.challenge, text="As it was.")

    shown = words(
        sent(client_for(here.cast.citizen), here.url(f"insights/{insight.pk}/"), {"version": 1, **typed}, status=422)
    )

    assert message in shown
    assert typed["text_0"].strip()[:50] in shown
    insight.refresh_from_db()
    assert (str(insight.text), insight.version) == ("As it was.", 1)


def test_words_are_shown_as_words(in_tenant, client_for):
    here = scene()
    insight = kept(here.challenge, text="<script>alert(1)</script> 😀 שלום")
    InsightSourceFactory(insight=insight, feedback=answer(here.challenge, "<b>bold</b> مرحبا", language="ar"))

    shown = page(client_for(here.cast.citizen), here.url("insights/"))

    assert "&lt;script&gt;alert(1)&lt;/script&gt; 😀 שלום" in shown
    assert "<script>alert" not in shown
    assert '<blockquote class="app-quote" lang="ar" dir="auto">&lt;b&gt;bold&lt;/b&gt; مرحبا' in shown


def test_dropping_asks_first(in_tenant, client_for):
    here = scene()
    insight = kept(here.challenge)
    client, url = client_for(here.cast.citizen), here.url(f"insights/{insight.pk}/drop/")

    assert "It rests on 1 answer or statement." in page(client, url)
    insight.refresh_from_db()
    assert insight.state == "kept"
    sent(client, url)
    insight.refresh_from_db()
    assert insight.state == "dropped"
    shown = words(client.post(url, follow=True))
    assert "This finding was merged or dropped." in shown


def test_merging_keeps_the_thread(in_tenant, client_for):
    here = scene()
    stays, goes, bait = (
        kept(here.challenge, text="Stays."),
        draft(here.challenge, text="Goes."),
        kept(here.challenge, text="Untouched."),
    )
    before = texts(stays) + texts(goes)
    client = client_for(here.cast.citizen)

    sent(client, here.url("insights/merge/"), {"others": [stays.pk, goes.pk], "into": stays.pk})

    goes.refresh_from_db()
    assert (goes.state, goes.merged_into_id) == ("merged", stays.pk)
    assert sorted(texts(stays)) == sorted(before)
    assert len(texts(goes)) == 1
    assert len(texts(bait)) == 1
    shown = page(client, here.url(f"insights/{goes.pk}/"))
    assert "This finding lives on in another one:" in shown
    assert "Stays." in shown
    listed = page(client, here.url("insights/"))
    assert "Goes." not in listed
    assert "Untouched." in listed


@pytest.mark.parametrize(
    ("others", "into", "message"),
    [
        ([], "first", "Choose at least one finding to merge."),
        (["first"], "first", "Choose at least one other finding to merge."),
        (["first"], "", "Choose the finding that stays."),
        (["first"], "elsewhere", "Select a valid choice."),
        (["elsewhere"], "first", "Select a valid choice."),
    ],
)
def test_merging_wrongly_changes_nothing(others, into, message, in_tenant, client_for):
    here, other = scene(), scene()
    rows = {
        "first": kept(here.challenge).pk,
        "second": kept(here.challenge).pk,
        "elsewhere": kept(other.challenge).pk,
        "": "",
    }

    shown = words(
        sent(
            client_for(here.cast.citizen),
            here.url("insights/merge/"),
            {"others": [rows[o] for o in others], "into": rows[into]},
            status=422,
        )
    )

    assert message in shown
    if others == ["first"]:
        assert f'id="merge-{rows["first"]}" form="merge" checked' in shown
    assert list(Insight.objects.values_list("state", flat=True)) == ["kept"] * 3


def test_a_finding_in_ones_own_words(in_tenant, client_for):
    here = scene()
    first, second, third = (
        answer(here.challenge, "Dark."),
        answer(here.challenge, "I like the dark."),
        statement(here.challenge, "Lamps!"),
    )

    sent(
        client_for(here.cast.citizen),
        here.url("insights/new/"),
        {
            "do": "save",
            "text_0": "Lamps are wanted.",
            f"item-answers-{first.pk}": "supports",
            f"item-answers-{second.pk}": "dissents",
            f"item-statements-{third.pk}": "none",
        },
    )

    [insight] = Insight.objects.all()
    assert (insight.state, insight.written_by_id) == ("kept", here.cast.citizen.pk)
    assert texts(insight) == [("supports", "Dark."), ("dissents", "I like the dark.")]


def test_searching_keeps_what_was_written_and_chosen(in_tenant, client_for):
    here = scene()
    chosen, hit, miss = (
        answer(here.challenge, "Chosen."),
        answer(here.challenge, "About a lamp."),
        answer(here.challenge, "About a bus."),
    )
    client = client_for(here.cast.citizen)

    shown = words(
        sent(
            client,
            here.url("insights/new/"),
            {
                "do": "search",
                "text_0": "Half a sentence",
                "q": "LAMP",
                "kind": "answers",
                f"item-answers-{chosen.pk}": "dissents",
            },
            status=200,
        )
    )

    assert "Half a sentence" in shown
    assert f'name="item-answers-{chosen.pk}" id="item-answers-{chosen.pk}-dissents" value="dissents" checked' in shown
    assert f"item-answers-{hit.pk}" in shown
    assert f"item-answers-{miss.pk}" not in shown
    assert Insight.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"text_0": "Nothing behind it."}, "Choose at least one answer or statement that supports this finding."),
        (
            {"text_0": "Only against.", "own": "dissents"},
            "Choose at least one answer or statement that supports this finding.",
        ),
        ({"text_0": "", "own": "supports"}, "Write the finding."),
        ({"text_0": "Not ours.", "foreign": "supports"}, "Some of what you chose is not there any more."),
        ({"text_0": "Pending.", "pending": "supports"}, "Some of what you chose is not there any more."),
        ({"text_0": "y" * 2001, "own": "supports"}, "at most 2000 characters"),
    ],
)
def test_a_finding_without_a_sound_base_is_refused(typed, message, in_tenant, client_for):
    here, other = scene(), scene()
    rows = {
        "own": answer(here.challenge),
        "foreign": answer(other.challenge),
        "pending": answer(here.challenge, moderation="pending"),
    }
    data = {(f"item-answers-{rows[name].pk}" if name in rows else name): value for name, value in typed.items()}

    shown = words(sent(client_for(here.cast.citizen), here.url("insights/new/"), {"do": "save", **data}, status=422))

    assert message in shown
    assert typed["text_0"][:50] in shown
    assert Insight.objects.count() == 0


def test_changing_what_a_finding_rests_on_touches_only_what_was_shown(in_tenant, client_for):
    here = scene()
    insight = kept(here.challenge)
    [first] = insight.sources.all()
    others = [InsightSourceFactory(insight=insight, feedback=answer(here.challenge, f"Other {n}.")) for n in range(30)]
    more = statement(here.challenge, "More.")

    sent(
        client_for(here.cast.citizen),
        here.url(f"insights/{insight.pk}/"),
        {
            "part": "sources",
            "version": 1,
            f"item-answers-{others[0].feedback_id}": "dissents",
            f"item-answers-{others[1].feedback_id}": "none",
            f"item-statements-{more.pk}": "supports",
        },
    )

    kinds = {text: kind for kind, text in texts(insight)}
    assert len(kinds) == 31
    assert (kinds["Other 0."], kinds["More."], "Other 1." in kinds) == ("dissents", "supports", False)
    assert kinds[first.feedback.text] == "supports"


def test_a_stale_change_of_sources_is_refused_and_stays_chosen(in_tenant, client_for):
    here = scene()
    insight = kept(here.challenge)
    source = insight.sources.get()
    Insight.objects.filter(pk=insight.pk).update(version=3)
    name = f"item-answers-{source.feedback_id}"

    shown = words(
        sent(
            client_for(here.cast.citizen),
            here.url(f"insights/{insight.pk}/"),
            {"part": "sources", "version": 1, name: "dissents"},
            status=200,
        )
    )

    assert "This was changed while you were writing" in shown
    assert f'id="{name}-dissents" value="dissents" checked' in shown
    source.refresh_from_db()
    assert source.kind == "supports"


def test_finding_more_searches_everything_accepted(in_tenant, client_for):
    here, other = scene(), scene()
    insight = kept(here.challenge)
    answer(here.challenge, "A lamp please.")
    answer(here.challenge, "A lamp, rejected.", moderation="rejected")
    answer(other.challenge, "A lamp elsewhere.")

    shown = page(client_for(here.cast.citizen), here.url(f"insights/{insight.pk}/?show=find&q=lamp"))

    assert "A lamp please." in shown
    assert "A lamp, rejected." not in shown
    assert "A lamp elsewhere." not in shown


def test_a_source_taken_back_shows_a_tombstone_and_asks_for_another_look(in_tenant, client_for):
    here = scene()
    insight = kept(here.challenge)
    contributor = ContributorFactory(challenge=here.challenge)
    said = FeedbackFactory(challenge=here.challenge, contributor=contributor, text="Words to take back.")
    InsightSourceFactory(insight=insight, feedback=said)
    actions.withdraw_answer(actor=Actor.for_person(contributor.person_id), feedback=said)
    client = client_for(here.cast.citizen)

    listed, single = page(client, here.url("insights/")), page(client, here.url(f"insights/{insight.pk}/"))
    for shown in (listed, single):
        assert "Taken back by its author." in shown
        assert "Words to take back." not in shown
    assert "Needs another look" in listed
    assert "1 was taken back" in listed
    assert "Please look at this again" in single
    sent(client, here.url(f"insights/{insight.pk}/look-again/"))
    insight.refresh_from_db()
    assert insight.needs_another_look is False
    assert "Please look at this again" not in page(client, here.url(f"insights/{insight.pk}/"))


def test_nothing_changes_once_the_findings_are_agreed(in_tenant, client_for):
    here = scene("synthesised")
    insight = kept(here.challenge, text="Agreed.")
    client = client_for(here.cast.citizen)

    shown = page(client, here.url("insights/"))
    assert "Findings can be changed after the window closes and until they are agreed." in shown
    assert "Merge what is ticked" not in shown
    shown = words(sent(client, here.url(f"insights/{insight.pk}/"), {"text_0": "Too late.", "version": 1}, status=422))
    assert "Findings can be changed after the window closes and until they are agreed." in shown
    insight.refresh_from_db()
    assert str(insight.text) == "Agreed."


def test_lists_by_state_and_page(in_tenant, client_for):
    here = scene()
    for n in range(27):
        kept(here.challenge, text=f"Finding of mine {n:02}.")
    draft(here.challenge, text="Only a draft.")
    client = client_for(here.cast.citizen)

    first = page(client, here.url("insights/?state=kept"))
    assert first.count("Finding of mine") == 25 * 2
    assert "Only a draft." not in first
    last = Insight.objects.filter(state="kept").order_by("pk")[24]
    second = page(client, here.url(f"insights/?state=kept&after={last.pk}"))
    assert "Finding of mine 26." in second
    assert "Finding of mine 24." not in second
    assert "Only a draft." in page(client, here.url("insights/?state=draft"))
    assert page(client, here.url("insights/?after=nonsense&state=nonsense"))


def test_query_counts(in_tenant, client_for, query_count):
    small, large = scene(), scene()
    for here, size in ((small, 1), (large, 30)):
        first = kept(here.challenge)
        for _ in range(size - 1):
            kept(here.challenge)
            InsightSourceFactory(insight=first, feedback=answer(here.challenge))
        client = client_for(here.cast.citizen)
        with query_count(LIST_QUERIES):
            page(client, here.url("insights/"))
        with query_count(INSIGHT_QUERIES):
            page(client, here.url(f"insights/{first.pk}/"))
        with query_count(INSIGHT_QUERIES + 1):
            page(client, here.url(f"insights/{first.pk}/?show=find"))
