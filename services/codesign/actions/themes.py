"""People move answers between themes and name them; the next summing-up learns from it."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.audit.actions import record
from kernel.errors import Conflict, Invalid
from kernel.text import clean_line, has_control_characters
from kernel.workflow.advance import lock
from services.catalogue.permissions import require, standing_of
from services.codesign.actions.findings.drafts import draft_theme
from services.codesign.enums import THEMES_MOVE_IN, ChallengeState
from services.codesign.models import DesignChallenge, Feedback, ThemeLabel
from services.codesign.permissions import can_teach_themes
from services.codesign.queries.themes import NAME_LENGTH, NOWHERE, ThemesNow, names_in_use, themes_now
from services.codesign.queries.voices import accepted

MOST_AT_ONCE, MOST_NAMES = 500, 30


@act(Manner.IN_PERSON)
def move_to_theme(*, actor: Actor, challenge: DesignChallenge, feedback_ids: Sequence[int], theme: str) -> int:
    """Put answers into a theme, a new one where there is none of that name; "" says that they fit nowhere.

    Whoever puts an answer somewhere last is right. Returns how many were put there.
    """
    fresh = _may_teach(actor, challenge)
    ids = _some_of(feedback_ids)
    now = themes_now(fresh)
    name = theme and _spelt_as_before(_cleaned(theme, "theme"), now)
    if name:
        _refuse_unnamed(now, name)
        _room_for(fresh, name, "theme")
    if accepted(Feedback.objects.filter(challenge=fresh, pk__in=ids)).count() != len(ids):
        raise Invalid({"feedback": _("Some of what you chose is not there any more. Choose again.")})
    _put(fresh, ids, name, actor)
    record(actor=actor, verb="codesign.theme_moved", subject=fresh, items=len(ids), nowhere=name == NOWHERE)
    return len(ids)


@act(Manner.IN_PERSON)
def undo_move(*, actor: Actor, challenge: DesignChallenge, feedback_ids: Sequence[int]) -> int:
    """Take back where one put answers oneself: they stand again where the summing-up has them. Returns how many."""
    fresh = _may_teach(actor, challenge)
    own = ThemeLabel.objects.filter(challenge=fresh, feedback__in=_some_of(feedback_ids), by=actor.person_id)
    count, _each = own.delete()
    if not count:
        raise Invalid({"feedback": _("You have moved none of these. Somebody else may have moved them since.")})
    record(actor=actor, verb="codesign.theme_move_undone", subject=fresh, items=count)
    return count


@act(Manner.IN_PERSON)
def name_theme(*, actor: Actor, challenge: DesignChallenge, theme: str, name: str) -> int:
    """Call a theme by a name. Its most typical answers are put in it by that name, so that the next run keeps it.

    What people put elsewhere stays there; what they put into this theme goes by the new name, too. After answering has
    closed it drafts a finding of the theme: without a name that people gave, none is drafted. Returns how many answers
    bear the name now.
    """
    fresh = _may_teach(actor, challenge)
    now = themes_now(fresh)
    found = now.theme(theme) if now else None
    if now is None or found is None:
        raise Conflict(_("This theme is not there any more. Load the page again."), code="stale")
    new = _cleaned(name, "name")
    if any(other.name.casefold() == new.casefold() for other in now.themes if other is not found):
        raise Invalid({"name": _("Another theme has this name. Move the answers there instead.")})
    _room_for(fresh, new, "name", instead_of=theme)
    labels = ThemeLabel.objects.filter(challenge=fresh)
    # Who put them there stays; the time says that the last run does not know the name yet.
    labels.filter(theme=theme).update(theme=new, at=clock.now())
    put = set(labels.filter(feedback__in=found.typical).values_list("feedback_id", flat=True))
    _put(fresh, [pk for pk in found.typical if pk not in put], new, actor)
    run = now.run
    run.themes = {**run.themes, "called": {**run.themes.get("called", {}), **dict.fromkeys(_keys(found.numbers), new)}}
    run.save(update_fields=["themes"])
    count = labels.filter(theme=new).count()
    if fresh.state == ChallengeState.FEEDBACK_CLOSED and not run.interim:
        members = {pk for pk, place in now.place_of.items() if place == theme}
        draft_theme(fresh, run, theme, new, sorted(members))
    record(actor=actor, verb="codesign.theme_named", subject=fresh, run=run.number, items=count)
    return count


def _keys(numbers: Iterable[int]) -> list[str]:
    return [str(number) for number in numbers]


def _may_teach(actor: Actor, challenge: DesignChallenge) -> DesignChallenge:
    """Lock the challenge for a change to its themes: the right people, until the findings are agreed."""
    require(can_teach_themes(standing_of(actor, challenge.service_id)), _("You may not move answers here."))
    fresh = lock(challenge)
    if fresh.state not in THEMES_MOVE_IN:
        raise Conflict(
            _("Answers can be moved between themes from the opening until the findings are agreed."),
            code="wrong-state",
        )
    return fresh


def _some_of(feedback_ids: Iterable[int]) -> list[int]:
    ids = sorted(set(feedback_ids))
    if not ids:
        raise Invalid({"feedback": _("Choose at least one answer.")})
    if len(ids) > MOST_AT_ONCE:
        raise Invalid({"feedback": _("Choose at most %(n)d answers at once.") % {"n": MOST_AT_ONCE}})
    return ids


def _cleaned(typed: str, field: str) -> str:
    """A theme's name on one line, in one spelling of its letters. Invalid where it is none."""
    if has_control_characters(typed.strip(), on_one_line=True):
        raise Invalid({field: _("Take out the hidden characters. Typing the text again usually helps.")})
    name = clean_line(typed)
    if not name:
        raise Invalid({field: _("Write the name of the theme.")})
    if len(name) > NAME_LENGTH:
        raise Invalid({field: _("A theme's name has at most %(n)d characters.") % {"n": NAME_LENGTH}})
    return name


def _spelt_as_before(name: str, now: ThemesNow | None) -> str:
    """The name of the theme that is there already, where they differ in capitals only."""
    known = [theme.name for theme in now.themes] if now else []
    if name in known:
        return name
    return next((other for other in known if other.casefold() == name.casefold()), name)


def _refuse_unnamed(now: ThemesNow | None, name: str) -> None:
    """Else a theme that nobody named would be known to the next summing-up by a computer's words, as if people had."""
    found = now.theme(name) if now else None
    if found is not None and not found.named:
        raise Invalid(
            {"to": _("Nobody has named this theme yet. Open it and give it a name, then move answers there.")}
        )


def _room_for(challenge: DesignChallenge, name: str, field: str, instead_of: str = "") -> None:
    others = names_in_use(challenge) - {name, instead_of}
    if len(others) >= MOST_NAMES:
        raise Invalid({field: _("People have named %(n)d themes already. Use one of those.") % {"n": MOST_NAMES}})


def _put(challenge: DesignChallenge, ids: Iterable[int], name: str, actor: Actor) -> None:
    common = {"challenge": challenge, "theme": name, "by_id": actor.person_id, "at": clock.now()}
    ThemeLabel.objects.bulk_create(
        [ThemeLabel(feedback_id=pk, **common) for pk in ids],
        update_conflicts=True,
        unique_fields=["feedback"],
        update_fields=["theme", "by", "at"],
    )
