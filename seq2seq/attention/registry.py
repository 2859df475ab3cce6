"""The registry of scoring functions, by name. Menus, checkpoints and contract tests read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from seq2seq.attention.scorer import Scorer, Sizes
from seq2seq.config.cards import CARDS
from seq2seq.config.errors import InvalidRequest

S = TypeVar("S", bound=Scorer)
SCORERS: dict[str, type[Scorer]] = {}


def register(name: str) -> Callable[[type[S]], type[S]]:
    """A class decorator that adds a scorer to the registry. Raises ValueError for a name that is taken or has no card
    in `seq2seq.config.cards`."""

    def add(scorer: type[S]) -> type[S]:
        if name in SCORERS:
            raise ValueError(f"a scoring function called {name!r} is registered already")
        if name not in CARDS:
            raise ValueError(f"write a card for {name!r} in seq2seq/config/cards.py first")
        SCORERS[name] = scorer
        return scorer

    return add


def make_scorer(name: str, sizes: Sizes) -> Scorer:
    """A new scorer with untrained parameters. Raises InvalidRequest for a name that is not registered."""
    if name not in SCORERS:
        names = ", ".join(SCORERS)
        raise InvalidRequest("no scoring function is called {name!r}; there are {names}", name=name, names=names)
    return SCORERS[name](sizes)
