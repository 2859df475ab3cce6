"""The view of Predict: it passes a trace to the browser, where the visitor guesses and then sees the answer."""

from __future__ import annotations

import streamlit as st

from pages.ui.address import state
from pages.ui.features.predict import PREDICT
from pages.ui.kit import grain
from pages.ui.kit.assignment import draw_sheet, is_assigned
from pages.ui.kit.component import Component
from seq2seq.trace.trace import DecodeTrace

PREDICTION = Component("features/predict")


@st.fragment
def draw_prediction(trace: DecodeTrace) -> None:
    """Ask, from the first step on; as an assignment, one step alone. Guesses are compared in the browser. Its reports
    rerun only this fragment, with the same arguments, so that nothing is drawn again."""
    if assigned := is_assigned():
        draw_sheet(PREDICT)
    data = {"trace": grain.drawn(trace), "opening": 0, "assigned": assigned}
    PREDICTION(f"prediction-{state.navigation_count()}", data, choices=("step", "ask", "guesses"))
