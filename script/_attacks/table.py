"""Every attack, in plain words; those that leave marks on the demo that others would stumble over come last."""

from collections.abc import Callable
from typing import NamedTuple

from _attacks import being, crowds, deciding, files, joining, knowing, taking, words
from _attacks.outcomes import Outcome
from _attacks.scene import Scene


class Attack(NamedTuple):
    """What is tried, and the function that tries it."""

    name: str
    run: Callable[[Scene], Outcome]


ATTACKS = (
    Attack("a partner system's key answers, signs, agrees and decides", being.keys_act_for_people),
    Attack("an administrator signs, agrees and decides", being.administrator_decides),
    Attack("a helper rewrites what a person said", being.helper_rewrites),
    Attack("a helper opens the receipt of whom they helped", being.helper_opens_receipt),
    Attack("whoever entered answers deletes them after the close", being.entered_answers_deleted),
    Attack("a session or key of one council opens another", being.session_of_another_council),
    Attack("a message of one council is shown by another", being.message_of_another_council),
    Attack("copies of ballots and answers before the findings are agreed", knowing.copies_too_early),
    Attack("two copies laid side by side", knowing.two_copies_put_together),
    Attack("a helped person is found in a list", knowing.find_whom_somebody_helped),
    Attack("a single vote is watched on every public outlet", knowing.one_vote_watched),
    Attack("two outlets of the same results are differenced", knowing.outlets_differenced),
    Attack("early summings-up are differenced", knowing.members_watched),
    Attack("views of options by a small side", knowing.views_by_stake),
    Attack("residents are named on public pages", knowing.residents_named),
    Attack("an address is asked for a name", knowing.address_tells_a_name),
    Attack("a cache on the way keeps somebody's pages", knowing.kept_on_the_way),
    Attack("residents are taken out so that their views vanish", joining.residents_ended),
    Attack("an officer leaves and comes back as a resident", joining.officer_comes_back_as_resident),
    Attack("an invented resident says yes", joining.invented_resident),
    Attack("a commissioner gives herself, and whoever decides, the right to moderate", joining.rights_for_oneself),
    Attack("a commissioner lets a friend look through answers", joining.rights_for_a_friend),
    Attack("an administrator gives herself another role", joining.administrator_gives_herself),
    Attack("somebody without the right moderates, extends, agrees", joining.resident_of_all),
    Attack("statements that people reacted to are refused as off topic", taking.shown_statements_refused),
    Attack("what is to be looked through is left lying", taking.left_waiting),
    Attack("a decided question is stopped", taking.stopped_after_decision),
    Attack("a decision or a published finding is changed", taking.published_disappears),
    Attack("what people were asked under is rewritten", taking.rewritten_while_open),
    Attack("a window is stretched without end, or cut short", taking.stretched_without_end),
    Attack("an answer that was taken back comes again", taking.comes_back_by_its_key),
    Attack("what a resident wants to change is taken off the service", taking.outcomes_of_residents_removed),
    Attack("files that are made to hurt", files.files_made_to_hurt),
    Attack("an outsider holds a worker with an upload", files.outsider_holds_a_worker),
    Attack("invented voters and residents from files", files.invented_people),
    Attack("a file's consent is guessed", files.consent_guessed),
    Attack("somebody without the right brings files in", files.resident_imports),
    Attack("many visits from one address", crowds.many_visits),
    Attack("one browser counts twice, signed in and out", crowds.counted_twice),
    Attack("the same answer six times at once", crowds.same_said_at_once),
    Attack("somebody is locked out of their account", crowds.locked_out),
    Attack("references are guessed", crowds.receipt_guessed),
    Attack("a line break in a service's name", crowds.line_break_in_a_name),
    Attack("a workshop's code without end", crowds.workshop_for_a_crowd),
    Attack("a decision before its time", words.decided_too_early),
    Attack("a computer says that somebody disagrees", words.dissent_invented),
    Attack("many answers are tied or set aside in one go", words.tied_in_one_go),
    Attack("drafts are signed unread", words.signed_unread),
    Attack("a question opens that nobody can look after", words.opened_with_nobody_there),
    Attack("an administrator promotes a resident to silence them", joining.silenced_by_promotion),
    Attack("staff work without the second factor", words.staff_without_second_factor),
    # Moves the clock, after which links to sign in are too old.
    Attack("a decision against its own answers", deciding.decided_against_its_answers),
)
