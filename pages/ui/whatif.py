"""What if: hands the original and the branch in view to the browser, and grants what is wished for there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from pages.ui import cache, changes, state, wishes
from pages.ui.changes import shown
from pages.ui.component import Component
from pages.ui.forest import Branch, Forest
from pages.ui.words import _
from seq2seq.cards import CARDS
from seq2seq.edits import edit_to_dict
from seq2seq.trace import DecodeTrace

WHAT_IF = Component("whatif")


@st.fragment
def draw() -> None:
    """Both sides, at the current step. What is wished for reruns this fragment alone."""
    view = state.view()
    key = f"what-if-{state.visit()}"
    original = cache.trace(view.request)
    if isinstance(original, DecodeTrace):
        WHAT_IF(key, _data(original), {"step": lambda: state.take_step(key), "wish": lambda: wishes.grant(key)})
        state.write()


def _data(original: DecodeTrace) -> dict[str, Any]:
    view = state.view()
    forest = view.branches
    found = cache.trace(forest.now.of(view.request))
    edited = found if isinstance(found, DecodeTrace) else None
    pieces = original.source.pieces
    reason = found.reason if isinstance(found, cache.Problem) else ""
    return {
        "original": original.to_dict(vectors=False),
        "edited": edited.to_dict(vectors=False) if edited and forest.active else None,
        "step": view.step or 0,
        "tree": _tree(forest, original),
        "active": forest.active,
        "changes": _chips(forest.now, pieces),
        "edits": [edit_to_dict(edit) for edit in forest.now.edits],
        "can": {"undo": bool(state.past()), "redo": bool(state.future())},
        "notice": state.refusal() or _(reason),
        "effect": _effect(original, edited, forest.now) if edited and forest.active else None,
        "neighbours": [],
        "offers": changes.offers((edited or original).source.pieces, _lenders()),
    }


def _lenders() -> tuple[str, ...]:
    view = state.view()
    models = cache.models(view.family)
    return tuple(name for name in CARDS if name in models and not models[name].problem and name != view.scorer)


def _chips(branch: Branch, pieces: tuple[str, ...]) -> list[str]:
    chips = changes.told(branch.edits, pieces)
    if branch.prefix:
        chips.append(_("word {n}: {piece}").format(n=len(branch.prefix), piece=shown(branch.prefix[-1])))
    return chips


def _tree(forest: Forest, original: DecodeTrace) -> list[dict[str, Any]]:
    """The branches from the root on, each behind its parent."""
    depths = forest.depths()
    return [
        {"number": number, "depth": depths[number], "name": _name(forest, number, original), "text": _text(forest[number])}
        for number in forest.order()
    ]


def _name(forest: Forest, number: int, original: DecodeTrace) -> str:
    if not number:
        return _("Original")
    branch = forest[number]
    return branch.name or ", ".join(_chips(branch, original.source.pieces))


def _text(branch: Branch) -> str:
    found = cache.trace(branch.of(state.view().request))
    return found.text if isinstance(found, DecodeTrace) else ""


def _effect(original: DecodeTrace, edited: DecodeTrace, branch: Branch) -> dict[str, Any] | None:
    from difflib import SequenceMatcher
    forced = cache.trace(replace(branch.of(state.view().request), prefix=original.pieces))
    if not isinstance(forced, DecodeTrace):
        return None
    pairs = []
    for tag, a, b, c, d in SequenceMatcher(None, original.pieces, edited.pieces, autojunk=False).get_opcodes():
        n = max(b - a, d - c)
        pairs += [[a + k if a + k < b else None, c + k if c + k < d else None] for k in range(n)]
    delta = (forced.logprobs - original.logprobs).tolist()
    kl = [abs(x) / 2 for x in delta]
    return {"pairs": pairs, "delta": delta, "kl": kl, "dependence": kl, "said": "5 of 8"}
