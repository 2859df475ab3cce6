"""The page Gradients: norms over distance, with and without attention, before training and after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

import pandas as pd
import streamlit as st

from pages.ui.address import state
from pages.ui.address.view import View, kept_updates, model_in_view, update_in_view
from pages.ui.engine import pretrained, work
from pages.ui.features.gradients import GradientsView
from pages.ui.kit import charts, grain, titles
from pages.ui.kit import result as show
from pages.ui.kit.controls import chosen_layer, layer_choice, segments
from pages.ui.kit.replay import ReplayedPair, answered_pair
from pages.ui.kit.words import _, ngettext, problem_text
from seq2seq.analysis.decay import factor_per_step, mean_by_distance
from seq2seq.config.schema import Cell
from seq2seq.config.variants import at_update, attends, split_update
from seq2seq.figures.gradients import (
    ReachLine,
    UpdateMeans,
    field_curves,
    field_matrix,
    field_table,
    reach_curves,
    reach_matrices,
    reach_table,
    update_curves,
    update_table,
)
from seq2seq.trace.pieces import piece_label

if TYPE_CHECKING:
    from seq2seq.analysis.gradients import GradientReach, ReceptiveField

WITHOUT = "none"
"""The model without attention, which the chosen one is compared with."""
_SPARE = "additive"
"""The function with attention if the chosen one has none."""
REACH_TITLES = {
    "training": "Untrained and trained",
    "cells": "RNN, GRU, LSTM, untrained",
    "moments": "All recorded updates",
    "states": "Receptive field",
}
_CLIP, _SEED = 1.0, 1
"""Of trainings whose recipe is not on the card."""


@dataclass(frozen=True)
class _Variant:
    """One model that is drawn: a scoring function, before or after training."""

    scorer: str
    model: str
    trained: bool = False
    cell: str = ""

    @property
    def state(self) -> str:
        """Untrained, trained, or trained up to an update; of untrained ones with any cell, the cell."""
        update = split_update(self.model)[1]
        if update is not None:
            return _("After update {n}").format(n=f"{update:,}")
        return self.cell.upper() or (_("Trained") if self.trained else _("Untrained"))

    @property
    def title(self) -> str:
        return _("{scorer}: {state}").format(scorer=titles.scorer_title(self.scorer), state=self.state)


def comparison_choice() -> None:
    """Draw the choice of what is compared: untrained and trained, the cells, all recorded updates, or the states."""
    segments(_("Side by side"), "reach", REACH_TITLES, labelled=False)


def explain_comparison() -> None:
    """Say what the lines of trained, untrained and other cells show; the other figures say it themselves."""
    view = state.view()
    chosen = view.of(GradientsView)
    pair = answered_pair(view)
    if not pair or chosen.reach not in ("training", "cells"):
        return
    st.caption(
        _(
            "How much would the log-probability of an output piece change with the embedding of a source "
            "piece? Each point is a pair of pieces, ‖∂ log p(yₜ) / ∂ xᵢ‖; each line is the geometric mean "
            "at each distance. The distance counts the state updates between the two pieces along the "
            "recurrence: through the encoder to the nearer of its ends, then through the decoder. Dotted: "
            "only gradients along that path, as if attention read constants; anything above it passed "
            "through attention, the shortcut. A model without attention receives its one vector at every "
            "step, so only one of the decoder's updates counts."
        )
    )
    if chosen.reach == "cells":
        st.caption(
            _(
                "Every recurrent matrix is initialised orthogonal, which preserves the norm of a gradient: "
                "before training, a plain RNN loses less than the others. The gates of GRU and LSTM start half "
                "open and let only part of the gradient through at each step."
            )
        )
    st.text(_("Forced output for every model: {words}").format(words=pair.target))


def draw_gradients() -> None:
    """Draw what is chosen, or say what is missing."""
    view = state.view()
    page = view.of(GradientsView)
    pair = answered_pair(view)
    if not pair:
        show.missing(_("Type a sentence, or pick an example."))
    elif page.reach == "states":
        draw_receptive_field(view)
    elif page.reach == "moments":
        draw_updates(view, pair, compared_scorers(view))
    else:
        _draw_variants(view, pair)


def compared_scorers(view: View) -> tuple[str, str]:
    """The chosen function, or another one if that has no attention; and none."""
    return (view.scorer if attends(view.model) else _SPARE, WITHOUT)


def _draw_variants(view: View, pair: ReplayedPair) -> None:
    """The gradients of all variants over distance, pair by pair and in numbers."""
    outcomes = {variant: _reach(view, variant, pair) for variant in _variants(view)}
    reaches = {variant: reach for variant, reach in outcomes.items() if not isinstance(reach, work.Problem)}
    if not reaches:
        show.missing(_("This model is not available."))
    problems = {variant.scorer: each for variant, each in outcomes.items() if isinstance(each, work.Problem)}
    for scorer, problem in problems.items():
        st.text(_("{scorer}: {state}").format(scorer=titles.scorer_title(scorer), state=problem_text(problem)))
    if reaches:
        _draw_figures(reaches)
        _numbers(view, reaches)


def _variants(view: View) -> list[_Variant]:
    """With attention and without: each untrained and trained, or untrained with each cell."""
    scorers = compared_scorers(view)
    names = {scorer: f"{view.family}/{scorer}" for scorer in scorers}
    if view.of(GradientsView).reach == "cells":
        return [_Variant(scorer, names[scorer], cell=cell) for cell in get_args(Cell) for scorer in scorers]
    untrained = [_Variant(scorer, names[scorer]) for scorer in scorers]
    return untrained + [_Variant(scorer, model_in_view(view, scorer), trained=True) for scorer in scorers]


def _reach(view: View, variant: _Variant, pair: ReplayedPair) -> GradientReach | work.Problem:
    if variant.trained:
        return work.gradient_reach(variant.model, pair.source, pair.target)
    seed = int(_recipe(view, variant.scorer).get("seed", _SEED))
    return work.untrained_reach(variant.model, variant.cell, seed, pair.source, pair.target)


def _recipe(view: View, scorer: str) -> Mapping[str, float]:
    """The recipe of the first training of a model."""
    entry = pretrained.models(view.family).get(scorer)
    training = entry.card.get("training", {}) if entry else {}
    return training.get("before", training).get("recipe", {})


def _draw_figures(reaches: Mapping[_Variant, GradientReach]) -> None:
    panels: dict[str, dict[str, ReachLine]] = {}
    for variant, reach in reaches.items():
        panels.setdefault(variant.state, {}).update(_lines(variant, reach))
    curves = reach_curves(panels, _("State updates between them"), _("Norm of the gradient"))
    charts.chart(_("Over distance"), curves, reach_table(panels), "gradients")
    first = next(iter(reaches.values()))
    source, target = (grain.piece_labels(pieces) for pieces in (first.source, first.target))
    norms = {variant.title: reach.norms for variant, reach in reaches.items()}
    matrices = reach_matrices(norms, source, target, charts.accent())
    charts.chart(_("Every pair"), matrices, _pair_table(reaches), "gradient-pairs")


def _lines(variant: _Variant, reach: GradientReach) -> dict[str, ReachLine]:
    """The line of a model, and with attention that of recurrence alone."""
    title, colour = titles.scorer_title(variant.scorer), titles.scorer_colour(variant.scorer)
    if variant.scorer == WITHOUT:
        return {title: ReachLine(reach.norms, reach.distances, colour)}
    alone = _("{scorer}, recurrence alone").format(scorer=title)
    return {
        title: ReachLine(reach.norms, reach.distances, colour),
        alone: ReachLine(reach.recurrent_norms, reach.distances, colour, dotted=True),
    }


def _pair_table(reaches: Mapping[_Variant, GradientReach]) -> pd.DataFrame:
    """One row per model and pair of pieces."""
    rows = [
        {"model": variant.title, "target": target, "source": source, "norm": reach.norms[row, column]}
        for variant, reach in reaches.items()
        for row, target in enumerate(reach.target)
        for column, source in enumerate(reach.source)
    ]
    return pd.DataFrame(rows)


def _numbers(view: View, reaches: Mapping[_Variant, GradientReach]) -> None:
    """Draw what a step multiplies the gradient by, and the gradient of all parameters beside what it is clipped to."""
    rows = {
        variant.title: _row(reach, _recipe(view, variant.scorer).get("clip", _CLIP))
        for variant, reach in reaches.items()
    }
    st.dataframe(pd.DataFrame.from_dict(rows, orient="index"))
    st.caption(
        _(
            "Per step: below × 1 gradients vanish with distance, above × 1 they explode. The gradient of "
            "all parameters is that of this one pair; training scales a batch's gradient down to the limit, "
            "by the factor in the last column."
        )
    )


def _row(reach: GradientReach, clip: float) -> dict[str, str]:
    means = list(mean_by_distance(reach.norms, reach.distances).values())
    share = min(1.0, clip / reach.parameter_norm) if reach.parameter_norm else 1.0
    return {
        _("Per step"): f"× {factor_per_step(reach.norms, reach.distances):.2f}",
        _("Recurrence alone"): f"× {factor_per_step(reach.recurrent_norms, reach.distances):.2f}",
        _("Nearest"): f"{means[0]:.1e}" if means else "–",
        _("Farthest"): f"{means[-1]:.1e}" if means else "–",
        _("All parameters"): f"{reach.parameter_norm:.2f}",
        _("Clipped at {n}").format(n=clip): f"× {share:.2f}",
    }


def draw_updates(view: View, pair: ReplayedPair, scorers: Sequence[str]) -> None:
    """Draw a panel per scoring function with a line per recorded update, or say that no checkpoints were kept."""
    means_of = {scorer: means for scorer in scorers if (means := _means(view, scorer, pair))}
    panels = {titles.scorer_title(scorer): means for scorer, means in means_of.items()}
    if not panels:
        show.missing(_("Only models for synthetic tasks keep checkpoints throughout training. Choose a task."))
        return
    st.caption(_("One line per recorded update, stronger for later ones; the thick line is the chosen update."))
    st.text(_("Forced output for every model: {words}").format(words=pair.target))
    chosen = update_in_view(view, view.scorer)
    axes = _("State updates between them"), _("Norm of the gradient")
    colours = [titles.scorer_colour(scorer) for scorer in means_of]
    curves = update_curves(panels, chosen, axes, _("Update {n}"), colours)
    charts.chart(_("Gradient at all recorded updates"), curves, update_table(panels), "gradient-updates")


def _means(view: View, scorer: str, pair: ReplayedPair) -> UpdateMeans:
    """Update → distance → the geometric mean of the norms; nothing for a model without checkpoints."""
    model = f"{view.family}/{scorer}"
    reaches = {
        update: work.gradient_reach(at_update(model, update), pair.source, pair.target)
        for update in kept_updates(view, scorer)
    }
    return {
        update: mean_by_distance(reach.norms, reach.distances)
        for update, reach in reaches.items()
        if not isinstance(reach, work.Problem)
    }


def draw_receptive_field(view: View) -> None:
    """Draw the choice of the layer, the matrix, the same in words, the norms over distance, and what all that is."""
    field = work.receptive_field(model_in_view(view, view.scorer), view.text)
    if isinstance(field, work.Problem):
        show.missing(_("This model is not available."))
        return
    layers = len(field.norms)
    layer_choice(layers)
    layer = chosen_layer(view.layer, layers)
    labels = tuple(map(piece_label, grain.piece_labels(field.source)))
    numbers = field_table(field, labels)
    matrix = field_matrix(field, layer, labels, (_("input piece"), _("encoder state")), charts.accent())
    charts.chart(_("Receptive field"), matrix, numbers, "receptive-field")
    st.text("\n".join(_sentence(field, layer, labels, at) for at in range(len(labels))))
    names = [_("Layer {n}").format(n=number) for number in range(1, layers + 1)]
    curves = field_curves(field, names, _("Pieces between them"), charts.accent())
    charts.chart(_("Over distance"), curves, numbers, "receptive-field-distances")
    st.caption(
        _(
            "How much would the state of a piece change with the embedding of another, ‖∂hᵢ / ∂xⱼ‖? Crossed "
            "out: no path connects the two, so the gradient is exactly 0. Each layer of a convolution "
            "covers one more neighbour on each side. A recurrent cell in one direction covers all earlier "
            "pieces; cells in both directions and self-attention cover everything, but along a recurrence "
            "the influence fades."
        )
    )


def _sentence(field: ReceptiveField, layer: int, labels: tuple[str, ...], at: int) -> str:
    """What reaches the state of a piece, and what reaches it most besides the piece itself."""
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
