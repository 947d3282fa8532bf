"""Who may do what for a shared meal; the prohibition wins."""

from collections.abc import Mapping

from kernel.accounts.actor import Actor
from services.catalogue.permissions import Standing
from tests.stage.shared_meals.models import Helper, SharedMeal


def can_propose_meal(standing: Standing) -> bool:
    """Members of every stake; administrators keep out of content."""
    return standing.has_a_voice


def can_run_meal(standing: Standing) -> bool:
    """Name tasks, open it, say that it took place, call it off."""
    return standing.runs


def can_edit_meal(standing: Standing, meal: SharedMeal, actor: Actor) -> bool:
    """Whoever runs it, and whoever proposed it until it is opened."""
    own = meal.state == "proposed" and meal.proposed_by_id == actor.person_id
    return standing.runs or (standing.has_a_voice and own)


def can_help(standing: Standing) -> bool:
    """Every member of the service."""
    return standing.has_a_voice


def can_withdraw_help(standing: Standing, helper: Helper, actor: Actor) -> bool:
    """Only who offered it."""
    return standing.has_a_voice and helper.person_id == actor.person_id


def can_note_attendance(standing: Standing) -> bool:
    """The facilitator notes who came, and closes."""
    return standing.facilitates


def rights_in(standing: Standing, meal: SharedMeal, actor: Actor) -> Mapping[str, bool]:
    """All of the above by the names that pages, templates and steps use."""
    return {
        "edit": can_edit_meal(standing, meal, actor),
        "run": can_run_meal(standing),
        "help": can_help(standing),
        "note": can_note_attendance(standing),
    }
