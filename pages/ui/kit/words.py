"""`_` and `ngettext`: a message in the language of the visitor, and the form of one that goes with a count."""

from __future__ import annotations

from collections.abc import Iterable

from pages.ui.address import state
from pages.ui.address.languages import catalogue, translate_message
from pages.ui.engine.cache import Problem


def _(message: str) -> str:
    return translate_message(message, state.language())


def ngettext(one: str, many: str, count: int) -> str:
    return catalogue(state.language()).ngettext(one, many, count)


def listed(names: Iterable[str]) -> str:
    """Names one after the other, with the comma of the visitor's language."""
    return _(", ").join(names)


def problem_text(problem: Problem) -> str:
    """Why something can't be done, in the language of the visitor."""
    words = _(problem.reason)
    return words.format(**problem.values) if problem.values else words
