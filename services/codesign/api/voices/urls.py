"""Addresses of what people say."""

from django.urls import path

from services.codesign.api.voices.arrivals import Arrivals, Workshops
from services.codesign.api.voices.mine import AnotherLook, MineView
from services.codesign.api.voices.moderation import Moderation, SecondLookDetail, SecondLookList
from services.codesign.api.voices.saying import (
    FeedbackDetail,
    FeedbackList,
    Reactions,
    Seeds,
    StatementDetail,
    StatementList,
    StatementNext,
)

urlpatterns = [
    path("challenges/<int:pk>/feedback/", FeedbackList.as_view(), name="api_feedback"),
    path("challenges/<int:pk>/feedback/<int:feedback>/", FeedbackDetail.as_view(), name="api_one_feedback"),
    path("challenges/<int:pk>/statements/", StatementList.as_view(), name="api_statements"),
    path("challenges/<int:pk>/statements/next/", StatementNext.as_view(), name="api_next_statement"),
    path("challenges/<int:pk>/statements/seeds/", Seeds.as_view(), name="api_seeds"),
    path("challenges/<int:pk>/statements/<int:statement>/", StatementDetail.as_view(), name="api_statement"),
    path("challenges/<int:pk>/reactions/", Reactions.as_view(), name="api_reactions"),
    path("challenges/<int:pk>/moderation/", Moderation.as_view(), name="api_moderation"),
    path("challenges/<int:pk>/workshops/", Workshops.as_view(), name="api_workshops"),
    path("challenges/<int:pk>/arrivals/", Arrivals.as_view(), name="api_arrivals"),
    path("challenges/<int:pk>/second-looks/", SecondLookList.as_view(), name="api_second_looks"),
    path("challenges/<int:pk>/second-looks/<int:look>/", SecondLookDetail.as_view(), name="api_second_look"),
    path("challenges/<int:pk>/mine/another-look/", AnotherLook.as_view(), name="api_another_look"),
    path("challenges/<int:pk>/mine/", MineView.as_view(), name="api_mine"),
]
