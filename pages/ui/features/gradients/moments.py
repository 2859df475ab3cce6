"""The gradient over distance at every moment of a training at once."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.ui.address.moments import kept_updates, update_in_view
from pages.ui.address.view import View
from pages.ui.engine import cache, work
from pages.ui.features.training.replay import ReplayedPair
from pages.ui.kit import charts, titles
from pages.ui.kit import result as show
from pages.ui.kit.words import _
from seq2seq.analysis.decay import mean_by_distance
from seq2seq.config.variants import at_update
from seq2seq.figures.gradients import MomentMeans, moment_curves, moment_table


def draw_moments(view: View, pair: ReplayedPair, scorers: Sequence[str]) -> None:
    """Draw a panel for each scoring function with a line for each moment, or say that no moments were kept."""
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
    curves = moment_curves(panels, chosen, axes, _("Update {n}"), colours)
    charts.chart(_("Gradient at all recorded updates"), curves, moment_table(panels), "gradient-moments")


def _means(view: View, scorer: str, pair: ReplayedPair) -> MomentMeans:
    """Update → distance → the geometric mean of the norms; nothing for a model without moments."""
    model = f"{view.family}/{scorer}"
    reaches = {
        update: work.gradient_reach(at_update(model, update), pair.source, pair.target)
        for update in kept_updates(view, scorer)
    }
    return {
        update: mean_by_distance(reach.norms, reach.distances)
        for update, reach in reaches.items()
        if not isinstance(reach, cache.Problem)
    }
