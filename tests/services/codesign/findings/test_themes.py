"""People move answers between themes: what the page shows, what it refuses, and what the next run is told."""

from html import unescape

import pytest

from kernel.accounts.actor import Actor
from kernel.audit.models import AuditEvent
from kernel.clock import now
from kernel.errors import Conflict, Invalid
from kernel.jobs.runner import run_job
from services.codesign import actions, synthesis, tasks
from services.codesign.models import Feedback, SynthesisRun, ThemeLabel
from services.codesign.queries_themes import answers_in, themes_now
from tests.factories import JobFactory, SynthesisRunFactory, ThemeLabelFactory, ago, ahead
from tests.services.codesign.findings.scene import (
    ANALYSTS,
    MEMBERS,
    OUTSIDE,
    Scene,
    answer,
    job,
    page,
    scene,
    sent,
    words,
)

LAMPS = ["The lamp is broken", "A broken lamp again", "Mend the lamp please", "No lamp, no light"]
BUSES = ["The bus is late", "Late bus again", "A late bus at night"]
OTHER = ["Blue is a nice colour"]


def summed_up(here: Scene, lamps: int = len(LAMPS), **values) -> SynthesisRun:
    """A stored run of two themes and one answer that fits nowhere, as the job stores it."""
    texts = [f"{LAMPS[n % len(LAMPS)]} {n}." for n in range(lamps)] + [f"{text}." for text in BUSES + OTHER]
    rows = [answer(here.challenge, text) for text in texts]

    def theme(number: int, size: int, keywords: list[str], typical: list[int]) -> dict:
        return {
            "number": number, "size": size, "label": keywords[:3], "keywords": keywords, "representative": typical,
            "dissenting": [], "certainty": 0.5, "name": "",
        }  # fmt: skip

    first_bus = lamps
    return SynthesisRunFactory(
        challenge=here.challenge,
        feedback_ids=[row.pk for row in rows],
        themes={
            "themes": [
                theme(0, lamps, ["lamp", "broken", "light", "mend"], [0, 1][:lamps]),
                theme(1, 3, ["bus", "late"], [first_bus, first_bus + 1]),
            ],
            "theme_of": [0] * lamps + [1] * 3 + [-1],
            "unassigned": [first_bus + 3],
        },
        **{"created_at": ago(hours=1), **values},
    )


LAMP, BUS = "lamp, broken, light", "bus, late"


def actor_of(here: Scene, role: str = "citizen") -> Actor:
    return Actor.for_person(here.person(role).pk)


def move(here: Scene, rows: list[int], theme: str, role: str = "citizen") -> int:
    return actions.move_to_theme(actor=actor_of(here, role), challenge=here.challenge, feedback_ids=rows, theme=theme)


def sizes(here: Scene) -> dict[str, int]:
    found = themes_now(here.challenge)
    return {theme.name: theme.size for theme in found.themes} | {"": found.nowhere}


def listed(here: Scene, name: str | None) -> list[int]:
    found = themes_now(here.challenge)
    return list(answers_in(here.challenge, found, name).values_list("pk", flat=True))


# --- the page ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_list_of_themes(in_tenant, client_for):
    here = scene()
    assert "Nothing was summed up yet." in page(client_for(here.cast.citizen), here.url("themes/"))
    summed_up(here)

    shown = page(client_for(here.cast.citizen), here.url("themes/"))

    for name, size in ((LAMP, 4), (BUS, 3)):
        assert f'<bdi>{name}</bdi></a></th><td class="govuk-table__cell app-number">{size}</td>' in shown
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
    assert "(named by people)" in page(client, here.url("themes/"))
    sent(client, here.url("themes/?theme=Broken+lamps"), {"do": "name", "name": "Lamps"})
    assert sizes(here) == {"Lamps": 5, BUS: 2, "": 1}
    taken = words(sent(client, here.url("themes/?theme=Lamps"), {"do": "name", "name": "BUS, late"}, status=422))
    assert "Another theme has this name." in taken


@pytest.mark.django_db
def test_what_the_next_run_learned_is_not_moved_any_more(in_tenant):
    here = scene()
    run = summed_up(here)
    move(here, run.feedback_ids[:1], "Night")
    learned = {**run.themes, "theme_of": [2, *run.themes["theme_of"][1:]]}
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


# --- who may, and when ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("role", [*MEMBERS, *OUTSIDE])
def test_who_may_see_and_move(role, in_tenant, client_for):
    here = scene()
    run = summed_up(here)
    client, url = client_for(here.person(role)), here.url(f"themes/?theme={LAMP}")
    data = {"do": "move", "items": run.feedback_ids[0], "to": "nowhere"}

    found = [client.get(here.url("themes/")).status_code, client.get(url).status_code]
    found.append(client.post(url, data).status_code)

    assert found == ([200, 200, 302] if role in ANALYSTS else [403] * 3)
    assert ThemeLabel.objects.count() == (1 if role in ANALYSTS else 0)
    if role in MEMBERS:
        tabs = page(client, here.url("synthesis/"))
        assert (f'href="/aberwen{here.url("themes/")}"' in tabs) == (role in ANALYSTS)


STATES = {
    "draft": False, "open": True, "feedback_closed": True, "synthesised": False, "options_open": False,
    "decided": False, "reported_back": False, "handed_over": False, "abandoned": False,
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("state", STATES)
def test_in_which_states(state, in_tenant, client_for):
    here = scene(state)
    run = summed_up(here)
    ThemeLabelFactory(feedback=Feedback.objects.get(pk=run.feedback_ids[1]), theme=BUS, by=here.cast.citizen)
    client, url = client_for(here.cast.citizen), here.url(f"themes/?theme={LAMP}")

    shown = page(client, url)
    assert ("Move the chosen answers" in shown, "Save the name" in shown) == (STATES[state],) * 2
    assert ("Sum up again to let it learn" in shown) == (state == "feedback_closed")
    status = 302 if STATES[state] else 422
    sent(client, url, {"do": "move", "items": run.feedback_ids[0], "to": "nowhere"}, status=status)
    sent(client, here.url(f"themes/?theme={BUS}"), {"undo": run.feedback_ids[1]}, status=status)
    sent(client, url, {"do": "name", "name": "Lamps"}, status=status)
    refused = client.post(url, {"do": "name", "name": "Lamps"}) if status == 422 else None
    assert refused is None or "until the findings are agreed" in words(refused)


@pytest.mark.django_db
def test_another_councils_themes_are_not_there(in_tenant, bait, client_for):
    here = scene()
    run = summed_up(here)
    client = client_for(here.cast.citizen)
    theirs = bait.row("codesign.feedback").pk

    assert client.get(f"/work/{bait.challenge.pk}/themes/").status_code == 404
    for ids in ([theirs], [run.feedback_ids[0], theirs]):
        with pytest.raises(Invalid, match="not there any more"):
            move(here, ids, BUS)
    assert ThemeLabel.objects.count() == 0


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"items": "own", "to": ""}, "Choose where the answers belong."),
        ({"items": "own", "to": "theme:No such"}, "This theme is not there any more."),
        ({"items": "own", "to": "new", "theme": "   "}, "Write the name of the new theme."),
        ({"items": "own", "to": "new", "theme": "z" * 81}, "at most 80 characters"),
        ({"items": "own", "to": "new", "theme": "a\x07b"}, "Take out the hidden characters."),
        ({"items": "own", "to": "new", "theme": "a\x00b"}, "Null characters are not allowed."),
        ({"items": "own", "to": "new", "theme": "\u200b\u200d"}, "Write the name of the theme."),
        ({"items": "", "to": "new", "theme": "Kept name"}, "Choose at least one answer."),
        ({"items": "gone", "to": "new", "theme": "Kept name"}, "Some of what you chose is not there any more."),
        ({"items": "pending", "to": "nowhere"}, "Some of what you chose is not there any more."),
        ({"items": "foreign", "to": "nowhere"}, "Some of what you chose is not there any more."),
        ({"items": "9" * 30, "to": "nowhere"}, "Choose at least one answer."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(data, message, in_tenant, client_for):
    here, other = scene(), scene()
    run, foreign = summed_up(here), summed_up(other)
    Feedback.objects.filter(pk=run.feedback_ids[1]).update(text="", withdrawn_at=now())
    pending = answer(here.challenge, moderation="pending")
    own = run.feedback_ids[0]
    ids = {"own": own, "gone": [own, run.feedback_ids[1]], "pending": pending.pk, "foreign": foreign.feedback_ids[0]}
    data = {**data, "do": "move", "items": ids.get(data["items"], data["items"])}

    shown = words(sent(client_for(here.cast.citizen), here.url(f"themes/?theme={LAMP}"), data, status=422))

    assert message in unescape(shown)
    if "Kept" in data.get("theme", ""):
        assert 'value="Kept name"' in shown
        assert 'value="new" selected' in shown
    if data["items"] in (own, ids["gone"]):
        assert f'value="{own}" id="item-{own}" checked' in shown
    assert ThemeLabel.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["🚌 at night", "إنارة الشوارع", '<b>Lamps</b> & "light"', "\u202eLamps", "ŵ" * 80])
def test_any_words_may_be_a_name(name, in_tenant, client_for):
    here = scene()
    run = summed_up(here)
    client = client_for(here.cast.citizen)

    answered = sent(
        client, here.url(f"themes/?theme={LAMP}"),
        {"do": "move", "items": run.feedback_ids[:2], "to": "new", "theme": name},
    )  # fmt: skip
    sent(client, here.url(f"themes/?theme={BUS}"), {"do": "move", "items": run.feedback_ids[4], "to": f"theme:{name}"})

    assert sizes(here)[name] == 3
    shown = page(client, here.url("themes/"))
    assert "<b>" not in shown
    assert f"<bdi>{name}</bdi>" in unescape(shown)
    [where] = [part.split('"')[0] for part in shown.split('href="')[1:] if f"<bdi>{name}</bdi>" in unescape(part)]
    assert "The lamp is broken 0." in page(client, here.url(f"themes/{unescape(where)}"))
    assert answered.status_code == 302


@pytest.mark.django_db
def test_limits_of_the_action(in_tenant):
    here = scene()
    run = summed_up(here)
    with pytest.raises(Invalid, match="at most 500"):
        move(here, list(range(1, 502)), BUS)
    for text in (" ", "\n", "a" * 81, "a\nb", "\x85x\x85y"):
        with pytest.raises(Invalid):
            move(here, run.feedback_ids[:1], text)
    for n in range(30):
        ThemeLabelFactory(feedback=answer(here.challenge), theme=f"Theme {n}")
    with pytest.raises(Invalid, match="named 30 themes"):
        move(here, run.feedback_ids[:1], "One more")
    with pytest.raises(Invalid, match="named 30 themes"):
        actions.name_theme(actor=actor_of(here), challenge=here.challenge, theme=LAMP, name="One more")
    move(here, run.feedback_ids[:1], "THEME 3")
    assert ThemeLabel.objects.get(feedback=run.feedback_ids[0]).theme == "Theme 3"
    actions.name_theme(actor=actor_of(here), challenge=here.challenge, theme="Theme 3", name="Third")
    with pytest.raises(Conflict):
        actions.name_theme(actor=actor_of(here), challenge=here.challenge, theme="Theme 3", name="Again")
    assert ThemeLabel.objects.values("theme").distinct().count() == 30


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


OVERVIEW_QUERIES = 15
THEME_QUERIES = 16


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
    find_themes = synthesis.find_themes

    def listening(texts, languages, **given):
        told.append((list(texts), given.get("taught")))
        return find_themes(texts, languages, **given)

    monkeypatch.setattr(tasks.synthesis, "find_themes", listening)
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
