"""Addresses of citizens' pages: questions, answers, one's own part, what came of it."""

from django.urls import URLPattern, path

from services.codesign.views import public, public_mine, public_say, public_thread

urlpatterns: list[URLPattern] = [
    path("say/", public.challenges, name="list"),
    path("say/<int:pk>/", public.challenge, name="challenge"),
    path("say/<int:pk>/answer/", public_say.answer, name="answer"),
    path("say/<int:pk>/react/", public_say.react, name="react"),
    path("say/<int:pk>/statement/", public_say.statement, name="statement"),
    path("say/<int:pk>/thanks/", public.thanks, name="thanks"),
    path("receipt/", public_mine.receipt, name="receipt"),
    path("say/<int:pk>/mine/", public_mine.mine, name="mine"),
    path("say/<int:pk>/mine/answers/<int:feedback_pk>/change/", public_mine.change_answer, name="change_answer"),
    path("say/<int:pk>/mine/answers/<int:feedback_pk>/withdraw/", public_mine.withdraw_answer, name="withdraw_answer"),
    path(
        "say/<int:pk>/mine/statements/<int:statement_pk>/withdraw/",
        public_mine.withdraw_statement,
        name="withdraw_statement",
    ),
    path("say/<int:pk>/mine/withdraw/", public_mine.withdraw_all, name="withdraw_all"),
    path("say/<int:pk>/mine/forget/", public_mine.forget, name="forget"),
    path("changed/", public_thread.changed, name="changed"),
    path("say/<int:pk>/you-said/", public_thread.you_said, name="you_said"),
    path("say/<int:pk>/journey/", public_thread.journey, name="journey"),
]
