"""The stage: hands a trace to the browser, where everything that moves, moves."""

from __future__ import annotations

import streamlit as st

from pages.ui.components import captions
from pages.ui.components.component import Component, choice_listeners
from pages.ui.session import grain, state
from seq2seq.trace.trace import DecodeTrace

STAGE = Component("components/attention_view")


@st.fragment
def draw_attention(trace: DecodeTrace, step: int, reveal: bool, drawing: str) -> None:
    """The stage, at `step` and as `drawing` says when it is new in the page; with `reveal` later steps are hidden. What
    is reported back reruns this fragment alone, with the very same arguments, so that nothing is drawn again."""
    shown = {"trace": grain.drawn(trace), "caption": captions.of(state.view())}
    data = {**shown, "step": step, "options": {"reveal": reveal}, "drawing": drawing}
    STAGE(f"stage-{state.navigation_count()}", data, *choice_listeners("step", "reveal", "drawing"))
