"""Branches decoded, and measured against one another."""

from __future__ import annotations

from pages.ui.engine import cache, work
from pages.ui.session import state
from pages.ui.session.branches import Branch
from seq2seq.analysis.effect import Effect
from seq2seq.config.edits import Edit, SourceEdit
from seq2seq.config.errors import InvalidRequest
from seq2seq.config.variants import attends


def compared_effect(before: Branch, after: Branch) -> Effect | cache.Problem:
    """What one branch does instead of another."""
    view = state.view()
    if not attends(view.model) and any(of_weights(each) for branch in (before, after) for each in branch.edits):
        return cache.Problem.of(InvalidRequest("nothing attends here, so there are no weights to change"))
    return work.measure_effect(before.of(view.request), after.of(view.request))


def of_weights(edit: Edit) -> bool:
    """Whether an edit changes where the decoder looks, and not what is read."""
    return not isinstance(edit, SourceEdit)


def alone(branch: Branch) -> Effect | cache.Problem:
    """A branch against the original."""
    return compared_effect(Branch(), branch)
