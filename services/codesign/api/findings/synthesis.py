"""The summing-up: start it, and what it found, as data and as tables."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from kernel.accounts.enums import Scope
from kernel.api.jobs import JobSerializer
from kernel.api.operations import operation
from kernel.api.serializers import ChoiceField
from services.codesign.actions import request_synthesis
from services.codesign.api.findings.insights import FindingsView
from services.codesign.engine.growth import put_together
from services.codesign.enums import CodesignScope, OpinionBand
from services.codesign.exports import results_data, statements_csv, themes_csv
from services.codesign.exports.findings import view_of
from services.codesign.models import SynthesisRun
from services.codesign.permissions import sees_small_groups
from services.codesign.queries.findings.runs import run_shown


class CsvRenderer(BaseRenderer):
    """For content negotiation: the view itself gives the text."""

    media_type = "text/csv"
    format = "csv"

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        """Bytes as they are."""
        return bytes(data)


# What a map holds of single people.
OF_PEOPLE = ("group_of", "positions", "attempt", "placed")


class InShortSerializer(serializers.Serializer[Any]):
    """What most people think, where an exact number would tell too much: a code that stays, and words."""

    code = ChoiceField(OpinionBand.choices)
    words = serializers.CharField()


class NamedStatementSerializer(serializers.Serializer[Any]):
    """A statement by its number, and which way people went: `agree`, `disagree` or nothing."""

    number = serializers.IntegerField()
    direction = serializers.CharField(allow_blank=True)


class GroupSerializer(serializers.Serializer[Any]):
    """An opinion group. `group` is its number, which stays from run to run, with gaps; `stability` is 0 to 1."""

    group = serializers.IntegerField()
    letter = serializers.CharField()
    size = serializers.IntegerField()
    share = serializers.FloatField()
    stability = serializers.FloatField()
    typical = NamedStatementSerializer(many=True)


CELL: dict[str, Any] = {
    name: serializers.IntegerField(allow_null=True) for name in ("agree", "disagree", "pass", "seen")
}
# One of the names is a word of the language, so the fields cannot be attributes of a class.
CellSerializer = inline_serializer("SideReactions", CELL)


class ConsensusSerializer(serializers.Serializer[Any]):
    """Agreement and disagreement across groups, 0 to 1."""

    agree = serializers.FloatField(allow_null=True)
    disagree = serializers.FloatField(allow_null=True)


class StatementResultSerializer(serializers.Serializer[Any]):
    """A statement and how each side reacted: `everyone`, `group_a`, …, and each stake."""

    number = serializers.IntegerField()
    id = serializers.IntegerField()
    text = serializers.CharField(allow_blank=True)
    language = serializers.CharField(allow_blank=True)
    sides = serializers.DictField(child=CellSerializer)
    in_short = InShortSerializer(allow_null=True)
    consensus = ConsensusSerializer()
    divisiveness = serializers.FloatField(allow_null=True)


class QuoteSerializer(serializers.Serializer[Any]):
    """Somebody's own words."""

    id = serializers.IntegerField()
    text = serializers.CharField()
    language = serializers.CharField()


class ThemeResultSerializer(serializers.Serializer[Any]):
    """What some answers are about; the last one, without a number, is what belongs nowhere."""

    number = serializers.IntegerField(allow_null=True)
    name = serializers.CharField(allow_blank=True, help_text="What people called it; empty where nobody has.")
    keywords = serializers.ListField(child=serializers.CharField())
    answers = serializers.IntegerField(allow_null=True)
    certainty = serializers.FloatField(allow_null=True)
    quotes = QuoteSerializer(many=True)
    may_differ = QuoteSerializer(
        many=True,
        help_text="For analysts: unlike the rest, so please read. Nobody said that it sees it differently.",
    )


class WithoutFilesSerializer(serializers.Serializer[Any]):
    """A statement: the share that agrees, 0 to 1, of everybody who reacted and of those who did so here."""

    number = serializers.IntegerField()
    everybody = serializers.FloatField()
    without_files = serializers.FloatField(allow_null=True)


class ResultsSerializer(serializers.Serializer[Any]):
    """What the pages show of a summing-up. Sizes and counts of null are too small to be shown."""

    clear = serializers.BooleanField()
    reason = serializers.CharField()
    stability = serializers.FloatField(allow_null=True)
    people = serializers.IntegerField(allow_null=True)
    answers = serializers.IntegerField(allow_null=True)
    groups = GroupSerializer(many=True)
    shared = NamedStatementSerializer(many=True)
    divides = NamedStatementSerializer(many=True)
    statements = StatementResultSerializer(many=True)
    without_files = WithoutFilesSerializer(many=True)
    themes = ThemeResultSerializer(many=True)


class SynthesisSerializer(serializers.Serializer[Any]):
    """One finished summing-up. Indexes in `map` and `themes` count into the two lists of ids.

    An `interim` one was made while answers still came in; its counts are whole tens. `interim` runs,
    `themes`, `parameters` and `changes` (what is new since the run before) are for analysts; `feedback_ids` for members
    of the service.
    """

    id = serializers.IntegerField()
    number = serializers.IntegerField()
    interim = serializers.BooleanField()
    engine_version = serializers.CharField()
    inputs_digest = serializers.CharField()
    seed = serializers.IntegerField(allow_null=True)
    parameters = serializers.DictField()
    statement_ids = serializers.ListField(child=serializers.IntegerField())
    feedback_ids = serializers.ListField(child=serializers.IntegerField())
    map = serializers.DictField()
    themes = serializers.DictField()
    coverage = serializers.DictField()
    changes = serializers.DictField()
    results = ResultsSerializer()
    seconds = serializers.FloatField()
    created_at = serializers.DateTimeField()


class RunView(FindingsView):
    """Base: the newest run that the actor may see."""

    @property
    def is_analyst(self) -> bool:
        """Whether the actor sees small groups, and what is not final."""
        return sees_small_groups(self.standing)

    def run(self, *, lists: bool = False) -> SynthesisRun:
        """With the map as the actor may see it, and its long lists if asked for; 404 where there is none for them."""
        found = run_shown(self.challenge, analysts=self.is_analyst, lists=lists) if self.sees_findings else None
        if found is None:
            raise Http404
        return found


class Synthesis(RunView):
    """The summing-up."""

    @operation("synthesis_read", Scope.READ, gives=SynthesisSerializer)
    def get(self, request: Request, pk: int) -> dict[str, Any]:
        """The newest run, without single people. Analysts see small groups, everybody else none under ten."""
        analysts = self.is_analyst
        run = self.run(lists=analysts or self.is_insider)
        fields = (
            "id", "number", "interim", "engine_version", "inputs_digest", "statement_ids", "seconds", "created_at",
        )  # fmt: skip
        data = {name: getattr(run, name) for name in fields}
        results = results_data(run, analysts=analysts, public=not self.is_insider)
        data |= {name: results.pop(name) for name in ("seed", "coverage", "changes")}
        view = view_of(run)
        # Where single people are is drawn for analysts and given to nobody: it would be their ballots, nearly.
        data |= {"map": {name: value for name, value in view.items() if name not in OF_PEOPLE}, "results": results}
        data["parameters"] = run.parameters if analysts else {}
        data["feedback_ids"] = run.feedback_ids if self.is_insider else []
        data["themes"] = put_together(run.themes, run.per_answer) if analysts else {}
        return data

    @operation("synthesis_start", CodesignScope.ANALYSE, gives=JobSerializer, status=202)
    def post(self, request: Request, pk: int) -> HttpResponse:
        """Start the summing-up; of an open window as it stands so far. `Location` is where to see how far it is."""
        job = request_synthesis(actor=self.actor, challenge=self.challenge)
        return self.located(job, "api_job", job.pk)


class CsvView(RunView):
    """Base of tables."""

    renderer_classes = [CsvRenderer]

    def table(self, text: str, name: str) -> HttpResponse:
        """The text as a file."""
        return HttpResponse(
            text, content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="question-{self.challenge.pk}-{name}.csv"'},
        )  # fmt: skip


class StatementsCsv(CsvView):
    """The statements of the newest run as CSV."""

    @operation("synthesis_statements_csv", Scope.READ, gives={(200, "text/csv"): OpenApiTypes.STR})
    def get(self, request: Request, pk: int) -> HttpResponse:
        """A row for each statement: its words, and how many of each side agree, disagree and pass.

        An empty cell is a count that may not be shown.
        """
        return self.table(statements_csv(self.run()), "statements")


class ThemesCsv(CsvView):
    """The themes of the newest run as CSV."""

    @operation("synthesis_themes_csv", Scope.READ, gives={(200, "text/csv"): OpenApiTypes.STR})
    def get(self, request: Request, pk: int) -> HttpResponse:
        """A row for each theme, with its words and a few answers, and one for the answers that belong nowhere."""
        return self.table(themes_csv(self.run(), analysts=self.is_analyst, public=not self.is_insider), "themes")


BASE = "challenges/<int:pk>/synthesis"
urlpatterns = [
    path(f"{BASE}/", Synthesis.as_view(), name="api_synthesis"),
    path(f"{BASE}/statements/csv/", StatementsCsv.as_view(), name="api_statements_csv"),
    path(f"{BASE}/themes/csv/", ThemesCsv.as_view(), name="api_themes_csv"),
]
