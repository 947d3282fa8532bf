"""The list of stages, and what each of them brings to pages that read across."""

import inspect
from types import FunctionType
from typing import Any

import pytest
from django.urls import get_resolver
from django.utils.module_loading import import_string

from coprod.stages import STAGES, Portal, Stage, ask
from kernel.api.schema import CouncilSchemaGenerator
from tests.matrix import PART, operations_of

each_stage = pytest.mark.parametrize("stage", STAGES, ids=[stage.name for stage in STAGES])


def parameters(function: Any) -> list[str]:
    return [name for name in inspect.signature(function).parameters if name != "self"]


@each_stage
def test_a_portal_brings_only_what_is_asked_for(stage: Stage) -> None:
    """A function of another name would never be called, one with other parameters would fail on the page."""
    known = {name: parameters(function) for name, function in vars(Portal).items() if inspect.isfunction(function)}
    brought = {
        name: parameters(function)
        for name, function in vars(stage.portal).items()
        if isinstance(function, FunctionType)
        and function.__module__ == stage.portal.__name__
        and not name.startswith("_")
    }
    assert brought
    assert {name: known.get(name) for name in brought} == brought


@each_stage
def test_what_a_stage_names_is_there(stage: Stage) -> None:
    assert [import_string(f"{module}.urlpatterns") for module in (stage.urls, stage.api)]
    assert not stage.seed or callable(import_string(stage.seed))
    assert stage.name in get_resolver("coprod.urls").namespace_dict


def test_every_operation_is_of_a_stage_or_of_what_they_stand_on() -> None:
    """Those of each are named in a table of its own tests."""
    described = CouncilSchemaGenerator(urlconf="coprod.api_urls").get_schema(public=True)["paths"]
    found = {
        (method.upper(), PART.sub("{}", path.removeprefix("/v1"))) for path in described for method in described[path]
    }
    below = ("participants.people.api_views", "services.catalogue.api")
    assert found == operations_of(*below, *(stage.api for stage in STAGES))


def test_a_stage_without_a_function_is_passed_over(in_tenant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    portals = [stage.portal for stage in STAGES if hasattr(stage.portal, "service_figures")]
    assert portals
    monkeypatch.setattr("coprod.stages.STAGES", (Stage("bare", "", "", inspect), *STAGES))
    assert len(ask("service_figures")) == sum(len(portal.service_figures()) for portal in portals)
    assert ask("nothing_of_the_kind") == []
