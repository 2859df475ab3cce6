"""What if: hands the original and the branch in view to the browser, and carries out what is asked for there."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages.ui.components.component import Component, choice_listeners
from pages.ui.engine import cache, work
from pages.ui.layout import result as show
from pages.ui.session import edit_descriptions as changes
from pages.ui.session import grain, state
from pages.ui.session.actions import WHAT_IF_ACTIONS
from pages.ui.session.branches import Branch, BranchHistory
from pages.ui.session.compared import alone, compared_effect
from pages.ui.session.numbered import answered
from pages.ui.session.opening import opening
from pages.ui.session.refusals import refusal_text
from pages.ui.session.words import _, ngettext
from pages.ui.what_if import branching
from seq2seq.analysis.effect import Effect, Word, rank_descending
from seq2seq.config.cards import CARDS
from seq2seq.config.edits import edit_to_dict
from seq2seq.trace.labels import piece_label
from seq2seq.trace.trace import Array, DecodeTrace, Source

WHAT_IF = Component("what_if")
NOTICED = 0.005
"""Bits of KL from which on one speaks of a change."""
NOWHERE = {"dependence": [], "matters": ""}
"""Of what does not attend, or can't be decoded."""


@st.fragment
def draw_what_if() -> None:
    """Both sides, at the current step. What is asked for reruns this fragment alone."""
    view = state.view()
    original = work.translate(view.request)
    if isinstance(original, DecodeTrace):
        with st.container(key="unread"):
            show.remarks(original)
        listeners = *choice_listeners("step"), WHAT_IF_ACTIONS.listener(branching.carry_out)
        WHAT_IF(f"what-if-{state.navigation_count()}", _data(original), *listeners)
        if original.attends:
            _suite(original)
        state.write_address()


def _suite(original: DecodeTrace) -> None:
    """The counterfactual suite of the branch in view, worked out, and plotly imported, when somebody asks for it."""
    title = _("Is attention an explanation here?")
    with st.expander(title, icon=":material/science:", key="suite", on_change="rerun") as opened:
        if opened.open:
            from pages.ui.what_if import explanation

            forest = state.view().what_if.branches
            explanation.draw_explanation(_name(forest, forest.active, original))


def _data(original: DecodeTrace) -> dict[str, Any]:
    """What the component shows."""
    forest = state.view().what_if.branches
    found = compared_effect(forest[forest.base], forest.now)
    left, right = (found.before, found.after) if isinstance(found, Effect) else (original, original)
    changed = forest.active != forest.base
    return {
        "original": grain.piecewise(left),
        "edited": grain.piecewise(right) if changed else None,
        "step": opening(state.view(), left),
        "tree": _tree(forest, original),
        "active": forest.active,
        "base": forest.base,
        "changes": _chips(forest.now, original),
        "edits": [edit_to_dict(edit) for edit in forest.now.edits],
        "can": {"undo": bool(state.undo_stack()), "redo": bool(state.redo_stack())},
        "notice": state.refusal() or (refusal_text(found) if isinstance(found, cache.Problem) else ""),
        "answered": answered(),
        "effect": _measured(found) if isinstance(found, Effect) and changed else None,
        "neighbours": _neighbours(right.source),
        "offers": changes.offers(right.source.pieces, _lenders()) if original.attends else changes.NOTHING,
    } | _dependence(forest[forest.base] if isinstance(found, Effect) else Branch(), left)


def _measured(found: Effect) -> dict[str, Any]:
    words = [{"before": _word(pair.before), "after": _word(pair.after), "same": pair.same} for pair in found.words]
    return {"words": words, "delta": _finite(found.delta), "kl": _finite(found.kl), "said": _summary(found)}


def _word(word: Word | None) -> dict[str, Any] | None:
    return word and vars(word)


def _finite(values: Array) -> list[float | None]:
    """Minus infinity becomes None."""
    return [round(value, 4) if np.isfinite(value) else None for value in values.tolist()]


def _summary(found: Effect) -> str:
    """The effect in two sentences: on the translation, and on the model's mind."""
    changed = sum(not pair.same for pair in found.words)
    differing = ngettext("{n} of {total} words differs.", "{n} of {total} words differ.", changed)
    first = differing if changed else _("The translation stays the same, word for word.")
    most = found.ranking[0]
    moved = _("The prediction changed most at {step}.").format(step=_step(found.before, most))
    calm = _("The predictions are unchanged: the original words keep their probabilities.")
    return " ".join((first.format(n=changed, total=len(found.words)), moved if found.kl[most] >= NOTICED else calm))


def _dependence(branch: Branch, trace: DecodeTrace) -> dict[str, Any]:
    """(T,): bits by which the next piece changes where a step of the left side alone gets uniform weights; in words,
    where that is most and where least."""
    view = state.view()
    if not trace.attends:
        return NOWHERE
    bits = work.attention_dependence(branch.of(view.request))
    if isinstance(bits, cache.Problem):
        return NOWHERE
    order = rank_descending(bits)
    most, least = (_step(trace, step) for step in (order[0], order[-1]))
    said = _("Attention matters most at {most}, least at {least}.").format(most=most, least=least)
    return {"dependence": _finite(bits), "matters": said}


def _step(trace: DecodeTrace, step: int) -> str:
    return _("step {n} ({piece})").format(n=step + 1, piece=piece_label(trace.pieces[step]))


def _neighbours(source: Source) -> list[list[str]]:
    """For each source piece those that it could be swapped for; none for one that is unknown to the model."""
    known = tuple(piece for piece, unknown in zip(source.pieces, source.unknown, strict=True) if not unknown)
    found = work.embedding_neighbours(state.view().model, known)
    near = iter([] if isinstance(found, cache.Problem) else found)
    return [[] if unknown else [each.piece for each in next(near, ())] for unknown in source.unknown]


def _lenders() -> tuple[str, ...]:
    view = state.view()
    ready = {name for name, entry in cache.models(view.family).items() if not entry.problem} - {view.scorer}
    return tuple(name for name, card in CARDS.items() if name in ready and card.attends)


def _chips(branch: Branch, original: DecodeTrace) -> list[str]:
    chips = changes.edit_labels(branch.edits, original.source.pieces)
    return [*chips, changes.spoken(branch.prefix, original.pieces)] if branch.prefix else chips


def _tree(forest: BranchHistory, original: DecodeTrace) -> list[dict[str, Any]]:
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


def _name(forest: BranchHistory, number: int, original: DecodeTrace) -> str:
    if not number:
        return _("Original")
    branch = forest[number]
    return branch.name or _(", ").join(_chips(branch, original))


def _text(branch: Branch) -> str:
    found = alone(branch)
    return found.after.text if isinstance(found, Effect) else ""
