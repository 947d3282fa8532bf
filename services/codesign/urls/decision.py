"""Addresses of options, responses to findings, the decision and what came of it."""

from django.urls import path

from services.codesign.views.decision import options, record, responses, thread

urlpatterns = [
    path("changed/", thread.changed, name="changed"),
    path("say/<int:pk>/you-said/", thread.you_said, name="you_said"),
    path("work/<int:pk>/options/", options.options, name="options"),
    path("work/<int:pk>/options/open/", options.open_options, name="open_options"),
    path("work/<int:pk>/options/new/", options.add_option, name="add_option"),
    path("work/<int:pk>/options/<int:option_pk>/view/", options.view_option, name="view_option"),
    path("work/<int:pk>/options/<int:option_pk>/withdraw/", options.withdraw_option, name="withdraw_option"),
    path("work/<int:pk>/responses/", responses.responses, name="responses"),
    path("work/<int:pk>/responses/<int:insight_pk>/", responses.respond, name="respond"),
    path("work/<int:pk>/decision/", record.decision, name="decision"),
    path("work/<int:pk>/decision/record/", record.decide, name="decide"),
    path("work/<int:pk>/decision/correct/", record.correct, name="correct_decision"),
    path("work/<int:pk>/decision/items/<int:item_pk>/owner/", record.name_owner, name="name_owner"),
    path("work/<int:pk>/decision/tell/", record.report_back, name="report_back"),
    path("work/<int:pk>/decision/hand-over/", record.hand_over, name="hand_over"),
]
