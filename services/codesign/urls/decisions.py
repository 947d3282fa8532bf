"""Addresses of options, answers to findings, and the decision."""

from django.urls import path

from services.codesign.views import decisions, decisions_record

urlpatterns = [
    path("work/<int:pk>/options/", decisions.options, name="options"),
    path("work/<int:pk>/options/open/", decisions.open_options, name="open_options"),
    path("work/<int:pk>/options/new/", decisions.add_option, name="add_option"),
    path("work/<int:pk>/options/<int:option_pk>/view/", decisions.view_option, name="view_option"),
    path("work/<int:pk>/options/<int:option_pk>/withdraw/", decisions.withdraw_option, name="withdraw_option"),
    path("work/<int:pk>/answers/", decisions.answers, name="answers"),
    path("work/<int:pk>/answers/<int:insight_pk>/", decisions.answer_insight, name="answer_insight"),
    path("work/<int:pk>/decision/", decisions_record.decision, name="decision"),
    path("work/<int:pk>/decision/record/", decisions_record.decide, name="decide"),
    path("work/<int:pk>/decision/items/<int:item_pk>/owner/", decisions_record.name_owner, name="name_owner"),
    path("work/<int:pk>/decision/tell/", decisions_record.report_back, name="report_back"),
    path("work/<int:pk>/decision/hand-over/", decisions_record.hand_over, name="hand_over"),
]
