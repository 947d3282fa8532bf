"""Co-design through the API: the same visible rows and the same actions as the pages."""

from services.codesign.api import asked, challenge, decision, files, imports, journey, previews, themes, trace
from services.codesign.api.findings import synthesis
from services.codesign.api.findings import urls as findings
from services.codesign.api.voices import urls as voices

urlpatterns = [
    *challenge.urlpatterns, *asked.urlpatterns, *voices.urlpatterns, *findings.urlpatterns, *decision.urlpatterns,
    *journey.urlpatterns, *imports.urlpatterns, *files.urlpatterns, *previews.urlpatterns, *synthesis.urlpatterns,
    *themes.urlpatterns, *trace.urlpatterns,
]  # fmt: skip
