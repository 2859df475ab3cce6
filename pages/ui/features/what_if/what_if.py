"""The page What if: the original translation and the branch in view, in one component."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import numpy as np
import streamlit as st

from pages.ui.address import state
from pages.ui.address.branches import Branch, BranchHistory
from pages.ui.address.reports import answered
from pages.ui.address.view import opening
from pages.ui.engine import pretrained, work
from pages.ui.features.what_if import branching
from pages.ui.features.what_if.branching import WHAT_IF_ACTIONS, alone, compared_effect
from pages.ui.kit import grain
from pages.ui.kit import result as show
from pages.ui.kit.component import Component
from pages.ui.kit.words import _, ngettext, refusal_text
from seq2seq.analysis.effect import Effect, rank_descending
from seq2seq.config.arrays import Array
from seq2seq.config.cards import CARDS
from seq2seq.config.edits import (
    Edit,
    Edits,
    RowEdit,
    RuleEdit,
    Situation,
    SourceEdit,
    edit_to_dict,
    edits_of,
    forms,
)
from seq2seq.config.records import InvalidRequest
from seq2seq.trace.pieces import joined_label, piece_label
from seq2seq.trace.trace import DecodeTrace

WHAT_IF = Component("features/what_if")
LEAST_KL = 0.005
"""From this KL divergence in bits on, a prediction counts as changed."""
NO_RELIANCE = {"reliance": None, "matters": ""}
"""For a model without attention, or a branch that can't be decoded."""


@st.fragment
def draw_what_if() -> None:
    """Draw both translations at the current step. Actions of the component rerun only this fragment."""
    original = work.translate(state.view().request)
    if not isinstance(original, DecodeTrace):
        return
    with st.container(key="unread"):
        show.remarks(original)
    listener = WHAT_IF_ACTIONS.listener(branching.carry_out)
    WHAT_IF(f"what-if-{state.navigation_count()}", _data(original), listener, choices=("step",))
    if original.attends:
        # The suite of the branch in view is computed, and plotly imported, when it is opened.
        title = _("Is attention an explanation here?")
        with st.expander(title, icon=":material/science:", key="suite", on_change="rerun") as opened:
            if opened.open:
                from pages.ui.features.what_if import explanation

                history = state.view().branches
                explanation.draw_explanation(_name(history, history.active, original))
    state.write_choices()


def _data(original: DecodeTrace) -> dict[str, Any]:
    """The data of the component."""
    history = state.view().branches
    effect = compared_effect(history[history.base], history.now)
    left, right = (effect.before, effect.after) if isinstance(effect, Effect) else (original, original)
    changed = history.active != history.base
    depths = history.depths()
    tree = []
    for number in history.order():  # from the root on, each after its parent
        own = alone(history[number])
        text = own.after.text if isinstance(own, Effect) else ""
        branch = {"number": number, "depth": depths[number], "name": _name(history, number, original), "text": text}
        tree.append(branch)
    return {
        "original": grain.piecewise(left),
        "edited": grain.piecewise(right) if changed else None,
        "opening": opening(state.view(), left),
        "tree": tree,
        "active": history.active,
        "base": history.base,
        "changes": _chips(history.now, original),
        "edits": [edit_to_dict(edit) for edit in history.now.edits],
        "can": {"undo": bool(state.undo_stack()), "redo": bool(state.redo_stack())},
        "notice": state.refusal() or (refusal_text(effect) if isinstance(effect, work.Problem) else ""),
        "answered": answered(),
        "effect": _effect(effect) if isinstance(effect, Effect) and changed else None,
        "neighbours": _neighbours(right),
        "offers": _offers(right) if original.attends else NOTHING,
    } | _reliance(history[history.base] if isinstance(effect, Effect) else Branch(), left)


def _effect(effect: Effect) -> dict[str, Any]:
    """Both translations word by word, what changed at each step, and two sentences on that: on the translation, and on
    the predictions."""
    changed, total = sum(not pair.same for pair in effect.words), len(effect.words)
    differing = ngettext("{n} of {total} words differs.", "{n} of {total} words differ.", changed)
    translation = differing if changed else _("The translation stays the same, word for word.")
    step = effect.ranking[0]
    moved = _("The prediction changed most at {step}.").format(step=_step(effect.before, step))
    unchanged = _("The predictions are unchanged: the original words keep their probabilities.")
    predictions = moved if effect.kl[step] >= LEAST_KL else unchanged
    return {
        "words": [
            {"before": pair.before and vars(pair.before), "after": pair.after and vars(pair.after), "same": pair.same}
            for pair in effect.words
        ],
        "delta": _finite(effect.delta),
        "kl": _finite(effect.kl),
        "summary": f"{translation.format(n=changed, total=total)} {predictions}",
    }


def _reliance(branch: Branch, trace: DecodeTrace) -> dict[str, Any]:
    """For each step of the left side, how far other weights at that step alone move its prediction, in bits: at most,
    with the piece that then has all the weight ("" for the row of another sentence), and with uniform ones; and two
    sentences on that."""
    if not trace.attends:
        return NO_RELIANCE
    reliance = work.reliance_on_attention(branch.of(state.view().request))
    if isinstance(reliance, work.Problem):
        return NO_RELIANCE
    pieces = trace.source.pieces
    by = ["" if place is None else piece_label(pieces[place]) for place in reliance.place]
    order = rank_descending(reliance.most)
    most, least = order[0], order[-1]
    sentence = _(
        "Other weights can move the prediction most at {most}, by {most_bits} bits, and least at {least}, by "
        "{least_bits}."
    )
    matters = sentence.format(
        most=_step(trace, most),
        most_bits=f"{reliance.most[most]:.1f}",
        least=_step(trace, least),
        least_bits=f"{reliance.most[least]:.1f}",
    )
    values = {"most": _finite(reliance.most), "by": by, "uniform": _finite(reliance.uniform)}
    return {"reliance": values, "matters": matters}


def _neighbours(trace: DecodeTrace) -> list[list[str]]:
    """For each source piece, similar pieces to swap it for; none for a piece that is unknown to the model."""
    source = trace.source
    known = tuple(piece for piece, unknown in zip(source.pieces, source.unknown, strict=True) if not unknown)
    neighbours = work.embedding_neighbours(state.view().model, known)
    rows = iter([] if isinstance(neighbours, work.Problem) else neighbours)
    return [[] if unknown else [neighbour.piece for neighbour in next(rows, ())] for unknown in source.unknown]


def _offers(trace: DecodeTrace) -> dict[str, list[dict[str, Any]]]:
    """The edits that this trace and the family's other models allow."""
    view = state.view()
    ready = {name for name, entry in pretrained.models(view.family).items() if not entry.problem} - {view.scorer}
    donors = tuple(name for name, card in CARDS.items() if name in ready and card.attends)
    pieces, comparable = trace.source.pieces, trace.decoder_attention is None and trace.layers == 1
    return offers(pieces, Situation(len(pieces), donors, comparable, view.scorer.partition("@")[0]))


def _name(history: BranchHistory, number: int, original: DecodeTrace) -> str:
    if not number:
        return _("Original")
    return history[number].name or _(", ").join(_chips(history[number], original))


def _chips(branch: Branch, original: DecodeTrace) -> list[str]:
    """The labels of the branch's edits and of its forced prefix."""
    chips = edit_labels(branch.edits, original.source.pieces)
    return [*chips, spoken(branch.prefix, original.pieces)] if branch.prefix else chips


def _step(trace: DecodeTrace, step: int) -> str:
    return _("step {n} ({piece})").format(n=step + 1, piece=piece_label(trace.pieces[step]))


def _finite(values: Array) -> list[float | None]:
    """The values rounded, None for those that are not finite."""
    return [round(value, 4) if np.isfinite(value) else None for value in values.tolist()]


Pieces = tuple[str, ...]

NOTHING: dict[str, list[dict[str, Any]]] = {"rows": [], "rules": []}
"""The offers for a model without attention."""


def offers(pieces: Pieces, situation: Situation) -> dict[str, list[dict[str, Any]]]:
    """All edits offered for these source pieces in this situation: those with a menu of options after the others."""
    offered: dict[str, list[dict[str, Any]]] = {}
    for name, group in (("rows", RowEdit), ("rules", RuleEdit)):
        offered[name] = []
        for offer in (offer for edit in edits_of(group) for offer in edit.offers(situation)):
            words = {"title": _(offer.title), "hint": _(offer.hint)}
            options = [(edit, edit_to_dict(edit)) for edit in offer.edits]
            if offer.by:
                titled = [{"title": _values(edit, pieces)[offer.by], "edit": written} for edit, written in options]
                offered[name].append(words | {"options": titled})
            else:
                offered[name].append(words | {"edit": options[0][1]})
    return offered | {"rows": sorted(offered["rows"], key=lambda offer: "options" in offer)}


def edit_labels(edits: Edits, pieces: Pieces) -> list[str]:
    """The labels of the edits in force; `pieces` are those of the source before all edits."""
    labels = []
    for edit in edits:
        # The title of the offer that this edit equals apart from its step, or else the title of its class.
        anywhere = edit.to_dict() | {"step": None}
        offered = [offer for offer in edit.offers(Situation()) if not offer.by]
        titles = [offer.title for offer in offered if offer.edits[0].to_dict() | {"step": None} == anywhere]
        label = _([*titles, edit.title][0]).format(**_values(edit, pieces))
        if isinstance(edit, RowEdit):
            where = _("every step") if edit.step is None else _("step {n}").format(n=edit.step + 1)
            label = _("{where}: {what}").format(where=where, what=label)
        labels.append(label)
        if isinstance(edit, SourceEdit):  # later edits refer to the pieces after it, unless it can't be carried out
            with suppress(InvalidRequest):
                pieces = tuple(edit.read(pieces, lambda _old, piece: piece))
    return labels


def spoken(prefix: Pieces, original: Pieces) -> str:
    """The label of a forced prefix, from its first piece that differs from the original."""
    same = [piece == other for piece, other in zip(prefix, original, strict=False)]
    first = same.index(False) if False in same else len(prefix) - 1
    return _("step {n}: {words}").format(n=first + 1, words=joined_label(prefix[first:]))


def _values(edit: Edit, pieces: Pieces) -> dict[str, str]:
    """The values of an edit's fields, as they are shown."""
    values = {}
    for name, form in forms(type(edit)).items():
        value = getattr(edit, name)
        match form.name:
            case _ if value is None:
                continue
            case "position":
                shown = piece_label(pieces[value]) if value < len(pieces) else _("piece {n}").format(n=value + 1)
            case "piece":
                shown = piece_label(value)
            case "place":
                shown = str(value + 1)
            case "scorer":
                shown = _(CARDS[value].title) if value in CARDS else value
            case "number":
                shown = f"{value:g}"
            case _:
                shown = str(value)
        values[name] = shown
    return values
