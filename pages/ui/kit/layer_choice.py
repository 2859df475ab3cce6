"""The choice of a layer of the encoder, where it has several."""

from __future__ import annotations

import streamlit as st

from pages.ui.address import state, widgets
from pages.ui.kit.words import _


def chosen_layer(layer: int | None, layers: int) -> int:
    """The number of the layer, from 0: the last unless another one is chosen that there is."""
    return layers - 1 if layer is None else min(layer, layers - 1)


def layer_choice(layers: int) -> None:
    """Draw the choice; nothing for a single layer."""
    if layers < 2:
        return
    st.segmented_control(
        _("Layer of the encoder"),
        list(range(layers)),
        key=widgets.widget_key("choose-layer", chosen_layer(state.chosen("layer"), layers)),
        format_func=lambda layer: _("Layer {n}").format(n=layer + 1),
        on_change=_take_layer,
        args=(layers,),
        required=True,
    )


def _take_layer(layers: int) -> None:
    layer = widgets.widget_value("choose-layer")
    state.choose("layer", None if layer == layers - 1 else layer)
