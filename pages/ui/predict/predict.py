"""Predict, then reveal: hands a trace to the browser, where one guesses and then sees."""

from __future__ import annotations

import streamlit as st

from pages.ui.components.component import Component, choice_listeners
from pages.ui.session import grain, state
from seq2seq.trace.trace import DecodeTrace

PREDICTION = Component("predict")


@st.fragment
def draw_prediction(trace: DecodeTrace, step: int, ask: str) -> None:
    """What is asked (`ask`) at `step` when it is new in the page. Guess and truth meet in the browser: what it reports
    reruns this fragment alone, with the same arguments, so that nothing is drawn again."""
    data = {"trace": grain.drawn(trace), "step": step, "ask": ask}
    PREDICTION(f"prediction-{state.navigation_count()}", data, *choice_listeners("step", "ask"))
