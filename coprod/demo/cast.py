"""Who acts in a demo council, in whose words, and when: what every stage's seed is told by."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from i18nfield.strings import LazyI18nString

from coprod.demo.content.types import Council, Text
from kernel import clock
from kernel.accounts.actor import Actor
from participants.people.models import Person


class Cast:
    """The people of one council by the keys of its content, on the demo's clock. Used inside the council's scope."""

    def __init__(self, council: Council) -> None:
        self.council = council
        self.today = clock.now()
        self.people: dict[str, Person] = {}

    def actor(self, key: str) -> Actor:
        """The actor of a named person."""
        return Actor.for_person(self.people[key].pk)

    def member(self, service: str, role: str) -> Actor:
        """The actor of a service's facilitator or commissioner."""
        return self.actor(self.council.service(service).member(role))

    def words(self, text: Text | None) -> LazyI18nString:
        """A text in the council's languages."""
        if text is None:
            return LazyI18nString({})
        return LazyI18nString({"en": text.en, "cy": text.cy} if text.cy else {"en": text.en})

    def one_language(self, text: Text, language: str) -> tuple[str, str]:
        """What somebody would write themselves: their language, where the text exists in it."""
        return (text.cy, "cy") if language == "cy" and text.cy else (text.en, "en")

    @contextmanager
    def on(self, moment: datetime) -> Iterator[None]:
        """Act at a moment of the story, never later than now."""
        with clock.travel_to(min(moment, self.today)):
            yield
