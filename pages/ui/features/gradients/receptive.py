"""The receptive field of the encoder's states: which pieces reach them after each layer, and how strongly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.ui.address.moments import model_at_moment
from pages.ui.address.view import View
from pages.ui.engine import cache, work
from pages.ui.kit import charts, grain
from pages.ui.kit import result as show
from pages.ui.kit.controls import chosen_layer, layer_choice
from pages.ui.kit.words import _, ngettext
from seq2seq.figures.gradients import field_curves, field_matrix, field_table
from seq2seq.trace.pieces import piece_label

if TYPE_CHECKING:
    from seq2seq.analysis.gradients import ReceptiveField


def draw_receptive_field(view: View) -> None:
    """Draw the choice of the layer, the matrix, the norms over distance, and the same in words."""
    field = work.receptive_field(model_at_moment(view, view.scorer), view.text)
    if isinstance(field, cache.Problem):
        show.missing(_("This model is not available."))
        return
    st.caption(
        _(
            "How much would the state of a piece change with the embedding of another, ‖∂hᵢ / ∂xⱼ‖? Crossed "
            "out: no path connects the two, so the gradient is exactly 0. Each layer of a convolution "
            "covers one more neighbour on each side. A recurrent cell in one direction covers all earlier "
            "pieces; cells in both directions and self-attention cover everything, but along a recurrence "
            "the influence fades."
        )
    )
    layers = len(field.norms)
    layer_choice(layers)
    layer = chosen_layer(view.layer, layers)
    labels = tuple(map(piece_label, grain.piece_labels(field.source)))
    numbers = field_table(field, labels)
    matrix = field_matrix(field, layer, labels, (_("input piece"), _("encoder state")), charts.accent())
    charts.chart(_("Receptive field"), matrix, numbers, "receptive-field")
    st.text("\n".join(_sentences(field, layer, labels)))
    names = [_("Layer {n}").format(n=number) for number in range(1, layers + 1)]
    curves = field_curves(field, names, _("Pieces between them"), charts.accent())
    charts.chart(_("Over distance"), curves, numbers, "receptive-field-distances")


def _sentences(field: ReceptiveField, layer: int, labels: tuple[str, ...]) -> list[str]:
    """For each state what reaches it, and what of that does so most besides the piece itself."""
    return [_sentence(field, layer, labels, at) for at in range(len(labels))]


def _sentence(field: ReceptiveField, layer: int, labels: tuple[str, ...], at: int) -> str:
    count = int(field.reaches[layer, at].sum())
    words = ngettext("{piece}: {n} piece reaches it", "{piece}: {n} pieces reach it", count)
    said = words.format(piece=labels[at], n=count)
    others = {j: norm for j, norm in enumerate(field.norms[layer, at]) if j != at and norm > 0}
    if not others:
        return said
    strongest = max(others, key=lambda j: others[j])
    return said + _(", of the others most {other} ({norm})").format(
        other=labels[strongest], norm=f"{others[strongest]:.2g}"
    )
