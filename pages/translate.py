"""A sentence, its translation, and where the translator looked."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.ui.address import state
from pages.ui.address.regions import SENTENCE, region, shows
from pages.ui.address.view import opening
from pages.ui.engine import work
from pages.ui.features.translate.lines import draw_lines
from pages.ui.frame import frame
from pages.ui.kit import controls, stage
from pages.ui.kit import result as show

frame.enter()


@region(shows(*SENTENCE, "reveal"))
def draw_sentence(said: DeltaGenerator) -> None:
    """The field, in its place `said` what the model says, and below where it looked."""
    controls.sentence_field()
    view = state.view()
    outcome = work.translate(view.request)
    with said:
        show.outcome(outcome, grows=view.reveal)
    if not isinstance(outcome, work.Problem):
        stage.draw_attention(outcome, opening(view, outcome))


left, right = st.columns([3, 2], gap="large", vertical_alignment="center")
with right:
    show.scorer_card()
draw_sentence(left)
draw_lines()
show.details()
