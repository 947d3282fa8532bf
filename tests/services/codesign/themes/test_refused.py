"""Who moves answers between themes, in which states, and what is refused."""

from html import unescape

import pytest

from kernel.clock import now
from kernel.errors import Conflict, Invalid
from services.codesign import actions
from services.codesign.models import Feedback, ThemeLabel
from tests.factories import ThemeLabelFactory
from tests.services.codesign.findings.scene import ANALYSTS, MEMBERS, OUTSIDE, answer, page, scene, sent, words
from tests.services.codesign.themes.scene import BUS, LAMP, actor_of, move, sizes, summed_up

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize("state", STATES)
def test_in_which_states(state, in_tenant, client_for):
    here = scene(state)
    run = summed_up(here)
    ThemeLabelFactory(feedback=Feedback.objects.get(pk=run.feedback_ids[1]), theme=BUS, by=here.cast.citizen)
    client, url = client_for(here.cast.citizen), here.url(f"themes/?theme={LAMP}")

    shown = page(client, url)
    assert ("Move the chosen answers" in shown, "Save the name" in shown) == (STATES[state],) * 2
    assert ("Sum up again to let it learn" in shown) == STATES[state]
    status = 302 if STATES[state] else 422
    sent(client, url, {"do": "move", "items": run.feedback_ids[0], "to": "nowhere"}, status=status)
    sent(client, here.url(f"themes/?theme={BUS}"), {"undo": run.feedback_ids[1]}, status=status)
    sent(client, url, {"do": "name", "name": "Lamps"}, status=status)
    refused = client.post(url, {"do": "name", "name": "Lamps"}) if status == 422 else None
    assert refused is None or "until the findings are agreed" in words(refused)


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


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"items": "own", "to": ""}, "Choose where the answers belong."),
        ({"items": "own", "to": "theme:No such"}, "This theme is not there any more."),
        ({"items": "own", "to": "new", "theme": "   "}, "Write the name of the new theme."),
        ({"items": "own", "to": "new", "theme": "z" * 81}, "at most 80 characters"),
        ({"items": "own", "to": "new", "theme": "a\x07b"}, "Take out the hidden characters."),
        ({"items": "own", "to": "new", "theme": "a\x00b"}, "Null characters are not allowed."),
        ({"items": "own", "to": "new", "theme": "\u200b\u200d"}, "Write the name of the new theme."),
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


@pytest.mark.parametrize("name", ["🚌 at night", "إنارة الشوارع", '<b>Lamps</b> & "light"', "ŵ" * 80])
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


def test_a_name_turns_nothing_round(in_tenant):
    here = scene()
    run = summed_up(here)
    move(here, run.feedback_ids[:1], "\u202eLamps")
    assert ThemeLabel.objects.get().theme == "Lamps"


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
