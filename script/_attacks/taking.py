"""To take away quietly: refuse, stop, rewrite, stretch, bring back."""

import json
import uuid
from datetime import datetime, timedelta
from typing import Any

from _attacks.outcomes import Outcome, blocked, need, stop_if, visible
from _attacks.scene import FACILITATOR, GLANMOR, OFFICER, PROFESSIONAL, RESIDENT, Scene

EN_CY = {"en": "Because it is better so.", "cy": "Am ei fod yn well felly."}
AT_ONCE = 6


def shown_statements_refused(scene: Scene) -> Outcome:
    """Six accepted statements that people reacted to are refused as off topic, by the facilitator and a colleague."""
    pk, facilitator = scene.question("open"), scene.sign_in(FACILITATOR)
    rows = facilitator.rows(f"/challenges/{pk}/statements/?moderation=accepted")
    # Statements to start with are nobody's, and people reacted to all of them.
    chosen = [{"id": row["id"], "moderation_version": row["moderation_version"]} for row in rows[:AT_ONCE]]
    need(len(chosen) == AT_ONCE, "there are too few statements")
    asked = {"accept": False, "reason": "off_topic", "statements": chosen}
    done = facilitator.api("POST", f"/challenges/{pk}/moderation/", asked)
    need(done.status == 200, f"nothing could be refused ({done.status})")
    looks = facilitator.rows(f"/challenges/{pk}/second-looks/")
    colleague = scene.sign_in(PROFESSIONAL)
    for look in looks:
        tried = colleague.api("PUT", f"/challenges/{pk}/second-looks/{look['id']}/", {"show": False})
        stop_if(tried.status < 400, "two professionals hid it")
    still = {row["id"] for row in scene.statements(pk)}
    gone = [row["id"] for row in chosen if row["id"] not in still]
    stop_if(bool(gone), f"{len(gone)} statements are gone")
    stop_if("asked a second person" not in scene.trace(pk), "nobody reads that it was tried")
    return visible("“How this was done”; shown until a resident agrees")


def left_waiting(scene: Scene) -> Outcome:
    """What is to be looked through before it is shown is left lying until nobody can react to it any more."""
    pk = scene.question("open")
    waiting = scene.sign_in(FACILITATOR).rows(f"/challenges/{pk}/feedback/?moderation=pending")
    if not waiting:
        scene.answer(scene.visitor(), pk, "I would come for the quiet, and for the lamps.")
        waiting = scene.sign_in(FACILITATOR).rows(f"/challenges/{pk}/feedback/?moderation=pending")
    need(bool(waiting), "nothing waits")
    stop_if("waiting to be looked" not in scene.trace(pk).lower(), "nobody reads how much waits, and since when")
    return visible("“How this was done”: how much waits, and since when")


def stopped_after_decision(scene: Scene) -> Outcome:
    """A decided question is stopped, so that findings, options and results disappear."""
    pk, visitor = scene.question("reported_back", GLANMOR), scene.visitor(GLANMOR)
    for title in (OFFICER, FACILITATOR):
        tried = scene.sign_in(title, GLANMOR).api("POST", f"/challenges/{pk}/abandon/", {"reason": EN_CY})
        stop_if(tried.status < 400, "it is stopped")
        need(tried.status == 409, f"stopping answers {tried.status}")
    for path in (f"/say/{pk}/results/", f"/say/{pk}/you-said/", f"/api/v1/challenges/{pk}/decision/"):
        stop_if(visitor.get(path).status != 200, f"{path} is gone")
    return blocked()


def rewritten_while_open(scene: Scene) -> Outcome:
    """What people were asked under changes below their answers: what is fixed, then what may change with a reason."""
    pk, officer = scene.question("open"), scene.sign_in(OFFICER)
    fixed = {
        "question": {"en": "Which six evenings should the library be shut?"},
        "can_change": {"en": "Nothing."},
        "cannot_change": {"en": "Everything."},
        "decision_owner": None,
        "account_required": True,
        "moderation": "post",
        "closes_at": "2026-11-29T00:00:00Z",
    }
    for name, value in fixed.items():
        tried = _changed(officer, pk, scene, **{name: value})
        stop_if(tried.status < 400, f"{name} is rewritten")
        need(tried.is_refused, f"changing {name} answers {tried.status}")
    said = {"background": {"en": "All is decided already, but do tell us."}}
    stop_if(_changed(officer, pk, scene, **said).status < 400, "the background is rewritten without a reason")
    done = _changed(officer, pk, scene, reason={"en": "We know more now."}, **said)
    need(done.status == 200, f"the background could not be changed ({done.status})")
    journey = scene.journey(pk)
    stop_if("We know more now." not in journey or "about nine extra" not in journey, "nobody reads both texts")
    return visible("the journey: both texts, the day and the reason")


def _changed(browser: Any, pk: int, scene: Scene, **changes: Any) -> Any:
    return browser.api("PATCH", f"/challenges/{pk}/", {**changes, "version": scene.details(pk)["version"]})


def stretched_without_end(scene: Scene) -> Outcome:
    """A facilitator gives more time again and again, by ten years, and less."""
    pk, facilitator = scene.question("open", GLANMOR), scene.sign_in(FACILITATOR, GLANMOR)
    first = datetime.fromisoformat(scene.details(pk, GLANMOR)["closes_at"])
    path = f"/challenges/{pk}/extend/"
    for other in (first - timedelta(days=1), first + timedelta(days=3650)):
        tried = facilitator.api("POST", path, {"closes_at": other.isoformat(), "reason": EN_CY})
        stop_if(tried.status < 400, f"it closes on {other}")
    done = 0
    for n in range(1, 8):
        later = (first + timedelta(hours=n)).isoformat()
        done += facilitator.api("POST", path, {"closes_at": later, "reason": EN_CY}).status < 400
    stop_if(done > 3, f"more time {done} times")
    stop_if(done > 0 and "more time" not in scene.trace(pk, GLANMOR), "nobody reads that there is more time")
    return visible(f"“How this was done”; {done} times at most")


def comes_back_by_its_key(scene: Scene) -> Outcome:
    """An answer that was taken back comes again by repeating the request that gave it."""
    pk, person = scene.question("open"), scene.sign_in(RESIDENT)
    words, path, mark = f"Lamps, please. {uuid.uuid4().hex[:6]}", f"/challenges/{pk}/feedback/", uuid.uuid4().hex
    body = {"text": words, "language": "en"}
    given = person.api("POST", path, body, Idempotency_Key=mark)
    need(given.status == 201, f"nothing could be said ({given.status})")
    number = given.data["feedback"]["id"]
    need(person.api("DELETE", f"{path}{number}/").status == 204, "nothing could be taken back")
    again = person.api("POST", path, body, Idempotency_Key=mark)
    stop_if(words in again.text, "the words came back")
    need(again.status == 409, f"the repeated request answers {again.status}")
    everywhere = [person.api("GET", f"{path}{number}/").text, person.get(f"/say/{pk}/mine/").text]
    everywhere.append(json.dumps(scene.sign_in(FACILITATOR).rows(path)))
    stop_if(any(words in text for text in everywhere), "the words are still there")
    return blocked()


def published_disappears(scene: Scene) -> Outcome:
    """A decision is written over, deleted or decided anew; a published finding is dropped."""
    pk, owner = scene.question("reported_back", GLANMOR), scene.sign_in("Who decides", GLANMOR)
    asked = {"text": EN_CY, "reasons": EN_CY, "options": []}
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        stop_if(owner.api(method, f"/challenges/{pk}/decision/", asked).status < 400, f"{method} changed the decision")
    finding = owner.rows(f"/challenges/{pk}/insights/")[0]["id"]
    for who in (owner, scene.sign_in(FACILITATOR, GLANMOR), scene.sign_in(RESIDENT, GLANMOR)):
        for path in ("drop/", "keep/"):
            stop_if(who.api("POST", f"/challenges/{pk}/insights/{finding}/{path}").status < 400, "a finding changed")
        stop_if(
            who.api("PATCH", f"/challenges/{pk}/insights/{finding}/", {"text": EN_CY, "version": 1}).status < 400,
            "rewritten",
        )
    return blocked()


def outcomes_of_residents_removed(scene: Scene) -> Outcome:
    """A facilitator takes out what a resident said that the service should change."""
    pk, facilitator = scene.question("open"), scene.sign_in(FACILITATOR)
    service = scene.details(pk)["service"]
    rows = scene.visitor().rows(f"/services/{service}/outcomes/")
    need(bool(rows), "there are no outcomes")
    tried = facilitator.api("DELETE", f"/services/{service}/outcomes/{rows[0]['id']}/")
    if tried.status >= 400:
        return blocked()
    told = "took back something the service was meant to change" in scene.trace(pk)
    stop_if(not told, "a resident's outcome is gone without a trace")
    return visible("“How this was done” of every question that runs there")
