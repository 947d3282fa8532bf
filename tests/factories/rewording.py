"""Factories of the language model that words drafts."""

import factory

from kernel import clock
from services.rewording.models import HandledRun, RewordingService
from tests.factories.base import RowFactory
from tests.factories.codesign import SynthesisRunFactory
from tests.factories.kernel import JobFactory
from tests.factories.people import PersonFactory


class RewordingServiceFactory(RowFactory):
    """A language model that an administrator has named and not switched on."""

    class Meta:
        model = RewordingService

    endpoint = "https://models.example.org/v1"
    model = "small-model"
    changed_by = factory.SubFactory(PersonFactory)
    changed_at = factory.LazyFunction(clock.now)


class HandledRunFactory(RowFactory):
    class Meta:
        model = HandledRun

    run = factory.SubFactory(SynthesisRunFactory)
    job = factory.SubFactory(JobFactory, kind="rewording.reword")
