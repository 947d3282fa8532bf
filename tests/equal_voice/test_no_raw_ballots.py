"""Nobody holds what single people said and chose before the findings are agreed, nor can put anybody together after."""

import csv
import io
import json
import zipfile
from collections import Counter

import pytest

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.errors import Conflict
from services.codesign import actions, guards
from services.codesign.actions.findings.synthesis import request_interim_synthesis
from services.codesign.engine.opinion.publication import still_growing
from services.codesign.exports import as_csv_archive, as_data
from services.codesign.models import Contributor, Reaction, Statement, SynthesisRun
from tests.factories import ContributorFactory, FeedbackFactory, ReactionFactory, SynthesisRunFactory, ago, ahead
from tests.kernel.api.clients import ApiClient, client_of, problem_of
from tests.services.codesign.findings.runs import run_with_small_groups
from tests.services.codesign.findings.scene import MEMBERS, answer, page, scene, statement

pytestmark = pytest.mark.django_db
UNAGREED = ("open", "feedback_closed")
VOTERS, STATEMENTS = 40, 4


def voted(state="synthesised"):
    """A question on which forty people voted, each in their own way; one of them by phone, in Welsh, with an answer."""
    here = scene(state)
    rows = [statement(here.challenge, f"Statement {n}.") for n in range(STATEMENTS)]
    people = [ContributorFactory(challenge=here.challenge, person=None) for _ in range(VOTERS - 1)]
    people.append(ContributorFactory(challenge=here.challenge, person=None, mode="phone", language="cy"))
    for number, person in enumerate(people):
        for place, row in enumerate(rows):
            value = (number // 3**place) % 3 - 1
            ReactionFactory(challenge=here.challenge, contributor=person, statement=row, value=value)
        FeedbackFactory(challenge=here.challenge, contributor=person, text=f"Answer {number}.", mode=person.mode)
    for row in rows:
        cast = Counter(Reaction.objects.filter(statement=row).values_list("value", flat=True))
        Statement.objects.filter(pk=row.pk).update(agrees=cast[1], disagrees=cast[-1], passes=cast[0])
    return here, people


def ballots(data):
    """Every voter's whole ballot, without their number."""
    found = {}
    for row in data["reactions"]:
        found.setdefault(row["voter"], []).append((row["statement"], row["reaction"]))
    return Counter(tuple(sorted(votes)) for votes in found.values())


@pytest.mark.parametrize("state", UNAGREED)
def test_nobody_takes_a_copy_before_the_findings_are_agreed(in_tenant, client_for, state):
    here, _people = voted(state)
    for role in MEMBERS:
        person = here.person(role)
        for address in ("export.csv", "export.json"):
            assert client_for(person).get(here.url(address)).status_code == 409
        for address in ("export/", "export/csv/"):
            answered = client_of(person).send("GET", f"/challenges/{here.challenge.pk}/{address}")
            assert (problem_of(answered), answered.json()["code"]) == ((409, "conflict"), "not-agreed")
    assert ApiClient(in_tenant).send("GET", f"/challenges/{here.challenge.pk}/copies/").json()["results"] == []
    shown = page(client_for(here.cast.citizen), here.url("export/"))
    assert "A copy can be taken once residents and professionals have signed" in shown
    assert "export.csv" not in shown


def test_no_list_says_how_an_answer_was_given(in_tenant, client_for):
    here, people = voted("feedback_closed")
    helped = people[-1].feedback.get()
    for role in MEMBERS:
        rows = (
            client_of(here.person(role)).send("GET", f"/challenges/{here.challenge.pk}/feedback/?page_size=100").json()
        )
        assert {row["mode"] for row in rows["results"]} <= {None}
    queue = page(client_for(here.cast.facilitator), f"/staff/challenges/{here.challenge.pk}/moderation/?state=shown")
    assert helped.text in queue
    assert not {words for words in ("By phone", "On this website", "· Resident") if words in queue}
    entered = helped.entered_by
    answered = client_of(entered).send("GET", f"/challenges/{here.challenge.pk}/feedback/{helped.pk}/").json()
    assert answered["mode"] == "phone"


def test_no_map_holds_a_line_for_each_person(in_tenant):
    here = scene("feedback_closed")
    run_with_small_groups(here.challenge)
    for role in ("citizen", "professional", "facilitator"):
        found = client_of(here.person(role)).send("GET", f"/challenges/{here.challenge.pk}/synthesis/").json()
        lists = [name for name, value in found["map"].items() if isinstance(value, list) and len(value) > 100]
        assert lists == []
        assert not {"contributor_ids", "per_person"} & set(found)


def test_what_is_told_of_people_is_true_of_ten_or_more_and_numbers_mean_nothing(in_tenant):
    here, _people = voted()
    first, second = as_data(here.challenge), as_data(here.challenge)
    for data in (first, second):
        assert all(count >= 10 for count in Counter(tuple(row.values()) for row in data["people"]).values())
        told = Counter((row["stake"], row["mode"], row["language"]) for row in data["answers"])
        assert all(count >= 10 for count in told.values())
        assert "phone" not in json.dumps([data["people"], data["answers"]])
        assert not {"person", "voter", "contributor"} & {name for row in data["answers"] for name in row}
        assert not {"person", "voter", "contributor"} & {name for row in data["statements"] for name in row}
    assert ballots(first) == ballots(second)
    assert first["reactions"] != second["reactions"]
    assert [row["answer"] for row in first["answers"]] != [row["answer"] for row in second["answers"]]


def test_ballots_lie_in_files_of_their_own(in_tenant):
    here, _people = voted()
    with zipfile.ZipFile(io.BytesIO(as_csv_archive(here.challenge))) as archive:
        columns = {
            name: set(next(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig")))))
            for name in archive.namelist()
            if name.endswith(".csv")
        }
    with_voters = {name for name, found in columns.items() if found & {"voter", "voter-id"}}
    assert with_voters == {"reactions.csv", "votes.csv"}
    assert columns["reactions.csv"] == {"voter", "statement", "reaction"}
    assert "author-id" not in columns["comments.csv"]


def test_two_copies_around_one_who_leaves_differ_by_ten_ballots(in_tenant, client_for):
    here, people = voted()
    assert client_for(here.cast.citizen).get(here.url("export.json")).status_code == 200
    before = ballots(as_data(here.challenge))
    actions.take_back_everything(actor=Actor.for_contributor(people[3].pk), contributor=people[3])
    after = ballots(as_data(here.challenge))
    assert sum((before - after).values()) == 10
    assert sum((after - before).values()) == 0
    assert Reaction.objects.filter(challenge=here.challenge).values("contributor").distinct().count() == VOTERS - 1


def test_where_no_copy_is_about_only_they_leave(in_tenant):
    here, people = voted()
    actions.take_back_everything(actor=Actor.for_contributor(people[3].pk), contributor=people[3])
    assert not Contributor.objects.filter(left_out_of_copies=True).exists()
    assert sum(ballots(as_data(here.challenge)).values()) == VOTERS - 1


def test_everybody_reads_who_took_a_copy_and_no_resident_is_named(in_tenant, client_for, client_in):
    here, _people = voted()
    client_for(here.cast.citizen).get(here.url("export.csv"))
    client_of(here.cast.facilitator).send("GET", f"/challenges/{here.challenge.pk}/export/")
    assert client_for(here.cast.stranger).get(here.url("export.csv")).status_code == 403

    shown = page(client_in(in_tenant), f"/say/{here.challenge.pk}/copies/")
    rows = ApiClient(in_tenant).send("GET", f"/challenges/{here.challenge.pk}/copies/").json()["results"]

    assert [(row["form"], row["stake"], row["person"]) for row in rows] == [
        (
            "json",
            here.challenge.service.memberships.get(person=here.cast.facilitator).stake,
            {"id": here.cast.facilitator.pk, "display_name": here.cast.facilitator.display_name},
        ),
        ("csv", "citizen", None),
    ]
    assert here.cast.facilitator.display_name in shown
    assert "A resident: Tables (CSV files in a ZIP)" in shown
    assert here.cast.citizen.display_name not in shown


def test_an_early_summing_up_tells_analysts_no_more_than_whole_tens(in_tenant, client_for):
    here = scene("open", closes_at=ahead(days=3))
    run = run_with_small_groups(here.challenge, interim=True)
    stored = {**run.opinion_map, "public": still_growing(run.opinion_map["public"])}
    SynthesisRun.objects.filter(pk=run.pk).update(opinion_map=stored)
    found = client_of(here.cast.citizen).send("GET", f"/challenges/{here.challenge.pk}/synthesis/").json()
    counts = [
        count for row in found["results"]["statements"] for cell in row["sides"].values() for count in cell.values()
    ]
    assert any(counts)
    assert all(count is None or count % 10 == 0 for count in counts)
    assert [group["size"] % 10 for group in found["results"]["groups"]] == [0] * len(found["results"]["groups"])


def test_two_early_summing_ups_lie_ten_people_and_an_hour_apart(in_tenant, client_for):
    here = scene("open", closes_at=ahead(days=3))
    SynthesisRunFactory(challenge=here.challenge, interim=True, created_at=ago(hours=2))
    for _ in range(9):
        answer(here.challenge)
    analyst = Actor.for_person(here.cast.citizen.pk)
    with pytest.raises(Conflict) as refused:
        actions.request_synthesis(actor=analyst, challenge=here.challenge)
    assert refused.value.code == "too-soon"
    assert "You can look again an hour after the last time" in page(
        client_for(here.cast.citizen), here.url("synthesis/")
    )
    with pytest.raises(Conflict):
        request_interim_synthesis(actor=Actor.system(), challenge=here.challenge)
    answer(here.challenge)
    assert guards.too_soon_to_look_again(here.challenge) == []
    SynthesisRun.objects.update(created_at=clock.now())
    assert guards.too_soon_to_look_again(here.challenge)
    SynthesisRun.objects.update(created_at=ago(hours=2))
    assert actions.request_synthesis(actor=analyst, challenge=here.challenge).kind == "codesign.synthesise"
