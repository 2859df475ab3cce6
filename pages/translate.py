"""A sentence, its translation, and where the translator looked."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.ui.components.attention_view import attention_view as stage
from pages.ui.engine import cache, work
from pages.ui.layout import controls, frame
from pages.ui.layout import result as show
from pages.ui.session import state
from pages.ui.session.opening import opening
from pages.ui.session.regions import SENTENCE, region, shows

frame.enter()


@region(shows(*SENTENCE, "reveal"))
def draw_sentence(said: DeltaGenerator) -> None:
    """The field, in its place `said` what the model says, and below where it looked."""
    controls.sentence_field()
    view = state.view()
    outcome = work.translate(view.request)
    with said:
        show.outcome(outcome, grows=view.reveal)
    if not isinstance(outcome, cache.Problem):
        stage.draw_attention(outcome, opening(view, outcome))


left, right = st.columns([3, 2], gap="large", vertical_alignment="center")
with right:
    show.scorer_card()
draw_sentence(left)
show.details()
