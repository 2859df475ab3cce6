"""What visitors ask for in the browser, carried out: another forest of branches, or the reason why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pages.ui.engine import cache
from pages.ui.session import state
from pages.ui.session.address import LONGEST_LINK, LONGEST_NAME
from pages.ui.session.branches import Forest
from pages.ui.session.compared import alone
from pages.ui.session.words import _, told
from seq2seq.analysis.effect import Effect
from seq2seq.config.edits import edit_from_dict
from seq2seq.config.errors import Impossible

TOO_LONG = "This would not fit into a link of {n} characters, so nothing was changed. Take something back first."


def grant(key: str) -> None:
    """A callback of the component of this key."""
    for wish in made(key):
        match wish["type"]:
            case "undo":
                state.undo()
            case "redo":
                state.redo()
            case _:
                _grow(wish)


def made(key: str) -> Iterator[Mapping[str, Any]]:
    """What was asked for in the component of this key and is not answered yet. It is, once the next is asked for."""
    for wish in state.held(key)["wishes"]:
        if wish["at"] > answered():
            yield wish
            state.keep("answered", wish["at"])


def answered() -> int:
    """The number of the last wish that was answered; they grow with time."""
    return state.kept("answered") or 0


def _grow(wish: Mapping[str, Any]) -> None:
    try:
        if not state.branch(granted(state.view().branches, wish)):
            state.refuse(_(TOO_LONG).format(n=f"{LONGEST_LINK:,}"))
    except (ValueError, KeyError, TypeError) as error:
        state.refuse(impossible(cache.Problem.of(error)))


def impossible(problem: cache.Problem) -> str:
    """Why something can't be done, as a sentence."""
    return _("That can't be done: {reason}.").format(reason=told(problem))


def granted(forest: Forest, wish: Mapping[str, Any]) -> Forest:
    """The forest after a wish. Raises ValueError, KeyError or TypeError for one that makes no sense."""
    match wish["type"]:
        case "change":
            return forest.change(edit_from_dict(wish["edit"]))
        case "say":
            return forest.speak(wish["step"], (wish["piece"],), _said(forest))
        case "write":
            return forest.speak(wish["step"], _spelled(wish["words"]), _said(forest))
        case "drop":
            return forest.drop(wish["number"])
        case "compare":
            return forest.compare(wish["number"])
        case "look":
            return forest.look(wish["number"])
        case "name":
            return forest.put(replace(forest.now, name=wish["name"].strip()[:LONGEST_NAME]))
        case "copy":
            return forest.copy()
        case "prune":
            return forest.prune(wish["number"])
        case "reset":
            return Forest()
    raise ValueError(f"nobody can grant {wish['type']!r}")


def _said(forest: Forest) -> tuple[str, ...]:
    """The pieces of the branch in view; none where it can't be decoded."""
    found = alone(forest.now)
    return found.after.pieces if isinstance(found, Effect) else ()


def _spelled(words: str) -> tuple[str, ...]:
    """The pieces of typed words. Raises Impossible where the model has none for them."""
    found = cache.work("seq2seq.decoding.translate:spelled", state.view().model, words)
    if isinstance(found, cache.Problem):
        raise Impossible(found.reason, **found.values)
    return found
