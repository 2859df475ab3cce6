"""Effects of branches."""

from __future__ import annotations

from pages.ui.address import state
from pages.ui.address.branches import Branch
from pages.ui.engine import cache, work
from seq2seq.analysis.effect import Effect
from seq2seq.config.edits import Edit, SourceEdit
from seq2seq.config.records import InvalidRequest
from seq2seq.config.variants import attends


def compared_effect(before: Branch, after: Branch) -> Effect | cache.Problem:
    """The effect of one branch compared with another."""
    view = state.view()
    if not attends(view.model) and any(of_weights(edit) for branch in (before, after) for edit in branch.edits):
        return cache.Problem.of(InvalidRequest("this model has no attention, so there are no weights to change"))
    return work.measure_effect(before.of(view.request), after.of(view.request))


def of_weights(edit: Edit) -> bool:
    """Whether an edit changes attention weights, not the source."""
    return not isinstance(edit, SourceEdit)


def alone(branch: Branch) -> Effect | cache.Problem:
    """The effect of a branch compared with the original."""
    return compared_effect(Branch(), branch)
