"""What visitors ask for in the browser, carried out: another forest of branches, or the reason why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pages.ui.engine import cache, work
from pages.ui.session import state
from pages.ui.session.address import LONGEST_LINK, LONGEST_NAME
from pages.ui.session.branches import BranchHistory
from pages.ui.session.compared import alone
from pages.ui.session.words import _, problem_text
from seq2seq.analysis.effect import Effect
from seq2seq.config.edits import edit_from_dict
from seq2seq.config.errors import InvalidRequest

TOO_LONG = "This would not fit into a link of {n} characters, so nothing was changed. Take something back first."


def apply_action(key: str) -> None:
    """A callback of the component of this key."""
    for action in made(key):
        match action["type"]:
            case "undo":
                state.undo()
            case "redo":
                state.redo()
            case _:
                _grow(action)


def made(key: str) -> Iterator[Mapping[str, Any]]:
    """What was asked for in the component of this key and is not answered yet. It is, once the next is asked for."""
    for action in state.widget_value(key)["actions"]:
        if action["at"] > answered():
            yield action
            state.remember("answered", action["at"])


def answered() -> int:
    """The number of the last action that was answered; they grow with time."""
    return state.remembered("answered") or 0


def _grow(action: Mapping[str, Any]) -> None:
    try:
        if not state.choose_branches(applied(state.view().what_if.branches, action)):
            state.refuse(_(TOO_LONG).format(n=f"{LONGEST_LINK:,}"))
    except (ValueError, KeyError, TypeError) as error:
        state.refuse(impossible(cache.Problem.of(error)))


def impossible(problem: cache.Problem) -> str:
    """Why something can't be done, as a sentence."""
    return _("That can't be done: {reason}.").format(reason=problem_text(problem))


def applied(forest: BranchHistory, action: Mapping[str, Any]) -> BranchHistory:
    """The forest after an action. Raises ValueError, KeyError or TypeError for one that makes no sense."""
    match action["type"]:
        case "change":
            return forest.change(edit_from_dict(action["edit"]))
        case "say":
            return forest.speak(action["step"], (action["piece"],), _said(forest))
        case "write":
            return forest.speak(action["step"], _spelled(action["words"]), _said(forest))
        case "drop":
            return forest.drop(action["number"])
        case "compare":
            return forest.compare(action["number"])
        case "look":
            return forest.look(action["number"])
        case "name":
            return forest.put(replace(forest.now, name=action["name"].strip()[:LONGEST_NAME]))
        case "copy":
            return forest.copy()
        case "prune":
            return forest.prune(action["number"])
        case "reset":
            return BranchHistory()
    raise ValueError(f"no action is called {action['type']!r}")


def _said(forest: BranchHistory) -> tuple[str, ...]:
    """The pieces of the branch in view; none where it can't be decoded."""
    found = alone(forest.now)
    return found.after.pieces if isinstance(found, Effect) else ()


def _spelled(words: str) -> tuple[str, ...]:
    """The pieces of typed words. Raises InvalidRequest where the model has none for them."""
    found = work.prefix_pieces(state.view().model, words)
    if isinstance(found, cache.Problem):
        raise InvalidRequest(found.reason, **found.values)
    return found
