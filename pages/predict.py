"""Where will the model look, or what will it say? A guess first, then the truth."""

import streamlit as st

from pages.ui.engine import cache, work
from pages.ui.layout import frame
from pages.ui.layout import result as show
from pages.ui.predict import predict
from pages.ui.session import state

frame.enter()
view = state.view()
outcome = work.translate(view.request)
left, right = st.columns([3, 2], gap="large", vertical_alignment="center")
with left:
    show.outcome(outcome, grows=True)
with right:
    show.scorer(view.scorer)
if not isinstance(outcome, cache.Problem):
    predict.draw_prediction(outcome, view.step or 0, view.predict.ask)
