"""What a partner's system does is said by its name, wherever the public reads what happened."""

import pytest

from kernel.accounts.models import ApiCredential
from services.codesign.models import DesignChallenge
from tests.factories import DesignChallengeFactory, service_with_people
from tests.kernel.api.clients import ApiClient, system_of

pytestmark = pytest.mark.usefixtures("in_tenant", "bait")
QUESTION = {"en": "When should buses run?", "cy": "Pryd dylai bysiau redeg?"}


@pytest.fixture
def proposed():
    """A question that a system prepared and that was opened since."""
    cast = service_with_people()
    made = system_of(cast.service).send("POST", "/challenges/", {"service": cast.service.pk, "question": QUESTION})
    challenge = DesignChallenge.objects.get(pk=made.json()["id"])
    seeds = {"statements": [{"text": "Buses should run all night.", "language": "en"}]}
    assert (
        system_of(cast.service).send("POST", f"/challenges/{challenge.pk}/statements/seeds/", seeds).status_code == 201
    )
    ApiCredential.objects.update(name="Timetable office")
    opened = DesignChallengeFactory(state="open", service=cast.service)
    DesignChallenge.objects.filter(pk=challenge.pk).update(
        **{
            name: getattr(opened, name)
            for name in (
                "state", "opened_at", "closes_at", "decision_owner", "options_shown_days", "decision_quorum",
                "extensions_at_most", "longest_until",
            )
        }
    )  # fmt: skip
    return DesignChallenge.objects.get(pk=challenge.pk)


def test_on_pages_and_in_the_api(proposed, client_in, in_tenant) -> None:
    client = client_in(in_tenant)
    assert (
        "The system “Timetable office” proposed the question"
        in client.get(f"/say/{proposed.pk}/journey/").content.decode()
    )
    assert "The system “Timetable office”" in client.get(f"/say/{proposed.pk}/trace/").content.decode()
    moves = ApiClient(in_tenant).send("GET", f"/challenges/{proposed.pk}/journey/").json()["moves"]
    assert [(move["actor_kind"], move["system"], move["person"]) for move in moves][:1] == [
        ("api_client", "Timetable office", None)
    ]
