"""Co-design through the API: the same visible rows and the same actions as the pages."""

from services.codesign.api import challenge, decision, files, journey, previews, themes
from services.codesign.api.findings import synthesis
from services.codesign.api.findings import urls as findings
from services.codesign.api.voices import urls as voices

urlpatterns = [
    *challenge.urlpatterns, *voices.urlpatterns, *findings.urlpatterns, *decision.urlpatterns, *journey.urlpatterns,
    *files.urlpatterns, *previews.urlpatterns, *synthesis.urlpatterns, *themes.urlpatterns,
]  # fmt: skip
