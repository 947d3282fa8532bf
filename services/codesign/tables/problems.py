"""What can be wrong with the files of co-design, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel.files.problems import WORDS as TABLE_WORDS
from kernel.files.problems import Problem, located

WORDS: dict[str, Any] = TABLE_WORDS | {
    "no-answers": _("There are no answers in this file."),
    "no-such-column": _("There is no column “%(what)s” in this file."),
    "answer-too-long": _("The answer is too long: %(have)d characters, %(limit)d at most."),
    "stake": _("“%(what)s” is no stake: use resident, professional or partner."),
    "mode": _("“%(what)s” is no way of answering: use online, paper, phone or assisted."),
    "language": _("“%(what)s” is no language code: use en or cy."),
    "no-polis": _("Choose comments.csv and votes.csv (or participants-votes.csv) of one export."),
    "no-votes": _("There are no statements or no votes in these files."),
    "too-large": _("There are more rows or cells here than in any conversation. Leave out what is not needed."),
    "bad_row": _("This row cannot be read (%(detail)s)."),
    "wrong_number_of_cells": _("This row does not have as many cells as the headings (%(detail)s)."),
    "bad_statement_number": _("“%(detail)s” is no number of a statement."),
    "statement_twice": _("Statement number %(detail)s is there twice."),
    "bad_moderation": _("“%(detail)s” is none of −1, 0 and 1, which say whether a statement was shown."),
    "bad_number": _("One of these is no number of a person or statement: %(detail)s."),
    "bad_vote": _("“%(detail)s” is no vote: −1, 0 and 1 are."),
    "bad_time": _("“%(detail)s” is no time."),
    "bad_participant": _("“%(detail)s” is no number of a person, or is there twice."),
}
REMARKS: dict[str, Any] = {
    "sign_not_certain": _(
        "Nothing in the files says whether 1 means agree or disagree. They may be the wrong way round. "
        "Compare some of the votes with where they come from before you go on."
    ),
    "totals_differ": _(
        "The totals that the files give for each statement and the votes themselves differ (by %(detail)s)."
    ),
    "votes_differ": _(
        "The two files of votes differ: %(differ)s votes are not the same, %(missing)s are only in the table of people "
        "and %(extra)s only in votes.csv, which is the one that comes in."
    ),
    "statement_without_text": _("There are votes on statement %(detail)s, whose words are missing. They are left out."),
    "missing_file": _("The file with the statements, comments.csv, is missing."),
    "no-consent": _(
        "The file does not say who agreed to be quoted. So nobody is: the answers count in full, and their words are "
        "shown to nobody but those who work on the findings."
    ),
}


def words_of(problem: Problem) -> str:
    """A problem in words, with its place."""
    return located(problem, str(WORDS[problem.code]) % dict(problem.values))


def remark_of(kept: Mapping[str, Any]) -> str:
    """What is to be thought of before a file comes in, in words."""
    return str(REMARKS[kept["code"]]) % dict(kept["values"])
