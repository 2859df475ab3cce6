"""The stage: hands attention to the browser, where everything that moves, moves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from pages.ui.address import state
from pages.ui.kit import grain, titles
from pages.ui.kit.component import Component
from seq2seq.config.arrays import Array, to_lists
from seq2seq.trace.attention_files import SUM_TOLERANCE
from seq2seq.trace.trace import DecodeTrace, entropy

STAGE = Component("kit/stage")


@st.fragment
def draw_attention(trace: DecodeTrace, opening: int) -> None:
    """The stage of a decoding, at the step `opening` unless one is chosen. What is reported back reruns this fragment
    alone, with the very same arguments, so that nothing is drawn again."""
    _draw({"trace": grain.drawn(trace), "caption": titles.caption(state.view()), "opening": opening})


@st.fragment
def draw_matrix(source: Sequence[str], target: Sequence[str], weights: Array, caption: Sequence[str]) -> None:
    """The stage of weights (T, S) that need not come from a model of this app: there are no candidates and no scores.
    They are drawn from 0 to 1. Where a row is no distribution, no step has an entropy."""
    distributed = np.allclose(weights.sum(axis=1), 1, atol=SUM_TOLERANCE) and (weights >= 0).all()
    trace = {
        "source": {"pieces": source, "unknown": [False] * len(source)},
        "target": {"pieces": target, "logprobs": []},
        "weights": to_lists(weights.clip(0, 1)),
        "scores": [],
        "heads": None,
        "entropy": to_lists(entropy(weights)) if distributed else [],
        "candidates": [],
    }
    _draw({"trace": trace, "caption": caption, "opening": 0})


def _draw(data: dict[str, Any]) -> None:
    STAGE(f"stage-{state.navigation_count()}", data, choices=("step", "reveal", "drawing"))
