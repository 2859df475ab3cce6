"""A sentence, its translation, and where the translator looked."""

import streamlit as st

from pages.ui.components.attention_view import attention_view as stage
from pages.ui.engine import cache, work
from pages.ui.layout import frame
from pages.ui.layout import result as show
from pages.ui.session import state
from pages.ui.session.opening import opening

frame.enter()
view = state.view()
outcome = work.translate(view.request)
left, right = st.columns([3, 2], gap="large", vertical_alignment="center")
with left:
    show.outcome(outcome, grows=view.reveal)
with right:
    show.scorer(view.scorer)
if not isinstance(outcome, cache.Problem):
    stage.draw_attention(outcome, opening(view, outcome), view.reveal, view.translate.drawing)
    if not view.reveal:
        show.details(outcome)
