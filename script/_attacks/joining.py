"""To choose who the others are: end, invite, say yes for, promote, vouch, give rights."""

from typing import Any

from _attacks.being import service_of
from _attacks.browser import Browser
from _attacks.outcomes import Outcome, blocked, need, stop_if, visible
from _attacks.scene import ADMINISTRATOR, DECIDES, FACILITATOR, GLANMOR, OFFICER, RESIDENT, Scene, address_of


def members_of(browser: Browser, service: int) -> list[Any]:
    return browser.rows(f"/services/{service}/members/?page_size=200")


def _member(rows: list[Any], name: str) -> dict[str, Any]:
    found = [row for row in rows if name in (row["person"]["display_name"], row["person"]["id"])]
    need(bool(found), f"{name} is no member")
    member: dict[str, Any] = found[0]
    return member


def residents_ended(scene: Scene) -> Outcome:
    """A facilitator takes residents out so that their views vanish: without a reason, then with one."""
    pk = scene.question("reported_back", GLANMOR)
    service, facilitator = scene.details(pk, GLANMOR)["service"], scene.sign_in(FACILITATOR, GLANMOR)
    residents = [row for row in members_of(facilitator, service) if row["stake"] == "citizen" and row["joined_at"]]
    need(len(residents) > 1, "there are no residents")
    path = f"/services/{service}/members/{residents[-1]['id']}/"
    said = _who_said(scene, pk)
    stop_if(facilitator.api("DELETE", path, {}).status < 400, "somebody is out without a reason")
    done = facilitator.api("DELETE", path, {"reason": "conduct"})
    need(done.status == 204, f"nobody could be taken out ({done.status})")
    stop_if(_who_said(scene, pk) != said, "their views are gone")
    stop_if("They broke the rules" not in scene.trace(pk, GLANMOR), "nobody reads that somebody was taken out, and why")
    return visible("“How this was done”: side and reason; what they said counts")


def _who_said(scene: Scene, pk: int) -> list[int]:
    rows = scene.visitor(GLANMOR).rows(f"/challenges/{pk}/options/")
    need(bool(rows), "there are no options")
    return [row["members_who_said"] for row in rows]


def _invite(scene: Scene, service: int, email: str, stake: str, role: str = "member") -> dict[str, Any]:
    typed = {"display_name": "Newcomer", "email": email, "stake": stake, "role": role, "language": "en"}
    made = scene.sign_in(FACILITATOR).api("POST", f"/services/{service}/members/", typed)
    need(made.status == 201, f"nobody could be invited ({made.status}: {made.text[:200]})")
    member: dict[str, Any] = made.data
    return member


def officer_comes_back_as_resident(scene: Scene) -> Outcome:
    """A professional leaves the service and says yes as a resident."""
    service = scene.details(scene.question("open"))["service"]
    email = "hannah.strandling@brackenford.example"
    person = scene.sign_in_as(email)
    mine = _member(members_of(person, service), "Hannah Strandling")
    need(person.api("DELETE", f"/services/{service}/members/{mine['id']}/").status == 204, "nobody could leave")
    invited = _invite(scene, service, email, "citizen")
    joined = person.api("POST", f"/services/{service}/members/{invited['id']}/join/", {"is_unpaid": True})
    stop_if(joined.status < 400, "an officer is a resident now")
    need(joined.is_refused, f"saying yes answers {joined.status}")
    return blocked("twelve months")


def invented_resident(scene: Scene) -> Outcome:
    """A facilitator says yes for an invented resident; then with an address of a friend's, and vouches for them."""
    pk = scene.question("open")
    service, facilitator = scene.details(pk)["service"], scene.sign_in(FACILITATOR)
    # Nobody of this service; a friend as good as any.
    email = "gurdeep.mankoo@brackenford.example"
    path = f"/services/{service}/members/{_invite(scene, service, email, 'citizen')['id']}"
    stop_if(facilitator.api("POST", f"{path}/join/", {"is_unpaid": True}).status < 400, "a facilitator said yes")
    friend = scene.sign_in_as(email)
    done = friend.api("POST", f"{path}/join/", {"is_unpaid": True})
    need(done.status == 200, f"the friend could not say yes ({done.status})")
    for who in (facilitator, friend, scene.sign_in(OFFICER), scene.sign_in(ADMINISTRATOR)):
        stop_if(who.api("POST", f"{path}/confirm/").status < 400, "they count without a resident's word")
    words = scene.trace(pk)
    joined = words[words.find("Who joined and who left") :][:600]
    stop_if("fewer than 10" not in joined, "nobody reads that a resident joined late")
    return visible("“How this was done”: joins by side; counts once a resident of before vouches")


def silenced_by_promotion(scene: Scene) -> Outcome:
    """An administrator gives a resident a role in the council, which nobody asked for: then they are no resident."""
    pk = scene.question("feedback_closed")
    email = "teresa.lofthayes@brackenford.example"
    resident, administrator = scene.sign_in_as(email), scene.sign_in(ADMINISTRATOR)
    found = administrator.get("/staff/people/?q=teresa")
    number = found.text.partition("/staff/people/")[2]
    numbers = [part.split("/")[0] for part in found.text.split("/staff/people/")[1:] if part[:1].isdigit()]
    need(bool(number and numbers), "the person is not on the list")
    need(resident.get(f"/work/{pk}/").status == 200, "the resident has no part to begin with")
    administrator.press(f"/staff/people/{numbers[0]}/", {"roles": "officer"})
    stop_if(
        resident.get(f"/work/{pk}/").status != 200, "a resident lost their voice by a role that they did not ask for"
    )
    return blocked("nobody who speaks as a resident is given a role")


def rights_for_oneself(scene: Scene) -> Outcome:
    """A commissioner takes the right to look through answers, and gives it to whoever decides."""
    pk = scene.question("open")
    service, officer, decides = scene.details(pk)["service"], scene.sign_in(OFFICER), _who_decides(scene, pk)
    slug = service_of(scene, pk)
    rows = members_of(officer, service)
    me = next(row for row in rows if row["role"] == "commissioner")
    officer.post(f"/staff/services/{slug}/members/{me['id']}/rights/", {"rights": "moderate_feedback"})
    other = next(row for row in rows if row["person"]["id"] == scene.details(pk)["decision_owner"]["id"])
    officer.post(f"/staff/services/{slug}/members/{other['id']}/rights/", {"rights": "moderate_feedback"})
    waiting = scene.sign_in(FACILITATOR).rows(f"/challenges/{pk}/feedback/?moderation=pending")
    need(bool(waiting), "nothing waits to be looked through")
    item = {"id": waiting[0]["id"], "moderation_version": waiting[0]["moderation_version"]}
    for who in (officer, decides):
        tried = who.api("POST", f"/challenges/{pk}/moderation/", {"accept": True, "feedback": [item]})
        stop_if(tried.status < 400, "whoever commissions or decides looks through answers")
        need(tried.status == 403, f"looking through answers {tried.status}")
    return blocked("never whoever commissions or decides")


def _who_decides(scene: Scene, pk: int) -> Browser:
    return scene.sign_in_as(address_of(scene.details(pk)["decision_owner"]["display_name"]))


def rights_for_a_friend(scene: Scene) -> Outcome:
    """A commissioner lets a friend among the professionals look through answers: does anybody read of it?"""
    pk = scene.question("open")
    officer, service = scene.sign_in(OFFICER), scene.details(pk)["service"]
    friend = _member(members_of(officer, service), "Ruth Abimbade")
    done = officer.post(
        f"/staff/services/{service_of(scene, pk)}/members/{friend['id']}/rights/", {"rights": "moderate_feedback"}
    )
    need(done.status == 200, f"the right could not be given ({done.status})")
    stop_if("extra right" not in scene.trace(pk), "nobody reads who was given the right to look through")
    return visible("“How this was done”")


def administrator_gives_herself(scene: Scene) -> Outcome:
    """An administrator gives herself the officer's role, so as to start a service and run it."""
    administrator = scene.sign_in(ADMINISTRATOR)
    found = administrator.get("/staff/people/?q=priti").text
    numbers = [part.split("/")[0] for part in found.split("/staff/people/")[1:] if part[:1].isdigit()]
    need(bool(numbers), "the administrator is not on the list")
    administrator.post(f"/staff/people/{numbers[0]}/", {"roles": ["administrator", "officer"]})
    texts = {"name": {"en": "A service of one"}, "summary": {"en": "For me."}, "area": "Here"}
    stop_if(administrator.api("POST", "/services/", texts).status < 400, "an administrator runs a service")
    return blocked()


def resident_of_all(scene: Scene) -> Outcome:
    """Whoever decides, and a resident, do what is for the facilitator."""
    pk = scene.question("feedback_closed")
    for title in (DECIDES, RESIDENT, OFFICER):
        browser = scene.sign_in(title)
        for method, path, data in (
            (
                "POST",
                "moderation/",
                {"accept": False, "reason": "spam", "feedback": [{"id": 1, "moderation_version": 1}]},
            ),
            ("POST", "extend/", {"closes_at": "2099-01-01T00:00:00Z", "reason": {"en": "More."}}),
            ("POST", "complete-synthesis/", None),
        ):
            tried = browser.api(method, f"/challenges/{pk}/{path}", data)
            stop_if(tried.status < 400, f"{title} did {path}")
            need(tried.status == 403, f"{title}: {path} answers {tried.status}")
    return blocked()
