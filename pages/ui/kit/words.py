"""Words in the language of the visitor: messages, forms that go with a count, and why something was not done."""

from __future__ import annotations

from collections.abc import Iterable

from pages.ui.address import state
from pages.ui.address.codec import LONGEST_LINK
from pages.ui.address.languages import catalogue, translate_message
from pages.ui.engine.work import Problem
from seq2seq.trace.pieces import visible


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


def shortened(text: str, most: int) -> str:
    """Somebody's text as it can be shown, without what is beyond so many characters."""
    return visible(text if len(text) <= most else text[:most] + "…")


TOO_LONG = "This change would make the link longer than {n} characters, so it was not applied. Undo something first."


def refusal_text(problem: Problem) -> str:
    """The sentence for a problem of the library or a model."""
    return _("That can't be done: {reason}.").format(reason=problem_text(problem))


def refuse_too_long() -> None:
    """Refuse a change that no link can hold."""
    state.refuse(_(TOO_LONG).format(n=f"{LONGEST_LINK:,}"))
