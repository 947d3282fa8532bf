"""The main job, end to end, through the pages, on a real conversation: from the question to the report back.

Data was gathered using the Polis software (compdemocracy.org/polis) and is sub-licensed under CC BY 4.0 with
Attribution to The Computational Democracy Project.
"""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope
from participants.people.actions import add_person, set_council_role
from services.codesign.models import (
    Contributor,
    CouncilRules,
    DesignChallenge,
    ImportBatch,
    Insight,
    Reaction,
    Statement,
)
from tests.deadlines import wait_until
from tests.live import Site, real_data

ATTRIBUTION = (
    "Data was gathered using the Polis software (compdemocracy.org/polis) and is sub-licensed under CC BY 4.0 with "
    "Attribution to The Computational Democracy Project."
)
PEOPLE = (
    ("Fay Facilitator", "fay@northmoor.example", "facilitator", "professional"),
    ("Cara Citizen", "cara@northmoor.example", "member", "citizen"),
    ("Cai Citizen", "cai@northmoor.example", "member", "citizen"),
    ("Pia Professional", "pia@northmoor.example", "member", "professional"),
    ("Pryce Professional", "pryce@northmoor.example", "member", "professional"),
    ("Dee Decider", "dee@northmoor.example", "member", "professional"),
)

pytestmark = [pytest.mark.journey, pytest.mark.browser]


def press(page: Page, name: str) -> None:
    """Press the button of that name, and wait for the page that comes."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()
    assert page.locator("h1").count() == 1, page.content()[:500]


def go(page: Page, site: Site, tenant: Tenant, path: str) -> None:
    answer = page.goto(site.url(tenant, path))
    assert answer is not None
    assert answer.status == 200, f"{path}: {answer.status}"


@pytest.fixture
def council(other_tenant):
    """A council with one officer."""
    with tenant_scope(other_tenant):
        system = Actor.system("command")
        officer = add_person(actor=system, display_name="Olu Officer", email="olu@northmoor.example")
        # The standing world of this council has rules of its own; the story goes by those that councils begin with.
        CouncilRules.objects.all().delete()
        set_council_role(actor=system, person=officer, role="officer", held=True)
    return other_tenant


def test_london_youth_policing_from_question_to_report_back(site, council):
    folder = real_data("polis", "london.youth.policing")
    officer = site.sign_in(council, "olu@northmoor.example")
    slug = start_service(officer, site, council)
    say_yes(site, council)
    pk = ask(officer, site, council, slug)

    citizen = site.sign_in(council, "cara@northmoor.example", width=390)
    professional = site.sign_in(council, "pia@northmoor.example")
    facilitator = site.sign_in(council, "fay@northmoor.example")
    bring_in(facilitator, citizen, site, council, pk, folder)
    reference = answer_on_a_phone(site, council, pk)
    cannot_decide_yet(site, council, pk)

    site.move_clock(timedelta(days=15))
    wait_until(lambda: state_of(council, pk) == "feedback_closed", 30, "the window to close at its time")
    look_through(facilitator, site, council, pk)
    sum_up(facilitator, site, council, pk)
    find_and_sign(citizen, professional, facilitator, site, council, pk)
    weigh_up_and_decide(officer, citizen, professional, site, council, pk)
    report_back(facilitator, site, council, pk)
    read_what_became_of_it(site, council, pk, reference)


def state_of(council: Tenant, pk: int) -> str:
    with tenant_scope(council):
        return DesignChallenge.objects.get(pk=pk).state


def start_service(page: Page, site: Site, council: Tenant) -> str:
    go(page, site, council, "/staff/services/new/")
    page.locator("[name=name_0]").fill("Scrutiny of policing with young people")
    press(page, "Start the service")
    slug = page.url.rstrip("/").rsplit("/", 1)[1]
    go(page, site, council, f"/staff/services/{slug}/outcomes/")
    page.locator("[name=text_0]").fill("Young people trust local policing enough to speak up")
    page.locator("main form button").first.click()
    for name, email, role, stake in PEOPLE:
        go(page, site, council, f"/staff/services/{slug}/members/invite/")
        page.locator("[name=display_name]").fill(name)
        page.locator("[name=email]").fill(email)
        page.locator(f"[name=role][value={role}]").check()
        page.locator(f"[name=stake][value={stake}]").check()
        press(page, "Invite")
    return slug


def say_yes(site: Site, council: Tenant) -> None:
    """Everybody joins themselves; residents say that the council does not pay them."""
    for _name, email, _role, stake in PEOPLE:
        page = site.sign_in(council, email, width=390)
        go(page, site, council, "/my/")
        page.get_by_role("button", name="Say yes or no").click()
        if stake == "citizen":
            press(page, "Yes, I take part")
            expect(page.locator(".govuk-error-message")).to_contain_text("did in the last 12 months")
            page.locator("[name=is_unpaid]").check()
        press(page, "Yes, I take part")


def ask(page: Page, site: Site, council: Tenant, slug: str) -> int:
    go(page, site, council, f"/staff/services/{slug}/ask/")
    page.locator("[name=question_0]").fill(
        "What is the best way to engage more young people in local scrutiny of policing?"
    )
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    with tenant_scope(council):
        pk = DesignChallenge.objects.latest("created_at").pk
    go(page, site, council, f"/staff/challenges/{pk}/")
    assert "Say what people can change." in page.content()
    go(page, site, council, f"/staff/challenges/{pk}/edit/")
    page.locator("[name=can_change_0]").fill("How panels meet\nWho sits on them")
    page.locator("[name=cannot_change_0]").fill("The law on stop and search")
    page.locator("[name=payment_policy_0]").fill("Meetings are paid at £12.60 an hour.")
    page.locator("[name=access_plan_0]").fill("Online, by phone, on paper, and at the youth club on Tuesdays.")
    page.locator("[name=decision_owner]").select_option(
        label=page.locator("[name=decision_owner] option", has_text="Dee Decider").inner_text()
    )
    closes = clock.now() + timedelta(days=14)
    page.locator("[name=closes_at]").fill(closes.strftime("%Y-%m-%dT%H:%M"))
    page.locator("[name=no_seldom_heard]").check()
    press(page, "Save")
    go(page, site, council, f"/staff/challenges/{pk}/")
    press(page, "Open for answers")
    press(page, "Yes, open it for answers")
    assert state_of(council, pk) == "open"
    return pk


def bring_in(page: Page, resident: Page, site: Site, council: Tenant, pk: int, folder) -> None:
    go(page, site, council, f"/staff/challenges/{pk}/import/")
    names = ("comments.csv", "votes.csv", "participants-votes.csv", "summary.csv")
    page.locator("[name=files]").set_input_files([folder / name for name in names])
    page.locator("[name=attribution]").fill(ATTRIBUTION)
    press(page, "Look at the file")
    expect(page.locator("main")).to_contain_text("39 statements", timeout=30_000)
    press(page, "Bring it in")
    with tenant_scope(council):
        batch = ImportBatch.objects.get(challenge_id=pk)
        assert not Reaction.objects.filter(challenge_id=pk).exists()
    go(resident, site, council, f"/work/{pk}/imports/{batch.pk}/")
    press(resident, "Yes, it belongs here")
    with tenant_scope(council):
        assert Statement.objects.filter(challenge_id=pk, moderation="pending").count() == 39
        assert Reaction.objects.filter(challenge_id=pk).count() == 638
        assert Contributor.objects.filter(challenge_id=pk).count() == 26
    look_through_statements(page, site, council, pk)


def look_through_statements(page: Page, site: Site, council: Tenant, pk: int) -> None:
    """Whatever was said where it comes from, here it is looked through by the question's own setting."""
    while True:
        go(page, site, council, f"/staff/challenges/{pk}/moderation/?kind=statements")
        if not page.locator("button[name=decision][value=accept_page]").count():
            break
        page.locator("button[name=decision][value=accept_page]").click()
        page.wait_for_load_state()
    with tenant_scope(council):
        assert Statement.objects.filter(challenge_id=pk, moderation="accepted").count() == 39


def answer_on_a_phone(site: Site, council: Tenant, pk: int) -> str:
    page = site.visitor(width=390).new_page()
    go(page, site, council, f"/say/{pk}/answer/")
    page.wait_for_timeout(2500)
    page.locator("textarea[name=text]").fill("Ask us at school, not at the station. 🙂 Pay us for our time.")
    page.locator("[name=email]").fill("kid@example.org")
    page.locator("main form button[type=submit], main form button:not([type])").last.click()
    reference = page.locator(".app-receipt").inner_text().strip()
    assert len(reference) == 19
    go(page, site, council, f"/say/{pk}/react/")
    before = page.locator(".app-statement").inner_text()
    page.get_by_role("button", name="Agree", exact=True).click()
    expect(page.locator(".app-statement")).not_to_have_text(before)
    return reference


def cannot_decide_yet(site: Site, council: Tenant, pk: int) -> None:
    decider = site.sign_in(council, "dee@northmoor.example")
    go(decider, site, council, f"/work/{pk}/decision/")
    expect(decider.locator("main")).to_contain_text("The decision comes after options have been on show.")
    assert decider.get_by_role("button", name="See what everybody will read", exact=True).count() == 0


def look_through(page: Page, site: Site, council: Tenant, pk: int) -> None:
    go(page, site, council, f"/staff/challenges/{pk}/moderation/")
    page.locator("button[name=decision][value=accept_page]").click()
    page.wait_for_load_state()


def sum_up(page: Page, site: Site, council: Tenant, pk: int) -> None:
    go(page, site, council, f"/work/{pk}/synthesis/")
    press(page, "Sum up the answers")
    with tenant_scope(council):
        pass
    wait_until(lambda: drafts(council, pk), 60, "the summing-up")
    go(page, site, council, f"/work/{pk}/synthesis/")
    # 26 people are too few for groups: the page says so instead of making some up.
    expect(page.locator("main")).to_contain_text("clear groups")
    expect(page.locator("main")).to_contain_text("Computational Democracy Project")


def drafts(council: Tenant, pk: int) -> int:
    with tenant_scope(council):
        return Insight.objects.filter(challenge_id=pk).count()


def find_and_sign(citizen: Page, professional: Page, facilitator: Page, site: Site, council: Tenant, pk: int) -> None:
    go(citizen, site, council, f"/work/{pk}/insights/")
    while citizen.get_by_role("button", name="Keep finding").count():
        with citizen.expect_navigation():
            citizen.get_by_role("button", name="Keep finding").first.click()
        if citizen.get_by_role("button", name="I have read them. Keep it").count():
            press(citizen, "I have read them. Keep it")
    go(professional, site, council, f"/work/{pk}/insights/?state=kept")
    professional.locator("a", has_text="Rewrite").first.click()
    professional.locator("[name=text_0]").fill("Young people want to be asked where they are, and paid for it.")
    professional.locator("main form button").first.click()
    professional.wait_for_load_state()
    for kind in ("answers", "statements"):
        for _ in range(4):
            go(professional, site, council, f"/work/{pk}/unused/?kind={kind}")
            boxes = professional.locator("input[name=items]")
            if not boxes.count():
                break
            for number in range(boxes.count()):
                boxes.nth(number).check()
            if professional.locator("[name=everything]").count():
                professional.locator("[name=everything]").check()
            professional.locator("[name=reason_0]").fill("Said by few, and covered by the other findings.")
            press(professional, "Set aside with this reason")
            if professional.get_by_role("button", name="I have read them. Set them aside").count():
                press(professional, "I have read them. Set them aside")
    for page in (citizen, professional):
        go(page, site, council, f"/work/{pk}/sign/")
        press(page, "Sign the findings")
    go(facilitator, site, council, f"/work/{pk}/sign/")
    press(facilitator, "Agree the findings")
    press(facilitator, "Yes, agree the findings")
    assert state_of(council, pk) == "synthesised"


def weigh_up_and_decide(officer: Page, citizen: Page, professional: Page, site: Site, council: Tenant, pk: int) -> None:
    go(officer, site, council, f"/work/{pk}/options/")
    press(officer, "Open for options")
    press(officer, "Yes, open for options")
    go(citizen, site, council, f"/work/{pk}/options/new/")
    citizen.locator("[name=title]").fill("Paid youth scrutiny panels in schools")
    citizen.locator("[name=description]").fill(
        "Six paid young people in each school meet the local officers every term."
    )
    boxes = citizen.locator("[name=insights]")
    for number in range(boxes.count()):
        boxes.nth(number).check()
    press(citizen, "Put it on show")
    with tenant_scope(council):
        option = DesignChallenge.objects.get(pk=pk).options.get().pk
    voices = [citizen, professional, *(site.sign_in(council, f"{who}@northmoor.example") for who in ("cai", "pryce"))]
    for page in voices:
        go(page, site, council, f"/work/{pk}/options/{option}/view/")
        page.locator("[name=value][value=support]").check()
        page.locator("main form button").first.click()
        page.wait_for_load_state()
    decider = site.sign_in(council, "dee@northmoor.example")
    with tenant_scope(council):
        insights = list(Insight.objects.filter(challenge_id=pk, state="kept").values_list("pk", flat=True))
    for number, insight in enumerate(insights):
        go(decider, site, council, f"/work/{pk}/responses/{insight}/")
        if number == 0:
            decider.locator("[name=kind][value=declined]").check()
            decider.locator("[name=reason_0]").fill("The law leaves us no choice here.")
        else:
            decider.locator("[name=kind][value=addressed]").check()
            decider.locator("[name=option]").select_option(value=str(option))
        press(decider, "Save the answer")
    go(decider, site, council, f"/work/{pk}/decision/")
    expect(decider.locator("main")).to_contain_text("Options must be on show for 10 days")
    site.move_clock(timedelta(days=11))
    go(decider, site, council, f"/work/{pk}/decision/record/")
    decider.locator("[name=options]").first.check()
    decider.locator("[name=text_0]").fill("Three schools start paid panels in the spring.")
    decider.locator("[name=reasons_0]").fill("People of both sides want it, and it can be paid for.")
    press(decider, "See what everybody will read")
    press(decider, "Yes, record the decision")
    assert state_of(council, pk) == "decided"


def report_back(page: Page, site: Site, council: Tenant, pk: int) -> None:
    go(page, site, council, f"/work/{pk}/decision/")
    page.locator("form[action$='/tell/'] button").click()
    press(page, "Yes, tell them")
    wait_until(lambda: state_of(council, pk) == "reported_back", 60, "everybody to be told")
    wait_until(lambda: "kid@example.org" in mail(site), 30, "the e-mail to go out")


def mail(site: Site) -> str:
    return "".join(path.read_text() for path in (site.folder / "mail").glob("*.log"))


def read_what_became_of_it(site: Site, council: Tenant, pk: int, reference: str) -> None:
    page = site.visitor(width=390).new_page()
    go(page, site, council, "/receipt/")
    page.locator("[name=reference]").fill(reference.lower().replace("-", " "))
    page.locator("main form button").first.click()
    expect(page.locator("main")).to_contain_text("Ask us at school, not at the station. 🙂")
    go(page, site, council, f"/say/{pk}/you-said/")
    for words in (
        "Three schools start paid panels in the spring.",
        "The law leaves us no choice here.",
        "Young people want to be asked where they are, and paid for it.",
        "Computational Democracy Project",
    ):
        expect(page.locator("main")).to_contain_text(words)
    go(page, site, council, f"/say/{pk}/journey/")
    expect(page.locator("main")).to_contain_text("Dee Decider")
