"""Who acts: every action says in which manner it may be done, and every kind of actor is refused what is not theirs.

Over all actions, however many there will be, so that one that is built tomorrow is held to it without anybody
remembering.
"""

from typing import Any

import pytest
from django.core.management import call_command

import kernel.accounts.manner as manner
from kernel.accounts.actor import Actor
from kernel.accounts.management.commands.list_acts import load_actions
from kernel.accounts.manner import Act, Manner, acts
from kernel.accounts.scopes import scope_names
from kernel.api.operations import operation_of
from kernel.errors import InPersonOnly, NotPermitted
from tests.kernel.api.test_authentication import views

ACTORS = {
    "person": Actor.for_person(1),
    "contributor": Actor.for_contributor(1),
    "visitor": Actor.visitor(),
    "api_client": Actor.for_key(1, scope_names()),
    "system": Actor.system(),
}
# What a partner system's key may do: prepare, start computing, and bring in files, which count once a resident has
# confirmed them. It speaks and decides for nobody.
FOR_KEYS = {
    "change_service", "propose_challenge", "change_challenge", "set_targets", "seed_statements", "request_synthesis",
    "request_interim_synthesis", "keep_upload", "choose_columns", "bring_in", "import_content", "drop_upload",
}  # fmt: skip
# What is done for whoever acts, whoever that is: no act of anybody by itself.
FOR_WHOEVER_ACTS = {"enqueue", "enqueue_or_retry", "send_message", "note_key_used"}
# What speaks, signs, decides, joins or leaves for somebody.
ONLY_ONESELF = {
    "give_answer", "add_statement", "react", "start_contribution", "open_receipt", "withdraw_statement",
    "take_back_everything", "sign_findings", "give_option_view", "respond_to_insight", "decide", "propose_option",
    "withdraw_option", "join_service", "confirm_member", "end_membership", "propose_outcome", "moderate", "set_aside",
    "keep_insight", "open_challenge", "complete_synthesis", "open_options", "hand_over", "abandon_challenge",
    "extend_window", "set_exception", "set_council_role", "make_service_key", "change_own_details", "confirm_import",
    "refuse_import", "take_back_import", "take_over_part", "make_workshop",
}  # fmt: skip


@pytest.fixture(scope="module")
def everything() -> dict[str, Act]:
    """Every action of the product by its own name."""
    load_actions()
    product = [found for found in acts() if not found.name.startswith("tests.")]
    named = {found.name.rpartition(".")[2]: found for found in product}
    assert len(named) == len(product) > 80
    return named


def test_every_action_refuses_every_kind_of_actor_that_it_is_not_for(everything: dict[str, Act]) -> None:
    tried = 0
    for declared in everything.values():
        for kind, actor in ACTORS.items():
            if kind in declared.actors:
                continue
            tried += 1
            with pytest.raises(NotPermitted) as refused:
                declared.run(actor=actor)
            assert isinstance(refused.value, InPersonOnly) is (kind == "api_client"), declared.name
    assert tried > 150


def test_a_key_prepares_and_computes_and_nothing_else(everything: dict[str, Act]) -> None:
    open_to_keys = {name for name, declared in everything.items() if "api_client" in declared.actors}
    assert open_to_keys - FOR_WHOEVER_ACTS == FOR_KEYS


def test_what_speaks_for_somebody_is_done_by_themself(everything: dict[str, Act]) -> None:
    assert {name for name in ONLY_ONESELF if everything[name].manners != (Manner.IN_PERSON,)} <= {"set_council_role"}
    # The first administrator of a council gets the role by an operator's command.
    assert set(everything["set_council_role"].manners) == {Manner.IN_PERSON, Manner.SYSTEM}


def test_an_action_without_a_manner_cannot_be_declared() -> None:
    with pytest.raises(TypeError, match="manner"):
        manner.act()


def test_no_operation_that_is_done_in_person_can_be_asked_for_with_a_key(everything: dict[str, Act]) -> None:
    """The API says the same as the actions: where it names a scope, the action behind it is open to keys."""
    writing = [
        (path, method, found.scope)
        for path, view in views()
        for method in view.http_method_names
        if method not in ("get", "head") and (found := operation_of(view, method)) is not None
    ]
    assert len(writing) > 40
    assert len([row for row in writing if row[2] is not None]) <= len(FOR_KEYS) + 1


def test_the_manners_are_printed(everything: dict[str, Act], capsys: Any) -> None:
    """`manage.py list_acts` is the table for whoever reads about it."""
    call_command("list_acts")
    printed = capsys.readouterr().out
    assert {name for name in everything if f" {name} " not in f" {printed} ".replace("\n", " ")} == set()
