"""The actions of What if: read, and carried out on the branches, or refused with the reason; what a branch changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from pages.ui.address import state
from pages.ui.address.branches import Branch, BranchHistory
from pages.ui.address.codec import LONGEST_NAME
from pages.ui.address.reports import (
    ComponentReport,
    Numbered,
    Undo,
    read_all_numbered,
    read_number,
    read_piece,
    read_text,
    unanswered,
)
from pages.ui.engine import work
from pages.ui.kit.words import refusal_text, refuse_too_long
from seq2seq.analysis.effect import Effect
from seq2seq.config.edits import Edit, SourceEdit, edit_from_dict
from seq2seq.config.records import InvalidRequest
from seq2seq.config.variants import attends


def compared_effect(before: Branch, after: Branch) -> Effect | work.Problem:
    """The effect of one branch compared with another."""
    view = state.view()
    if not attends(view.model) and any(
        not isinstance(edit, SourceEdit) for branch in (before, after) for edit in branch.edits
    ):
        return work.Problem.of(InvalidRequest("this model has no attention, so there are no weights to change"))
    return work.measure_effect(before.of(view.request), after.of(view.request))


def alone(branch: Branch) -> Effect | work.Problem:
    """The effect of a branch compared with the original."""
    return compared_effect(Branch(), branch)


# -- what the component reports: JSON with a `kind`, each kind a class


@dataclass(frozen=True)
class Redo:
    """Change again what was taken back."""


@dataclass(frozen=True)
class Reset:
    """Nothing but the original."""


@dataclass(frozen=True)
class ChangeEdit:
    """Put an edit in force, or take it back if it is."""

    edit: Edit


@dataclass(frozen=True)
class ForcePiece:
    """Say a piece at a step."""

    step: int
    piece: str


@dataclass(frozen=True)
class ForceWords:
    """Say typed words from a step on."""

    step: int
    words: str


@dataclass(frozen=True)
class DropEdit:
    """Take back the edit of this number; behind the last, the forced beginning."""

    number: int


@dataclass(frozen=True)
class CompareWith:
    """Set a branch beside the one in view."""

    number: int


@dataclass(frozen=True)
class LookAt:
    """View a branch."""

    number: int


@dataclass(frozen=True)
class NameBranch:
    """Call the branch in view so."""

    name: str


@dataclass(frozen=True)
class CopyBranch:
    """Go on from a copy of the branch in view."""


@dataclass(frozen=True)
class PruneBranch:
    """Delete a branch."""

    number: int


BranchAction = (
    Reset
    | ChangeEdit
    | ForcePiece
    | ForceWords
    | DropEdit
    | CompareWith
    | LookAt
    | NameBranch
    | CopyBranch
    | PruneBranch
)
"""What makes other branches of those there are."""
WhatIfAction = Undo | Redo | BranchAction


def read_what_if(raw: object) -> WhatIfAction:
    match raw:
        case {"kind": "undo"}:
            return Undo()
        case {"kind": "redo"}:
            return Redo()
        case {"kind": "reset"}:
            return Reset()
        case {"kind": "change", "edit": dict(edit)}:
            return ChangeEdit(edit_from_dict(edit))
        case {"kind": "say", "step": step, "piece": piece}:
            return ForcePiece(read_number(step), read_piece(piece))
        case {"kind": "write", "step": step, "words": words}:
            return ForceWords(read_number(step), read_text(words))
        case {"kind": "drop", "number": number}:
            return DropEdit(read_number(number))
        case {"kind": "compare", "number": number}:
            return CompareWith(read_number(number))
        case {"kind": "look", "number": number}:
            return LookAt(read_number(number))
        case {"kind": "name", "name": name}:
            return NameBranch(read_text(name))
        case {"kind": "copy"}:
            return CopyBranch()
        case {"kind": "prune", "number": number}:
            return PruneBranch(read_number(number))
    raise ValueError("no action of What if")


WHAT_IF_ACTIONS = ComponentReport("actions", partial(read_all_numbered, read_what_if))


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
                    state.refuse(refusal_text(work.Problem.of(error)))


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
            if isinstance(pieces, work.Problem):
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
