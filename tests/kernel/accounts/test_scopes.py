"""What a partner system's key may be used for: named by who has it, told in one order."""

import pytest

from kernel.accounts.scopes import register_scopes, scope_choices, scope_names


def test_what_a_key_may_do_grows_from_reading_to_managing() -> None:
    assert scope_names() == ["read", "feedback", "analyse", "manage"]
    assert all(str(words) for _scope, words in scope_choices())


def test_two_apps_do_not_share_a_scope() -> None:
    with pytest.raises(ValueError, match="registered twice"):
        register_scopes({"feedback": "Something else"})
