"""Results as files: one code for page and API, nothing small for everybody, no live formula, nobody else's rows."""

import csv
import io
import json
import zipfile
from collections import Counter

import pytest
from jsonschema import Draft202012Validator

from kernel.api.schema import CouncilSchemaGenerator
from services.codesign.engine.__main__ import main
from services.codesign.engine.opinion.coverage import Contributor, coverage
from services.codesign.engine.opinion.mapping import map_opinions
from services.codesign.engine.themes.finding import find_themes
from services.codesign.exports import as_csv_archive
from services.codesign.models import Feedback, Reaction
from services.codesign.queries.findings.runs import coverage_for
from tests.factories import ContributorFactory, ReactionFactory, SynthesisRunFactory, ago
from tests.kernel.api.clients import ApiClient, client_of
from tests.services.codesign.findings.runs import SMALLEST, run_with_small_groups, stakes_of, three_camps
from tests.services.codesign.findings.scene import answer, scene, statement

pytestmark = pytest.mark.django_db

COUNTS = ("agree", "disagree", "pass", "seen")
FILE_QUERIES = 4


def rows_in(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def downloaded(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.content[:500]
    assert response["Content-Type"].startswith("text/csv")
    assert "attachment" in response["Content-Disposition"]
    return response.content.decode()


def sides_of(row: dict[str, str]) -> set[str]:
    return {name.removesuffix("_seen") for name in row if name.endswith("_seen")}


def test_everybody_gets_no_small_number_and_nothing_to_work_one_out_from(in_tenant, client_in, client_for):
    here = scene("synthesised")
    run_with_small_groups(here.challenge)

    public = rows_in(downloaded(client_in(in_tenant), f"/say/{here.challenge.pk}/statements.csv"))

    assert "group_c" not in sides_of(public[0])
    assert "partner" not in sides_of(public[0])
    told = 0
    for row in public:
        cells = {f"{side}_{kind}": row[f"{side}_{kind}"] for side in sides_of(row) for kind in COUNTS}
        cells = {name: value for name, value in cells.items() if value}
        told += len(cells)
        assert [name for name, value in cells.items() if int(value) < SMALLEST] == []
        for kind in COUNTS:
            for family in (("group_a", "group_b"), ("citizen", "professional", "partner")):
                parts = [row.get(f"{side}_{kind}") for side in family if row.get(f"{side}_seen") is not None]
                if parts and row[f"everyone_{kind}"] and all(parts):
                    rest = int(row[f"everyone_{kind}"]) - sum(map(int, parts))
                    assert rest == 0 or rest >= SMALLEST
    assert told > 20
    whole = rows_in(downloaded(client_for(here.cast.citizen), here.url("statements.csv")))
    assert {"group_a", "group_b", "group_c", "partner"} < sides_of(whole[0])
    assert any(int(row["group_c_agree"]) < SMALLEST for row in whole)
    assert rows_in(downloaded(client_for(here.cast.partner), here.url("statements.csv"))) == public


def test_the_analysts_figures_are_the_runs(in_tenant, client_for):
    here = scene()
    run = run_with_small_groups(here.challenge)
    view = run.opinion_map["analysts"]

    rows = rows_in(downloaded(client_for(here.cast.citizen), here.url("statements.csv")))

    assert [row["number"] for row in rows] == [str(n) for n in range(1, 13)]
    assert [int(row["statement"]) for row in rows] == run.statement_ids
    assert rows[4]["text"] == "Statement number 5."
    for index, row in enumerate(rows):
        assert int(row["everyone_agree"]) == view["totals"]["agree"][index]
        assert int(row["group_b_pass"]) == view["groups"][1]["counts"]["passed"][index]
        assert float(row["consensus_agree"]) == view["consensus"]["agree"][index]


def test_analysts_have_themes_whole_and_the_map_without_single_people_through_the_api(in_tenant):
    here = scene("synthesised")
    run = run_with_small_groups(here.challenge, answers=14)
    votes = three_camps()
    found = map_opinions(votes, stakes=stakes_of(len(votes))).to_dict()
    themes = find_themes([row.text for row in Feedback.objects.order_by("pk")], "en").to_dict()
    base = f"/challenges/{here.challenge.pk}/synthesis/"

    whole = client_of(here.cast.citizen).send("GET", base).json()
    inside = client_of(here.cast.partner).send("GET", base).json()

    people = {"group_of", "positions", "attempt"}
    assert whole["map"] == {name: value for name, value in json.loads(json.dumps(found)).items() if name not in people}
    assert whole["themes"] == json.loads(json.dumps(themes))
    assert whole["feedback_ids"] == inside["feedback_ids"] == run.feedback_ids
    assert not {"group_of", "positions", "attempt", "placed"} & set(inside["map"])
    assert inside["themes"] == {}


def test_page_and_api_give_the_same(in_tenant, client_in, client_for):
    here = scene("synthesised")
    run_with_small_groups(here.challenge, answers=14)
    base = f"/challenges/{here.challenge.pk}/synthesis/"

    for visitor, api, start in (
        (client_in(in_tenant), ApiClient(in_tenant), f"/say/{here.challenge.pk}/"),
        (client_for(here.cast.citizen), client_of(here.cast.citizen), here.url()),
        (client_for(here.cast.partner), client_of(here.cast.partner), here.url()),
    ):
        for name in ("statements", "themes"):
            assert api.send("GET", f"{base}{name}/csv/").content == visitor.get(f"{start}{name}.csv").content
        shown, read = visitor.get(f"{start}results.json").json(), api.send("GET", base).json()
        for key, value in read["results"].items():
            assert shown[key] == value, key
        assert (shown["coverage"], shown["changes"]) == (read["coverage"], read["changes"])


def test_results_as_data(in_tenant, client_in, client_for):
    here = scene("synthesised")
    run = run_with_small_groups(here.challenge, answers=14, changes={"since": 1})
    run.themes["themes"][0]["name"] = "Lamps"
    run.save()

    whole = client_for(here.cast.citizen).get(here.url("results.json")).json()
    public = client_in(in_tenant).get(f"/say/{here.challenge.pk}/results.json").json()

    assert [group["letter"] for group in whole["groups"]] == ["A", "B", "C"]
    assert [group["letter"] for group in public["groups"]] == ["A"]
    assert (whole["changes"], public["changes"]) == ({"since": 1}, {})
    assert whole["themes"][0]["name"] == "Lamps"
    assert whole["statements"][0]["sides"]["group_c"]["agree"] is not None
    assert "group_c" not in public["statements"][0]["sides"]
    assert whole["seed"] == 20260101
    small = [
        n for row in public["statements"] for cell in row["sides"].values() for n in cell.values() if n is not None
    ]
    assert small
    assert min(small) >= SMALLEST
    assert all(theme["answers"] is None or theme["answers"] >= SMALLEST for theme in public["themes"])
    assert public["coverage"]["by_stake"]["partner"] is None


def test_themes_of_few_answers_have_no_number_for_everybody(in_tenant, client_in, client_for):
    here = scene("synthesised")
    themes = {
        "themes": [
            {"number": n, "size": size, "label": [f"w{n}"], "keywords": [f"w{n}"], "representative": [n],
             "dissenting": [], "certainty": 0.6, "name": ""}
            for n, size in enumerate((30, 12, 3))
        ],
        "unassigned": [4],
        "near_duplicates": [],
    }  # fmt: skip
    said = [answer(here.challenge, f"Answer {n}", may_quote=n != 1) for n in range(46)]
    SynthesisRunFactory(challenge=here.challenge, feedback_ids=[row.pk for row in said], themes=themes)

    public = rows_in(downloaded(client_in(in_tenant), f"/say/{here.challenge.pk}/themes.csv"))
    whole = rows_in(downloaded(client_for(here.cast.citizen), here.url("themes.csv")))

    assert [row["answers"] for row in whole] == ["30", "12", "3", "1"]
    # The third and what belongs nowhere add up to four, so the second is hidden with them.
    assert [row["answers"] for row in public] == ["30", "", "", ""]
    assert [row["share"] for row in public] == ["0.652", "", "", ""]
    assert [row["quote_1"] for row in whole] == ["Answer 0", "Answer 1", "Answer 2", "Answer 4"]
    assert [row["quote_1"] for row in public] == ["Answer 0", "", "Answer 2", "Answer 4"]
    assert whole[-1]["name"] == "(none)"


def test_no_cell_is_a_formula(in_tenant, client_for):
    here = scene()
    run = run_with_small_groups(here.challenge, texts=("=HYPERLINK(1)", "@SUM(A1)", '-1+"x"'), answers=14)
    Feedback.objects.filter(pk__in=run.feedback_ids).update(text="+cmd|calc")
    run.themes["themes"][0]["name"] = "=1+1"
    run.save()
    client = client_for(here.cast.citizen)

    statements = rows_in(downloaded(client, here.url("statements.csv")))
    themes = rows_in(downloaded(client, here.url("themes.csv")))

    assert [row["text"] for row in statements[:3]] == ["'=HYPERLINK(1)", "'@SUM(A1)", '\'-1+"x"']
    assert themes[0]["name"] == "'=1+1"
    cells = [cell for row in [*statements, *themes] for name, cell in row.items() if name not in ("x", "y")]
    assert [cell for cell in cells if cell.startswith(("=", "+", "@", "-", "\t"))] == []


def test_words_taken_back_are_gone_and_their_figures_stay(in_tenant, client_in):
    here = scene("synthesised")
    run_with_small_groups(here.challenge, texts=("I take this back.",))
    here.challenge.statements.filter(text="I take this back.").update(text="", withdrawn_at=ago(minutes=1))

    text = downloaded(client_in(in_tenant), f"/say/{here.challenge.pk}/statements.csv")
    assert "I take this back." not in text
    assert len(rows_in(text)) == 12


@pytest.mark.parametrize("name", ["statements.csv", "themes.csv", "results.json"])
def test_who_gets_files_and_when(name, in_tenant, bait, client_in, client_for):
    early, agreed = scene("feedback_closed"), scene("synthesised")
    run_with_small_groups(early.challenge)
    run_with_small_groups(agreed.challenge)
    nothing, draft = scene("synthesised"), scene("draft")

    assert client_in(in_tenant).get(f"/say/{agreed.challenge.pk}/{name}").status_code == 200
    for here in (early, nothing, draft):
        assert client_in(in_tenant).get(f"/say/{here.challenge.pk}/{name}").status_code == 404
    assert client_in(in_tenant).get(f"/say/{bait.challenge.pk}/{name}").status_code == 404
    assert client_for(early.cast.citizen).get(early.url(name)).status_code == 200
    assert client_for(agreed.cast.stranger).get(early.url(name)).status_code == 403
    assert client_for(early.cast.citizen).get(f"/work/{bait.challenge.pk}/{name}").status_code == 404
    assert client_in(in_tenant).post(f"/say/{agreed.challenge.pk}/{name}").status_code == 405


def test_another_councils_words_do_not_come_in(in_tenant, bait, other_tenant, scope_of, client_in):
    """Even where a run would name a row of theirs by its number."""
    here = scene("synthesised")
    run = run_with_small_groups(here.challenge)
    theirs = bait.row("codesign.statement")
    run.statement_ids = [theirs.pk, *run.statement_ids[1:]]
    run.save()

    for name in ("statements.csv", "results.json"):
        assert theirs.text not in client_in(in_tenant).get(f"/say/{here.challenge.pk}/{name}").content.decode()


def test_a_hidden_target_is_not_given_away_by_its_share():
    stored = coverage(
        [Contributor((7, 8) if n < 3 else (8,) if n < 30 else ()) for n in range(60)], [(7, 12), (8, 20)]
    ).to_dict()

    public = coverage_for(stored, analysts=False)

    assert public["targets"][0] == {"key": 7, "wanted": 12, "heard": None, "share": None, "met": None, "band": ""}
    assert public["targets"][1]["heard"] == 30
    assert public["targets_met"] is None
    assert coverage_for(stored, analysts=True) == stored
    assert coverage_for({**stored, "targets": stored["targets"][1:]}, analysts=False)["targets_met"] == 0.5


def test_the_answer_is_as_the_api_describes_it(in_tenant):
    here = scene("synthesised")
    run_with_small_groups(here.challenge, answers=14)
    described = CouncilSchemaGenerator(urlconf="coprod.api_urls").get_schema(public=True)
    described = json.loads(json.dumps(described, default=str))
    whole = {"$ref": "#/components/schemas/Synthesis", "components": described["components"]}

    for client in (ApiClient(in_tenant), client_of(here.cast.citizen), client_of(here.cast.partner)):
        answer_ = client.send("GET", f"/challenges/{here.challenge.pk}/synthesis/").json()
        Draft202012Validator(whole).validate(answer_)
        cell = answer_["results"]["statements"][0]["sides"]["everyone"]
        assert list(cell) == ["agree", "disagree", "pass", "seen"]


def test_query_counts(in_tenant, client_in, query_count):
    for statements, answers in ((12, 14), (60, 90)):
        here = scene("synthesised")
        run_with_small_groups(here.challenge, statements=statements, answers=answers)
        for name, extra in (("statements.csv", 0), ("themes.csv", 0), ("results.json", 1)):
            with query_count(FILE_QUERIES + extra):
                assert client_in(in_tenant).get(f"/say/{here.challenge.pk}/{name}").status_code == 200


def test_a_copy_can_be_summed_up_again(in_tenant, tmp_path, capsys):
    """What the report says that anybody can do: the command on an unpacked copy finds the same groups."""
    here = scene()
    votes = three_camps()[::3]
    rows = [statement(here.challenge, f"Statement number {n + 1}.") for n in range(votes.shape[1])]
    people = [ContributorFactory(challenge=here.challenge, person=None) for _ in votes]
    Reaction.objects.bulk_create(
        ReactionFactory.build(
            challenge=here.challenge, contributor=people[n], statement=rows[m], value=int(votes[n, m])
        )
        for n in range(len(votes))
        for m in range(len(rows))
    )
    found = map_opinions(votes, participants=[p.pk for p in people], statements=[s.pk for s in rows])
    assert found.clear

    with zipfile.ZipFile(io.BytesIO(as_csv_archive(here.challenge))) as archive:
        archive.extractall(tmp_path)
    assert main([str(tmp_path), "--json"]) == 0

    again = json.loads(capsys.readouterr().out)
    # People have other numbers in each copy, so they come in another order; nothing else differs.
    assert Counter(again["group_of"]) == Counter(found.group_of.tolist())
    assert sorted(again["positions"]) == sorted(found.to_dict()["positions"])
    assert again["stability"] == pytest.approx(found.stability, abs=1e-6)
    assert again["shared"] == found.to_dict()["shared"]
    assert again["divisive"] == found.to_dict()["divisive"]
    assert again["statement_ids"] == [row.pk for row in rows]
