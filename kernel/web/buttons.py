"""What a button does, and what came of it in words on the page that follows."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from kernel.errors import Conflict, GuardFailed, Invalid


def press(request: HttpRequest, action: Callable[[], Any], done: str) -> bool:
    """Run what a button stands for, and say what came of it on the page that follows."""
    try:
        action()
    except GuardFailed as error:
        for reason in error.reasons:
            messages.error(request, str(reason))
        return False
    except Conflict as error:
        messages.error(request, str(error.reason))
        return False
    except Invalid as error:
        for texts in error.errors.values():
            messages.error(request, " ".join(str(text) for text in texts))
        return False
    messages.success(request, done)
    return True
