"""Crowds, doubles and doors: to answer as many, to count twice, to lock out, to guess."""

import threading
import uuid

from _attacks.browser import Browser
from _attacks.outcomes import Outcome, blocked, need, stop_if
from _attacks.scene import BRACKENFORD, FACILITATOR, GLANMOR, RESIDENT, Scene

ELSEWHERE = "127.0.0.2"
VISITS, AT_ONCE, TRIES, GUESSES = 30, 6, 14, 25


def many_visits(scene: Scene) -> Outcome:
    """Thirty visits without cookies from one address, each claiming to come from elsewhere."""
    pk = scene.question("open", GLANMOR)
    statement = scene.statements(pk, GLANMOR)[0]["id"]
    counted = 0
    for n in range(VISITS):
        visitor = Browser(f"{scene.demo.address}/{GLANMOR}", claims=f"203.0.113.{n}")
        counted += scene.react(visitor, pk, statement).status == 200
    stop_if(counted == VISITS, "all of them count")
    need(counted > 0, "nobody could react at all")
    return blocked(f"after {counted} in an hour; whoever is let in counts as a visitor, apart")


def counted_twice(scene: Scene) -> Outcome:
    """One browser reacts signed in and signed out; another first without, then with an account."""
    pk = scene.question("open")
    statement = scene.statements(pk)[1]["id"]
    browser = scene.sign_in_as("vic.orchardson@brackenford.example")
    first = scene.react(browser, pk, statement)
    need(first.status == 200, f"nobody could react ({first.status})")
    browser.post("/account/logout/", page="/")
    again = scene.react(browser, pk, statement, "-1")
    stop_if(again.status < 400, "one browser counts twice")
    return blocked("asked first whether that was them")


def same_said_at_once(scene: Scene) -> Outcome:
    """Six equal answers of one person at the same moment."""
    pk = scene.question("open")
    person = scene.sign_in(RESIDENT)
    words = f"Tea at seven, and a lamp. {uuid.uuid4().hex[:6]}"
    person.token  # noqa: B018 - the cookie has to be there before six use it.
    answers: list[int] = []

    def say() -> None:
        sent = person.api("POST", f"/challenges/{pk}/feedback/", {"text": words, "language": "en"})
        answers.append(sent.status)

    threads = [threading.Thread(target=say) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    need(201 in answers and max(answers) < 500, f"they answer {sorted(answers)}")
    kept = scene.sign_in(FACILITATOR).rows(f"/challenges/{pk}/feedback/?page_size=200")
    stop_if(sum(1 for row in kept if row["text"] == words) != 1, "the same is there more than once")
    return blocked()


def locked_out(scene: Scene) -> Outcome:
    """Somebody elsewhere tries to be a resident until nobody can, and the resident then signs in."""
    email = "mina.castellane@brackenford.example"
    stranger = Browser(f"{scene.demo.address}/{BRACKENFORD}", source=ELSEWHERE)
    said = [stranger.post("/account/login/code/", {"email": email}).status for _ in range(TRIES)]
    need(429 in said, f"trying has no end ({sorted(set(said))})")
    try:
        scene.sign_in_as(email)
    except Exception as error:
        stop_if(True, f"the owner is locked out: {error}")
    return blocked("429 for the pair of address and account")


def receipt_guessed(scene: Scene) -> Outcome:
    """References are guessed, each time with another claim of where one is."""
    said = []
    for n in range(GUESSES):
        guess = f"7K3M-Q2XA-9TRD-{n:04d}".replace("0", "2").replace("1", "3")
        visitor = Browser(f"{scene.demo.address}/{BRACKENFORD}", claims=f"198.51.100.{n}", source="127.0.0.3")
        answer = visitor.post("/receipt/", {"reference": guess})
        stop_if("/mine/" in answer.url, "a guess opened what somebody said")
        said.append(answer.status)
    need(429 in said, f"guessing has no end ({sorted(set(said))})")
    return blocked("20 an hour")


def line_break_in_a_name(scene: Scene) -> Outcome:
    """A service's name with a line break, which would end the subject of its invitations."""
    facilitator = scene.sign_in(FACILITATOR)
    pk = scene.question("feedback_closed")
    number = scene.details(pk)["service"]
    service = facilitator.api("GET", f"/services/{number}/").data
    name = {"en": f"{service['name']['en']}\r\nBcc: everybody@brackenford.example"}
    done = facilitator.api("PATCH", f"/services/{number}/", {"name": name, "version": service["version"]})
    kept = facilitator.api("GET", f"/services/{number}/").data
    stop_if("\n" in kept["name"]["en"] or "\r" in kept["name"]["en"], "the name has two lines")
    need(done.status < 500, f"changing a name answers {done.status}")
    if done.status < 400:
        facilitator.api("PATCH", f"/services/{number}/", {"name": service["name"], "version": kept["version"]})
    return blocked()


def workshop_for_a_crowd(scene: Scene) -> Outcome:
    """A resident makes a code that lets many start from one address; a facilitator one without end."""
    pk = scene.question("open")
    room = {"place": "My kitchen", "starts_at": "2026-01-01T00:00:00Z", "ends_at": "2099-01-01T00:00:00Z"}
    for who in (scene.sign_in(RESIDENT), scene.sign_in(FACILITATOR)):
        tried = who.api("POST", f"/challenges/{pk}/workshops/", {**room, "at_most": 200})
        stop_if(tried.status < 400, "a code without end")
    return blocked("twelve hours, 200 people, made by the facilitator, told on the journey")
