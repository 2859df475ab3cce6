"""What if: hands the original and the branch in view to the browser, and grants what is wished for there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from pages.ui import cache, changes, state, wishes
from pages.ui.changes import shown
from pages.ui.component import Component
from pages.ui.forest import Branch, Forest
from pages.ui.words import _
from seq2seq.cards import CARDS
from seq2seq.config import Request
from seq2seq.edits import Flatten, edit_to_dict
from seq2seq.effect import Effect, Word
from seq2seq.trace import Array, DecodeTrace

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


def suite() -> None:
    """The counterfactual suite, worked out, and plotly imported, when somebody asks for it."""
    title = _("Is attention an explanation here?")
    with st.expander(title, icon=":material/science:", key="suite", on_change="rerun") as opened:
        if opened.open:
            from pages.ui import explanation

            explanation.draw()


def _data(original: DecodeTrace) -> dict[str, Any]:
    """What the component shows."""
    view = state.view()
    forest = view.branches
    effect = _effect(forest.now.of(view.request))
    edited = effect.after if isinstance(effect, Effect) else original
    return {
        "original": original.to_dict(vectors=False),
        "edited": edited.to_dict(vectors=False) if forest.active else None,
        "step": view.step or 0,
        "tree": _tree(forest, original),
        "active": forest.active,
        "changes": _chips(forest.now, original.source.pieces),
        "edits": [edit_to_dict(edit) for edit in forest.now.edits],
        "can": {"undo": bool(state.past()), "redo": bool(state.future())},
        "notice": state.refusal() or (_(effect.reason) if isinstance(effect, cache.Problem) else ""),
        "effect": _measured(effect) if isinstance(effect, Effect) and forest.active else None,
        "dependence": _dependence(),
        "neighbours": [_neighbours(piece) for piece in edited.source.pieces],
        "offers": changes.offers(edited.source.pieces, _lenders()),
    }


def _effect(after: Request) -> Effect | cache.Problem:
    """What the branch in view does instead of the original."""
    view = state.view()
    return cache.work("seq2seq.whatif:effect", view.model, view.request, after)


def _measured(effect: Effect) -> dict[str, Any]:
    words = [{"before": _word(pair.before), "after": _word(pair.after), "same": pair.same} for pair in effect.words]
    return {"words": words, "delta": _finite(effect.delta), "kl": _finite(effect.kl), "said": _said(effect)}


def _word(word: Word | None) -> dict[str, Any] | None:
    return word and vars(word)


def _finite(values: Array) -> list[float | None]:
    """Minus infinity becomes None."""
    return [round(value, 4) if np.isfinite(value) else None for value in values.tolist()]


def _said(effect: Effect) -> str:
    """The effect in one sentence."""
    changed = sum(not pair.same for pair in effect.words)
    if not changed:
        return _("The translation stays the same, word for word.")
    most = effect.ranking[0]
    said = _("{n} of {total} words differ.").format(n=changed, total=len(effect.words))
    if effect.kl[most] < 0.005:
        return said
    moved = _("The model changed its mind most at step {n}, {piece}.").format(
        n=most + 1, piece=shown(effect.before.pieces[most])
    )
    return f"{said} {moved}"


def _dependence() -> list[float | None]:
    """(T,): bits by which the next piece changes where a step of the original must look everywhere alike."""
    flat = _effect(replace(state.view().request, edits=(Flatten(),)))
    return _finite(flat.kl) if isinstance(flat, Effect) else []


def _neighbours(piece: str) -> list[str]:
    found = cache.work("seq2seq.whatif:neighbours", state.view().model, piece)
    return [] if isinstance(found, cache.Problem) else [each.piece for each in found]


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
        {
            "number": number,
            "depth": depths[number],
            "name": _name(forest, number, original),
            "text": _text(forest[number]),
        }
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
