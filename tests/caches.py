"""A cache of one's own."""

import contextlib
import uuid
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import caches


@contextlib.contextmanager
def own_cache() -> Iterator[None]:
    """The cache is empty inside, so that no limit is used up by another test, or by another row of a table."""
    prefix = uuid.uuid4().hex
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(settings.CACHES["default"], "KEY_PREFIX", prefix)
        patch.setattr(caches["default"], "key_prefix", prefix)
        yield
