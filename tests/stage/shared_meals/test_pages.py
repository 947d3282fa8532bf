"""What pages show and say, what is refused with every reason, queries at one and at many rows."""

from typing import Any

import pytest
from django.urls import reverse

from tests.factories import ago
from tests.factories.shared_meals import HelperFactory, MealTaskFactory, SharedMealFactory
from tests.stage.shared_meals.models import Helper, SharedMeal
from tests.stage.shared_meals.scene import scene

pytestmark = pytest.mark.usefixtures("in_tenant", "bait")


def url(page: str, made: Any, **more: int) -> str:
    return reverse(f"shared_meals:{page}", kwargs={"pk": made.m, **more})


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_everybody_reads_what_it_is_and_only_members_who_does_what(
    client_in: Any, in_tenant: Any, client_for: Any
) -> None:
    made = scene("open")
    page = text(client_in(in_tenant).get(url("meal", made)))
    assert "Soup for the whole street" in page
    assert "Harbour hall" in page
    assert f"{made.task}: enough people do it" in page
    assert f"{made.spare}: helpers are wanted" in page
    assert "Cara Citizen" not in page
    assert "I will do it" not in page
    assert "Cara Citizen" in text(client_for(made.cast.partner).get(url("tasks", made)))


def test_a_member_takes_something_on_and_back(client_for: Any) -> None:
    made = scene("open")
    client = client_for(made.cast.partner)
    assert f'value="{made.t}"' in text(client.get(url("meal", made)))
    page = text(client.post(url("meal", made), {"task": made.t, "note": "I bring a pot."}, follow=True))
    assert "You have taken it on." in page
    offer = Helper.objects.get(task=made.spare)
    withdraw = url("withdraw", made, helper_pk=offer.pk)
    assert withdraw in page
    assert str(made.spare) in text(client.get(withdraw))
    assert "It is taken back." in text(client.post(withdraw, follow=True))
    assert client.get(withdraw).status_code == 404


def test_nothing_chosen_is_said_beside_the_field(client_for: Any) -> None:
    made = scene("open")
    answer = client_for(made.cast.partner).post(url("meal", made), {})
    assert answer.status_code == 422
    assert "Choose something to do." in text(answer)


def test_from_a_proposal_to_its_end(client_for: Any) -> None:
    """The whole way by its pages: each says what is missing, and what can be done next."""
    made = scene("proposed")
    SharedMeal.objects.filter(pk=made.m).update(place="")
    client = client_for(made.cast.facilitator)
    assert "Say where it takes place." in text(client.get(url("work", made)))
    refused = client.post(url("work", made))
    assert refused.status_code == 422
    assert "Say where it takes place." in text(refused)
    typed = {"title_0": "Stew", "title_1": "Cawl", "description_0": "For all", "description_1": "I bawb", "version": 1}
    client.post(url("edit", made), {**typed, "place": "Hall", "takes_place_at": "2099-01-01T12:00"})
    assert "It is open for helpers." in text(client.post(url("work", made), follow=True))
    SharedMeal.objects.filter(pk=made.m).update(takes_place_at=ago(hours=1))
    assert "It took place." in text(client.post(url("work", made), follow=True))
    client.post(url("tasks", made), {"came": [made.h]})
    assert "It is closed." in text(client.post(url("work", made), follow=True))
    page = text(client.get(url("meal", made)))
    assert "Stew" in page
    assert "Fay Facilitator closed it" in page


def test_somebody_elses_newer_text_is_not_lost(client_for: Any) -> None:
    made = scene("proposed")
    SharedMeal.objects.filter(pk=made.m).update(version=2)
    answer = client_for(made.cast.facilitator).post(url("edit", made), {"title_0": "Stew", "version": 1})
    assert answer.status_code == 422
    assert "Somebody else has changed it meanwhile." in text(answer)
    assert 'name="version" value="2"' in text(answer)


def test_called_off_says_why(client_for: Any, client_in: Any, in_tenant: Any) -> None:
    made = scene("open")
    client_for(made.cast.facilitator).post(url("call_off", made), {"reason_0": "No hall", "reason_1": "Dim neuadd"})
    assert "No hall" in text(client_in(in_tenant).get(url("meal", made)))


def test_pages_across_stages_show_meals_and_who_acts_next(client_for: Any, client_in: Any, in_tenant: Any) -> None:
    made = scene("open")
    home = text(client_in(in_tenant).get("/"))
    assert f'href="/aberwen/meals/{made.m}/"' in home
    assert 'href="/aberwen/meals/"' in home
    assert str(made.meal) in text(client_in(in_tenant).get(f"/services/{made.slug}/"))
    service = f"/staff/services/{made.slug}/"
    assert f"{service}meals/new/" in text(client_for(made.cast.citizen).get(service))
    assert "Say what you will do" in text(client_for(made.cast.citizen).get("/my/"))
    assert "Find helpers, and say when it took place" in text(client_for(made.cast.facilitator).get("/staff/"))


@pytest.mark.parametrize("many", [1, 3])
def test_queries_do_not_grow_with_the_rows(
    client_in: Any, in_tenant: Any, client_for: Any, query_count: Any, many: int
) -> None:
    made = scene("open")
    for _more in range(many - 1):
        SharedMealFactory(state="open", service=made.cast.service)
        HelperFactory(task=MealTaskFactory(meal=made.meal))
    visitor, facilitator = client_in(in_tenant), client_for(made.cast.facilitator)
    for client, path, queries in (
        (visitor, "/meals/", 2),
        (visitor, url("meal", made), 5),
        (facilitator, url("tasks", made), 9),
        (facilitator, url("work", made), 8),
    ):
        with query_count(queries):
            assert client.get(path).status_code == 200
