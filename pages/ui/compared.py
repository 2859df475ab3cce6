"""Branches decoded, and measured against one another."""

from __future__ import annotations

from pages.ui import cache, state
from pages.ui.forest import Branch
from seq2seq.effect import Effect


def effect(before: Branch, after: Branch) -> Effect | cache.Problem:
    """What one branch does instead of another."""
    view = state.view()
    return cache.work("seq2seq.whatif:effect", view.model, before.of(view.request), after.of(view.request))


def alone(branch: Branch) -> Effect | cache.Problem:
    """A branch against the original."""
    return effect(Branch(), branch)
