"""To find out what single people said: from copies, from numbers that grow, from two outlets, from names."""

import json
import re
import time
from collections import Counter, defaultdict
from typing import Any

from _attacks.being import service_of
from _attacks.outcomes import Outcome, blocked, need, stop_if
from _attacks.scene import (
    DECIDES,
    FACILITATOR,
    GLANMOR,
    OFFICER,
    PROFESSIONAL,
    RESIDENT,
    Scene,
)

MEMBERS = (FACILITATOR, OFFICER, RESIDENT, PROFESSIONAL, DECIDES)
LOOKS, PAUSE, FEWEST, SUMMING_UP_SECONDS = 5, 1.0, 10, 60.0


def copies_too_early(scene: Scene) -> Outcome:
    """Every kind of member takes every kind of copy before the findings are agreed."""
    for state in ("open", "feedback_closed"):
        pk = scene.question(state)
        for title in MEMBERS:
            member = scene.sign_in(title)
            for path in ("/api/v1/challenges/{}/export/", "/api/v1/challenges/{}/export/csv/", "/work/{}/export.json"):
                answer = member.get(path.format(pk))
                stop_if(answer.status == 200, f"{title} took a copy while it is {state}")
                need(answer.is_refused, f"a copy answers {answer.status}")
    return blocked("until the findings are agreed")


def _ballots(copy: dict[str, Any]) -> dict[Any, frozenset[tuple[Any, Any]]]:
    found: dict[Any, set[tuple[Any, Any]]] = defaultdict(set)
    for row in copy.get("reactions", []):
        found[row["voter"]].add((row["statement"], row["reaction"]))
    return {voter: frozenset(ballot) for voter, ballot in found.items()}


def two_copies_put_together(scene: Scene) -> Outcome:
    """Two copies are laid side by side by their numbers, and ballots by what is told of people."""
    pk = scene.question("reported_back", GLANMOR)
    member = scene.sign_in(RESIDENT, GLANMOR)
    copies = [member.api("GET", f"/challenges/{pk}/export/").data for _ in range(2)]
    first, second = (_ballots(copy) for copy in copies)
    need(len(first) > FEWEST, "the copy holds no ballots")
    same = sum(1 for voter, ballot in first.items() if second.get(voter) == ballot)
    stop_if(same > len(first) / 4, f"{same} of {len(first)} voters keep their number")
    for copy in copies:
        told = Counter(tuple(row.values()) for row in copy["people"])
        answers = {tuple(row.get(name) for name in ("stake", "mode", "language")) for row in copy["answers"]}
        stop_if(min(told.values()) < FEWEST or bool(answers - set(told)), "somebody stands out by who they are")
        joined = {name for row in (*copy["answers"], *copy["statements"]) for name in row} & {"voter", "person"}
        stop_if(bool(joined), "ballots lie beside answers")
    shown = scene.visitor(GLANMOR).get(f"/say/{pk}/copies/")
    need(shown.status == 200, "nobody can read who took copies")
    stop_if("copy" not in scene.trace(pk, GLANMOR).lower(), "nobody can read that a copy was taken")
    return blocked("numbers drawn anew; who took one is on its page “Copies”")


def find_whom_somebody_helped(scene: Scene) -> Outcome:
    """A member looks for the answer that came by phone, and for whose statement it is."""
    pk = scene.question("feedback_closed")
    for title in MEMBERS:
        rows = scene.sign_in(title).rows(f"/challenges/{pk}/feedback/?page_size=200")
        told = {row["mode"] for row in rows} | {row.get("stake") for row in rows}
        stop_if(bool(told - {None}), f"{title} reads how each answer was given")
    return blocked("no list says how an answer came")


def _public_counts(scene: Scene, pk: int) -> tuple[str, ...]:
    """What every outlet that needs no account says of reactions, with the marks that its answers carry."""
    visitor = scene.visitor()
    counted = json.dumps([
        {name: row[name] for name in ("id", "agrees", "disagrees", "passes", "in_short", "counted_at", "version")}
        for row in visitor.rows(f"/challenges/{pk}/statements/")
    ])  # fmt: skip
    found = [counted, visitor.api("GET", f"/challenges/{pk}/statements/").headers.get("ETag", "")]
    found.append(visitor.api("GET", f"/challenges/{pk}/").headers.get("ETag", ""))
    for path in (f"/say/{pk}/", f"/say/{pk}/trace/", f"/say/{pk}/journey/", "/", "/say/"):
        answer = visitor.get(path)
        words = re.sub(r"(?s)<script.*?</script>|<form.*?</form>|<input[^>]*>|nonce=\S+", "", answer.text)
        found.append(words)
    return tuple(found)


def one_vote_watched(scene: Scene) -> Outcome:
    """Every public outlet before and after one person reacts: counts, texts, marks of versions."""
    pk = scene.question("open")
    statements = scene.statements(pk)
    need(bool(statements), "there is no statement")
    before = _public_counts(scene, pk)
    need(_public_counts(scene, pk) == before, "the pages differ by themselves")
    answer = scene.react(scene.visitor(), pk, statements[0]["id"])
    need(answer.status == 200, f"nobody could react ({answer.status})")
    for _ in range(LOOKS):
        changed = [i for i, (a, b) in enumerate(zip(before, _public_counts(scene, pk), strict=True)) if a != b]
        stop_if(bool(changed), f"outlets {changed} show that one vote arrived")
        time.sleep(PAUSE / LOOKS)
    return blocked("counts move by ten people and an hour")


def outlets_differenced(scene: Scene) -> Outcome:
    """The numbers of agreed findings from the page, the API and both files: what one hides another must not give."""
    pk, visitor = scene.question("reported_back", GLANMOR), scene.visitor(GLANMOR)
    data = visitor.get(f"/say/{pk}/results.json").data
    table = visitor.get(f"/say/{pk}/statements.csv").text
    api = visitor.api("GET", f"/challenges/{pk}/synthesis/").data.get("results", {})
    rows = visitor.rows(f"/challenges/{pk}/statements/?page_size=200")
    need(bool(data and table and api and rows), "an outlet is missing")
    reacted = {row["id"]: row["agrees"] for row in rows}
    for one, other in zip(data["statements"], api["statements"], strict=True):
        stop_if(one["sides"] != other["sides"], "the file and the API say different numbers")
        everyone = one["sides"]["everyone"]["agree"]
        stop_if(reacted.get(one["id"]) not in (None, everyone), "the list and the results say different numbers")
        small = [n for side in one["sides"].values() for n in side.values() if n is not None and 0 < n < FEWEST]
        stop_if(bool(small), f"a count of {small} is public")
    return blocked("one rule for every way out")


def views_by_stake(scene: Scene) -> Outcome:
    """Which side thinks what of an option, where a side is a few people."""
    pk, visitor = scene.question("reported_back", GLANMOR), scene.visitor(GLANMOR)
    options = visitor.rows(f"/challenges/{pk}/options/")
    need(bool(options), "there are no options")
    for option in options:
        counts = [n for side in option["views"].values() for n in side.values() if n is not None]
        stop_if(any(0 < n < FEWEST for n in counts), "a side of few people is public")
        stop_if(bool(visitor.rows(f"/challenges/{pk}/options/{option['id']}/views/")), "single views are public")
        stop_if(bool(option["proposed_by"]), "whoever proposed is named to everybody")
    return blocked("small sides have no numbers")


def residents_named(scene: Scene) -> Outcome:
    """The names of residents on pages and in operations that need no account."""
    pk = scene.question("feedback_closed")
    slug, visitor = service_of(scene, pk), scene.visitor()
    service = scene.details(pk)["service"]
    rows = scene.sign_in(FACILITATOR).rows(f"/services/{service}/members/")
    residents = [row for row in rows if row["stake"] == "citizen"]
    names = [row["person"]["display_name"] for row in residents]
    need(len(names) > 2 and all(names), "there are no residents")
    pages = [f"/services/{slug}/", "/services/", f"/say/{pk}/", f"/say/{pk}/trace/", f"/say/{pk}/journey/"]
    pages += [f"/api/v1/services/{service}/", f"/api/v1/services/{service}/outcomes/", f"/api/v1/challenges/{pk}/"]
    pages += [f"/api/v1/challenges/{pk}/journey/", f"/api/v1/challenges/{pk}/trace/", f"/say/{pk}/trace.csv"]
    for page in pages:
        answer = visitor.get(page)
        need(answer.status == 200, f"{page} answers {answer.status}")
        stop_if(any(name in answer.text for name in names), f"{page} names a resident")
    return blocked()


def address_tells_a_name(scene: Scene) -> Outcome:
    """A facilitator invites an address to learn whose it is; a visitor asks the way in whether it is known."""
    pk = scene.question("feedback_closed")
    service = scene.details(pk)["service"]
    typed = {"display_name": "Somebody", "email": "shanice.pellworth@brackenford.example", "role": "member"}
    made = scene.sign_in(FACILITATOR).api(
        "POST", f"/services/{service}/members/", {**typed, "stake": "citizen", "language": "en"}
    )
    need(made.status == 201, f"nobody could be invited ({made.status})")
    listed = scene.sign_in(FACILITATOR).api("GET", f"/services/{service}/members/?page_size=200").text
    stop_if("Shanice" in made.text + listed, "an address gives the name behind it")
    known, unknown = "tom.varleigh@brackenford.example", "nobody.at.all@brackenford.example"
    said = [
        scene.visitor().post("/account/login/code/", {"email": email}).words.replace(email, "ADDRESS")
        for email in (known, unknown)
    ]
    stop_if(said[0] != said[1], "the way in says which address is known")
    return blocked()


def kept_on_the_way(scene: Scene) -> Outcome:
    """Pages for somebody signed in are kept by a cache on the way."""
    pk = scene.question("feedback_closed")
    for path in ("/", "/my/messages/", f"/work/{pk}/", f"/say/{pk}/", f"/api/v1/challenges/{pk}/feedback/"):
        said = scene.sign_in(RESIDENT).get(path).headers.get("Cache-Control", "")
        stop_if("no-store" not in said or "private" not in said, f"{path} says “{said}”")
    return blocked("private, no-store")


def members_watched(scene: Scene) -> Outcome:
    """An analyst starts one early summing-up after another to see each answer arrive."""
    pk, analyst = scene.question("open"), scene.sign_in(RESIDENT)
    first = analyst.api("POST", f"/challenges/{pk}/synthesis/")
    need(first.status in (202, 409), f"the summing-up answers {first.status}")
    end = time.monotonic() + SUMMING_UP_SECONDS
    while first.status == 202 and analyst.api("GET", f"/jobs/{first.data['id']}/").data.get("state") != "done":
        need(time.monotonic() < end, "the early summing-up does not end")
        time.sleep(PAUSE)
    stop_if(analyst.api("POST", f"/challenges/{pk}/synthesis/").status < 400, "two summings-up in a row")
    return blocked("ten people and an hour apart")
