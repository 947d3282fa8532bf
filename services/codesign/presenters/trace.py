"""How a question was handled, for everybody to read: who did what for others, to what people said, with numbers.

`TRACE` is the one table of it: whoever adds something that must not go unseen records it and adds a line here.
Residents are never named; whoever acts for the council is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from kernel.disclosure import Band, band
from participants.people.enums import Stake
from services.catalogue.enums import VERBS as SERVICE_VERBS
from services.catalogue.enums import EndReason, ServiceRole
from services.catalogue.queries import systems_by_key
from services.codesign.enums import EXTRA_RIGHTS, VERBS, LookOutcome, Mode, ModerationReason
from services.codesign.models import DesignChallenge
from services.codesign.queries.moderation import refused_in_numbers, waiting_since
from services.codesign.queries.trace import (
    Deed,
    acting_for_the_council,
    deeds_of,
    membership_since_it_opened,
    stakes_in_service,
)

ASKED, ENTERED, FILES, MODERATED, WEIGHED, COPIES = "asked", "entered", "files", "moderated", "weighed", "copies"
SECTIONS = (
    (ASKED, _("What people are told")),
    (ENTERED, _("Entered for others")),
    (FILES, _("Brought in from files")),
    (MODERATED, _("What was shown and what was not")),
    (WEIGHED, _("How what was said was used")),
    (COPIES, _("Copies that were taken")),
)
# Numbers in the record that everybody reads as they are, and those that count people or their reactions.
ITEMS = {
    "items": ngettext_lazy("%(n)s answer or statement", "%(n)s answers and statements", "n"),
    "answers": ngettext_lazy("%(n)s answer", "%(n)s answers", "n"),
    "statements": ngettext_lazy("%(n)s statement", "%(n)s statements", "n"),
    "seeds": ngettext_lazy("%(n)s statement", "%(n)s statements", "n"),
}
PEOPLE = {"people": _("people: %(n)s"), "reactions": _("reactions: %(n)s")}
# Words in an event's data that tell lines apart, and what people read for them.
TRAITS: dict[str, Mapping[str, Any]] = {
    "to": {},
    "what": {},
    "reason": dict(ModerationReason.choices),
    "outcome": dict(LookOutcome.choices),
    "mode": dict(Mode.choices),
    "by_helper": {},
    "form": {"csv": "CSV", "json": "JSON"},
    "right": EXTRA_RIGHTS,
}


@dataclass(frozen=True)
class Traced:
    """A line of the trace: in which section, for which verb, in which words.

    `only`: for events with these words in their data. `whole`: one line for the whole time instead of one a day, with
    how often in whole tens, because each event is one person. `by_author`: who it was is for nobody to know.
    """

    section: str
    verb: str
    words: Any
    only: Mapping[str, str] = field(default_factory=dict)
    whole: bool = False
    by_author: bool = False


BY_HELPER = {"by_helper": "true"}
TRACE = (
    Traced(ASKED, "codesign.asked_changed", _("changed what people are told")),
    Traced(ASKED, "codesign.changed", VERBS["codesign.changed"]),
    Traced(ASKED, "codesign.extended", _("gave people more time")),
    Traced(ASKED, "codesign.statement_added", _("added statements to start with")),
    Traced(ASKED, "codesign.decision_corrected", _("corrected the decision")),
    Traced(ENTERED, "codesign.answer_entered", _("Answers entered for somebody"), whole=True),
    Traced(ENTERED, "codesign.answer_changed", _("Answers that a helper changed"), {"by_helper": "true"}, whole=True),
    Traced(
        ENTERED, "codesign.answer_withdrawn", _("Answers that a helper took back"), {"by_helper": "true"}, whole=True
    ),
    Traced(FILES, "codesign.imported", _("brought in a file")),
    Traced(FILES, "codesign.import_confirmed", VERBS["codesign.import_confirmed"]),
    Traced(FILES, "codesign.import_refused", VERBS["codesign.import_refused"]),
    Traced(FILES, "codesign.import_taken_back", VERBS["codesign.import_taken_back"]),
    Traced(ENTERED, "codesign.workshop_made", VERBS["codesign.workshop_made"]),
    Traced(MODERATED, "codesign.moderated", _("accepted"), only={"to": "accepted"}),
    Traced(MODERATED, "codesign.moderated", _("kept from being shown"), only={"to": "rejected"}),
    Traced(MODERATED, "codesign.refusal_asked", _("asked a second person, so as not to show")),
    Traced(MODERATED, "codesign.second_look_asked", _("Authors asked for another look"), whole=True, by_author=True),
    Traced(MODERATED, "codesign.second_look_taken", _("took a second look")),
    Traced(WEIGHED, "codesign.set_aside", _("set aside, with a reason")),
    Traced(WEIGHED, "codesign.set_aside_undone", _("took back in what was set aside")),
    Traced(WEIGHED, "codesign.insight_added", _("added a finding that rests on"), only={"what": "sources"}),
    Traced(WEIGHED, "codesign.insight_changed", _("tied to a finding"), only={"what": "sources"}),
    Traced(WEIGHED, "codesign.insight_merged", _("merged findings")),
    Traced(WEIGHED, "codesign.insight_dropped", _("dropped findings")),
    # What is done to the service while the question runs.
    Traced(ASKED, "catalogue.outcome_removed", SERVICE_VERBS["catalogue.outcome_removed"]),
    Traced(MODERATED, "catalogue.exception_granted", SERVICE_VERBS["catalogue.exception_granted"]),
    Traced(MODERATED, "catalogue.exception_revoked", SERVICE_VERBS["catalogue.exception_revoked"]),
    Traced(COPIES, "codesign.exported", _("took a copy")),
)


@dataclass(frozen=True)
class Line:
    """Who did what on a day, how often, with which numbers; `day` None for the whole time."""

    section: str
    verb: str
    day: date | None
    who: Any
    words: Any
    details: Sequence[Any]
    times: int | None
    often: Band | None
    numbers: Mapping[str, int | Band]

    @property
    def counted(self) -> list[str]:
        """The numbers in words."""
        said = [str(in_words(self.often))] if self.often else []
        for name, n in self.numbers.items():
            if isinstance(n, Band):
                said.append(str(PEOPLE[name]) % {"n": in_words(n)})
            else:
                said.append(str(ITEMS[name] % {"n": n}))
        return said


@dataclass(frozen=True)
class Refused:
    """What is not shown for one reason, and the reactions that went with it."""

    reason: str
    words: Any
    answers: int
    statements: int
    reactions: Band


@dataclass(frozen=True)
class Waiting:
    """How much waits to be looked through, and the day from which the oldest of it does."""

    count: Band
    since: date | None


@dataclass(frozen=True)
class Moved:
    """How many of one side joined, were confirmed, and left since the question opened; by reason, most first."""

    stake: str
    words: Any
    joined: Band
    confirmed: Band
    left: Band
    reasons: Sequence[tuple[str, Any, Band]]


def in_words(count: Band) -> Any:
    """A band as people read it."""
    if count.is_none:
        return _("none")
    if count.at_least == 1:
        return _("fewer than 10")
    return _("at least %(n)d") % {"n": count.at_least}


def trace_of(challenge: DesignChallenge) -> dict[str, Any]:
    """Everything for the page, the API and the file. Ten queries, however much was done."""
    council = acting_for_the_council(challenge)
    lines = _lines(challenge, {someone.person.pk: someone.person.display_name for someone in council})
    return {
        "council": [
            {
                "name": someone.person.display_name,
                "role": _role(challenge, someone.person.pk, someone.role),
                "is_there": someone.is_there,
            }
            for someone in council
        ],
        "lines": lines,
        "sections": [(words, [row for row in lines if row.section == name]) for name, words in SECTIONS],
        "refused": [
            Refused(reason, dict(ModerationReason.choices)[reason], answers, statements, band(reactions))
            for reason, (answers, statements, reactions) in refused_in_numbers(challenge).items()
        ],
        "moved": _moved(challenge),
        "waiting": _waiting(challenge),
    }


def _waiting(challenge: DesignChallenge) -> Waiting:
    """What lies there unseen is told, so that nobody keeps one side's words from being read by doing nothing."""
    count, since = waiting_since(challenge)
    return Waiting(band(count), since)


def _role(challenge: DesignChallenge, person_id: int, role: str) -> Any:
    if person_id == challenge.decision_owner_id:
        return _("decides")
    return _("facilitates") if role == ServiceRole.FACILITATOR else _("answers for the service")


def _moved(challenge: DesignChallenge) -> list[Moved]:
    counts: dict[str, dict[str, int]] = {stake.value: {} for stake in Stake}
    for stake, what, n in membership_since_it_opened(challenge):
        counts[stake][what] = n
    return [_moved_of(stake, counts[stake.value]) for stake in Stake]


def _moved_of(stake: Stake, counts: Mapping[str, int]) -> Moved:
    why = sorted(((counts[r.value], r) for r in EndReason if r.value in counts), key=lambda row: -row[0])
    return Moved(
        stake.value,
        stake.label,
        band(counts.get("joined", 0)),
        band(counts.get("confirmed", 0)),
        band(sum(n for n, _reason in why)),
        [(reason.value, reason.label, band(n)) for n, reason in why],
    )


def _lines(challenge: DesignChallenge, names: Mapping[int, str]) -> list[Line]:
    deeds = deeds_of(challenge, {row.verb for row in TRACE}, TRAITS, [*ITEMS, *PEOPLE])
    others = {deed.person_id for deed in deeds if deed.person_id and deed.person_id not in names}
    stakes = stakes_in_service(challenge, others)
    systems = systems_by_key({deed.key_id for deed in deeds if deed.key_id})
    found: list[Line] = []
    for row in TRACE:
        matching = [deed for deed in deeds if _is_told(row, deed)]
        if row.whole and matching:
            found.append(_whole(row, matching))
        elif not row.whole:
            found += [_line(row, deed, _who(deed, names, stakes, systems)) for deed in matching]
    return sorted(found, key=lambda line: line.day or date.max, reverse=True)


def _is_told(row: Traced, deed: Deed) -> bool:
    if row.verb == "codesign.statement_added" and not deed.numbers.get("seeds"):
        return False
    return deed.verb == row.verb and all(deed.traits.get(name) == value for name, value in row.only.items())


def _who(deed: Deed, names: Mapping[int, str], stakes: Mapping[int, str], systems: Mapping[int, str]) -> Any:
    if deed.key_id is not None and deed.key_id in systems:
        return _("The system “%(name)s”") % {"name": systems[deed.key_id]}
    if deed.person_id is None:
        return {"api_client": _("A system"), "system": _("Coprod")}.get(deed.actor_kind, _("Somebody who took part"))
    if deed.person_id in names:
        return names[deed.person_id]
    sides = {
        Stake.CITIZEN.value: _("A resident"),
        Stake.PROFESSIONAL.value: _("A professional"),
        Stake.PARTNER.value: _("Somebody from a partner organisation"),
    }
    return sides.get(stakes.get(deed.person_id, ""), _("Somebody with an extra right"))


def _line(row: Traced, deed: Deed, who: Any) -> Line:
    told = [names[deed.traits[name]] for name, names in TRAITS.items() if deed.traits[name] in names]
    return Line(row.section, row.verb, deed.day, who, row.words, told, deed.times, None, _numbers(deed.numbers))


def _whole(row: Traced, deeds: Iterable[Deed]) -> Line:
    often = band(sum(deed.times for deed in deeds))
    return Line(row.section, row.verb, None, "", row.words, (), None, often, {})


def _numbers(numbers: Mapping[str, int]) -> dict[str, int | Band]:
    return {name: band(n) if name in PEOPLE else n for name, n in numbers.items()}
