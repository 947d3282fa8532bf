"""Addresses of the summing-up, findings, signatures, and the results that everybody can read."""

from django.urls import path

from services.codesign.views.findings import insights, results, signing, synthesis, unused, writing
from services.codesign.views.findings.results import ALL, STATEMENTS, THEMES

urlpatterns = [
    path("work/<int:pk>/synthesis/", synthesis.synthesis, name="synthesis"),
    path("work/<int:pk>/synthesis/run/", synthesis.run_synthesis, name="run_synthesis"),
    path("work/<int:pk>/synthesis/progress/<int:job_pk>/", synthesis.synthesis_progress, name="synthesis_progress"),
    path("work/<int:pk>/insights/", insights.insights, name="insights"),
    path("work/<int:pk>/insights/new/", writing.add_insight, name="add_insight"),
    path("work/<int:pk>/insights/merge/", insights.merge_insights, name="merge_insights"),
    path("work/<int:pk>/insights/<int:insight_pk>/", writing.insight, name="insight"),
    path("work/<int:pk>/insights/<int:insight_pk>/keep/", insights.keep_insight, name="keep_insight"),
    path("work/<int:pk>/insights/<int:insight_pk>/drop/", insights.drop_insight, name="drop_insight"),
    path("work/<int:pk>/insights/<int:insight_pk>/look-again/", insights.look_again, name="look_again"),
    path("work/<int:pk>/insights/<int:insight_pk>/as-counted/", insights.restore_as_counted, name="restore_as_counted"),
    path("work/<int:pk>/unused/", unused.unused, name="unused"),
    path("work/<int:pk>/set-aside/<int:aside_pk>/undo/", unused.undo_set_aside, name="undo_set_aside"),
    path("work/<int:pk>/sign/", signing.sign, name="sign"),
    path("work/<int:pk>/complete-synthesis/", signing.complete_synthesis, name="complete_synthesis"),
    path("work/<int:pk>/report/", results.work_report, name="work_report"),
    path("work/<int:pk>/statements.csv", results.work_file, {"kind": STATEMENTS}, name="work_statements_csv"),
    path("work/<int:pk>/themes.csv", results.work_file, {"kind": THEMES}, name="work_themes_csv"),
    path("work/<int:pk>/results.json", results.work_file, {"kind": ALL}, name="work_results_json"),
    path("say/<int:pk>/results/", results.results, name="results"),
    path("say/<int:pk>/report/", results.report, name="report"),
    path("say/<int:pk>/statements.csv", results.results_file, {"kind": STATEMENTS}, name="statements_csv"),
    path("say/<int:pk>/themes.csv", results.results_file, {"kind": THEMES}, name="themes_csv"),
    path("say/<int:pk>/results.json", results.results_file, {"kind": ALL}, name="results_json"),
]
