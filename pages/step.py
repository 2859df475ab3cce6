"""One step of the decoder opened up: every number between the query and the chosen word."""

import streamlit as st

from pages.ui.engine import cache, work
from pages.ui.layout import controls, frame
from pages.ui.layout import result as show
from pages.ui.layout.moment_slider import moment_slider
from pages.ui.session import state
from pages.ui.session.moments import request_at_moment
from pages.ui.step import step as explanation

frame.enter()


@st.fragment
def draw_explained_step() -> None:
    """A fragment: choices made in the explanation rerun it alone."""
    view = state.view()
    moment_slider()
    request = request_at_moment(view, view.heated)
    outcome = work.translate(request)
    left, right = st.columns([3, 2], gap="large", vertical_alignment="center")
    with left:
        show.outcome(outcome, begun=view.begun, grows=view.reveal)
    with right:
        show.scorer(view.scorer)
    if not isinstance(outcome, cache.Problem):
        explanation.draw_step(view, request, outcome)
    state.write_choices()


controls.small_numbers()
draw_explained_step()
