"""The formula of a scoring function, and what its symbols stand for."""

from __future__ import annotations

import streamlit as st

from pages.ui.kit.component import Component
from pages.ui.kit.words import _
from seq2seq.config.variants import formula, symbols

FORMULA = Component("kit/formula")


def draw_formula(name: str) -> None:
    """Draw the formula of a scorer or of a variant; each of its symbols explains itself."""
    st.latex(formula(name), width="content")
    explained = [vars(symbol) | {"words": _(symbol.words)} for symbol in symbols(name)]
    FORMULA("formula", {"symbols": explained})
