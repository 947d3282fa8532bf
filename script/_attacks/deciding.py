"""A decision against its own answers. The question is taken there by everybody who has a part in it, one step each."""

from typing import Any

from _attacks.browser import Browser
from _attacks.outcomes import Outcome, blocked, need, stop_if
from _attacks.scene import FACILITATOR, PROFESSIONAL, RESIDENT, Scene, address_of
from _attacks.words import summed_up

VIEWERS = ("amara.osei", "callum.reddy", "teresa.lofthayes", "gurdeep.mankoo", "tom.varleigh", "ruth.abimbade")
NOTHING = {"en": "We will not do anything for now."}


def decided_against_its_answers(scene: Scene) -> Outcome:
    """Findings are answered “we will act on it”, and then nothing is chosen, in one press."""
    pk = summed_up(scene)
    owner = scene.sign_in_as(address_of(scene.details(pk)["decision_owner"]["display_name"]))
    finding = _agreed_finding(scene, pk)
    option = _option_with_views(scene, pk, finding)
    answered = owner.api(
        "PUT", f"/challenges/{pk}/insights/{finding}/response/", {"kind": "addressed", "option": option}
    )
    _done(answered, "no finding could be answered")
    asked: dict[str, Any] = {"text": NOTHING, "reasons": NOTHING, "options": []}
    early = owner.api("POST", f"/challenges/{pk}/decision/", {**asked, "options": [option]})
    stop_if(early.status < 400, "decided before options were on show long enough")
    scene.ten_days_on()
    tried = owner.api("POST", f"/challenges/{pk}/decision/", asked)
    stop_if(tried.status < 400, "nothing is done although people were told that it is acted on")
    need("choice-breaks-answer" in tried.text, f"refused for another reason: {tried.text[:300]}")
    page = owner.post(
        f"/work/{pk}/decision/record/", {"text_0": NOTHING["en"], "reasons_0": NOTHING["en"]}, f"/work/{pk}/decision/"
    )
    need(page.status < 500, f"the page answers {page.status}")
    stop_if(scene.details(pk)["state"] == "decided", "the page does what the API refuses")
    decided = owner.api("POST", f"/challenges/{pk}/decision/", {**asked, "options": [option]})
    need(decided.status == 201, f"even a decision that fits is refused ({decided.text[:300]})")
    return blocked("an option that a finding is answered by is chosen, or the answer changes first")


def _done(answer: Any, what: str) -> Any:
    need(answer.status < 400, f"{what} ({answer.status}: {answer.text[:300]})")
    return answer.data


def _agreed_finding(scene: Scene, pk: int) -> int:
    """One finding that rests on everything, signed by both sides and agreed."""
    facilitator, path = scene.sign_in(FACILITATOR), f"/challenges/{pk}"
    for kind in ("feedback", "statements"):
        rows = facilitator.rows(f"{path}/{kind}/?moderation=pending")
        seen = [{"id": row["id"], "moderation_version": row["moderation_version"]} for row in rows]
        if seen:
            _done(facilitator.api("POST", f"{path}/moderation/", {"accept": True, kind: seen}), "nothing is accepted")
    for draft in facilitator.rows(f"{path}/insights/"):
        if draft["state"] in ("draft", "kept"):
            _done(facilitator.api("POST", f"{path}/insights/{draft['id']}/drop/"), "a draft stays")
    everything: dict[str, Any] = {
        kind: [row["id"] for row in facilitator.rows(f"{path}/{kind}/?moderation=accepted&page_size=200")]
        for kind in ("feedback", "statements")
    }
    count = sum(map(len, everything.values()))
    text = {"en": "People want to be asked and not told."}
    made = _done(
        facilitator.api("POST", f"{path}/insights/", {"text": text, "confirmed_count": count, **everything}),
        "no finding could be written",
    )
    for title in (RESIDENT, PROFESSIONAL):
        _sign(scene.sign_in(title), path)
    _done(facilitator.api("POST", f"{path}/complete-synthesis/"), "the findings are not agreed")
    _done(facilitator.api("POST", f"{path}/open-options/"), "it is not open for options")
    return int(made["id"])


def _sign(member: Browser, path: str) -> None:
    _done(member.api("POST", f"{path}/signatures/"), "nobody could sign")


def _option_with_views(scene: Scene, pk: int, finding: int) -> int:
    """An option on which enough of both sides said what they think."""
    path = f"/challenges/{pk}/options/"
    words = {"title": "Ask first", "description": "Stop, say why, listen.", "language": "en", "insights": [finding]}
    made = _done(scene.sign_in(PROFESSIONAL).api("POST", path, words), "no option could be proposed")
    for name in VIEWERS:
        viewer = scene.sign_in_as(f"{name}@brackenford.example")
        _done(viewer.api("PUT", f"{path}{made['id']}/views/", {"value": "support"}), f"{name} could not say anything")
    return int(made["id"])
