"""The stage: hands a trace to the browser, where everything that moves, moves."""

from __future__ import annotations

import streamlit as st

from pages.ui.address import state
from pages.ui.kit import grain, titles
from pages.ui.kit.component import Component
from seq2seq.trace.trace import DecodeTrace

STAGE = Component("features/translate")


@st.fragment
def draw_attention(trace: DecodeTrace, opening: int) -> None:
    """The stage, at the step `opening` unless one is chosen. What is reported back reruns this fragment alone, with the
    very same arguments, so that nothing is drawn again."""
    data = {"trace": grain.drawn(trace), "caption": titles.caption(state.view()), "opening": opening}
    STAGE(f"stage-{state.navigation_count()}", data, choices=("step", "reveal", "drawing"))
