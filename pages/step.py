"""One step of the decoder opened up: every number between the query and the chosen word."""

import streamlit as st

from pages.ui.address import state
from pages.ui.address.view import request_in_view
from pages.ui.engine import work
from pages.ui.features.step import StepView
from pages.ui.features.step import step as explanation
from pages.ui.frame import frame
from pages.ui.kit import controls
from pages.ui.kit import result as show
from pages.ui.kit.controls import update_slider

frame.enter()


@st.fragment
def draw_explained_step() -> None:
    """A fragment: choices made in the explanation rerun it alone."""
    view = state.view()
    update_slider()
    request = request_in_view(view, view.of(StepView).edited(view.searched))
    outcome = work.translate(request)
    left, right = st.columns([3, 2], gap="large", vertical_alignment="center")
    with left:
        show.outcome(outcome, begun=view.begun, grows=view.reveal)
    with right:
        show.scorer(view.scorer)
    if not isinstance(outcome, work.Problem):
        explanation.draw_step(view, request, outcome)
    state.write_choices()


controls.small_numbers()
draw_explained_step()
