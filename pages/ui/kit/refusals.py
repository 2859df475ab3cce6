"""Sentences for the visitor on why something was not done."""

from __future__ import annotations

from pages.ui.address import state
from pages.ui.address.codec import LONGEST_LINK
from pages.ui.engine.cache import Problem
from pages.ui.kit.words import _, problem_text

TOO_LONG = "This change would make the link longer than {n} characters, so it was not applied. Undo something first."


def refusal_text(problem: Problem) -> str:
    """The sentence for a problem of the library or a model."""
    return _("That can't be done: {reason}.").format(reason=problem_text(problem))


def refuse_too_long() -> None:
    """Refuse a change that no link can hold."""
    state.refuse(_(TOO_LONG).format(n=f"{LONGEST_LINK:,}"))
