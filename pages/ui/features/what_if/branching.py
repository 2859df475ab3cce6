"""Carrying out the actions of What if: they change the branches, or give the reason why they can't."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pages.ui.address import state
from pages.ui.address.actions import (
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
from pages.ui.address.branches import BranchHistory
from pages.ui.address.codec import LONGEST_NAME
from pages.ui.address.compared import alone
from pages.ui.address.reports import Numbered, unanswered
from pages.ui.engine import cache, work
from pages.ui.kit.words import refusal_text, refuse_too_long
from seq2seq.analysis.effect import Effect
from seq2seq.config.records import InvalidRequest


def carry_out(actions: Iterable[Numbered[WhatIfAction]]) -> None:
    """Carry out the actions that the component reports."""
    for action in unanswered(actions):
        match action:
            case Undo():
                state.undo()
            case Redo():
                state.redo()
            case _:
                try:
                    if not state.choose_branches(apply_action(state.view().branches, action)):
                        refuse_too_long()
                except ValueError as error:
                    state.refuse(refusal_text(cache.Problem.of(error)))


def apply_action(history: BranchHistory, action: BranchAction) -> BranchHistory:
    """The branch history after an action. Raises ValueError for what this history or the model can't do."""
    match action:
        case Reset():
            return BranchHistory()
        case ChangeEdit(edit):
            return history.change(edit)
        case ForcePiece(step, piece):
            return history.force(step, (piece,), _decoded_pieces(history))
        case ForceWords(step, words):
            view = state.view()
            pieces = work.prefix_pieces(view.model, view.text, words)
            if isinstance(pieces, cache.Problem):
                raise InvalidRequest(pieces.reason, **pieces.values)
            return history.force(step, pieces, _decoded_pieces(history))
        case DropEdit(number):
            return history.drop(number)
        case CompareWith(number):
            return history.compare(number)
        case LookAt(number):
            return history.look(number)
        case NameBranch(name):
            return history.replace_active(replace(history.now, name=name.strip()[:LONGEST_NAME]))
        case CopyBranch():
            return history.copy()
        case PruneBranch(number):
            return history.prune(number)


def _decoded_pieces(history: BranchHistory) -> tuple[str, ...]:
    """The pieces of the branch in view; none if it can't be decoded."""
    effect = alone(history.now)
    return effect.after.pieces if isinstance(effect, Effect) else ()
