"""A slider for the moment of the training at which a model is asked, where its parameters were kept."""

from __future__ import annotations

import streamlit as st

from pages.ui.address import state, widgets
from pages.ui.address.moments import kept_updates
from pages.ui.kit.words import _


def moment_slider() -> None:
    """Draw the slider, or nothing for a family whose models have no moments."""
    view = state.view()
    updates = kept_updates(view, view.scorer)
    if len(updates) < 2:
        return
    last = len(updates) - 1
    shown = last if view.moment is None else min(view.moment, last)
    st.select_slider(
        _("Training update"),
        range(len(updates)),
        key=widgets.widget_key("choose-moment", shown),
        format_func=lambda moment: _("Update {n}").format(n=f"{updates[moment]:,}"),
        on_change=_take_moment,
        args=(last,),
    )


def _take_moment(last: int) -> None:
    moment = widgets.widget_value("choose-moment")
    state.choose("moment", None if moment == last else moment)
