"""What somebody took back is nowhere any more: no reply is kept for a repeated request, and no cache can be read."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, models
from django.urls import URLPattern, URLResolver, get_resolver

from kernel.api.models import IdempotencyKey
from kernel.api.operations import Operation, operation_of
from kernel.api.without_words import without_words
from services.codesign.models import Feedback
from tests.factories import DesignChallengeFactory, FeedbackFactory, service_with_people
from tests.kernel.api.clients import ApiClient, problem_of
from tests.services.codesign.api import test_story

WORDS = "My landlord reads my letters"


def api_views(resolver: Any = None) -> Iterator[Any]:
    for pattern in (resolver or get_resolver("coprod.api_urls")).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from api_views(pattern)
        elif isinstance(pattern, URLPattern) and hasattr(pattern.callback, "cls"):
            yield pattern.callback.cls


POSTS: dict[str, Operation] = {
    view.__name__: found for view in api_views() if (found := operation_of(view, "POST")) is not None
}


@pytest.mark.parametrize("name", sorted(POSTS))
def test_of_no_answer_of_the_api_a_word_is_kept(name: str) -> None:
    """Whatever an operation shows, by design: also one that is added tomorrow."""
    shape = POSTS[name].gives() if POSTS[name].gives else None
    fields = getattr(shape, "fields", {})
    kept = without_words(dict.fromkeys(fields, WORDS) | {"any": [WORDS, {"deeper": WORDS}]}, shape)
    assert "landlord" not in json.dumps(kept)


def test_there_are_operations_to_look_at() -> None:
    assert len(POSTS) > 25


def test_of_a_row_only_its_place_is_kept(in_tenant: Any) -> None:
    said = FeedbackFactory(text=WORDS)
    assert without_words(said, None) == {"row": "codesign.feedback", "id": said.pk, "version": said.version}
    with pytest.raises(TypeError):
        without_words(object(), None)


def test_the_table_has_no_place_for_words() -> None:
    kinds = {field.name: type(field) for field in IdempotencyKey._meta.local_fields}
    assert models.TextField not in kinds.values()
    assert kinds["shows"] is models.JSONField


def test_a_withdrawn_answer_does_not_come_back_through_its_key(in_tenant: Any, bait: Any) -> None:
    cast = service_with_people()
    challenge = DesignChallengeFactory(service=cast.service, state="open")
    client = ApiClient(in_tenant).sign_in(cast.citizen)
    path, body = f"/challenges/{challenge.pk}/feedback/", {"text": WORDS, "language": "en"}
    given = client.send("POST", path, body, Idempotency_Key="one").json()["feedback"]
    assert client.send("POST", path, body, Idempotency_Key="one").json()["feedback"] == given
    client.send("DELETE", f"{path}{given['id']}/")

    again = client.send("POST", path, body, Idempotency_Key="one")

    assert problem_of(again) == (409, "changed-since")
    assert "landlord" not in again.content.decode()
    assert Feedback.objects.count() == 1
    assert tables_that_hold("landlord") == []


def tables_that_hold(word: str) -> list[str]:
    """Every table of the council in which a word stands, in whatever column."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(
                f"SELECT count(*) FROM {connection.ops.quote_name(table)} r WHERE r::text ILIKE %s", [f"%{word}%"]
            )
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def test_every_step_of_a_question_is_answered_the_same_twice(in_tenant: Any, monkeypatch: Any) -> None:
    """The whole way through a question, with every request that changes something sent again."""
    plain, replayed = ApiClient.send, []

    def twice(client: ApiClient, method: str, path: str, body: Any = None, **headers: str) -> Any:
        if method != "POST":
            return plain(client, method, path, body, **headers)
        key = f"step-{len(replayed)}"
        first = plain(client, method, path, body, Idempotency_Key=key, **headers)
        again = plain(client, method, path, body, Idempotency_Key=key, **headers)
        replayed.append(path)
        assert again.status_code == first.status_code, (path, again.content)
        if first.status_code < 300:
            assert again["Idempotency-Replayed"] == "true"
            told = first.json() | ({"reference": None} if "reference" in first.json() else {})
            assert again.json() == told, path
            assert again.get("Location") == first.get("Location")
        return first

    monkeypatch.setattr(ApiClient, "send", twice)
    test_story.test_from_the_question_to_the_hand_over(test_story.Story(in_tenant))
    assert len(replayed) > 20
