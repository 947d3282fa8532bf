"""To be somebody else: through keys, through what one typed for them, without the second factor."""

import re

from _attacks.browser import Answer, Browser
from _attacks.outcomes import Outcome, blocked, need, stop_if
from _attacks.scene import ADMINISTRATOR, BRACKENFORD, FACILITATOR, GLANMOR, OFFICER, RESIDENT, Scene

SCOPES = ("read", "feedback", "analyse", "manage")


def made_key(browser: Browser, page: str, **typed: object) -> str:
    """The secret of a new key, as the page shows it once; "" where none was made."""
    found = re.search(r"coprod_[\w.-]{20,}", browser.post(page, {"name": "Library system", **typed}).text)
    return found[0] if found else ""


def in_person_acts(browser: Browser, open_pk: int, closed_pk: int, key: str = "") -> dict[str, Answer]:
    """What only people do, each tried."""
    finding = browser.api("GET", f"/challenges/{closed_pk}/insights/", key=key).data.get("results") or [{"id": 1}]
    asked = {
        "answer": ("POST", f"/challenges/{open_pk}/feedback/", {"text": "Not my words.", "language": "en"}),
        "react": ("POST", f"/challenges/{open_pk}/reactions/", {"statement": 1, "value": "agree"}),
        "sign": ("POST", f"/challenges/{closed_pk}/signatures/", None),
        "agree findings": ("POST", f"/challenges/{closed_pk}/complete-synthesis/", None),
        "write findings": ("POST", f"/challenges/{closed_pk}/insights/", {"text": {"en": "So it is."}}),
        "set aside": ("POST", f"/challenges/{closed_pk}/set-aside/", {"reason": {"en": "No."}, "feedback": [1]}),
        "open options": ("POST", f"/challenges/{closed_pk}/open-options/", None),
        "view": ("PUT", f"/challenges/{closed_pk}/options/1/views/", {"value": "support"}),
        "respond": ("PUT", f"/challenges/{closed_pk}/insights/{finding[0]['id']}/response/", {"kind": "declined"}),
        "decide": (
            "POST",
            f"/challenges/{closed_pk}/decision/",
            {"text": {"en": "So be it."}, "reasons": {"en": "Because."}, "options": []},
        ),
        "stop": ("POST", f"/challenges/{open_pk}/abandon/", {"reason": {"en": "Enough."}}),
    }
    return {name: browser.api(method, path, data, key) for name, (method, path, data) in asked.items()}


def all_refused(tried: dict[str, Answer]) -> None:
    """Everything got a refusal that is meant as one."""
    for name, answer in tried.items():
        stop_if(answer.status < 400, f"{name}: {answer.status}")
        need(answer.status < 500, f"{name}: {answer.status}")


def keys_act_for_people(scene: Scene) -> Outcome:
    """An administrator's and a facilitator's keys, with everything that a key may have."""
    open_pk, closed_pk = scene.question("open"), scene.question("feedback_closed")
    slug = service_of(scene, closed_pk)
    keys = [
        made_key(scene.sign_in(ADMINISTRATOR), "/staff/keys/"),
        made_key(scene.sign_in(FACILITATOR), f"/staff/services/{slug}/keys/", scopes=SCOPES),
    ]
    need(all(keys), "no key could be made")
    for key in keys:
        tried = in_person_acts(scene.visitor(), open_pk, closed_pk, key)
        all_refused(tried)
        stop_if(any(answer.status not in (403, 404) for answer in tried.values()), "a key got beyond the manner")
    return blocked("in-person")


def service_of(scene: Scene, pk: int, council: str = BRACKENFORD) -> str:
    """The address of the service that a question belongs to."""
    number = scene.details(pk, council)["service"]
    return str(scene.visitor(council).api("GET", f"/services/{number}/").data["slug"])


def administrator_decides(scene: Scene) -> Outcome:
    """What an administrator does in their own session."""
    open_pk, closed_pk = scene.question("open"), scene.question("feedback_closed")
    tried = in_person_acts(scene.sign_in(ADMINISTRATOR), open_pk, closed_pk)
    for own in ("answer", "react"):
        tried.pop(own)
    all_refused(tried)
    other = {name: answer.status for name, answer in tried.items() if answer.status not in (403, 404)}
    need(not other, f"refused for another reason than who asks: {other}")
    return blocked()


def _entered(scene: Scene, text: str) -> tuple[int, int, str]:
    """An answer that the facilitator typed for somebody: the question, the answer's number, the reference."""
    pk, helper = scene.question("open"), scene.sign_in(FACILITATOR)
    typed = {"text": text, "language": "en", "mode": "phone", "stake": "citizen", "may_quote": "on"}
    page = helper.post(f"/staff/challenges/{pk}/enter/", typed).text
    found = re.search(r'class="app-receipt">\s*([\w-]+)', page)
    rows = helper.api("GET", f"/challenges/{pk}/feedback/?moderation=pending").data.get("results", [])
    mine = [row["id"] for row in rows if row["text"] == text]
    need(found is not None and bool(mine), "nothing could be entered")
    return pk, mine[0], found[1] if found else ""


def helper_rewrites(scene: Scene) -> Outcome:
    """Who entered one answer changes and deletes it, and what the person says later, after the receipt was opened."""
    pk, answer, reference = _entered(scene, "I would come for the warmth, and for somebody to play chess with.")
    helper, person = scene.sign_in(FACILITATOR), scene.visitor()
    opened = person.post("/receipt/", {"reference": reference})
    need(f"/say/{pk}/mine/" in opened.url, "the receipt did not open")
    later = "And I would bring my own board, because yours has no white queen."
    scene.answer(person, pk, later)
    rows = helper.api("GET", f"/challenges/{pk}/feedback/?moderation=pending").data.get("results", [])
    own = [row["id"] for row in rows if row["text"] == later]
    need(bool(own), "the person's own answer did not arrive")
    for number in (answer, own[0]):
        path, other = f"/challenges/{pk}/feedback/{number}/", {"text": "All is well as it is.", "version": 1}
        all_refused({"change": helper.api("PATCH", path, other), "delete": helper.api("DELETE", path)})
    kept = person.get(f"/say/{pk}/mine/").text
    stop_if("All is well as it is." in kept or "no white queen" not in kept, "her words are others now")
    return blocked()


def helper_opens_receipt(scene: Scene) -> Outcome:
    """Who typed an answer for somebody opens the receipt, signed in; and takes it over as their own."""
    pk, _answer, reference = _entered(scene, "I would come for the plants and stay for the quiet on a Tuesday.")
    helper = scene.sign_in(FACILITATOR)
    opened = helper.post("/receipt/", {"reference": reference})
    stop_if(f"/say/{pk}/mine/" in opened.url, "a helper reads and changes as the person")
    return blocked()


def entered_answers_deleted(scene: Scene) -> Outcome:
    """Whoever entered or brought in answers deletes them after the close."""
    pk = scene.question("feedback_closed")
    helpers = [
        scene.sign_in_as("peg.whitlocke@brackenford.example"),
        scene.sign_in(FACILITATOR),
        scene.sign_in(OFFICER),
    ]
    rows = scene.sign_in(FACILITATOR).rows(f"/challenges/{pk}/feedback/?page_size=200")
    need(len(rows) > 10, "there are no answers")
    for helper in helpers:
        # Peg sees her own only by asking for each.
        chosen = rows if helper is helpers[0] else rows[:5]
        all_refused({str(row["id"]): helper.api("DELETE", f"/challenges/{pk}/feedback/{row['id']}/") for row in chosen})
    return blocked()


def session_of_another_council(scene: Scene) -> Outcome:
    """A session, and a key, of one council used in the other."""
    here, other = scene.sign_in(FACILITATOR), scene.visitor(GLANMOR)
    cookies = "; ".join(f"{c.name}={c.value}" for c in here.cookies)
    answer = other.get("/staff/services/", headers={"Cookie": cookies})
    stop_if("/account/login/" not in answer.url and answer.status == 200, "the session opened the other council")
    key = made_key(scene.sign_in(ADMINISTRATOR), "/staff/keys/")
    need(bool(key), "no key could be made")
    stop_if(other.api("GET", "/services/", key=key).status == 200, "the key opened the other council")
    return blocked()


def message_of_another_council(scene: Scene) -> Outcome:
    """A message to somebody in one council is shown by the other on the same host."""
    here = scene.sign_in(RESIDENT)
    here.get("/")
    paths = {cookie.path for cookie in here.cookies}
    need(bool(paths), "there is no cookie")
    stop_if(paths != {f"/{BRACKENFORD}/"}, f"a cookie goes to {paths}")
    return blocked()
