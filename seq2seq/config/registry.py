"""Classes by name: one way to register scoring functions, encoders and decoders. Standard library only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar, cast

T = TypeVar("T")
C = TypeVar("C")


class Registry(dict[str, type[T]], Generic[T]):
    """Name → class. Every name has a card, which menus and the command line read without importing the class.

    `kind` is what the classes are, with its article; `place` is the file of the cards."""

    def __init__(self, kind: str, cards: Mapping[str, object], place: str) -> None:
        super().__init__()
        self.kind, self.cards, self.place = kind, cards, place

    def register(self, name: str) -> Callable[[C], C]:
        """A class decorator that adds a class under this name. Raises ValueError for a name that is taken or has no
        card."""

        def add(part: C) -> C:
            if name in self:
                raise ValueError(f"{self.kind} called {name!r} is registered already")
            if name not in self.cards:
                raise ValueError(f"write a card for {name!r} in {self.place} first")
            self[name] = cast(Any, part)
            return part

        return add
