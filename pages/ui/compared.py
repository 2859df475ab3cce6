"""The branches of the view, decoded and measured against the original."""

from __future__ import annotations

from pages.ui import cache, state
from pages.ui.forest import Branch
from seq2seq.effect import Effect


def effect(branch: Branch) -> Effect | cache.Problem:
    """What a branch does instead of the original."""
    view = state.view()
    return cache.work("seq2seq.whatif:effect", view.model, view.request, branch.of(view.request))


def said(branch: Branch) -> tuple[str, ...]:
    """The pieces of a branch; none where it can't be decoded."""
    found = effect(branch)
    return found.after.pieces if isinstance(found, Effect) else ()
