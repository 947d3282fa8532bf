"""People move answers between themes: what the page shows, and what the next run is told."""

import pytest

from kernel.audit.models import AuditEvent
from kernel.clock import now
from kernel.errors import Invalid
from kernel.jobs.runner import run_job
from services.codesign import actions, work
from services.codesign.engine.themes.finding import find_themes
from services.codesign.models import Feedback, Insight, SynthesisRun, ThemeLabel
from services.codesign.queries.themes import themes_now
from tests.factories import JobFactory, SynthesisRunFactory, ThemeLabelFactory, ago, ahead
from tests.services.codesign.findings.scene import answer, job, page, scene, sent, words
from tests.services.codesign.themes.scene import (
    BUS,
    BUSES,
    LAMP,
    LAMPS,
    OTHER,
    actor_of,
    move,
    sizes,
    summed_up,
)


@pytest.mark.django_db
def test_the_list_of_themes(in_tenant, client_for):
    here = scene()
    assert "Nothing was summed up yet." in page(client_for(here.cast.citizen), here.url("themes/"))
    summed_up(here)

    shown = page(client_for(here.cast.citizen), here.url("themes/"))

    for name, size in ((LAMP, 4), (BUS, 3)):
        assert f"<bdi>{name}</bdi></a>" in shown
        assert f'</th><td class="govuk-table__cell app-number">{size}</td>' in shown
    assert "Needs a name" not in shown
    assert 'Fits nowhere</a></th><td class="govuk-table__cell app-number">1</td>' in shown
    assert "New since this summing-up" not in shown
    assert "Sum up again" not in shown


@pytest.mark.django_db
def test_a_move_shows_at_once_and_asks_for_another_summing_up(in_tenant, bait, client_for):
    here, other = scene(), scene()
    run, foreign = summed_up(here), summed_up(other)
    ThemeLabelFactory(feedback=Feedback.objects.get(pk=foreign.feedback_ids[0]), theme="Elsewhere")
    client = client_for(here.cast.citizen)
    lamps = f"themes/?theme={LAMP}"

    answered = sent(
        client, here.url(lamps), {"do": "move", "items": run.feedback_ids[:2], "to": f"theme:{BUS}", "theme": ""}
    )

    assert "1 answer was moved" not in page(client, answered.headers["Location"])
    assert sizes(here) == {LAMP: 2, BUS: 5, "": 1}
    shown = page(client, here.url(f"themes/?theme={BUS}"))
    assert shown.count("Moved here by <bdi>Cara Citizen</bdi>.") == 2
    assert "The lamp is broken 0." in shown
    assert "2 answers were moved since this summing-up. Sum up again to let it learn from that." in shown
    assert f'action="/aberwen{here.url("synthesis/run/")}"' in shown
    assert "Take back my move" in shown
    assert "The lamp is broken 0." not in page(client, here.url(lamps))
    another = page(client_for(here.cast.professional), here.url(f"themes/?theme={BUS}"))
    assert "Moved here by <bdi>Cara Citizen</bdi>." in another
    assert "Take back my move" not in another
    assert "Elsewhere" not in page(client, here.url("themes/"))


@pytest.mark.django_db
def test_a_new_theme_nowhere_and_taking_back(in_tenant, client_for):
    here = scene()
    run = summed_up(here)
    client = client_for(here.cast.citizen)
    url = here.url(f"themes/?theme={BUS}")

    sent(client, url, {"do": "move", "items": run.feedback_ids[4], "to": "new", "theme": "  Buses   at night "})
    sent(client, url, {"do": "move", "items": run.feedback_ids[5], "to": "nowhere", "theme": "not used"})
    assert sizes(here) == {LAMP: 4, BUS: 1, "Buses at night": 1, "": 2}
    made = page(client, here.url("themes/?theme=Buses+at+night"))
    assert "People made this theme." in made
    sent(client, here.url("themes/?theme=Buses+at+night"), {"undo": run.feedback_ids[4]})
    assert sizes(here) == {LAMP: 4, BUS: 2, "": 2}
    assert "There is no theme of this name now." in page(client, here.url("themes/?theme=Buses+at+night"))
    refused = words(sent(client, here.url("themes/?show=nowhere"), {"undo": run.feedback_ids[7]}, status=422))
    assert "You have moved none of these." in refused
    assert ThemeLabel.objects.count() == 1


@pytest.mark.django_db
def test_everything_that_the_search_found(in_tenant, client_for):
    here = scene()
    summed_up(here, lamps=40)
    client = client_for(here.cast.facilitator)
    url = here.url(f"themes/?theme={LAMP}&q=mend")

    assert "10 were found." in page(client, url)
    sent(client, url, {"do": "move", "everything": "on", "to": "new", "theme": "Mending"})

    assert sizes(here) == {LAMP: 30, BUS: 3, "Mending": 10, "": 1}


@pytest.mark.django_db
def test_answers_that_came_in_since(in_tenant, client_for):
    here = scene()
    summed_up(here)
    row = answer(here.challenge, "Came in later.")
    answer(here.challenge, "Waits.", moderation="pending")
    client = client_for(here.cast.citizen)

    assert 'New since this summing-up</a></th><td class="govuk-table__cell app-number">1</td>' in page(
        client, here.url("themes/")
    )
    shown = page(client, here.url("themes/?show=new"))
    assert "Came in later." in shown
    assert "The lamp is broken" not in shown
    assert "Waits." not in shown
    sent(client, here.url("themes/?show=new"), {"do": "move", "items": row.pk, "to": f"theme:{BUS}"})
    assert sizes(here)[BUS] == 4
    assert themes_now(here.challenge).new == 0


@pytest.mark.django_db
def test_naming_keeps_the_theme_together(in_tenant, client_for):
    here = scene()
    run = summed_up(here)
    move(here, run.feedback_ids[4:5], LAMP, "professional")
    client = client_for(here.cast.citizen)

    sent(client, here.url(f"themes/?theme={LAMP}"), {"do": "name", "name": "Broken lamps"})

    assert sizes(here) == {"Broken lamps": 5, BUS: 2, "": 1}
    labels = dict(ThemeLabel.objects.values_list("feedback_id", "theme"))
    assert labels == dict.fromkeys([run.feedback_ids[0], run.feedback_ids[1], run.feedback_ids[4]], "Broken lamps")
    assert ThemeLabel.objects.get(feedback=run.feedback_ids[4]).by_id == here.cast.professional.pk
    shown = page(client, here.url("themes/?theme=Broken+lamps"))
    assert shown.count("Kept here by <bdi>Cara Citizen</bdi>.") == 2
    assert shown.count("Moved here by <bdi>Pia Professional</bdi>.") == 1
    assert "1 answer was moved since this summing-up." in shown
    sent(client, here.url("themes/?theme=Broken+lamps"), {"do": "name", "name": "Lamps"})
    assert sizes(here) == {"Lamps": 5, BUS: 2, "": 1}
    taken = words(sent(client, here.url("themes/?theme=Lamps"), {"do": "name", "name": "BUS, late"}, status=422))
    assert "Another theme has this name." in taken


@pytest.mark.django_db
def test_a_theme_that_nobody_named_is_shown_by_an_answer_and_drafts_a_finding_once_it_is_named(in_tenant, client_for):
    here = scene()
    run = summed_up(here, named=False)
    client = client_for(here.cast.citizen)

    listed = page(client, here.url("themes/"))
    assert listed.count("Needs a name") == 2
    assert "“The lamp is broken 0.”" in listed
    assert f"<bdi>{LAMP}</bdi>" not in listed
    assert "Give the themes names" in page(client, here.url())
    refused = words(sent(client, here.url(f"themes/?theme={BUS}"),
                         {"do": "move", "items": run.feedback_ids[4], "to": f"theme:{LAMP}"}, status=422))  # fmt: skip
    assert "Choose again." in refused
    with pytest.raises(Invalid, match="Nobody has named this theme yet"):
        move(here, run.feedback_ids[4:5], LAMP)
    assert not Insight.objects.exists()

    sent(client, here.url(f"themes/?theme={LAMP}"), {"do": "name", "name": "Broken lamps"})

    drafted = Insight.objects.get()
    assert (drafted.state, drafted.text.localize("en")) == ("draft", "Some answers speak of: Broken lamps.")
    assert set(drafted.sources.values_list("feedback_id", "kind")) == {(pk, "supports") for pk in run.feedback_ids[:4]}
    sent(client, here.url("themes/?theme=Broken+lamps"), {"do": "name", "name": "Lamps"})
    assert Insight.objects.get().text.localize("en") == "Some answers speak of: Lamps."
    sent(client, here.url(f"themes/?theme={BUS}"), {"do": "name", "name": "Late buses"})
    assert Insight.objects.count() == 2
    assert "Give the themes names" not in page(client, here.url())
    actions.keep_insight(actor=actor_of(here), insight=Insight.objects.first())
    sent(client, here.url("themes/?theme=Lamps"), {"do": "name", "name": "Light"})
    assert Insight.objects.count() == 2


@pytest.mark.django_db
def test_a_large_theme_is_read_in_finer_ones(in_tenant, client_for):
    here = scene()
    run = summed_up(here, lamps=6)
    lamps, *others = run.themes["themes"]
    parts = [{"number": n, "size": 3, "representative": [n]} for n in (0, 1)]
    run.themes = {**run.themes, "themes": [{**lamps, "parts": parts}, *others]}
    run.per_answer = {**run.per_answer, "part_of": [0, 1] * 3 + [-1] * 4}
    run.save()
    client = client_for(here.cast.citizen)

    whole = page(client, here.url(f"themes/?theme={LAMP}"))
    assert "“The lamp is broken 0.”" in whole
    assert "“A broken lamp again 1.”" in whole
    part = page(client, here.url(f"themes/?theme={LAMP}&part=0-1"))
    assert "3 answers." in part
    assert "No lamp, no light 3." in part
    assert "Mend the lamp please 2." not in part
    sent(client, here.url(f"themes/?theme={LAMP}&part=0-1"),
         {"do": "move", "everything": "on", "to": "new", "theme": "Dark"})  # fmt: skip
    assert sizes(here) == {LAMP: 3, BUS: 3, "Dark": 3, "": 1}


@pytest.mark.django_db
def test_what_the_next_run_learned_is_not_moved_any_more(in_tenant):
    here = scene()
    run = summed_up(here)
    move(here, run.feedback_ids[:1], "Night")
    learned = {**run.themes, "theme_of": [2, *run.per_answer["theme_of"][1:]]}
    learned["themes"] = [*run.themes["themes"], {**run.themes["themes"][0], "number": 2, "name": "Night"}]
    SynthesisRunFactory(challenge=here.challenge, feedback_ids=run.feedback_ids, themes=learned)

    found = themes_now(here.challenge)

    assert found.moved == 0
    assert (found.theme("Night").size, found.theme("Night").named, found.theme(LAMP).size) == (1, True, 3)


@pytest.mark.django_db
def test_a_move_while_a_summing_up_ran_is_still_to_be_learned(in_tenant, client_for):
    here = scene()
    asked = JobFactory(
        kind="codesign.synthesise",
        key=str(here.challenge.pk),
        state="done",
        attempts=1,
        created_at=ago(hours=2),
        finished_at=ago(hours=1),
    )
    run = summed_up(here, job=asked)
    for at, moved in ((ago(hours=3), 0), (ago(minutes=90), 1)):
        ThemeLabel.objects.all().delete()
        ThemeLabelFactory(feedback=Feedback.objects.get(pk=run.feedback_ids[0]), theme=BUS, at=at)
        assert themes_now(here.challenge).moved == moved
    job(here.challenge, state="running", attempts=1, lease_until=ahead(minutes=1))
    shown = page(client_for(here.cast.citizen), here.url("themes/"))
    assert "A summing-up is under way." in shown
    assert "Sum up again" not in shown


@pytest.mark.django_db
def test_words_that_were_taken_back_are_nowhere(in_tenant, client_for):
    here = scene()
    run = summed_up(here)
    move(here, run.feedback_ids[:2], BUS)
    Feedback.objects.filter(pk=run.feedback_ids[0]).update(text="", withdrawn_at=now())
    Feedback.objects.filter(pk=run.feedback_ids[2]).update(moderation="rejected", moderation_reason="spam")

    assert sizes(here) == {LAMP: 1, BUS: 4, "": 1}
    assert themes_now(here.challenge).moved == 1
    for theme, absent in ((BUS, "The lamp is broken 0."), (LAMP, "Mend the lamp please 2.")):
        assert absent not in page(client_for(here.cast.citizen), here.url(f"themes/?theme={theme}"))
    assert ThemeLabel.objects.count() == 2


@pytest.mark.django_db
def test_the_record_holds_no_words(in_tenant):
    here = scene()
    run = summed_up(here)
    move(here, run.feedback_ids[:2], "Secret words")
    actions.name_theme(actor=actor_of(here), challenge=here.challenge, theme=LAMP, name="Secret name")
    actions.undo_move(actor=actor_of(here), challenge=here.challenge, feedback_ids=run.feedback_ids[:1])

    events = AuditEvent.objects.filter(verb__startswith="codesign.theme_").order_by("pk")

    assert [(event.verb, event.data) for event in events] == [
        ("codesign.theme_moved", {"items": 2, "nowhere": False}),
        ("codesign.theme_named", {"run": run.number, "items": 0}),
        ("codesign.theme_move_undone", {"items": 1}),
    ]


@pytest.mark.django_db
def test_query_counts(in_tenant, client_for, query_count):
    small, large = scene(), scene()
    for here, size in ((small, 2), (large, 60)):
        run = summed_up(here, lamps=size)
        here.cast.citizen.refresh_from_db()
        move(here, run.feedback_ids[: size // 2], BUS)
        client = client_for(here.cast.citizen)
        with query_count(OVERVIEW_QUERIES):
            page(client, here.url("themes/"))
        with query_count(THEME_QUERIES):
            page(client, here.url(f"themes/?theme={BUS}"))
        with query_count(THEME_QUERIES + 1):
            page(client, here.url(f"themes/?theme={BUS}&q=lamp"))


OVERVIEW_QUERIES = 13
THEME_QUERIES = 14


# --- together, and learning -------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("committed_db")
def test_two_people_move_the_same_answers_at_once(tenant, scope_of, in_threads):
    with scope_of(tenant):
        here = scene()
        run = summed_up(here)

    def mover(role: str, theme: str):
        def run_it() -> int:
            with scope_of(tenant):
                return move(here, run.feedback_ids[:4], theme, role)

        return run_it

    done = in_threads(mover("citizen", "Mine"), mover("professional", "Yours"))

    assert done == [4, 4]
    with scope_of(tenant):
        rows = list(ThemeLabel.objects.values_list("theme", "by_id"))
        assert len(rows) == 4
        assert set(rows) in (
            {("Mine", here.cast.citizen.pk)}, {("Yours", here.cast.professional.pk)},
        )  # fmt: skip
        assert AuditEvent.objects.filter(verb="codesign.theme_moved").count() == 2


@pytest.mark.usefixtures("committed_db")
def test_the_next_run_is_told_what_people_said(tenant, bait, scope_of, monkeypatch):
    told = []
    original = find_themes

    def listening(texts, languages, **given):
        told.append((list(texts), given.get("labels")))
        return original(texts, languages, **given)

    monkeypatch.setattr(work, "find_themes", listening)
    with scope_of(tenant):
        here, other = scene(), scene()
        rows = [answer(here.challenge, f"{text}.") for text in LAMPS + BUSES + OTHER]
        ThemeLabelFactory(feedback=answer(other.challenge, "Not here."), theme="Other question")

    def run_again() -> SynthesisRun:
        with scope_of(tenant):
            asked = actions.request_synthesis(actor=actor_of(here), challenge=here.challenge)
        assert run_job(tenant.pk, asked.pk) == "done"
        with scope_of(tenant):
            return SynthesisRun.objects.order_by("-number")[0]

    first = run_again()
    with scope_of(tenant):
        move(here, [rows[5].pk], "Late buses")
        move(here, [rows[1].pk, rows[0].pk], "")
        move(here, [rows[2].pk], "Taken back")
        Feedback.objects.filter(pk=rows[2].pk).update(text="", withdrawn_at=now())
    second, third = run_again(), run_again()

    assert told[0][1] is None
    texts, taught = told[1]
    said = dict(zip(texts, taught, strict=True))
    assert said == {
        **{f"{text}.": None for text in LAMPS + BUSES + OTHER if text != LAMPS[2]},
        "The lamp is broken.": "",
        "A broken lamp again.": "",
        "Late bus again.": "Late buses",
    }
    assert texts == [rows[n].text for n in range(8) if n != 2]
    assert first.inputs_digest != second.inputs_digest == third.inputs_digest
