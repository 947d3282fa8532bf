"""Words that are not honest: dissent that nobody said, ties in one go, a question that nobody can look after."""

import re
import time
import uuid
from datetime import datetime, timedelta
from typing import Any

from _attacks.browser import Browser
from _attacks.outcomes import Outcome, blocked, need, stop_if
from _attacks.scene import ADMINISTRATOR, FACILITATOR, GLANMOR, OFFICER, RESIDENT, Scene, address_of

SUMMING_UP_SECONDS, MANY = 90.0, 33


def summed_up(scene: Scene) -> int:
    """The closed question, summed up by the engine; its number."""
    pk, facilitator = scene.question("feedback_closed"), scene.sign_in(FACILITATOR)
    if facilitator.api("GET", f"/challenges/{pk}/synthesis/").status == 200:
        return pk
    started = facilitator.api("POST", f"/challenges/{pk}/synthesis/")
    need(started.status == 202, f"the summing-up does not start ({started.status})")
    end = time.monotonic() + SUMMING_UP_SECONDS
    while facilitator.api("GET", f"/challenges/{pk}/synthesis/").status != 200:
        need(time.monotonic() < end, "the summing-up does not end")
        time.sleep(0.5)
    return pk


def dissent_invented(scene: Scene) -> Outcome:
    """Drafts of the engine put somebody's words as dissent, or speak under keywords as if somebody had named them."""
    pk = summed_up(scene)
    facilitator = scene.sign_in(FACILITATOR)
    findings = facilitator.rows(f"/challenges/{pk}/insights/")
    sources = [
        source["kind"]
        for finding in findings
        for source in facilitator.rows(f"/challenges/{pk}/insights/{finding['id']}/sources/")
    ]
    stop_if(any(kind.startswith("dissent") for kind in sources), "a draft says that somebody sees it differently")
    themes = facilitator.api("GET", f"/challenges/{pk}/themes/").data["themes"]
    need(bool(themes), "there are no themes")
    stop_if(any(theme["named"] for theme in themes), "the engine's words count as a name that people gave")
    return blocked("only a person ticks that")


def tied_in_one_go(scene: Scene) -> Outcome:
    """33 unlike answers are tied to one finding, and set aside, in one press."""
    pk, facilitator = summed_up(scene), scene.sign_in(FACILITATOR)
    rows = [row["id"] for row in facilitator.rows(f"/challenges/{pk}/feedback/?moderation=accepted")][:MANY]
    need(len(rows) == MANY, "there are too few answers")
    made = facilitator.api(
        "POST", f"/challenges/{pk}/insights/", {"text": {"en": "All want one thing."}, "feedback": rows[:1]}
    )
    need(made.status == 201, f"no finding could be written ({made.status}: {made.text[:200]})")
    path = f"/challenges/{pk}/insights/{made.data['id']}/sources/"
    tries = [
        ("PUT", path, {"version": made.data["version"], "feedback": rows}),
        ("POST", f"/challenges/{pk}/insights/", {"text": {"en": "All want another."}, "feedback": rows}),
        ("POST", f"/challenges/{pk}/set-aside/", {"reason": {"en": "Nothing in it."}, "feedback": rows}),
    ]
    for method, address, data in tries:
        for more in ({}, {"confirmed_count": 1}):
            tried = facilitator.api(method, address, {**data, **more})
            stop_if(tried.status < 400, f"{MANY} in one go, unseen")
            need(tried.status == 422, f"{address} answers {tried.status}: {tried.text[:200]}")
    return blocked("above ten the number has to be said, and is public")


def signed_unread(scene: Scene) -> Outcome:
    """Drafts are signed and agreed while nobody has read them."""
    pk = summed_up(scene)
    for title in (RESIDENT, "Professional"):
        member = scene.sign_in(title)
        tried = member.api("POST", f"/challenges/{pk}/signatures/")
        need(tried.status < 500, f"signing answers {tried.status}")
    agreed = scene.sign_in(FACILITATOR).api("POST", f"/challenges/{pk}/complete-synthesis/")
    stop_if(agreed.status < 400, "drafts that nobody read are agreed findings")
    need(agreed.status == 409, f"agreeing answers {agreed.status}")
    return blocked("drafts, themes and every answer come first")


def decided_too_early(scene: Scene) -> Outcome:
    """Whoever decides does so before findings, options and views are there."""
    for state in ("open", "feedback_closed"):
        pk = scene.question(state)
        owner = scene.sign_in_as(address_of(scene.details(pk)["decision_owner"]["display_name"]))
        asked = {"text": {"en": "We do nothing."}, "reasons": {"en": "No money."}, "options": []}
        tried = owner.api("POST", f"/challenges/{pk}/decision/", asked)
        stop_if(tried.status < 400, f"decided while {state}")
        need(tried.status == 409, f"deciding answers {tried.status}")
    return blocked()


def opened_with_nobody_there(scene: Scene) -> Outcome:
    """A new service without a facilitator who said yes, and without residents, asks a question."""
    officer = scene.sign_in(OFFICER)
    name = {"en": f"Benches {uuid.uuid4().hex[:6]}"}
    made = officer.api("POST", "/services/", {"name": name, "summary": name, "area": "Here"})
    need(made.status == 201, f"no service could be started ({made.status}: {made.text[:200]})")
    asked = officer.api(
        "POST", "/challenges/", {"service": made.data["id"], **_whole_question(officer, made.data["id"])}
    )
    need(asked.status == 201, f"no question could be asked ({asked.status}: {asked.text[:200]})")
    opened = officer.api("POST", f"/challenges/{asked.data['id']}/open/")
    stop_if(opened.status < 400, "a question is open that nobody can look after")
    codes = {reason["code"] for reason in opened.data.get("reasons", [])}
    wanted = {"facilitator-missing", "quorum-out-of-reach-citizen"}
    stop_if(not wanted <= codes, f"what is missing is not said: {codes}")
    return blocked("a facilitator who said yes, and a quorum that can be met")


def _whole_question(officer: Browser, service: int) -> dict[str, Any]:
    members = officer.rows(f"/services/{service}/members/")
    text = {"en": "Where should new benches stand, and why there?"}
    closes = (datetime.now().astimezone() + timedelta(days=20)).isoformat()
    return {
        "question": text,
        "background": text,
        "can_change": text,
        "cannot_change": text,
        "payment_policy": text,
        "access_plan": text,
        "closes_at": closes,
        "decision_owner": members[0]["person"]["id"],
        "no_seldom_heard": True,
    }


def staff_without_second_factor(scene: Scene) -> Outcome:
    """The council asks staff for a second factor, and they come without: API, working pages, keys, language model."""
    pk, administrator = scene.question("open", GLANMOR), scene.sign_in(ADMINISTRATOR, GLANMOR)
    facilitator, service = scene.sign_in(FACILITATOR, GLANMOR), scene.details(pk, GLANMOR)["service"]
    slug = scene.visitor(GLANMOR).api("GET", f"/services/{service}/").data["slug"]
    page = administrator.get("/staff/settings/")
    need("staff_need_second_factor" in page.text, "the setting is not on its page")
    administrator.press("/staff/settings/", _as_it_is(page.text) | {"staff_need_second_factor": "on"})
    tries = {
        "reads what waits": facilitator.api("GET", f"/challenges/{pk}/second-looks/"),
        "gives more time": facilitator.api(
            "POST", f"/challenges/{pk}/extend/", {"closes_at": "2099-01-01T00:00:00Z", "reason": MORE}
        ),
        "invites": facilitator.api("POST", f"/services/{service}/members/", {"display_name": "A", "stake": "citizen"}),
        "opens a working page": facilitator.get(f"/work/{pk}/"),
        "makes a key": facilitator.post(f"/staff/services/{slug}/keys/", {"name": "Mine", "scopes": "read"}),
        "changes the language model": administrator.api("PUT", "/rewording-service/", MODEL),
        "makes a key for the council": administrator.post("/staff/keys/", {"name": "Mine"}),
    }
    for what, answer in tries.items():
        gone_elsewhere = "/account/" in answer.url
        stop_if(answer.status < 400 and not gone_elsewhere, f"without a second factor one {what}")
        need(gone_elsewhere or answer.status == 403, f"{what} answers {answer.status}")
    return blocked("held back where a right is used")


MORE = {"en": "More.", "cy": "Mwy."}
MODEL = {"endpoint": "https://model.example/v1", "model": "mine", "enabled": True, "key": "k"}


def _as_it_is(page: str) -> dict[str, str]:
    """What stands in the fields of a page, so that nothing else changes."""
    fields: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        kind = re.search(r'type="([^"]+)"', tag)
        if name and kind and kind[1] not in ("hidden", "checkbox", "radio"):
            fields[name[1]] = value[1] if value else ""
    return fields
