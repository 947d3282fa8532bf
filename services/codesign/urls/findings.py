"""Addresses of the work on findings, for members of both sides, and of the results, for everybody."""

from django.urls import path

from services.codesign.views import (
    findings,
    findings_insights,
    findings_report,
    findings_signing,
    findings_themes,
    findings_unused,
)
from services.codesign.views.findings_report import ALL, STATEMENTS, THEMES

urlpatterns = [
    path("work/<int:pk>/", findings.work, name="work"),
    path("work/<int:pk>/synthesis/", findings.synthesis, name="synthesis"),
    path("work/<int:pk>/synthesis/run/", findings.run_synthesis, name="run_synthesis"),
    path("work/<int:pk>/synthesis/progress/<int:job_pk>/", findings.synthesis_progress, name="synthesis_progress"),
    path("work/<int:pk>/themes/", findings_themes.themes, name="themes"),
    path("work/<int:pk>/insights/", findings_insights.insights, name="insights"),
    path("work/<int:pk>/insights/new/", findings_insights.add_insight, name="add_insight"),
    path("work/<int:pk>/insights/merge/", findings_insights.merge_insights, name="merge_insights"),
    path("work/<int:pk>/insights/<int:insight_pk>/", findings_insights.insight, name="insight"),
    path("work/<int:pk>/insights/<int:insight_pk>/keep/", findings_insights.keep_insight, name="keep_insight"),
    path("work/<int:pk>/insights/<int:insight_pk>/drop/", findings_insights.drop_insight, name="drop_insight"),
    path("work/<int:pk>/insights/<int:insight_pk>/look-again/", findings_insights.look_again, name="look_again"),
    path(
        "work/<int:pk>/insights/<int:insight_pk>/as-counted/",
        findings_insights.restore_as_counted,
        name="restore_as_counted",
    ),
    path("work/<int:pk>/unused/", findings_unused.unused, name="unused"),
    path("work/<int:pk>/set-aside/<int:aside_pk>/undo/", findings_unused.undo_set_aside, name="undo_set_aside"),
    path("work/<int:pk>/sign/", findings_signing.sign, name="sign"),
    path("work/<int:pk>/complete-synthesis/", findings_signing.complete_synthesis, name="complete_synthesis"),
    path("work/<int:pk>/report/", findings_report.work_report, name="work_report"),
    path("work/<int:pk>/statements.csv", findings_report.work_file, {"kind": STATEMENTS}, name="work_statements_csv"),
    path("work/<int:pk>/themes.csv", findings_report.work_file, {"kind": THEMES}, name="work_themes_csv"),
    path("work/<int:pk>/results.json", findings_report.work_file, {"kind": ALL}, name="work_results_json"),
    path("say/<int:pk>/results/", findings.results, name="results"),
    path("say/<int:pk>/report/", findings_report.report, name="report"),
    path("say/<int:pk>/statements.csv", findings_report.results_file, {"kind": STATEMENTS}, name="statements_csv"),
    path("say/<int:pk>/themes.csv", findings_report.results_file, {"kind": THEMES}, name="themes_csv"),
    path("say/<int:pk>/results.json", findings_report.results_file, {"kind": ALL}, name="results_json"),
]
