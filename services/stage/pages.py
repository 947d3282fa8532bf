"""Pages of a stage: whose row it is, who looks at it, what they may do, which tabs lead on, what blocks a move."""

from collections.abc import Collection, Mapping, Sequence
from types import ModuleType
from typing import Any, Generic, Self, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kernel.accounts.actor import Actor
from kernel.errors import Reason
from kernel.workflow.advance import blocking_reasons
from kernel.workflow.types import Step, Transition, Workflow
from services.catalogue.permissions import Standing, can_see_inside, require, standing_of
from services.stage.models import StageRoot
from services.stage.steps import steps_for

Root = TypeVar("Root", bound=StageRoot)
Tab = tuple[str, Any]


class StagePage(Generic[Root]):
    """One row of a stage as somebody sees it. A stage says what is below, and what `may` and `shown_tabs` answer.

    `app`: namespace of addresses and folder of templates. `name`: what templates call the row, and the address of the
    page of it that everybody sees. `steps`: who acts next.
    """

    app: str
    name: str
    workflow: Workflow
    guards: ModuleType
    steps: Sequence[Step] = ()

    def __init__(self, row: Root, actor: Actor, standing: Standing) -> None:
        self.row, self.actor, self.standing = row, actor, standing
        self.may: Mapping[str, bool] = self.rights()

    @classmethod
    def of(cls, request: HttpRequest, rows: Any, pk: int) -> Self:
        """The page of one of `rows`, those that the reader may see; 404 for any other."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        row: Root = get_object_or_404(rows, pk=pk)
        return cls(row, actor, standing_of(actor, row.service_id))

    @classmethod
    def inside(cls, request: HttpRequest, rows: Any, pk: int) -> Self:
        """The same, of a page for the people in the row's service; refused to others who see the row."""
        found = cls.of(request, rows, pk)
        require(can_see_inside(found.standing), _("This page is for the people in this service."))
        return found

    def rights(self) -> Mapping[str, bool]:
        """What the reader may do here, by the names that templates and steps use."""
        raise NotImplementedError

    def shown_tabs(self) -> Sequence[Tab]:
        """Names of addresses and titles, in the order of the work."""
        return ()

    def page(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        """Render a page of this row; a form that was refused answers 422."""
        forms = [value for key, value in context.items() if key.endswith("form") and value is not None]
        faulty = any(form.is_bound and form.errors for form in forms)
        tabs = self._tabs(request.path)
        shared = {
            self.name: self.row,
            "row": self.row,
            "row_url": self.address(self.name),
            "service": self.row.service,
            "standing": self.standing,
            "may": self.may,
            "tabs": tabs,
            "title": next((tab["title"] for tab in tabs if tab["current"]), ""),
            "state": self.workflow.state(self.row.state),
        }
        return render(request, f"{self.app}/{template}.html", shared | context, status=422 if faulty else 200)

    def address(self, page: str, **more: Any) -> str:
        """Where a page of this row is."""
        return reverse(f"{self.app}:{page}", kwargs={"pk": self.row.pk, **more})

    @property
    def following(self) -> Transition | None:
        """The ordinary next move."""
        return self.workflow.next_on_path(self.row.state)

    def next_steps(self, done: Collection[str] = ()) -> dict[str, Any]:
        """For `stage/_next.html`: what the reader can do, the next move, what blocks it. `done`: see `Step.until`."""
        following = self.following
        steps = steps_for(self.steps, self.row.state, self.may, done)
        return {
            "todo": [(self.address(step.page), step.title, step.why) for step in steps],
            "following": following,
            "blockers": self.blockers(following.name) if following else [],
        }

    def blockers(self, move: str, known: Mapping[str, list[Reason]] | None = None) -> list[Reason]:
        """What blocks a move from here. `known`: what some guards say, where the page knows already."""
        return blocking_reasons(self.workflow, self.row, move, self.guards, known)

    def _tabs(self, path: str) -> list[dict[str, Any]]:
        addresses = [(self.address(name), title) for name, title in self.shown_tabs()]
        within = max((url for url, _title in addresses if path.startswith(url)), key=len, default="")
        return [
            {"url": url, "title": title, "current": url == within, "exact": url == path} for url, title in addresses
        ]
