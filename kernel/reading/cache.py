"""A shared cache whose absence slows nothing and breaks nothing."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class OneClient(RedisCacheClient):
    """Makes its client once: making it costs more than asking it. Connections come from the pool as ever."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._clients: dict[bool, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        if write not in self._clients:
            self._clients[write] = super().get_client(key, write=write)
        return self._clients[write]


class ForgivingRedisCache(RedisCache):
    """Redis that, while it is away, answers as an empty cache. Limits then let people through: better than nobody."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._class = OneClient

    def _or(self, fallback: Any, call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        try:
            return call(*args, **kwargs)
        except (RedisError, OSError):
            logger.warning("cache_away")
            return fallback

    def add(self, key: Any, *args: Any, **kwargs: Any) -> Any:
        return self._or(True, super().add, key, *args, **kwargs)

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self._or(default, super().get, key, default, version)

    def set(self, key: Any, *args: Any, **kwargs: Any) -> Any:
        return self._or(None, super().set, key, *args, **kwargs)

    def touch(self, key: Any, *args: Any, **kwargs: Any) -> Any:
        return self._or(False, super().touch, key, *args, **kwargs)

    def delete(self, key: Any, version: Any = None) -> Any:
        return self._or(False, super().delete, key, version)

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> Any:
        return self._or(delta, super().incr, key, delta, version)

    def get_many(self, keys: Any, version: Any = None) -> Any:
        return self._or({}, super().get_many, keys, version)

    def set_many(self, data: Any, *args: Any, **kwargs: Any) -> Any:
        return self._or([], super().set_many, data, *args, **kwargs)

    def delete_many(self, keys: Any, version: Any = None) -> Any:
        return self._or(None, super().delete_many, keys, version)

    def has_key(self, key: Any, version: Any = None) -> Any:
        return self._or(False, super().has_key, key, version)

    def clear(self) -> Any:
        return self._or(False, super().clear)
