"""What visitors ask for on What if, carried out: other branches, or the reason why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pages.ui.engine import cache, work
from pages.ui.session import state
from pages.ui.session.actions import (
    BranchAction,
    ChangeEdit,
    CompareWith,
    CopyBranch,
    DropEdit,
    ForcePiece,
    ForceWords,
    LookAt,
    NameBranch,
    PruneBranch,
    Redo,
    Reset,
    Undo,
    WhatIfAction,
)
from pages.ui.session.address import LONGEST_NAME
from pages.ui.session.branches import BranchHistory
from pages.ui.session.compared import alone
from pages.ui.session.numbered import Numbered, unanswered
from pages.ui.session.refusals import refusal_text, refuse_too_long
from seq2seq.analysis.effect import Effect
from seq2seq.config.errors import InvalidRequest


def carry_out(actions: Iterable[Numbered[WhatIfAction]]) -> None:
    """Carry out what the component reports."""
    for action in unanswered(actions):
        match action:
            case Undo():
                state.undo()
            case Redo():
                state.redo()
            case _:
                _grow(action)


def _grow(action: BranchAction) -> None:
    try:
        if not state.choose_branches(applied(state.view().what_if.branches, action)):
            refuse_too_long()
    except ValueError as error:
        state.refuse(refusal_text(cache.Problem.of(error)))


def applied(forest: BranchHistory, action: BranchAction) -> BranchHistory:
    """The forest after an action. Raises ValueError for what this forest or the model can't do."""
    match action:
        case Reset():
            return BranchHistory()
        case ChangeEdit(edit):
            return forest.change(edit)
        case ForcePiece(step, piece):
            return forest.speak(step, (piece,), _decoded_pieces(forest))
        case ForceWords(step, words):
            return forest.speak(step, _pieces_of(words), _decoded_pieces(forest))
        case DropEdit(number):
            return forest.drop(number)
        case CompareWith(number):
            return forest.compare(number)
        case LookAt(number):
            return forest.look(number)
        case NameBranch(name):
            return forest.put(replace(forest.now, name=name.strip()[:LONGEST_NAME]))
        case CopyBranch():
            return forest.copy()
        case PruneBranch(number):
            return forest.prune(number)


def _decoded_pieces(forest: BranchHistory) -> tuple[str, ...]:
    """The pieces of the branch in view; none where it can't be decoded."""
    effect = alone(forest.now)
    return effect.after.pieces if isinstance(effect, Effect) else ()


def _pieces_of(words: str) -> tuple[str, ...]:
    """The pieces of typed words. Raises InvalidRequest where the model has none for them."""
    pieces = work.prefix_pieces(state.view().model, words)
    if isinstance(pieces, cache.Problem):
        raise InvalidRequest(pieces.reason, **pieces.values)
    return pieces
