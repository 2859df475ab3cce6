"""The formula of a scoring function, and what its symbols stand for."""

from __future__ import annotations

import streamlit as st

from pages.ui.kit.component import Component
from pages.ui.kit.words import _
from seq2seq.config.cards import Card
from seq2seq.config.schema import Order
from seq2seq.config.variants import formula, symbols

FORMULA = Component("kit/formula")


def draw_formula(card: Card, order: Order) -> None:
    """Draw the formula of a scoring function in a decoder of this order; each of its symbols explains itself."""
    st.latex(formula(card, order), width="content")
    explained = [vars(symbol) | {"words": _(symbol.words)} for symbol in symbols(card, order)]
    FORMULA("formula", {"symbols": explained})
