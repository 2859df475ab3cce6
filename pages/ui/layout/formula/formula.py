"""The formula of a scoring function, and what its symbols stand for."""

from __future__ import annotations

import streamlit as st

from pages.ui.components.component import Component
from pages.ui.session.words import _
from seq2seq.config.symbols import symbols
from seq2seq.config.variants import formula

FORMULA = Component("layout/formula")


def draw_formula(name: str) -> None:
    """The formula of a scorer or of a variant of one; each symbol is explained where one points at it."""
    st.latex(formula(name), width="content")
    explained = [vars(each) | {"words": _(each.words)} for each in symbols(name)]
    FORMULA("formula", {"symbols": explained})
