"""Addresses of what people say: answers, statements, reactions, coming back, looking through, entering."""

from django.urls import path

from services.codesign.views.voices import arrivals, entering, mine, moderation, saying, second_looks, workshops

urlpatterns = [
    path("say/<int:pk>/answer/", saying.answer, name="answer"),
    path("say/<int:pk>/react/", saying.react, name="react"),
    path("say/<int:pk>/statement/", saying.statement, name="statement"),
    path("say/<int:pk>/thanks/", saying.thanks, name="thanks"),
    path("receipt/", mine.receipt, name="receipt"),
    path("say/<int:pk>/mine/", mine.mine, name="mine"),
    path("say/<int:pk>/mine/answers/<int:feedback_pk>/change/", mine.change_answer, name="change_answer"),
    path("say/<int:pk>/mine/answers/<int:feedback_pk>/withdraw/", mine.withdraw_answer, name="withdraw_answer"),
    path(
        "say/<int:pk>/mine/statements/<int:statement_pk>/withdraw/", mine.withdraw_statement, name="withdraw_statement"
    ),
    path("say/<int:pk>/mine/answers/<int:feedback_pk>/look-again/", mine.look_again, name="look_again_answer"),
    path("say/<int:pk>/mine/statements/<int:statement_pk>/look-again/", mine.look_again, name="look_again_statement"),
    path("say/<int:pk>/mine/withdraw/", mine.withdraw_all, name="withdraw_all"),
    path("say/<int:pk>/mine/forget/", mine.forget, name="forget"),
    path("say/<int:pk>/was-it-you/", mine.was_it_you, name="was_it_you"),
    path("w/", workshops.enter_code, name="workshop_code"),
    path("w/<str:code>/", workshops.workshop, name="workshop"),
    path("staff/challenges/<int:pk>/workshops/", workshops.workshops, name="workshops"),
    path("work/<int:pk>/who-came/", arrivals.arrivals, name="arrivals"),
    path("staff/challenges/<int:pk>/moderation/", moderation.moderation, name="moderation"),
    path("staff/challenges/<int:pk>/second-looks/", second_looks.second_looks, name="second_looks"),
    path("staff/challenges/<int:pk>/enter/", entering.enter, name="enter"),
]
