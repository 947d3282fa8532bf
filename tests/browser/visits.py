"""Which page is walked by whom: every named address of a council is in one of the two tables."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.councils import Demo


@dataclass(frozen=True)
class Visit:
    """A page and its visitor. `parts` names rows of the demo; a value with a colon in front is taken as it is."""

    name: str
    who: str
    parts: tuple[tuple[str, str], ...] = ()
    query: str = ""
    language: str = "en"
    status: int = 200
    before: Callable[[Demo, Page], None] | None = None

    def address(self, demo: Demo) -> str:
        """The full address in the visitor's council."""
        parts = {name: row[1:] if row.startswith(":") else demo.rows[row] for name, row in self.parts}
        return demo.address(VISITORS[self.who][0], self.name, self.language, **parts) + self.query


# Who: the council, and the person of the demo's content; None where nobody is signed in.
VISITORS = {
    "visitor": ("glanmor", None),
    "neighbour": ("brackenford", None),
    "contributor": ("glanmor", None),
    "newcomer": ("glanmor", None),
    "resident": ("glanmor", "mair"),
    "facilitator": ("glanmor", "gwenllian"),
    "decider": ("glanmor", "huw"),
    "officer": ("glanmor", "elin"),
    "administrator": ("glanmor", "rhodri"),
    "second factor": ("glanmor", "osian"),
    "half signed in": ("glanmor", "joel"),
    "streets": ("brackenford", "josie"),
}


def visit(who: str, name: str, status: int = 200, query: str = "", language: str = "en", **parts: str) -> Visit:
    """A visit whose parts are given as keywords."""
    return Visit(name, who, tuple(parts.items()), query, language, status)


def _ask_for_code(demo: Demo, page: Page) -> None:
    page.goto(demo.address("glanmor", "account_request_login_code"))
    page.locator("[name=email]").fill("nobody.here@glanmor.example")
    page.locator("main form button").first.click()
    page.wait_for_load_state()


def _sign_up(demo: Demo, page: Page) -> None:
    page.goto(demo.address("glanmor", "account_signup"))
    page.locator("[name=email]").fill("new.here@glanmor.example")
    page.locator("main form button").first.click()
    page.wait_for_load_state()


PUBLIC = ("list", "receipt", "changed")
OPEN = {"pk": "about"}
DONE = {"pk": "harbour"}
STREETS = {"pk": "streets"}
WEIGHING = {"pk": "weighing"}
HARBOUR_LIGHTS = {"slug": ":harbour-lights"}

VISITS = (
    # Public pages.
    *(visit("visitor", name) for name in ("home", "help", "equal_voice", "accessibility", "privacy")),
    *(visit("visitor", name) for name in ("cookies", "public_record")),
    *(visit("visitor", f"codesign:{name}") for name in PUBLIC),
    visit("visitor", "catalogue:list"),
    visit("visitor", "catalogue:service", **HARBOUR_LIGHTS),
    visit("visitor", "codesign:challenge", **OPEN),
    visit("visitor", "codesign:challenge", **DONE),
    visit("visitor", "codesign:answer", **OPEN),
    visit("visitor", "codesign:react", **OPEN),
    visit("visitor", "codesign:statement", **OPEN),
    visit("visitor", "codesign:results", **DONE),
    visit("visitor", "codesign:results", query="?map=statements&order=divides", **DONE),
    visit("visitor", "codesign:report", **DONE),
    visit("visitor", "codesign:you_said", **DONE),
    visit("visitor", "codesign:journey", **DONE),
    visit("visitor", "codesign:copies", **DONE),
    visit("visitor", "codesign:trace", **DONE),
    visit("visitor", "codesign:workshop_code"),
    visit("visitor", "codesign:workshop", status=404, code=":no-such-code"),
    visit("visitor", "codesign:answer", **DONE),
    visit("visitor", "codesign:challenge", status=404, pk=":999999"),
    *(visit("visitor", name, language="cy") for name in ("home", "help", "codesign:list", "codesign:receipt")),
    *(visit("visitor", f"codesign:{name}", language="cy", **OPEN) for name in ("challenge", "answer", "react")),
    *(visit("visitor", f"codesign:{name}", language="cy", **DONE) for name in ("you_said", "journey", "results")),
    visit("visitor", "codesign:report", language="cy", **DONE),
    # A council in one language.
    visit("neighbour", "home"),
    visit("neighbour", "codesign:list"),
    visit("neighbour", "codesign:challenge", **STREETS),
    visit("neighbour", "codesign:journey", **STREETS),
    visit("neighbour", "codesign:results", **STREETS),
    visit("neighbour", "codesign:answer", pk="library"),
    # Somebody who said something without an account.
    visit("contributor", "codesign:thanks", **OPEN),
    visit("contributor", "codesign:mine", **OPEN),
    visit("contributor", "codesign:change_answer", **OPEN, feedback_pk="said"),
    visit("contributor", "codesign:withdraw_answer", **OPEN, feedback_pk="said"),
    visit("contributor", "codesign:withdraw_statement", **OPEN, statement_pk="put"),
    visit("contributor", "codesign:withdraw_all", **OPEN),
    # Signing in.
    visit("newcomer", "account_login"),
    visit("newcomer", "account_signup"),
    visit("newcomer", "account_request_login_code"),
    visit("newcomer", "account_inactive"),
    visit("newcomer", "sign_in_link", token=":not-a-link"),
    Visit("account_confirm_login_code", "newcomer", before=_ask_for_code),
    Visit("account_email_verification_sent", "newcomer", before=_sign_up),
    # A resident who is a member.
    *(visit("resident", name) for name in ("my_part", "my_messages", "my_details", "account_email", "account_logout")),
    visit("resident", "my_message", pk="message"),
    visit("resident", "accept_invitation", pk="invitation"),
    visit("resident", "codesign:mine", **DONE),
    visit("resident", "codesign:thanks", **DONE),
    *(visit("resident", f"codesign:{name}", **WEIGHING) for name in ("work", "options", "add_option", "responses")),
    visit("resident", "codesign:view_option", **WEIGHING, option_pk="option"),
    visit("resident", "codesign:withdraw_option", **WEIGHING, option_pk="option"),
    visit("resident", "codesign:arrivals", **WEIGHING),
    visit("resident", "staff_people", status=403),
    # The one who decides.
    visit("decider", "codesign:responses", **WEIGHING),
    visit("decider", "codesign:respond", **WEIGHING, insight_pk="weighed"),
    visit("decider", "codesign:decision", **WEIGHING),
    visit("decider", "codesign:decision", pk="decided"),
    visit("decider", "codesign:correct_decision", **DONE),
    visit("decider", "codesign:decision", **DONE),
    # The facilitator of a council in two languages.
    visit("facilitator", "staff_overview"),
    visit("facilitator", "staff_overview", language="cy"),
    *(
        visit("facilitator", f"codesign:{name}", pk=row)
        for row, names in {
            "warm": ("manage", "edit", "targets", "seeds", "abandon"),
            "about": ("manage", "extend", "moderation", "enter", "import", "export", "work"),
            "harbour": (
                "manage", "work", "synthesis", "themes", "insights", "unused", "sign", "options", "responses",
                "decision",
            ),
        }.items()
        for name in names
    ),
    visit("facilitator", "codesign:work_report", **DONE),
    visit("facilitator", "codesign:workshops", **OPEN),
    visit("facilitator", "codesign:second_looks", **OPEN),
    visit("facilitator", "codesign:upload", status=404, upload_pk=":999999", **OPEN),
    visit("facilitator", "codesign:upload_progress", status=404, upload_pk=":999999", job_pk=":999999", **OPEN),
    visit("facilitator", "codesign:one_import", status=404, batch_pk=":999999", **OPEN),
    visit("facilitator", "codesign:manage", language="cy", **OPEN),
    visit("facilitator", "codesign:moderation", query="?kind=statements&state=accepted", **OPEN),
    # Who starts services.
    visit("officer", "catalogue:staff_list"),
    visit("officer", "catalogue:start"),
    *(visit("officer", f"catalogue:{name}", **HARBOUR_LIGHTS) for name in ("manage", "edit", "outcomes", "members")),
    visit("officer", "catalogue:keys", **HARBOUR_LIGHTS),
    visit("officer", "catalogue:invite", **HARBOUR_LIGHTS),
    visit("officer", "catalogue:end_membership", **HARBOUR_LIGHTS, membership_pk="membership"),
    visit("officer", "catalogue:rights", **HARBOUR_LIGHTS, membership_pk="membership"),
    visit("officer", "codesign:propose", **HARBOUR_LIGHTS),
    # The council's administrator.
    *(visit("administrator", name) for name in ("staff_people", "staff_messages", "staff_keys", "staff_settings")),
    *(visit("administrator", "rewording:service", language=language) for language in ("en", "cy")),
    visit("administrator", "staff_people", query="?q=nobody+of+this+name"),
    visit("administrator", "staff_person", pk="person"),
    # Somebody with a second factor of each kind.
    *(
        visit("second factor", f"mfa_{name}")
        for name in (
            "index", "deactivate_totp", "view_recovery_codes", "generate_recovery_codes", "list_webauthn",
            "add_webauthn", "reauthenticate", "reauthenticate_webauthn",
        )
    ),
    visit("half signed in", "mfa_authenticate"),
    visit("resident", "mfa_activate_totp"),
    visit("resident", "account_set_password"),
    visit("resident", "account_reauthenticate", status=403),
    visit("second factor", "mfa_edit_webauthn", pk="passkey"),
    visit("second factor", "mfa_remove_webauthn", pk="passkey"),
    # Findings being made.
    *(
        visit("streets", f"codesign:{name}", **STREETS)
        for name in ("work", "synthesis", "insights", "add_insight", "unused", "sign", "options", "moderation")
    ),
    *(visit("streets", "codesign:themes", query=query, **STREETS) for query in ("", "?show=nowhere", "?show=new")),
    visit("streets", "codesign:synthesis", query="?map=statements", **STREETS),
    visit("streets", "codesign:work_report", **STREETS),
    visit("streets", "codesign:unused", query="?show=aside", **STREETS),
    visit("streets", "codesign:insight", **STREETS, insight_pk="finding"),
    visit("streets", "codesign:drop_insight", **STREETS, insight_pk="finding"),
)  # fmt: skip

# Named addresses that show no page of their own to who follows a link, and why.
NO_PAGES = {
    "healthz": "for machines",
    "readyz": "for machines",
    "robots": "for machines",
    "brand_css": "a style sheet",
    "after_sign_in": "leads on",
    "passed_on": "a button",
    "send_again": "a button",
    "stop_key": "a button",
    "catalogue:remove_outcome": "a button",
    "catalogue:confirm_member": "a button",
    "catalogue:stop_key": "a button",
    "codesign:decide": "a button; leads to the page",
    "codesign:forget": "a button",
    "codesign:open": "a button",
    "codesign:run_synthesis": "a button",
    "codesign:synthesis_progress": "a part of a page; leads to the page",
    "codesign:merge_insights": "a button",
    "codesign:keep_insight": "a button",
    "codesign:look_again": "a button",
    "codesign:look_again_answer": "a button",
    "codesign:look_again_statement": "a button",
    "codesign:was_it_you": "leads on, but for who signed in with a receipt on the device",
    "codesign:bring_in": "a button",
    "codesign:confirm_import": "a button",
    "codesign:refuse_import": "a button",
    "codesign:take_back_import": "a button",
    "codesign:drop_upload": "a button",
    "codesign:restore_as_counted": "a button",
    "rewording:try_service": "a button",
    "rewording:progress": "a part of a page; leads to the page",
    "codesign:undo_set_aside": "a button",
    "codesign:complete_synthesis": "a button",
    "codesign:open_options": "a button",
    "codesign:name_owner": "a button",
    "codesign:report_back": "a button; leads to the page",
    "codesign:hand_over": "a button",
    "record_heads": "a file",
    "codesign:trace_csv": "a file",
    "codesign:export_csv": "a file",
    "codesign:export_json": "a file",
    "codesign:statements_csv": "a file",
    "codesign:themes_csv": "a file",
    "codesign:results_json": "a file",
    "codesign:work_statements_csv": "a file",
    "codesign:work_themes_csv": "a file",
    "codesign:work_results_json": "a file",
    "mfa_download_recovery_codes": "a file",
    "mfa_login_webauthn": "for the script of the sign-in page",
    "account_change_password": "nobody in the demo has a password yet; leads to setting one",
    "account_reset_password": "leads to signing in with a code",
    "account_reset_password_done": "leads to signing in with a code",
    "account_reset_password_from_key": "leads to signing in with a code",
    "account_reset_password_from_key_done": "leads to signing in with a code",
}
