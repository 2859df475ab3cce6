"""The registry of scoring functions, by name. Menus, checkpoints and contract tests read it."""

from __future__ import annotations

from seq2seq.attention.scorer import Scorer, Sizes
from seq2seq.config.cards import CARDS
from seq2seq.config.records import InvalidRequest
from seq2seq.config.registry import Registry

SCORERS: Registry[Scorer] = Registry("a scoring function", CARDS, "seq2seq/config/cards.py")
register = SCORERS.register


def make_scorer(name: str, sizes: Sizes) -> Scorer:
    """A new scorer with untrained parameters. Raises InvalidRequest for a name that is not registered."""
    if name not in SCORERS:
        names = ", ".join(SCORERS)
        raise InvalidRequest("no scoring function is called {name!r}; there are {names}", name=name, names=names)
    return SCORERS[name](sizes)
