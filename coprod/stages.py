"""The one list of stages: addresses, menus, pages that read across stages, drawings and demo seeds all come from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType
from typing import Any, Protocol

from django.http import HttpRequest, QueryDict

from kernel.accounts.actor import Actor
from kernel.web.panels import Figure, Link, Need, Panel, SettingsPart
from kernel.workflow.types import Workflow
from services.catalogue.models import Service
from services.catalogue.permissions import Standing
from services.codesign import portal as codesign
from services.codesign.enums import CHALLENGE_WORKFLOW
from services.rewording import portal as rewording


@dataclass(frozen=True)
class Stage:
    """A stage: where its addresses are, which workflows it has, what it brings to shared pages, who seeds its demo.

    Named by their modules and loaded by who needs them: the demo's texts are for the demo alone.
    """

    name: str
    urls: str
    api: str
    portal: ModuleType
    workflows: tuple[Workflow, ...] = ()
    seed: str = ""


class Portal(Protocol):
    """The functions that a stage's `portal` may have. It leaves out those for which it has nothing to show."""

    def navigation(self) -> Sequence[Link]:
        """Entries of the menu for everybody, between home and my part."""

    def home_panels(self, actor: Actor, now: datetime) -> Sequence[Panel]:
        """The home page, above the services."""

    def home_rests_on(self) -> Sequence[str]:
        """The parts whose change changes the home page."""

    def home_changes_at(self, now: datetime) -> Sequence[datetime]:
        """When its words change by the clock."""

    def service_panels(self, request: HttpRequest, service: Service) -> Sequence[Panel]:
        """The page of a service that everybody sees."""

    def service_links(self, service: Service) -> Sequence[Link]:
        """There, for people in the service."""

    def running_panels(self, request: HttpRequest, service: Service, standing: Standing) -> Sequence[Panel]:
        """The page on which a service is run."""

    def my_panels(self, actor: Actor) -> Sequence[Panel]:
        """Somebody's own part."""

    def needs_of(self, actor: Actor, standings: Mapping[int, Standing]) -> Sequence[Need]:
        """What waits for somebody, by what they are in each service."""

    def service_figures(self) -> Sequence[Figure]:
        """Numbers of each service on the overview of staff."""

    def settings_parts(self, data: QueryDict | None) -> Sequence[SettingsPart]:
        """The page of the council's settings: `data` is what was typed there."""

    def settings_panels(self) -> Sequence[Panel]:
        """There, below the settings."""


STAGES = (
    Stage(
        name="codesign",
        urls="services.codesign.urls",
        api="services.codesign.api",
        portal=codesign,
        workflows=(CHALLENGE_WORKFLOW,),
        seed="coprod.demo.seed.codesign.seed",
    ),
    Stage(name="rewording", urls="services.rewording.urls", api="services.rewording.api", portal=rewording),
)


def ask(name: str, *known: Any) -> list[Any]:
    """What all stages bring to one place, by the name of the function in their `portal`, in the order of the list."""
    functions = [getattr(stage.portal, name, None) for stage in STAGES]
    return [part for function in functions if function is not None for part in function(*known)]
