"""The stage: hands a trace to the browser, where everything that moves, moves."""

from __future__ import annotations

import streamlit as st

from pages.ui import grain, state
from pages.ui.component import Component
from seq2seq.trace import DecodeTrace

STAGE = Component("stage")


@st.fragment
def draw(trace: DecodeTrace, step: int) -> None:
    """The stage, at `step` when it is new in the page. A step that is reported back reruns this fragment alone, with
    the very same arguments, so that nothing is drawn again."""
    key = f"stage-{state.visit()}"
    STAGE(key, {"trace": grain.drawn(trace), "step": step}, {"step": lambda: state.take_step(key)})
