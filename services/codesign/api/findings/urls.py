"""Addresses of findings."""

from django.urls import path

from services.codesign.api.findings.insights import (
    BASE,
    Drop,
    InsightDetail,
    InsightList,
    Keep,
    LookedAgain,
    MayDiffer,
    Merge,
    RestoreAsCounted,
    Sources,
)
from services.codesign.api.findings.signing import SignatureList
from services.codesign.api.findings.unused import SetAsideDetail, SetAsideList

urlpatterns = [
    path(f"{BASE}/insights/", InsightList.as_view(), name="api_insights"),
    path(f"{BASE}/insights/<int:insight>/", InsightDetail.as_view(), name="api_insight"),
    path(f"{BASE}/insights/<int:insight>/sources/", Sources.as_view(), name="api_sources"),
    path(f"{BASE}/insights/<int:insight>/may-differ/", MayDiffer.as_view(), name="api_may_differ"),
    path(f"{BASE}/insights/<int:insight>/keep/", Keep.as_view(), name="api_keep"),
    path(f"{BASE}/insights/<int:insight>/drop/", Drop.as_view(), name="api_drop"),
    path(f"{BASE}/insights/<int:insight>/merge/", Merge.as_view(), name="api_merge"),
    path(f"{BASE}/insights/<int:insight>/as-counted/", RestoreAsCounted.as_view(), name="api_restore_as_counted"),
    path(f"{BASE}/insights/<int:insight>/looked-again/", LookedAgain.as_view(), name="api_looked_again"),
    path(f"{BASE}/set-aside/", SetAsideList.as_view(), name="api_set_aside"),
    path(f"{BASE}/set-aside/<int:row>/", SetAsideDetail.as_view(), name="api_one_set_aside"),
    path(f"{BASE}/signatures/", SignatureList.as_view(), name="api_signatures"),
]
