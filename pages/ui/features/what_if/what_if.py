"""The page What if: the original translation and the branch in view, in one component."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages.ui.address import state
from pages.ui.address.actions import WHAT_IF_ACTIONS
from pages.ui.address.branches import Branch, BranchHistory
from pages.ui.address.compared import alone, compared_effect
from pages.ui.address.numbered import answered
from pages.ui.address.opening import opening
from pages.ui.engine import cache, work
from pages.ui.features.what_if import branching
from pages.ui.features.what_if import edit_descriptions as changes
from pages.ui.kit import grain
from pages.ui.kit import result as show
from pages.ui.kit.component import Component
from pages.ui.kit.words import _, ngettext, refusal_text
from seq2seq.analysis.effect import Effect, Word, rank_descending
from seq2seq.config.arrays import Array
from seq2seq.config.cards import CARDS
from seq2seq.config.edits import Situation, edit_to_dict
from seq2seq.trace.pieces import piece_label
from seq2seq.trace.trace import DecodeTrace, Source

WHAT_IF = Component("features/what_if")
LEAST_KL = 0.005
"""From this KL divergence in bits on, a prediction counts as changed."""
NO_RELIANCE = {"reliance": None, "matters": ""}
"""For a model without attention, or a branch that can't be decoded."""


@st.fragment
def draw_what_if() -> None:
    """Draw both translations at the current step. Actions of the component rerun only this fragment."""
    view = state.view()
    original = work.translate(view.request)
    if isinstance(original, DecodeTrace):
        with st.container(key="unread"):
            show.remarks(original)
        listener = WHAT_IF_ACTIONS.listener(branching.carry_out)
        WHAT_IF(f"what-if-{state.navigation_count()}", _data(original), listener, choices=("step",))
        if original.attends:
            _suite(original)
        state.write_choices()


def _suite(original: DecodeTrace) -> None:
    """Draw the counterfactual suite of the branch in view; computed, and plotly imported, when it is opened."""
    title = _("Is attention an explanation here?")
    with st.expander(title, icon=":material/science:", key="suite", on_change="rerun") as opened:
        if opened.open:
            from pages.ui.features.what_if import explanation

            history = state.view().branches
            explanation.draw_explanation(_name(history, history.active, original))


def _data(original: DecodeTrace) -> dict[str, Any]:
    """The data of the component."""
    history = state.view().branches
    effect = compared_effect(history[history.base], history.now)
    left, right = (effect.before, effect.after) if isinstance(effect, Effect) else (original, original)
    changed = history.active != history.base
    return {
        "original": grain.piecewise(left),
        "edited": grain.piecewise(right) if changed else None,
        "opening": opening(state.view(), left),
        "tree": _branch_tree(history, original),
        "active": history.active,
        "base": history.base,
        "changes": _chips(history.now, original),
        "edits": [edit_to_dict(edit) for edit in history.now.edits],
        "can": {"undo": bool(state.undo_stack()), "redo": bool(state.redo_stack())},
        "notice": state.refusal() or (refusal_text(effect) if isinstance(effect, cache.Problem) else ""),
        "answered": answered(),
        "effect": _effect_data(effect) if isinstance(effect, Effect) and changed else None,
        "neighbours": _neighbours(right.source),
        "offers": _offers(right) if original.attends else changes.NOTHING,
    } | _reliance(history[history.base] if isinstance(effect, Effect) else Branch(), left)


def _effect_data(effect: Effect) -> dict[str, Any]:
    words = [{"before": _word(pair.before), "after": _word(pair.after), "same": pair.same} for pair in effect.words]
    return {"words": words, "delta": _finite(effect.delta), "kl": _finite(effect.kl), "summary": _summary(effect)}


def _word(word: Word | None) -> dict[str, Any] | None:
    return word and vars(word)


def _finite(values: Array) -> list[float | None]:
    """The values rounded, None for those that are not finite."""
    return [round(value, 4) if np.isfinite(value) else None for value in values.tolist()]


def _summary(effect: Effect) -> str:
    """The effect in two sentences: on the translation, and on the predictions."""
    changed = sum(not pair.same for pair in effect.words)
    differing = ngettext("{n} of {total} words differs.", "{n} of {total} words differ.", changed)
    first = differing if changed else _("The translation stays the same, word for word.")
    step = effect.ranking[0]
    moved = _("The prediction changed most at {step}.").format(step=_step(effect.before, step))
    unchanged = _("The predictions are unchanged: the original words keep their probabilities.")
    return " ".join(
        (first.format(n=changed, total=len(effect.words)), moved if effect.kl[step] >= LEAST_KL else unchanged)
    )


def _reliance(branch: Branch, trace: DecodeTrace) -> dict[str, Any]:
    """For each step of the left side, how far other weights at that step alone move its prediction, in bits: at most,
    with the piece that then has all the weight ("" for the row of another sentence), and with uniform ones; and two
    sentences on that."""
    view = state.view()
    if not trace.attends:
        return NO_RELIANCE
    reliance = work.reliance_on_attention(branch.of(view.request))
    if isinstance(reliance, cache.Problem):
        return NO_RELIANCE
    pieces = trace.source.pieces
    by = ["" if place is None else piece_label(pieces[place]) for place in reliance.place]
    order = rank_descending(reliance.most)
    most, least = (_step(trace, step) for step in (order[0], order[-1]))
    sentence = _(
        "Other weights can move the prediction most at {most}, by {most_bits} bits, and least at {least}, by "
        "{least_bits}."
    )
    bits = {name: f"{reliance.most[step]:.1f}" for name, step in (("most_bits", order[0]), ("least_bits", order[-1]))}
    values = {"most": _finite(reliance.most), "by": by, "uniform": _finite(reliance.uniform)}
    return {"reliance": values, "matters": sentence.format(most=most, least=least, **bits)}


def _step(trace: DecodeTrace, step: int) -> str:
    return _("step {n} ({piece})").format(n=step + 1, piece=piece_label(trace.pieces[step]))


def _neighbours(source: Source) -> list[list[str]]:
    """For each source piece, similar pieces to swap it for; none for a piece that is unknown to the model."""
    known = tuple(piece for piece, unknown in zip(source.pieces, source.unknown, strict=True) if not unknown)
    neighbours = work.embedding_neighbours(state.view().model, known)
    rows = iter([] if isinstance(neighbours, cache.Problem) else neighbours)
    return [[] if unknown else [neighbour.piece for neighbour in next(rows, ())] for unknown in source.unknown]


def _offers(trace: DecodeTrace) -> dict[str, list[dict[str, Any]]]:
    pieces, comparable = trace.source.pieces, trace.decoder_attention is None and trace.layers == 1
    return changes.offers(pieces, Situation(len(pieces), _lending_scorers(), comparable))


def _lending_scorers() -> tuple[str, ...]:
    view = state.view()
    ready = {name for name, entry in cache.models(view.family).items() if not entry.problem} - {view.scorer}
    return tuple(name for name, card in CARDS.items() if name in ready and card.attends)


def _chips(branch: Branch, original: DecodeTrace) -> list[str]:
    chips = changes.edit_labels(branch.edits, original.source.pieces)
    return [*chips, changes.spoken(branch.prefix, original.pieces)] if branch.prefix else chips


def _branch_tree(history: BranchHistory, original: DecodeTrace) -> list[dict[str, Any]]:
    """The branches from the root on, each after its parent."""
    depths = history.depths()
    return [
        {
            "number": number,
            "depth": depths[number],
            "name": _name(history, number, original),
            "text": _text(history[number]),
        }
        for number in history.order()
    ]


def _name(history: BranchHistory, number: int, original: DecodeTrace) -> str:
    if not number:
        return _("Original")
    branch = history[number]
    return branch.name or _(", ").join(_chips(branch, original))


def _text(branch: Branch) -> str:
    effect = alone(branch)
    return effect.after.text if isinstance(effect, Effect) else ""
