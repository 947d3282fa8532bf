"""Co-design through the API: the same visible rows and the same actions as the pages."""

from services.codesign.api import challenges, decisions, files, findings, progress, rewording, synthesis, themes, voices

urlpatterns = [
    *challenges.urlpatterns, *voices.urlpatterns, *findings.urlpatterns, *decisions.urlpatterns, *progress.urlpatterns,
    *files.urlpatterns, *rewording.urlpatterns, *synthesis.urlpatterns, *themes.urlpatterns,
]  # fmt: skip
