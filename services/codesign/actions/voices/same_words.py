"""The same words twice: the database refuses them, however close together they come; here it is said in words."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.db.models import CharField, Func, Value
from django.utils.translation import gettext as _

from kernel.errors import Conflict, Invalid
from services.codesign.models import DesignChallenge, Statement


@contextmanager
def told_if_said_already() -> Iterator[None]:
    """Around writing what somebody says: Conflict for one's own answer again, Invalid for a statement that is there."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        constraint = getattr(diagnosis, "constraint_name", "")
        if constraint == "feedback_said_once":
            raise Conflict(_("You have sent exactly this already."), code="duplicate") from None
        if constraint == "statement_said_once":
            raise _there_already() from None
        raise


def refuse_same_statement(challenge: DesignChallenge, text: str) -> None:
    """Invalid where a statement says the same, one that came from a file included."""
    digest = Func(Value(text), function="codesign_words_digest", output_field=CharField())
    if Statement.objects.filter(challenge=challenge, words_digest=digest, withdrawn_at=None).exists():
        raise _there_already()


def _there_already() -> Invalid:
    return Invalid({"text": _("Somebody has said exactly this already. You can agree with theirs.")})
