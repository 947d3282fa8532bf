"""What somebody may do with a row of a stage, by the names that pages, templates and steps use."""

from collections.abc import Callable, Iterator, Mapping


class Rights(Mapping[str, bool]):
    """Each right is found out when somebody asks for it, and once: some cost a query, and most pages ask for a few."""

    def __init__(self, rules: Mapping[str, Callable[[], bool]]) -> None:
        self._rules = rules
        self._known: dict[str, bool] = {}

    def __getitem__(self, name: str) -> bool:
        if name not in self._known:
            self._known[name] = self._rules[name]()
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)
